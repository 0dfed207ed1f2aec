package dev.ebb.drift;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.ObjectName;
import java.util.List;
import java.util.Optional;

/** Finds the likeliest cause of each finding, the surest evidence first. */
final class Causes {
  private final Evidence evidence;

  Causes(Evidence evidence) {
    this.evidence = evidence;
  }

  Cause of(Finding finding) {
    return invalidIndex(finding)
        .or(() -> imperfectDown(finding))
        .or(() -> writing(finding))
        .orElseGet(this::unfinishedOrUnknown);
  }

  private static Optional<Cause> invalidIndex(Finding finding) {
    boolean invalid =
        switch (finding) {
          case Finding.Different d ->
              d.facts().contains(Fact.INVALID) && d.actual().facts().has(Fact.INVALID);
          case Finding.Unexpected u -> u.actual().facts().has(Fact.INVALID);
          case Finding.Missing _, Finding.ColumnOrder _ -> false;
        };
    return invalid ? Optional.of(new Cause.InvalidIndex()) : Optional.empty();
  }

  private Optional<Cause> imperfectDown(Finding finding) {
    return evidence.residues().stream()
        .filter(residue -> leaves(residue, finding))
        .findFirst()
        .map(residue ->
            new Cause.ImperfectDown(residue.migration(), residue.title(), residue.origin()));
  }

  // Not only that something is left, but just what is there in earnest.
  private static boolean leaves(Residue residue, Finding finding) {
    ObjectName name = finding.object();
    Optional<CatalogObject> before = residue.before().object(name);
    Optional<CatalogObject> after = residue.after().object(name);
    return switch (finding) {
      case Finding.Missing _ -> before.isPresent() && after.isEmpty();
      case Finding.Unexpected u ->
          before.isEmpty() && after.filter(o -> alike(o, u.actual())).isPresent();
      case Finding.Different d ->
          before.filter(o -> alike(o, d.expected())).isPresent()
              && after.filter(o -> alike(o, d.actual())).isPresent();
      case Finding.ColumnOrder c ->
          Comparison.order(residue.before(), name.path(), c.actual()).equals(c.expected())
              && Comparison.order(residue.after(), name.path(), c.actual()).equals(c.actual());
    };
  }

  private static boolean alike(CatalogObject one, CatalogObject other) {
    return one.facts().without(Fact.POSITION).equals(other.facts().without(Fact.POSITION));
  }

  private Optional<Cause> writing(Finding finding) {
    return switch (finding) {
      case Finding.Missing _, Finding.ColumnOrder _ -> Optional.empty();
      case Finding.Unexpected _, Finding.Different _ ->
          Optional.ofNullable(evidence.writings().get(finding.object())).map(Causes::told);
    };
  }

  private static Cause told(Writing writing) {
    return switch (writing) {
      case Writing.ByMigration m -> new Cause.OtherScript(m.migration(), m.title(), m.why());
      case Writing.ByOthers o -> new Cause.ByHand(o.after(), o.before(), o.at());
    };
  }

  private Cause unfinishedOrUnknown() {
    return evidence.unfinished().isEmpty()
        ? new Cause.Unknown()
        : new Cause.Unfinished(evidence.unfinished());
  }

  /** All findings with their causes. */
  static List<Explained> explain(List<Finding> findings, Evidence evidence) {
    Causes causes = new Causes(evidence);
    return findings.stream().map(finding -> new Explained(finding, causes.of(finding))).toList();
  }
}
