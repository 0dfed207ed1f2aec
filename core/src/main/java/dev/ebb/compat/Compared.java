package dev.ebb.compat;

/** A statement of the old application, and what becomes of it. */
public record Compared(RecordedQuery query, Outcome outcome) {

  /** Whether the old application would notice. */
  public boolean breaks() {
    return outcome instanceof Outcome.Breaks;
  }
}
