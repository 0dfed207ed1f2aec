package dev.ebb.restore;

import dev.ebb.fault.Fault;

/**
 * Whoever keeps earlier states and does not answer: named, so that nobody takes silence for there
 * being none.
 *
 * @param method which method it would be
 * @param source who does not answer: "branch", "snapshot", "pgbackrest", "neon"
 * @param why what came instead of an answer; one line
 * @param remedy what to do about it; empty if nobody knows
 */
public record Unasked(Method method, String source, String why, String remedy) {
  /** After asking failed, in whatever way. */
  public static Unasked of(Offering asked, RuntimeException failure) {
    if (failure instanceof Fault fault) {
      return new Unasked(
          asked.method(),
          asked.source(),
          line(fault.problems().getFirst().what()),
          line(fault.problems().getFirst().remedy()));
    }
    String message = failure.getMessage();
    return new Unasked(
        asked.method(),
        asked.source(),
        line(message == null ? failure.getClass().getSimpleName() : message),
        "");
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Who, why, and what to do, in one line. */
  public String words() {
    return source + ": " + why + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
