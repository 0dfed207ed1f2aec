package dev.ebb.outofband;

/** What taking an out-of-band migration back takes. */
public enum WayBack {
  /** Its down part has to be run to the end before the schema may go below its first release. */
  WORK,
  /**
   * Nothing: the older release reads the data as they are ({@code non_destructive}). Counts as
   * taken back at once.
   */
  NEEDLESS,
  /**
   * There is none: what it did to the data stays, and the older release may not understand it
   * ({@code irreversible}). Needs somebody's consent; with it, counts as taken back at once.
   */
  IMPOSSIBLE;

  /** The word for it in documents. */
  public String word() {
    return switch (this) {
      case WORK -> "reversible";
      case NEEDLESS -> "non-destructive";
      case IMPOSSIBLE -> "irreversible";
    };
  }
}
