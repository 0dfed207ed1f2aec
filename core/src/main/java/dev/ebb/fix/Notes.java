package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes comments and rights, once everything is there. */
final class Notes {
  private static final int PUBLIC_IS_CLOSED = 15;

  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final DefaultGrants defaults;

  Notes(Passage passage, Fates fates, Draft draft) {
    this.defaults = new DefaultGrants(passage, draft);
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
  }

  void write() {
    for (CatalogObject object : passage.here().objects()) {
      boolean goes = passage.pairs().there(object.name()).isEmpty();
      if (goes && object.kind() == Kind.COMMENT) {
        survivor(object).ifPresent(whole -> comment(whole, without(whole)));
      } else if (goes && object.kind() == Kind.GRANT) {
        survivor(object).ifPresent(whole -> grant(object, Optional.empty(), whole));
      }
    }
    for (CatalogObject object : passage.there().objects()) {
      if (object.kind() == Kind.COMMENT) {
        comment(object);
      } else if (object.kind() == Kind.GRANT) {
        grant(object);
      }
    }
    newOnes();
    defaults.write();
  }

  // Default privileges give new objects rights that the wanted state may know nothing of.
  private void newOnes() {
    for (CatalogObject object : passage.there().objects()) {
      if (fates.comes(object.name())) {
        for (Optional<String> grantee : defaults.grantees(object)) {
          boolean told =
              passage.thereParts().of(object.name()).stream()
                  .map(passage.there()::object)
                  .flatMap(Optional::stream)
                  .anyMatch(
                      o -> o.kind() == Kind.GRANT && o.facts().get(Fact.GRANTEE).equals(grantee));
          if (!told) {
            change(grantee, Optional.empty(), Optional.empty(), object);
          }
        }
      }
    }
  }

  /** What a note is on, in the wanted state; empty if that goes or comes again. */
  private Optional<CatalogObject> survivor(CatalogObject note) {
    return passage
        .hereParts()
        .whole(note.name())
        .filter(whole -> fates.stays(whole.name()))
        .flatMap(whole -> passage.pairs().there(whole.name()));
  }

  private void comment(CatalogObject comment) {
    Optional<CatalogObject> whole = passage.thereParts().whole(comment.name());
    Optional<CatalogObject> before = passage.pairs().here(comment.name());
    boolean said =
        before.isPresent()
            && fates.stays(before.get().name())
            && before.get().facts().equals(comment.facts());
    if (whole.isPresent() && !said) {
      String text = comment.facts().text(Fact.TEXT);
      comment(whole.get(), text.isEmpty() ? "NULL" : Quote.literal(text));
    }
  }

  // The namespace that every database has comes with a comment.
  private static String without(CatalogObject whole) {
    boolean usual = whole.kind() == Kind.NAMESPACE && whole.path().equals("public");
    return usual ? "'standard public schema'" : "NULL";
  }

  private void comment(CatalogObject whole, String literal) {
    draft.add(
        whole.kind() == Kind.EVENT_TRIGGER ? Phase.LAST : Phase.NOTES,
        new ObjectName(Kind.COMMENT, whole.title()),
        "COMMENT ON " + Spelling.address(whole, passage.thereParts()) + " IS " + literal);
  }

  private void grant(CatalogObject grant) {
    Optional<CatalogObject> before =
        passage.pairs().here(grant.name()).filter(o -> fates.stays(o.name()));
    Optional<CatalogObject> whole = passage.thereParts().whole(grant.name());
    if (whole.isPresent()
        && (before.isEmpty() || !passage.pairs().changes(before.get(), grant).isEmpty())) {
      grant(before.orElse(null), grant, whole.get());
    }
  }

  private void grant(CatalogObject before, Optional<CatalogObject> none, CatalogObject whole) {
    change(before.facts().get(Fact.GRANTEE), Optional.of(before), none, whole);
  }

  private void grant(@Nullable CatalogObject before, CatalogObject after, CatalogObject whole) {
    change(after.facts().get(Fact.GRANTEE), Optional.ofNullable(before), Optional.of(after), whole);
  }

  private void change(
      Optional<String> grantee,
      Optional<CatalogObject> before,
      Optional<CatalogObject> after,
      CatalogObject whole) {
    boolean given = fates.comes(whole.name()) && defaults.grantees(whole).contains(grantee);
    if (given) {
      say(whole, grantee, "REVOKE ", Set.of("ALL"), "");
    }
    Set<String> had = given ? Set.of() : rights(before, grantee, whole);
    Set<String> has = rights(after, grantee, whole);
    Set<String> hadToGive = grantable(before);
    Set<String> hasToGive = grantable(after);
    Set<String> lost = without(had, has);
    Set<String> onlyGiving = without(without(hadToGive, hasToGive), lost);
    Set<String> toGive = without(hasToGive, hadToGive);
    Set<String> plain = without(without(has, had), toGive);
    say(whole, grantee, "REVOKE ", lost, "");
    say(whole, grantee, "REVOKE GRANT OPTION FOR ", onlyGiving, "");
    say(whole, grantee, "GRANT ", plain, "");
    say(whole, grantee, "GRANT ", toGive, " WITH GRANT OPTION");
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private Set<String> rights(
      Optional<CatalogObject> grant, Optional<String> grantee, CatalogObject whole) {
    return grant
        .map(object -> (Set<String>) new HashSet<>(object.facts().list(Fact.RIGHTS)))
        .orElseGet(() -> usual(grantee, whole));
  }

  private static Set<String> grantable(Optional<CatalogObject> grant) {
    return grant
        .map(object -> (Set<String>) new HashSet<>(object.facts().list(Fact.GRANTABLE)))
        .orElseGet(Set::of);
  }

  /** What goes without saying. */
  private Set<String> usual(Optional<String> grantee, CatalogObject whole) {
    boolean everybody = grantee.filter("PUBLIC"::equals).isPresent();
    if (grantee.isPresent() && !everybody) {
      return Set.of();
    }
    return switch (whole.kind()) {
      case ROUTINE -> Set.of("EXECUTE");
      case TYPE, LANGUAGE -> Set.of("USAGE");
      case NAMESPACE ->
          !everybody
              ? Set.of("CREATE", "USAGE")
              : !whole.path().equals("public")
                  ? Set.of()
                  : passage.major() >= PUBLIC_IS_CLOSED
                      ? Set.of("USAGE")
                      : Set.of("CREATE", "USAGE");
      default -> everybody ? Set.of() : ofOwner(whole.kind());
    };
  }

  private Set<String> ofOwner(Kind kind) {
    return switch (kind) {
      case SEQUENCE -> Set.of("SELECT", "UPDATE", "USAGE");
      case TABLE, VIEW, MATERIALIZED_VIEW -> {
        Set<String> all =
            new HashSet<>(
                List.of(
                    "DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"));
        if (passage.major() >= 17) {
          all.add("MAINTAIN");
        }
        yield all;
      }
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER -> Set.of("USAGE");
      default -> Set.of();
    };
  }

  private void say(
      CatalogObject whole, Optional<String> grantee, String verb, Set<String> rights, String end) {
    if (rights.isEmpty()) {
      return;
    }
    String on = rightsOn(whole, rights);
    String toFrom = verb.startsWith("GRANT") ? " TO " : " FROM ";
    ObjectName about = new ObjectName(Kind.GRANT, whole.title());
    if (grantee.isPresent()) {
      draft.add(Phase.NOTES, about, verb + on + toFrom + grantee.get() + end);
    } else {
      draft.add(Phase.NOTES, about, byOwner(whole, verb + on + toFrom));
    }
  }

  private String rightsOn(CatalogObject whole, Set<String> rights) {
    if (whole.kind() == Kind.COLUMN) {
      String column = " (" + whole.name().simpleName() + ")";
      List<String> each = new ArrayList<>();
      new TreeSet<>(rights).forEach(right -> each.add(right + column));
      return String.join(", ", each) + " ON TABLE " + whole.name().container();
    }
    return String.join(", ", new TreeSet<>(rights)) + " ON " + target(whole);
  }

  private static String target(CatalogObject whole) {
    return switch (whole.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> "TABLE " + whole.path();
      case FOREIGN_SERVER -> "FOREIGN SERVER " + whole.path();
      case TYPE -> "TYPE " + whole.path();
      default -> Spelling.kind(whole) + " " + whole.path();
    };
  }

  // The owner is known to the database only: who that is, is no part of a catalog.
  private static String byOwner(CatalogObject whole, String statement) {
    String owner =
        switch (whole.kind()) {
          case NAMESPACE -> owner("nspowner", "pg_namespace", "regnamespace", whole.path());
          case ROUTINE -> owner("proowner", "pg_proc", "regprocedure", whole.path());
          case TYPE -> owner("typowner", "pg_type", "regtype", whole.path());
          case COLUMN -> owner("relowner", "pg_class", "regclass", whole.name().container());
          default -> owner("relowner", "pg_class", "regclass", whole.path());
        };
    return "DO "
        + Quote.literal(
            "BEGIN EXECUTE pg_catalog.format("
                + Quote.literal(statement.replace("%", "%%") + "%I")
                + ", ("
                + owner
                + ")); END");
  }

  private static String owner(String column, String table, String cast, String path) {
    return "SELECT pg_catalog.pg_get_userbyid(%s) FROM pg_catalog.%s WHERE oid = %s::pg_catalog.%s"
        .formatted(column, table, Quote.literal(path), cast);
  }
}
