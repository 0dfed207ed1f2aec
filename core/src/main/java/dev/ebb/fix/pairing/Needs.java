package dev.ebb.fix.pairing;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What it takes to turn one object into what it is to become. */
enum Needs {
  /** Nothing, or statements that leave it in its place. */
  ALTER,
  /** It goes and comes again; it holds nothing that would be lost. */
  REPLACE,
  /** A column gets another type; some of what reads it must go and come again. */
  RETYPE,
  /** A type makes way for another of its name, to which columns are then converted. */
  SWAP,
  /** No statement does it. */
  REFUSE;

  private static final int SET_EXPRESSION = 17;

  static Needs of(CatalogObject here, CatalogObject there, Set<Fact> changes, Passage passage) {
    if (changes.isEmpty()) {
      return ALTER;
    }
    return switch (here.kind()) {
      case NAMESPACE, EXTENSION, GRANT, DEFAULT_GRANT, COMMENT, SUBSCRIPTION, USER_MAPPING -> ALTER;
      case PUBLICATION -> publication(here, there);
      case TABLE -> table(here, changes);
      case COLUMN -> column(here, there, changes, passage);
      case TYPE -> type(here, there, changes, passage);
      case SEQUENCE -> changes.contains(Fact.OF_IDENTITY) ? REPLACE : ALTER;
      case CONSTRAINT -> constraint(here, there, changes);
      case INDEX -> index(here, there, changes, passage);
      case VIEW -> view(here, there, changes, passage);
      case MATERIALIZED_VIEW -> changes.contains(Fact.QUERY) ? REPLACE : ALTER;
      case ROUTINE -> routine(changes);
      case TRIGGER, EVENT_TRIGGER, STATISTICS ->
          unless(changes, Fact.ENABLED, Fact.STATISTICS_TARGET);
      case RULE -> unless(changes, Fact.ENABLED);
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER -> unless(changes, Fact.OPTIONS);
      case OPERATOR_FAMILY, TEXT_SEARCH_CONFIGURATION -> unless(changes, Fact.MEMBERS);
      default -> unless(changes);
    };
  }

  private static Needs publication(CatalogObject here, CatalogObject there) {
    String all = " FOR ALL TABLES ";
    boolean same =
        here.facts().text(Fact.DEFINITION).contains(all)
            == there.facts().text(Fact.DEFINITION).contains(all);
    return same ? ALTER : REPLACE;
  }

  private static Needs unless(Set<Fact> changes, Fact... alterable) {
    Set<Fact> rest = EnumSet.noneOf(Fact.class);
    rest.addAll(changes);
    rest.remove(Fact.OWNER);
    List.of(alterable).forEach(rest::remove);
    return rest.isEmpty() ? ALTER : REPLACE;
  }

  private static Needs table(CatalogObject here, Set<Fact> changes) {
    boolean foreign = here.facts().text(Fact.SORT).equals("foreign");
    if (changes.contains(Fact.SORT)
        || changes.contains(Fact.PARTITION_KEY)
        || (changes.contains(Fact.SERVER) && !foreign)) {
      return REFUSE;
    }
    return changes.contains(Fact.SERVER) ? REPLACE : ALTER;
  }

  private static Needs column(
      CatalogObject here, CatalogObject there, Set<Fact> changes, Passage passage) {
    Kind whole = passage.hereParts().kindOfWhole(here.name());
    if (whole == Kind.VIEW || whole == Kind.MATERIALIZED_VIEW) {
      return ALTER;
    }
    boolean computed = here.facts().has(Fact.GENERATED);
    boolean willBe = there.facts().has(Fact.GENERATED);
    if (!computed && willBe) {
      return REFUSE;
    }
    if (computed && willBe) {
      boolean inPlace = passage.major() >= SET_EXPRESSION && !changes.contains(Fact.VIRTUAL);
      if ((changes.contains(Fact.GENERATED) || changes.contains(Fact.VIRTUAL)) && !inPlace) {
        return REPLACE;
      }
    }
    return changes.contains(Fact.TYPE) || changes.contains(Fact.COLLATION) ? RETYPE : ALTER;
  }

  private static Needs type(
      CatalogObject here, CatalogObject there, Set<Fact> changes, Passage passage) {
    if (changes.contains(Fact.SORT)) {
      return SWAP;
    }
    return switch (here.facts().text(Fact.SORT)) {
      case "enum" -> changes.contains(Fact.LABELS) ? labels(here, there, passage) : ALTER;
      case "domain" ->
          changes.contains(Fact.TYPE) || changes.contains(Fact.COLLATION) ? SWAP : ALTER;
      case "composite" -> ALTER;
      default -> unless(changes) == ALTER ? ALTER : SWAP;
    };
  }

  private static Needs labels(CatalogObject here, CatalogObject there, Passage passage) {
    Optional<Labels> labels = Labels.between(here, there, passage.pairs());
    return labels.isPresent() && !labels.get().areUsed(passage) ? ALTER : SWAP;
  }

  private static Needs constraint(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    Set<Fact> rest = EnumSet.copyOf(changes);
    rest.removeAll(Set.of(Fact.INHERITED, Fact.PART_OF, Fact.INDEX, Fact.COLUMNS));
    if (here.facts().text(Fact.SORT).equals("foreign key")) {
      rest.remove(Fact.DEFERRABLE);
    }
    if (here.facts().has(Fact.NOT_VALID) && !there.facts().has(Fact.NOT_VALID)) {
      rest.remove(Fact.NOT_VALID);
    }
    return rest.isEmpty() ? ALTER : REPLACE;
  }

  private static Needs index(
      CatalogObject here, CatalogObject there, Set<Fact> changes, Passage passage) {
    if (changes.contains(Fact.INVALID) && there.facts().has(Fact.INVALID)) {
      return REFUSE;
    }
    boolean behind = here.facts().has(Fact.CONSTRAINT) || there.facts().has(Fact.CONSTRAINT);
    if (behind && here.facts().has(Fact.CONSTRAINT) == there.facts().has(Fact.CONSTRAINT)) {
      return ALTER;
    }
    Set<Fact> rest = EnumSet.copyOf(changes);
    if (passage.pairs().same(Spelling.withoutParameters(here), Spelling.withoutParameters(there))) {
      rest.remove(Fact.DEFINITION);
    }
    return unless(
        rest,
        Fact.CLUSTERED,
        Fact.INVALID,
        Fact.PART_OF,
        Fact.TABLESPACE,
        Fact.STATISTICS_TARGET,
        Fact.TABLE);
  }

  // CREATE OR REPLACE VIEW may add columns at the end and nothing else.
  private static Needs view(
      CatalogObject here, CatalogObject there, Set<Fact> changes, Passage passage) {
    if (!changes.contains(Fact.QUERY)) {
      return ALTER;
    }
    List<CatalogObject> before = passage.hereParts().columns(here.name());
    List<CatalogObject> after = passage.thereParts().columns(there.name());
    if (before.size() > after.size()) {
      return REPLACE;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!continues(before.get(i), after.get(i), passage.pairs())) {
        return REPLACE;
      }
    }
    return ALTER;
  }

  private static boolean continues(CatalogObject here, CatalogObject there, Pairs pairs) {
    Set<Fact> changes = pairs.changes(here, there);
    return pairs.there(here.name()).filter(there::equals).isPresent()
        && !changes.contains(Fact.TYPE)
        && !changes.contains(Fact.COLLATION);
  }

  private static Needs routine(Set<Fact> changes) {
    if (!changes.contains(Fact.DEFINITION)) {
      return ALTER;
    }
    boolean other =
        changes.contains(Fact.SORT)
            || changes.contains(Fact.RETURNS)
            || changes.contains(Fact.ARGUMENTS);
    return other ? REPLACE : ALTER;
  }
}
