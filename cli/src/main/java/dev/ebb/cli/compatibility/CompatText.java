package dev.ebb.cli.compatibility;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.compat.Compared;
import dev.ebb.compat.Outcome;
import dev.ebb.compat.RecordedQuery;
import dev.ebb.compat.TestRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows people what becomes of a release: what breaks in full, the rest counted. */
final class CompatText {
  private static final int WIDTH = 160;

  private final Terminal terminal;
  private final boolean verbose;

  CompatText(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  void show(String release, List<Examined> all, Optional<TestRun.Result> test) {
    for (Examined examined : all) {
      examined.compared().forEach(this::show);
    }
    for (Examined examined : all) {
      line(0, summary(release, examined));
    }
    test.ifPresent(result -> show(release, result));
  }

  private void show(Compared compared) {
    switch (compared.outcome()) {
      case Outcome.Breaks(List<String> how) ->
          show(terminal.styled(Style.BAD, "✖ breaks"), compared.query(), how);
      case Outcome.Differs(List<String> how) ->
          show(terminal.styled(Style.CAUTION, "≈ differs"), compared.query(), how);
      case Outcome.Unknown(String why) when verbose ->
          show(
              "? not compared",
              compared.query(),
              List.of("refused on the old schema, too: " + why));
      case Outcome.Unknown _, Outcome.Same _ -> {}
    }
  }

  private void show(String mark, RecordedQuery query, List<String> how) {
    String calls = query.calls() == 0 ? "" : ", " + calls(query.calls());
    line(0, "%s: %s".formatted(mark, brief(query.text())));
    line(4, "(%s%s)".formatted(query.origin(), calls));
    how.forEach(one -> line(4, one));
  }

  private static String calls(long calls) {
    return String.format(Locale.ROOT, "sent %,d times", calls);
  }

  private String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return verbose || line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }

  private static String summary(String release, Examined examined) {
    List<String> parts = new ArrayList<>();
    part(parts, examined.count(Outcome.Breaks.class), "break");
    part(parts, examined.count(Outcome.Differs.class), "differ");
    part(parts, examined.count(Outcome.Same.class), "the same");
    part(parts, examined.count(Outcome.Unknown.class), "not compared (-v shows why)");
    part(parts, examined.recording().others(), "of other kinds");
    part(parts, examined.recording().hidden(), "hidden from this role");
    return "%s: of %s of %s: %s"
        .formatted(
            examined.schema(),
            Amount.of(
                examined.recording().queries().size()
                    + examined.recording().others()
                    + examined.recording().hidden(),
                "statement"),
            release,
            String.join(", ", parts));
  }

  private static void part(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private void show(String release, TestRun.Result result) {
    String mark =
        result.passed() ? terminal.styled(Style.GOOD, "✔") : terminal.styled(Style.BAD, "✖");
    line(
        0,
        "%s the command of %s on the new schema: %s after %s"
            .formatted(mark, release, result.how(), Amount.of(result.elapsed())));
    if (!result.passed() || verbose) {
      result.tail().lines().forEach(one -> line(4, one));
    }
  }

  private void line(int indent, String text) {
    terminal.result(" ".repeat(indent) + text.replace("\n", "\n" + " ".repeat(indent)) + "\n");
  }
}
