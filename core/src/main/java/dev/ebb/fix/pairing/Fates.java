package dev.ebb.fix.pairing;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of each object that is there now: what stays, what goes, and what must go and come
 * again because of something that it needs.
 */
public final class Fates {
  /** What becomes of an object. */
  public enum Fate {
    STAYS,
    GOES,
    COMES_AGAIN
  }

  private final Passage passage;
  private final Map<ObjectName, Fate> fates = new HashMap<>();
  private final Set<ObjectName> retyped = new HashSet<>();
  private final Set<ObjectName> swapped = new HashSet<>();
  private final Set<ObjectName> bare = new HashSet<>();
  private final Set<ObjectName> late = new HashSet<>();
  private final Map<ObjectName, Refused> refused = new LinkedHashMap<>();
  private final Deque<ObjectName> open = new ArrayDeque<>();

  /**
   * Something that cannot become what it should.
   *
   * @param changes in what it should differ; empty if it is only in the way of something else
   */
  public record Refused(CatalogObject here, CatalogObject there, Set<Fact> changes) {}

  /** Of all objects that are there now. */
  public Fates(Passage passage) {
    this.passage = passage;
    passage.pairs().gone().forEach(object -> set(object.name(), Fate.GOES));
    passage.here().objects().forEach(this::judge);
    while (!open.isEmpty()) {
      spread(open.pop());
    }
  }

  /** What becomes of it. */
  public Fate of(ObjectName here) {
    return fates.getOrDefault(here, Fate.STAYS);
  }

  /** Whether it is left in its place. */
  public boolean stays(ObjectName here) {
    return of(here) == Fate.STAYS;
  }

  /** Columns and attributes that get another type. */
  public boolean isRetyped(ObjectName here) {
    return retyped.contains(here);
  }

  /** Types that make way for another of their name. */
  public boolean isSwapped(ObjectName here) {
    return swapped.contains(here);
  }

  /** Columns whose default must be out of the way while something else changes. */
  public boolean losesDefault(ObjectName here) {
    return bare.contains(here);
  }

  /** What goes only when others have let go of it. */
  public boolean isLate(ObjectName here) {
    return late.contains(here) || swapped.contains(here) || isReplacedSequence(here);
  }

  /** A sequence that makes way for one that an identity column has or had, and that goes on. */
  public boolean isReplacedSequence(ObjectName here) {
    return here.kind() == Kind.SEQUENCE && of(here) == Fate.COMES_AGAIN;
  }

  /** All that is left alone. */
  public List<Refused> refused() {
    return List.copyOf(refused.values());
  }

  /** What cannot become what it should, so that it is left alone. */
  public boolean isRefused(ObjectName here) {
    return refused.containsKey(here);
  }

  /** Whether an object of the wanted state has to be created. */
  public boolean comes(ObjectName there) {
    Optional<CatalogObject> before = passage.pairs().here(there);
    return before.isEmpty() || !stays(before.get().name());
  }

  private void judge(CatalogObject here) {
    Optional<CatalogObject> there = passage.pairs().there(here.name());
    if (there.isEmpty()) {
      return;
    }
    Set<Fact> changes = passage.pairs().changes(here, there.get());
    switch (Needs.of(here, there.get(), changes, passage)) {
      case ALTER -> {}
      case REPLACE -> comesAgain(here.name());
      case RETYPE -> retype(here.name());
      case SWAP -> swap(here.name());
      case REFUSE -> refuse(here, there.get(), changes);
    }
  }

  private void refuse(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    refused.putIfAbsent(here.name(), new Refused(here, there, changes));
  }

  private void set(ObjectName name, Fate fate) {
    if (fates.putIfAbsent(name, fate) == null) {
      open.push(name);
    }
  }

  private void comesAgain(ObjectName name) {
    if (refused.containsKey(name)) {
      return;
    }
    CatalogObject object = passage.here().object(name).orElseThrow();
    if (Passage.holdsRows(object) || passage.holdsValues(object, passage.hereParts())) {
      refuse(object, passage.pairs().there(name).orElse(object), Set.of());
      return;
    }
    if (name.kind() == Kind.INDEX && object.facts().has(Fact.CONSTRAINT)) {
      passage
          .hereParts()
          .whole(name)
          .ifPresent(constraint -> set(constraint.name(), Fate.COMES_AGAIN));
    }
    set(name, Fate.COMES_AGAIN);
  }

  private void swap(ObjectName type) {
    if (swapped.add(type)) {
      set(type, Fate.COMES_AGAIN);
    }
  }

  private void retype(ObjectName column) {
    if (!retyped.add(column)) {
      return;
    }
    CatalogObject object = passage.here().object(column).orElseThrow();
    Optional<CatalogObject> type =
        passage.hereParts().whole(column).filter(whole -> whole.kind() == Kind.TYPE);
    if (type.isPresent() && isInATable(type.get().name())) {
      retyped.remove(column);
      refuse(object, passage.pairs().there(column).orElse(object), Set.of(Fact.TYPE));
      return;
    }
    if (object.facts().has(Fact.DEFAULT)) {
      bare.add(column);
    }
    for (ObjectName reader : passage.here().dependencies().on(column)) {
      boolean rebuilt =
          reader.kind() == Kind.CONSTRAINT
              || reader.kind() == Kind.INDEX
              || reader.kind() == Kind.STATISTICS
              || reader.kind() == Kind.SEQUENCE;
      if (!rebuilt || breaks(object, reader)) {
        onColumn(reader);
      }
    }
  }

  // Between two statements the columns of a foreign key have different types, and the server
  // checks after each whether it can compare them.
  private boolean breaks(CatalogObject column, ObjectName reader) {
    Optional<CatalogObject> key =
        passage
            .here()
            .object(reader)
            .filter(o -> o.kind() == Kind.CONSTRAINT)
            .filter(o -> o.facts().text(Fact.SORT).equals("foreign key"));
    if (key.isEmpty()) {
      return false;
    }
    String before = column.facts().text(Fact.TYPE);
    String after =
        passage.pairs().there(column.name()).map(o -> o.facts().text(Fact.TYPE)).orElse(before);
    return !Conversions.areComparable(before, after);
  }

  private boolean isInATable(ObjectName type) {
    return passage.here().dependencies().allOn(type).stream()
        .map(passage.here()::object)
        .flatMap(Optional::stream)
        .anyMatch(user -> passage.holdsValues(user, passage.hereParts()));
  }

  private void onColumn(ObjectName reader) {
    if (reader.kind() == Kind.TABLE) {
      return;
    }
    if (reader.kind() == Kind.COLUMN) {
      CatalogObject other = passage.here().object(reader).orElseThrow();
      if (other.facts().has(Fact.GENERATED)) {
        comesAgain(reader);
      }
      return;
    }
    if (stays(reader)) {
      comesAgain(reader);
    }
  }

  private void spread(ObjectName name) {
    Fate fate = of(name);
    for (ObjectName part : passage.hereParts().of(name)) {
      if (stays(part) && part.kind() != Kind.SEQUENCE) {
        comesAgain(part);
      }
    }
    for (ObjectName dependent : passage.here().dependencies().on(name)) {
      if (stays(dependent) && !passage.hereParts().isIn(dependent, name)) {
        spread(dependent, name, fate);
      }
    }
  }

  private void spread(ObjectName dependent, ObjectName needed, Fate fate) {
    switch (dependent.kind()) {
      case COLUMN -> onColumn(dependent, needed, fate);
      case TABLE -> {
        if (fate == Fate.GOES) {
          late(needed);
        } else if (needed.kind() != Kind.NAMESPACE) {
          comesAgain(dependent);
        }
      }
      case TYPE -> onType(dependent, needed, fate);
      case SEQUENCE, NAMESPACE, EXTENSION -> {
        if (fate == Fate.GOES) {
          late(needed);
        }
      }
      default -> {
        if (needed.kind() == Kind.NAMESPACE || needed.kind() == Kind.EXTENSION) {
          late(needed);
        }
        if (needed.kind() != Kind.NAMESPACE) {
          comesAgain(dependent);
        }
      }
    }
  }

  private void onType(ObjectName type, ObjectName needed, Fate fate) {
    boolean composite =
        passage.here().object(type).orElseThrow().facts().text(Fact.SORT).equals("composite");
    if (fate == Fate.GOES) {
      late(needed);
    } else if (!composite && needed.kind() != Kind.NAMESPACE) {
      swap(type);
    }
  }

  private void onColumn(ObjectName column, ObjectName needed, Fate fate) {
    CatalogObject object = passage.here().object(column).orElseThrow();
    Kind whole = passage.hereParts().kindOfWhole(column);
    if (whole == Kind.VIEW || whole == Kind.MATERIALIZED_VIEW) {
      passage.hereParts().whole(column).ifPresent(view -> comesAgain(view.name()));
      return;
    }
    if (fate == Fate.GOES) {
      late(needed);
      return;
    }
    String type = object.facts().text(Fact.TYPE);
    if (swapped.contains(needed) && (type + "[]").startsWith(needed.path() + "[]")) {
      retype(column);
    } else if (object.facts().has(Fact.GENERATED)) {
      comesAgain(column);
    } else if (object.facts().has(Fact.DEFAULT)) {
      bare.add(column);
    } else {
      comesAgain(column);
    }
  }

  // What a late one needs itself must stay until then too.
  private void late(ObjectName name) {
    if (of(name) == Fate.GOES && late.add(name)) {
      for (ObjectName needed : passage.here().dependencies().of(name)) {
        if (of(needed) == Fate.GOES) {
          late(needed);
        }
      }
    }
  }
}
