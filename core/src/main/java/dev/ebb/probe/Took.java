package dev.ebb.probe;

/** Whether a statement, whose end nobody saw, took effect. */
public enum Took {
  /** It did, completely. */
  EFFECT,
  /** It did not, or what it left was removed: it can run (again). */
  NONE,
  /** Nobody can tell without knowing what the statement means. */
  UNKNOWN
}
