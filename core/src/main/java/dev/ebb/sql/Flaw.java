package dev.ebb.sql;

/**
 * One thing that is wrong or odd in a script, found without asking a server.
 *
 * @param position where
 * @param severity whether the script can be run all the same
 * @param what what is there, one sentence without a full stop
 * @param remedy what to do about it
 */
public record Flaw(Position position, Severity severity, String what, String remedy) {

  /** Whether it keeps the script from being run. */
  public enum Severity {
    /** The script must not be run, not even in part. */
    ERROR,
    /** The script can be run; its author should know. */
    NOTICE
  }

  /** Whether the script must not be run. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
