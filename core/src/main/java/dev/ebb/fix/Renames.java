package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives what stays its new names and namespaces, and takes names from what stands in the way. Names
 * that two objects exchange take a detour.
 */
final class Renames {
  private static final Set<Kind> RELATIONS =
      EnumSet.of(
          Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.SEQUENCE, Kind.INDEX, Kind.TYPE);

  /** Of these the name cannot change, or goes along with something else. */
  private static final Set<Kind> NAMELESS =
      EnumSet.of(
          Kind.COMMENT,
          Kind.GRANT,
          Kind.DEFAULT_GRANT,
          Kind.CAST,
          Kind.TRANSFORM,
          Kind.USER_MAPPING,
          Kind.EXTENSION);

  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final Map<ObjectName, ObjectName> aside = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> spare = new HashMap<>();

  Renames(Passage passage, Fates fates, Draft draft) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
    for (CatalogObject object : passage.here().objects()) {
      if (fates.stays(object.name()) || fates.isLate(object.name())) {
        taken.add(place(object.name()));
      }
    }
  }

  /** Writes them; gives the temporary names of what goes later. */
  Map<ObjectName, ObjectName> write() {
    makeWay();
    List<CatalogObject> spaces = new ArrayList<>();
    List<CatalogObject> whole = new ArrayList<>();
    List<CatalogObject> routines = new ArrayList<>();
    List<CatalogObject> parts = new ArrayList<>();
    for (CatalogObject object : passage.here().objects()) {
      if (isRenamed(object)) {
        switch (object.kind()) {
          case NAMESPACE -> spaces.add(object);
          case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> parts.add(object);
          case ROUTINE, OPERATOR -> routines.add(object);
          default -> whole.add(object);
        }
      }
    }
    List.of(spaces, whole, routines, parts).forEach(this::renameAll);
    return aside;
  }

  // What goes late, or makes way for another of its name, and whose name somebody needs.
  private void makeWay() {
    for (CatalogObject object : passage.here().objects()) {
      if (fates.isLate(object.name()) && isWanted(object)) {
        String temporary = temporary(object.name());
        ObjectName name = object.name();
        ObjectName fresh =
            new ObjectName(name.kind(), passage.afterRenames(name).container() + "." + temporary);
        draft.add(
            Phase.RENAME,
            name,
            "ALTER " + Spelling.kind(object) + " " + name.path() + " RENAME TO " + temporary);
        taken.remove(place(name));
        aside.put(name, fresh);
      }
    }
  }

  private boolean isWanted(CatalogObject object) {
    if (fates.isSwapped(object.name()) || fates.isReplacedSequence(object.name())) {
      return true;
    }
    return RELATIONS.contains(object.kind())
        && RELATIONS.stream()
            .map(kind -> new ObjectName(kind, passage.afterRenames(object.name()).path()))
            .anyMatch(name -> passage.there().object(name).isPresent());
  }

  private String temporary(ObjectName name) {
    int number = spare.merge(name.container(), 1, Integer::sum);
    return "ebb_old_" + number;
  }

  private boolean isRenamed(CatalogObject here) {
    Optional<CatalogObject> there = passage.pairs().there(here.name());
    if (there.isEmpty() || NAMELESS.contains(here.kind()) || !fates.stays(here.name())) {
      return false;
    }
    return !now(here).equals(there.get().path()) && !goesAlong(here, there.get());
  }

  /** Its path once what it is in has its new name. */
  private String now(CatalogObject here) {
    ObjectName name = passage.afterRenames(here.name());
    return here.kind() == Kind.ROUTINE || here.kind() == Kind.OPERATOR
        ? plain(name.path()) + arguments(passage.pairs().there(here.name()).orElse(here).path())
        : name.path();
  }

  private static String plain(String path) {
    int open = ObjectName.argumentsIn(path);
    return open < 0 ? path : path.substring(0, open);
  }

  private static String arguments(String path) {
    int open = ObjectName.argumentsIn(path);
    return open < 0 ? "" : path.substring(open);
  }

  private boolean goesAlong(CatalogObject here, CatalogObject there) {
    Optional<CatalogObject> whole = passage.hereParts().whole(here.name());
    if (here.kind() == Kind.INDEX && here.facts().has(Fact.CONSTRAINT)) {
      return there.facts().has(Fact.CONSTRAINT);
    }
    boolean moved = !passage.afterRenames(here.name()).container().equals(there.name().container());
    boolean renamed = !here.name().simpleName().equals(there.name().simpleName());
    if (here.kind() == Kind.INDEX && moved && !renamed) {
      return true;
    }
    if (here.kind() == Kind.SEQUENCE && moved && !renamed && whole.isPresent()) {
      return true;
    }
    if (whole.isPresent() && !fates.stays(whole.get().name()) && here.kind() != Kind.SEQUENCE) {
      return true;
    }
    return passage
        .thereParts()
        .original(there)
        .filter(original -> passage.handsDown(there, original) && here.kind() == Kind.COLUMN)
        .isPresent();
  }

  private void renameAll(List<CatalogObject> objects) {
    List<CatalogObject> open = new ArrayList<>(objects);
    Map<ObjectName, String> detours = new HashMap<>();
    while (!open.isEmpty()) {
      int before = open.size();
      open.removeIf(object -> tryRename(object, detours));
      if (open.size() == before) {
        detour(open.getFirst(), detours);
      }
    }
  }

  private boolean tryRename(CatalogObject here, Map<ObjectName, String> detours) {
    CatalogObject there = passage.pairs().there(here.name()).orElseThrow();
    String from = detours.getOrDefault(here.name(), now(here));
    if (taken.contains(place(there.name()))) {
      return false;
    }
    taken.remove(place(here.name()));
    taken.remove(place(new ObjectName(here.kind(), from)));
    taken.add(place(there.name()));
    change(here, there, from);
    return true;
  }

  private void detour(CatalogObject here, Map<ObjectName, String> detours) {
    String from = detours.getOrDefault(here.name(), now(here));
    ObjectName old = new ObjectName(here.kind(), from);
    String temporary = temporary(old);
    draft.add(Phase.RENAME, here.name(), rename(here, old, temporary));
    taken.remove(place(here.name()));
    taken.remove(place(old));
    String container = old.container().isEmpty() ? "" : old.container() + ".";
    detours.put(here.name(), container + temporary + arguments(from));
  }

  private void change(CatalogObject here, CatalogObject there, String from) {
    ObjectName at = new ObjectName(here.kind(), from);
    boolean alone = here.kind() != Kind.INDEX && !isOwned(here);
    if (!at.container().equals(there.name().container()) && !isPart(here)) {
      ObjectName moved =
          new ObjectName(here.kind(), there.name().container() + "." + at.simpleName());
      if (alone) {
        draft.add(
            Phase.RENAME,
            there.name(),
            "ALTER "
                + Spelling.kind(here)
                + " "
                + at.path()
                + " SET SCHEMA "
                + there.name().container());
      }
      at = moved;
    }
    if (!plain(at.simpleName()).equals(plain(there.name().simpleName()))) {
      draft.add(Phase.RENAME, there.name(), rename(here, at, plain(there.name().simpleName())));
    }
  }

  private boolean isOwned(CatalogObject here) {
    return here.kind() == Kind.SEQUENCE && passage.hereParts().whole(here.name()).isPresent();
  }

  private static boolean isPart(CatalogObject object) {
    return switch (object.kind()) {
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> true;
      default -> false;
    };
  }

  private String rename(CatalogObject here, ObjectName at, String to) {
    boolean ofType = passage.hereParts().kindOfWhole(here.name()) == Kind.TYPE;
    return switch (here.kind()) {
      case COLUMN ->
          "ALTER %s %s RENAME %s %s TO %s"
              .formatted(
                  whole(here),
                  at.container(),
                  ofType ? "ATTRIBUTE" : "COLUMN",
                  at.simpleName(),
                  to);
      case CONSTRAINT ->
          "ALTER %s %s RENAME CONSTRAINT %s TO %s"
              .formatted(ofType ? "DOMAIN" : "TABLE", at.container(), at.simpleName(), to);
      case TRIGGER, RULE, POLICY ->
          "ALTER %s %s ON %s RENAME TO %s"
              .formatted(Spelling.kind(here), at.simpleName(), at.container(), to);
      default -> "ALTER %s %s RENAME TO %s".formatted(Spelling.kind(here), at.path(), to);
    };
  }

  private String whole(CatalogObject here) {
    return passage.hereParts().whole(here.name()).map(Spelling::kind).orElse("TABLE");
  }

  // Relations and types share their names within a namespace; others only with their kind.
  private static String place(ObjectName name) {
    return (RELATIONS.contains(name.kind()) ? "relation" : name.kind().word()) + " " + name.path();
  }
}
