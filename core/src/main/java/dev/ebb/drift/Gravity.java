package dev.ebb.drift;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import java.util.List;
import java.util.Set;

/** Weighs findings: what an application relies on weighs most. */
final class Gravity {
  /** What may refuse rows, or do something on its own. */
  private static final Set<Kind> ACTIVE =
      Set.of(Kind.CONSTRAINT, Kind.TRIGGER, Kind.RULE, Kind.POLICY, Kind.EVENT_TRIGGER);

  /** What only makes things faster. */
  private static final Set<Kind> HELPFUL = Set.of(Kind.INDEX, Kind.STATISTICS);

  /** Facts that nobody sees but the planner and the disk. */
  private static final Set<Fact> PHYSICAL =
      Set.of(
          Fact.STORAGE,
          Fact.COMPRESSION,
          Fact.STATISTICS_TARGET,
          Fact.OPTIONS,
          Fact.CLUSTERED,
          Fact.CACHE,
          Fact.TABLESPACE,
          Fact.VERSION,
          Fact.OWNED_BY,
          Fact.NOT_NULL_NAME);

  private Gravity() {}

  static Severity missing(CatalogObject object) {
    if (object.kind() == Kind.COMMENT) {
      return Severity.NOTE;
    }
    boolean onlySlower = HELPFUL.contains(object.kind()) && !object.facts().has(Fact.UNIQUE);
    return onlySlower ? Severity.WARNING : Severity.ERROR;
  }

  static Severity unexpected(CatalogObject object) {
    if (object.kind() == Kind.COMMENT) {
      return Severity.NOTE;
    }
    boolean refuses =
        ACTIVE.contains(object.kind())
            || (object.kind() == Kind.INDEX && object.facts().has(Fact.UNIQUE))
            || (object.kind() == Kind.COLUMN && isDemanded(object));
    return refuses ? Severity.ERROR : Severity.WARNING;
  }

  // An INSERT that does not know the column fails.
  private static boolean isDemanded(CatalogObject column) {
    return column.facts().has(Fact.NOT_NULL)
        && !column.facts().has(Fact.DEFAULT)
        && !column.facts().has(Fact.IDENTITY)
        && !column.facts().has(Fact.GENERATED);
  }

  static Severity different(CatalogObject object, List<Fact> facts) {
    if (object.kind() == Kind.COMMENT) {
      return Severity.NOTE;
    }
    boolean physical =
        PHYSICAL.containsAll(facts)
            || (HELPFUL.contains(object.kind())
                && !object.facts().has(Fact.UNIQUE)
                && !facts.contains(Fact.UNIQUE));
    return physical ? Severity.WARNING : Severity.ERROR;
  }
}
