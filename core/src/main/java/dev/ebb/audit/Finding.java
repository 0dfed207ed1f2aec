package dev.ebb.audit;

/**
 * What is wrong with the record.
 *
 * @param number the entry, or the line of the file, that it is about
 * @param what a clause
 */
public record Finding(long number, String what) {
  @Override
  public String toString() {
    return "entry " + number + ": " + what;
  }
}
