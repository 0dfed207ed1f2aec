package dev.ebb.sql;

/** Whether a {@link Flaw} keeps a script from being run. */
public enum Severity {
  /** The script must not be run, not even in part. */
  ERROR,
  /** The script can be run; its author should know. */
  NOTICE
}
