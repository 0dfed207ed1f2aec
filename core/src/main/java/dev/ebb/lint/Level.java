package dev.ebb.lint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How bad it is to break a rule, the worst first. */
public enum Level {
  /** Makes {@code lint} fail. */
  ERROR,
  /** Ought to be looked at. */
  WARNING,
  /** Good to know. */
  NOTICE,
  /** Is not looked for. */
  OFF;

  /** The word for it in {@code ebb.yaml} and in results. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that word. */
  static Optional<Level> named(String word) {
    return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
  }

  /** This one, or the other if that is less bad. */
  Level atMost(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
