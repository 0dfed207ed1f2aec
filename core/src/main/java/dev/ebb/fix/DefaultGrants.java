package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Passage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes default privileges, and knows whom they give rights on new objects as long as they hold.
 */
final class DefaultGrants {
  private final Passage passage;
  private final Draft draft;
  private final List<CatalogObject> now;

  DefaultGrants(Passage passage, Draft draft) {
    this.passage = passage;
    this.draft = draft;
    this.now =
        passage.here().objects().stream().filter(o -> o.kind() == Kind.DEFAULT_GRANT).toList();
  }

  /** Whose rights on a new object are not the usual ones; empty for its owner. */
  Set<Optional<String>> grantees(CatalogObject object) {
    Set<Optional<String>> grantees = new HashSet<>();
    String sort = sort(object.kind());
    for (CatalogObject grant : now) {
      Optional<String> namespace = grant.facts().get(Fact.NAMESPACE);
      if (grant.facts().text(Fact.SORT).equals(sort)
          && namespace.filter(name -> !name.equals(object.name().container())).isEmpty()) {
        grantees.add(grant.facts().get(Fact.GRANTEE));
      }
    }
    return grantees;
  }

  private static String sort(Kind kind) {
    return switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> "tables";
      case SEQUENCE -> "sequences";
      case ROUTINE -> "functions";
      case TYPE -> "types";
      case NAMESPACE -> "schemas";
      default -> "";
    };
  }

  void write() {
    for (CatalogObject grant : now) {
      if (passage.pairs().there(grant.name()).isEmpty()) {
        change(grant, rights(grant, Fact.RIGHTS), Set.of(), usual(grant), Set.of());
      }
    }
    for (CatalogObject grant : passage.there().objects()) {
      if (grant.kind() == Kind.DEFAULT_GRANT) {
        Optional<CatalogObject> before = passage.pairs().here(grant.name());
        change(
            grant,
            before.map(o -> rights(o, Fact.RIGHTS)).orElseGet(() -> usual(grant)),
            before.map(o -> rights(o, Fact.GRANTABLE)).orElse(Set.of()),
            rights(grant, Fact.RIGHTS),
            rights(grant, Fact.GRANTABLE));
      }
    }
  }

  private static Set<String> rights(CatalogObject grant, Fact fact) {
    return new TreeSet<>(grant.facts().list(fact));
  }

  // Those within a namespace only add to what goes without saying.
  private static Set<String> usual(CatalogObject grant) {
    Facts facts = grant.facts();
    if (facts.has(Fact.NAMESPACE)) {
      return Set.of();
    }
    boolean own = !facts.has(Fact.GRANTEE);
    boolean everybody = facts.text(Fact.GRANTEE).equals("PUBLIC");
    return switch (facts.text(Fact.SORT)) {
      case "functions" -> own || everybody ? Set.of("EXECUTE") : Set.of();
      case "types" -> own || everybody ? Set.of("USAGE") : Set.of();
      case "schemas" -> own ? Set.of("CREATE", "USAGE") : Set.of();
      default -> own ? Set.of("ALL") : Set.of();
    };
  }

  private void change(
      CatalogObject grant,
      Set<String> had,
      Set<String> hadToGive,
      Set<String> has,
      Set<String> hasToGive) {
    boolean again = !without(had, has).isEmpty() || !without(hadToGive, hasToGive).isEmpty();
    if (again && !had.isEmpty()) {
      say(grant, "REVOKE ", Set.of("ALL"), "");
    }
    Set<String> before = again ? Set.of() : had;
    Set<String> plain = without(without(has, before), hasToGive);
    say(grant, "GRANT ", plain, "");
    say(grant, "GRANT ", again ? hasToGive : without(hasToGive, hadToGive), " WITH GRANT OPTION");
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private void say(CatalogObject grant, String verb, Set<String> rights, String end) {
    if (rights.isEmpty()) {
      return;
    }
    Facts facts = grant.facts();
    draft.add(
        Phase.LATE,
        grant.name(),
        "ALTER DEFAULT PRIVILEGES FOR ROLE "
            + facts.text(Fact.GRANTOR)
            + facts.get(Fact.NAMESPACE).map(name -> " IN SCHEMA " + name).orElse("")
            + " "
            + verb
            + String.join(", ", rights)
            + " ON "
            + facts.text(Fact.SORT).toUpperCase(Locale.ROOT)
            + (verb.startsWith("GRANT") ? " TO " : " FROM ")
            + facts.get(Fact.GRANTEE).orElse(facts.text(Fact.GRANTOR))
            + end);
  }
}
