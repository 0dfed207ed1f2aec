package dev.ebb.cli.terminal;

/** How a piece of text looks on a terminal with colours. */
public enum Style {
  /** What is well. */
  GOOD("32"),
  /** What deserves a look. */
  CAUTION("33"),
  /** What is wrong. */
  BAD("31"),
  /** What stands out. */
  STRONG("1"),
  /** What stands back. */
  FAINT("2");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String wrap(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
