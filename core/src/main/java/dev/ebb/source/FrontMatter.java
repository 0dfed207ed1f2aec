package dev.ebb.source;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.sql.Script;
import dev.ebb.yaml.YamlText;
import java.util.Optional;

/**
 * The metadata at the top of an up file in the flat layout: YAML behind comment signs, between two
 * lines {@code -- +++}.
 */
final class FrontMatter {
  private static final String FENCE = "-- +++";
  private static final String COMMENT = "--";
  private static final String PREFIX = "-- ";

  private final String text;
  private final String file;
  private final Problems problems;

  private FrontMatter(String text, String file, Problems problems) {
    this.text = text;
    this.file = file;
    this.problems = problems;
  }

  /** The YAML of a file; nothing if it has no front matter or, with a problem told, a bad one. */
  static Optional<YamlText> of(String text, String file, Problems problems) {
    return new FrontMatter(text, file, problems).find();
  }

  /** Tells of a fence that is not where it is looked for, so that what it holds would be lost. */
  static void refuseLate(Script script, String file, Problems problems) {
    String text = script.text();
    int first =
        script.statements().isEmpty()
            ? text.length()
            : script.statements().getFirst().start().offset();
    int fence = text.indexOf(FENCE);
    if (fence < 0 || fence >= first || topFence(text) >= 0 || !isFence(text, fence)) {
      return;
    }
    problems.error(
        new Place(file, script.position(fence).line(), 1),
        "front matter that is not at the top of the file would not be read",
        "move the lines from \"-- +++\" to \"-- +++\" to the top");
  }

  private static boolean isFence(String text, int at) {
    int end = text.indexOf('\n', at);
    String line = text.substring(at, end < 0 ? text.length() : end);
    return line.strip().equals(FENCE) && (at == 0 || text.charAt(at - 1) == '\n');
  }

  private static int topFence(String text) {
    int at = 0;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.startsWith(FENCE, at) && isFence(text, at) ? at : -1;
  }

  private Optional<YamlText> find() {
    int fence = topFence(text);
    if (fence < 0) {
      return Optional.empty();
    }
    int fenceLine = (int) text.substring(0, fence).chars().filter(c -> c == '\n').count();
    StringBuilder yaml = new StringBuilder();
    int line = fenceLine;
    for (int start = afterLine(fence); start < text.length(); start = afterLine(start)) {
      line++;
      String content = text.substring(start, afterLine(start)).stripTrailing();
      if (content.equals(FENCE)) {
        return Optional.of(new YamlText(yaml.toString(), file, fenceLine + 1, PREFIX.length()));
      }
      if (!content.equals(COMMENT) && !content.startsWith(PREFIX)) {
        problems.error(
            new Place(file, line + 1, 1),
            "a line of the front matter does not begin with \"-- \"",
            "begin it with \"-- \", or close the front matter before it with \"-- +++\"");
        return Optional.empty();
      }
      yaml.append(content, Math.min(PREFIX.length(), content.length()), content.length())
          .append('\n');
    }
    problems.error(
        new Place(file, fenceLine + 1, 1),
        "the front matter is not closed",
        "end it with a second line \"-- +++\"");
    return Optional.empty();
  }

  private int afterLine(int from) {
    int newline = text.indexOf('\n', from);
    return newline < 0 ? text.length() : newline + 1;
  }
}
