package dev.ebb.loss;

/**
 * How much data something is about.
 *
 * @param rows how many rows; -1 if that is not known
 * @param values how many of them say something there, which is what would be lost: not null, or
 *     changed; -1 if that is not known
 * @param bytes as they are stored, without what PostgreSQL saves by compressing large values; -1 if
 *     that is not known
 * @param accuracy how well it is known
 */
public record Extent(long rows, long values, long bytes, Accuracy accuracy) {
  /** Nothing is known of it. */
  public static final Extent UNKNOWN = new Extent(-1, -1, -1, Accuracy.UNKNOWN);

  /** How well a number is known. */
  public enum Accuracy {
    /** Counted a moment ago. */
    EXACT,
    /** It may be more: nobody went on counting. */
    AT_LEAST,
    /** Reckoned from some pages of a table that is too large to be counted. */
    SAMPLED,
    /** What the server's planner expects. */
    PLANNED,
    /** It could not be found out in the time that there is, or not with these rights. */
    UNKNOWN
  }

  /** Whether it is certain that there is nothing. */
  public boolean isNothing() {
    return accuracy == Accuracy.EXACT && values == 0;
  }
}
