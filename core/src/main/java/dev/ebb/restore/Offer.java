package dev.ebb.restore;

import java.util.List;

/**
 * What a method promises for one point, found out just now: pure data, to be ranked with others and
 * shown before anything is done.
 *
 * @param point what would be there again
 * @param conditions what has to be so, each as found
 * @param estimate what it costs
 * @param forfeits what would be lost
 * @param command the command line that does it, without the word {@code ebb}
 * @param undo how to get back what is there now, after it was done
 */
public record Offer(
    RestorePoint point,
    List<Condition> conditions,
    Estimate estimate,
    List<Forfeit> forfeits,
    String command,
    String undo) {

  public Offer {
    conditions = List.copyOf(conditions);
    forfeits = List.copyOf(forfeits);
  }

  /** Whether nothing is known that would stop it. */
  public boolean works() {
    return unmet().isEmpty();
  }

  /** What would stop it. */
  public List<Condition.Unmet> unmet() {
    return conditions.stream()
        .filter(Condition.Unmet.class::isInstance)
        .map(Condition.Unmet.class::cast)
        .toList();
  }
}
