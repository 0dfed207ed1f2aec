package dev.ebb.restore.pgbackrest;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;

/** A place in a server's log of writes, which can be compared with others. */
record Lsn(long position) implements Comparable<Lsn> {
  private static final int HALF = 32;

  /**
   * Reads {@code 0/3000148}.
   *
   * @throws Fault USAGE if it is none
   */
  static Lsn parse(String text) {
    int slash = text.indexOf('/');
    try {
      long high = Long.parseLong(text.substring(0, slash), 16);
      long low = Long.parseLong(text.substring(slash + 1), 16);
      return new Lsn((high << HALF) | low);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + text + "\" is no place in the log of writes",
          "write it as PostgreSQL does: 0/3000148",
          e);
    }
  }

  /** How many bytes lie between; negative if the other is further on. */
  long minus(Lsn other) {
    return position - other.position;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }
}
