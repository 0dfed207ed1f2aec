package dev.ebb.catalog;

/**
 * Stands for a whole catalog: equal exactly when the catalogs are.
 *
 * @param value {@code c2:} and 64 hexadecimal digits; {@code c2} names how it is made
 */
public record Fingerprint(String value) {
  private static final int SHORT = 12;

  /** The first digits, for people. */
  public String abbreviated() {
    return value.substring(value.indexOf(':') + 1).substring(0, SHORT);
  }

  /** The whole value. */
  @Override
  public String toString() {
    return value;
  }
}
