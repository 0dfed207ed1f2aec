package dev.ebb.cli.invocation;

/** In which form a command gives its result. */
public enum Format {
  /** For people. */
  TEXT,
  /** For programs: one JSON document on stdout, whatever happens. */
  JSON
}
