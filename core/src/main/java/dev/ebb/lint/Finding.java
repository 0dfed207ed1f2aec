package dev.ebb.lint;

import dev.ebb.fault.Place;
import dev.ebb.graph.Direction;
import org.jspecify.annotations.Nullable;

/**
 * A rule that a migration breaks.
 *
 * @param rule the rule
 * @param level how bad that is here
 * @param direction in which script
 * @param place file and line
 * @param statement the number of the statement; 0 if it is about the whole script
 * @param what what it does, one sentence without a full stop
 * @param head the beginning of the statement; empty if it is about the whole script
 * @param allowed why it is allowed, as the script says; null if it is not
 */
public record Finding(
    Rule rule,
    Level level,
    Direction direction,
    Place place,
    int statement,
    String what,
    String head,
    @Nullable String allowed) {

  Finding allowedBecause(String reason) {
    return new Finding(rule, level, direction, place, statement, what, head, reason);
  }

  /** Whether it makes {@code lint} fail. */
  public boolean fails() {
    return level == Level.ERROR && allowed == null;
  }
}
