package dev.ebb.drift;

import dev.ebb.catalog.Catalog;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * How a database differs from what its migrations give. A value.
 *
 * @param findings what differs and what nobody has agreed to, the worst first
 * @param allowed what differs with somebody's consent
 * @param expired entries of the list whose last day is over; what they were for is among the
 *     findings again
 * @param unused entries that no difference is covered by any more
 */
public record Drift(
    List<Explained> findings,
    List<Allowed> allowed,
    List<AllowList.Entry> expired,
    List<AllowList.Entry> unused) {

  public Drift {
    findings = List.copyOf(findings);
    allowed = List.copyOf(allowed);
    expired = List.copyOf(expired);
    unused = List.copyOf(unused);
  }

  /** A difference, and who agreed to it. */
  public record Allowed(Explained explained, AllowList.Entry entry) {}

  /** What differs at all, before anybody is asked for a cause or for consent: cheap. */
  public static List<Finding> findings(Catalog expected, Catalog actual) {
    return Comparison.of(expected, actual);
  }

  /**
   * Explains, and sets aside what is agreed to.
   *
   * @param found what differs
   * @param today decides which entries of the list still count
   */
  public static Drift of(List<Finding> found, Evidence evidence, AllowList list, LocalDate today) {
    List<Explained> findings = new ArrayList<>();
    List<Allowed> allowed = new ArrayList<>();
    List<AllowList.Entry> expired = new ArrayList<>();
    List<AllowList.Entry> unused = new ArrayList<>(list.entries());
    for (Explained explained : Causes.explain(found, evidence)) {
      List<AllowList.Entry> entries =
          list.entries().stream().filter(e -> e.covers(explained.finding())).toList();
      unused.removeAll(entries);
      entries.stream().filter(e -> e.isExpired(today)).forEach(expired::add);
      entries.stream()
          .filter(e -> !e.isExpired(today))
          .findFirst()
          .ifPresentOrElse(
              entry -> allowed.add(new Allowed(explained, entry)), () -> findings.add(explained));
    }
    return new Drift(findings, allowed, expired, unused);
  }

  /**
   * Whether somebody has to look: not if there is nothing, and not if nothing but the order of
   * columns differs, which only rewriting the table could set right.
   */
  public boolean needsAttention() {
    return findings.stream()
        .anyMatch(e ->
            !(e.finding() instanceof Finding.ColumnOrder order
                && order.severity() == Severity.NOTE));
  }
}
