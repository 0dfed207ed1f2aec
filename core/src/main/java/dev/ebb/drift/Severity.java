package dev.ebb.drift;

import java.util.Locale;

/** How bad a finding is, the worst first. */
public enum Severity {
  /** The application may fail, or keep wrong data. */
  ERROR,
  /** Everything works, but slower, or with more, than it should; or it will be in the way later. */
  WARNING,
  /** Nothing that runs depends on it: the order of columns, and comments. */
  NOTE;

  /** The word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
