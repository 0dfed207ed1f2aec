package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.Refusal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What would set a database right, for a person to agree to. Carries the state that it was made
 * for, and is worth nothing in any other.
 *
 * @param actual the objects that are there
 * @param wanted the objects that should be there
 * @param script leads from one to the other, but for what it refuses
 * @param course in which order it runs
 * @param losses what it destroys, and how much that is
 * @param hindrances rows for which it would fail
 * @param trial how it went on a copy
 */
public record Amendment(
    Catalog actual,
    Catalog wanted,
    FixScript script,
    Course course,
    List<Weighed> losses,
    List<Hindrance> hindrances,
    Trial trial) {
  public Amendment {
    losses = List.copyOf(losses);
    hindrances = List.copyOf(hindrances);
  }

  /** Whether nothing would run. */
  public boolean isEmpty() {
    return script.statements().isEmpty();
  }

  /**
   * In what a database is not as wanted, beyond what the script leaves to a person and the order of
   * columns.
   *
   * @param late what is not there yet
   */
  static List<String> shortcomings(
      Catalog is, Catalog wanted, FixScript script, Collection<ObjectName> late) {
    Set<ObjectName> known = new HashSet<>(late);
    script.refusals().stream().map(Refusal::object).forEach(known::add);
    return Leftover.of(is.withoutColumnOrder(), wanted.withoutColumnOrder(), known);
  }
}
