package dev.ebb.cli.render;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows what is wrong: where, what, the line itself with a mark under the column, and what to do.
 */
public final class ProblemText {
  private static final int EXCERPT = 100;

  private final Terminal terminal;
  private final Function<String, @Nullable String> files;

  /**
   * Shows problems on a terminal.
   *
   * @param files the content of a file by the name that places use; null if it is not at hand
   */
  public ProblemText(Terminal terminal, Function<String, @Nullable String> files) {
    this.terminal = terminal;
    this.files = files;
  }

  /** Shows all of them. */
  public void show(List<Problem> problems) {
    problems.forEach(this::show);
  }

  /** Shows one. */
  public void show(Problem problem) {
    show(problem, terminal.talkStyled(Style.BAD, "✖"));
  }

  /** Shows something that stops nothing. */
  public void notice(Problem problem) {
    show(problem, terminal.talkStyled(Style.CAUTION, "!"));
  }

  private void show(Problem problem, String mark) {
    Place place = problem.place();
    String where = place == null ? "" : terminal.talkStyled(Style.STRONG, place.toString()) + ": ";
    terminal.warn(mark + " " + where + indented(problem.what()));
    if (place != null && place.line() > 0) {
      excerpt(place);
    }
    if (!problem.remedy().isEmpty()) {
      terminal.warn("  → " + indented(problem.remedy()));
    }
  }

  private static String indented(String text) {
    return text.indexOf('\n') < 0 ? text : text.replace("\n", "\n  ");
  }

  private void excerpt(Place place) {
    String content = files.apply(place.file());
    if (content == null) {
      return;
    }
    String line = content.lines().skip(place.line() - 1L).findFirst().orElse("");
    int column = Math.clamp(place.column(), 0, line.length() + 1);
    if (line.isBlank()) {
      return;
    }
    // A line of a dump may have megabytes: only what is around the column is shown.
    int from = column <= EXCERPT - 20 ? 0 : column - EXCERPT / 2;
    String seen = line.substring(from, Math.min(line.length(), from + EXCERPT)).replace('\t', ' ');
    String number = Integer.toString(place.line());
    terminal.warn("  " + number + " | " + seen);
    if (column > 0) {
      String margin = " ".repeat(number.length() + 2) + " | " + " ".repeat(column - 1 - from);
      terminal.warn(margin + terminal.talkStyled(Style.BAD, "^"));
    }
  }
}
