package dev.ebb.db;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;

/**
 * The value of one libpq keyword and where it was said, so that a complaint can name the place.
 *
 * @param value as given, quotes removed; may be a secret
 * @param origin a variable, or a variable and a keyword in its value, or a file; never a secret
 */
record Setting(String value, String origin) {

  /** A fault that names where this was said, but not what. */
  Fault refuse(String what, String remedy) {
    return refuse(origin, what, remedy);
  }

  static Fault refuse(String origin, String what, String remedy) {
    return Fault.of(FaultCode.USAGE, origin + ": " + what, remedy);
  }

  /** The value holds no secret: only who wrote it can see it in a process list or a log. */
  @Override
  public String toString() {
    return origin;
  }
}
