package dev.ebb.cloud.wire;

/** Something that nobody may see. Immutable. */
public final class Secret {
  private static final int SHORTEST = 6;

  private final String value;

  /** That text. */
  public Secret(String value) {
    this.value = value;
  }

  /** The text itself, for a header or a body, and nothing else. */
  public String value() {
    return value;
  }

  /** A text of others without it. */
  String scrub(String text) {
    return value.length() < SHORTEST ? text : text.replace(value, "***");
  }

  @Override
  public String toString() {
    return "***";
  }
}
