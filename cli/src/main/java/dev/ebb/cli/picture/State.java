package dev.ebb.cli.picture;

/**
 * Where a migration stands, as a picture tells it: by word, by sign, by shape and by colour, so
 * that no reader depends on one of them.
 */
public enum State {
  /** Ran, and its script is still the same. */
  APPLIED("applied", "✓", "#1a7f37", "#dafbe1"),
  /** Ran, and its script has changed since. */
  CHANGED("changed", "≠", "#9a6700", "#fff8c5"),
  /** Not applied yet. */
  PENDING("pending", "…", "#0969da", "#ffffff"),
  /** Ended in an error. */
  FAILED("failed", "✕", "#cf222e", "#ffebe9"),
  /** Started, and nobody wrote down how it ended. */
  UNFINISHED("unfinished", "!", "#cf222e", "#ffebe9"),
  /** In the database, not in the project. */
  AHEAD("ahead", "▲", "#8250df", "#fbefff"),
  /** In the project; no database was asked. */
  DEFINED("defined", "·", "#57606a", "#f6f8fa");

  private final String word;
  private final String sign;
  private final String line;
  private final String fill;

  State(String word, String sign, String line, String fill) {
    this.word = word;
    this.sign = sign;
    this.line = line;
    this.fill = fill;
  }

  /** The word for it. */
  public String word() {
    return word;
  }

  String sign() {
    return sign;
  }

  String line() {
    return line;
  }

  String fill() {
    return fill;
  }
}
