package dev.ebb.restore.branch;

import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import java.util.List;

/**
 * A branch that could be made, and what that would take.
 *
 * @param name what it would be called
 * @param database the name of its database
 * @param bytes the size of what would be copied
 * @param estimate what it would cost
 * @param conditions what has to be so, as found
 */
public record Plan(
    String name, String database, long bytes, Estimate estimate, List<Condition> conditions) {

  public Plan {
    conditions = List.copyOf(conditions);
  }
}
