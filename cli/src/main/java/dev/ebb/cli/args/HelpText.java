package dev.ebb.cli.args;

import java.util.List;

/** Writes the help of a command from its syntax. */
public final class HelpText {
  private static final int WIDTH = 96;
  private static final int COLUMN = 30;

  private HelpText() {}

  /** The whole help of one command, lines ended by a line feed. */
  public static String of(Syntax syntax) {
    StringBuilder text = new StringBuilder();
    text.append("ebb ").append(syntax.name()).append(": ").append(syntax.summary()).append(".\n\n");
    text.append("Usage: ebb ").append(syntax.name());
    if (!syntax.operands().isEmpty()) {
      text.append(' ').append(syntax.operands());
    }
    text.append(syntax.options().isEmpty() ? "\n" : " [options]\n");
    for (String note : syntax.notes()) {
      text.append('\n');
      wrap(text, note, 0, 0);
    }
    examples(text, syntax.examples());
    if (!syntax.options().isEmpty()) {
      text.append("\nOptions (one dash or two; -x=v or -x v):\n");
      syntax.options().forEach(option -> entry(text, left(option), option.help()));
    }
    return text.toString();
  }

  /** One line of a list: a word, and beside it what it means, wrapped where it is long. */
  public static void entry(StringBuilder text, String left, String right) {
    text.append("  ").append(left);
    int used = 2 + left.length();
    if (used >= COLUMN) {
      text.append('\n');
      used = 0;
    }
    wrap(text.repeat(' ', COLUMN - used), right, COLUMN, COLUMN);
  }

  private static void examples(StringBuilder text, List<String> examples) {
    if (!examples.isEmpty()) {
      text.append("\nExamples:\n");
      examples.forEach(line -> text.append("  ebb ").append(line).append('\n'));
    }
  }

  private static String left(Option option) {
    StringBuilder left = new StringBuilder();
    for (String name : option.names()) {
      left.append(left.isEmpty() ? "" : ", ").append(Option.dashed(name));
    }
    return option.label().isEmpty()
        ? left.toString()
        : left.append('=').append(option.label()).toString();
  }

  private static void wrap(StringBuilder text, String paragraph, int indent, int column) {
    int at = column;
    boolean first = true;
    for (String word : paragraph.split(" ")) {
      if (!first && at + 1 + word.length() > WIDTH) {
        text.append('\n').repeat(' ', indent);
        at = indent;
        first = true;
      }
      text.append(first ? "" : " ").append(word);
      at += word.length() + (first ? 0 : 1);
      first = false;
    }
    text.append('\n');
  }
}
