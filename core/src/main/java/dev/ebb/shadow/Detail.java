package dev.ebb.shadow;

/** How closely a step is observed. */
public enum Detail {
  /** Objects before and after the step; rows and time for each statement. */
  OUTCOME,
  /** Before and after the step; locks, rows and time for each statement. */
  STEP,
  /** Also all objects, and what was rewritten, after each statement: takes a reading each. */
  STATEMENTS
}
