package dev.ebb.cli.drilling;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Times;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.Attempt.Result;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.PastDrill;
import dev.ebb.drill.Script;
import dev.ebb.drill.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** A drill in words. */
final class DrillText {
  private DrillText() {}

  /** What goes wrong, and where. */
  static String heading(Script script, Terminal terminal) {
    return heading(script, terminal::talkStyled);
  }

  private static String heading(Script script, BiFunction<Style, String, String> styled) {
    Subject subject = script.subject();
    return "%s: %s%n%s%s"
        .formatted(
            styled.apply(Style.STRONG, script.mishap().word()),
            script.mishap().title(),
            script.up().strip().indent(4).stripTrailing(),
            subject == null ? "" : "\n  " + subject.table() + ": " + subject.why());
  }

  /** What became of one way. */
  static String line(Attempt attempt, BiFunction<Style, String, String> styled) {
    Result result = attempt.result();
    String title = "%-44s".formatted(attempt.practice().title());
    String details = String.join("\n" + " ".repeat(6), details(result.details()));
    return switch (result) {
      case Result.Verified _ ->
          "  %s %s %8s  verified%s"
              .formatted(
                  styled.apply(Style.GOOD, "✅"),
                  title,
                  Amount.of(attempt.time()),
                  details.isEmpty() ? "" : "; " + details);
      case Result.Differs _ ->
          "  %s %s %8s  %s%n      %s"
              .formatted(
                  styled.apply(Style.BAD, "✖"),
                  title,
                  Amount.of(attempt.time()),
                  styled.apply(Style.BAD, "NOT VERIFIED: it did not lead back"),
                  details);
      case Result.Failed _ ->
          "  %s %s %8s  %s%n      %s"
              .formatted(
                  styled.apply(Style.BAD, "✖"),
                  title,
                  Amount.of(attempt.time()),
                  styled.apply(Style.BAD, "FAILED"),
                  details);
      case Result.NotPractised _ ->
          "  %s %s %8s  not practised: %s"
              .formatted(styled.apply(Style.FAINT, "–"), title, "", details);
    };
  }

  private static List<String> details(List<String> all) {
    return all.stream().flatMap(String::lines).toList();
  }

  /** The whole report. */
  static String of(DrillReport report, Terminal terminal) {
    return text(report, terminal::styled);
  }

  /** The whole report without colours. */
  static String plain(DrillReport report) {
    return text(report, (style, text) -> text);
  }

  private static String text(DrillReport report, BiFunction<Style, String, String> styled) {
    StringBuilder out = new StringBuilder();
    out.append(
        "Drill of schema %s, %s%n  on %s, %s: %,d rows, %,d kB%n"
            .formatted(
                report.schema(),
                Times.utc(report.at()),
                report.server(),
                report.data(),
                report.rows(),
                report.bytes() / 1024));
    for (Map.Entry<Mishap, List<Attempt>> mishap : report.byMishap().entrySet()) {
      report.scripts().stream()
          .filter(script -> script.mishap() == mishap.getKey())
          .findFirst()
          .ifPresent(script -> out.append('\n').append(heading(script, styled)).append('\n'));
      mishap
          .getValue()
          .forEach(a -> out.append(line(a, styled)).append(before(report, a)).append('\n'));
    }
    return out.append('\n').append(sum(report, styled)).append('\n').toString();
  }

  private static String before(DrillReport report, Attempt attempt) {
    return report.earlier().stream()
        .flatMap(drill -> time(drill, attempt).stream())
        .findFirst()
        .filter(_ -> attempt.result() instanceof Result.Verified)
        .map(took -> " (last time " + took + ")")
        .orElse("");
  }

  private static Optional<String> time(PastDrill last, Attempt attempt) {
    return last.ways().stream()
        .filter(w -> w.practice() == attempt.practice())
        .filter(w -> w.mishap().equals(attempt.mishap().word()))
        .findFirst()
        .map(w -> Amount.of(w.took()));
  }

  /** How many ways led back, of those that were gone. */
  static String counts(DrillReport report) {
    long missing = report.count("not-practised");
    return "%d of %d ways led back and were verified%s"
        .formatted(
            report.count("verified"),
            report.attempts().size() - missing,
            missing == 0 ? "" : "; %d not practised".formatted(missing));
  }

  /** What to do if not all is well; empty if it is. */
  static String remedy(DrillReport report) {
    if (report.good()) {
      return "";
    }
    String bad =
        report.attempts().stream()
            .filter(a -> a.result().isBad())
            .map(a -> a.practice().word() + " after " + a.mishap().word())
            .collect(Collectors.joining(", "));
    return bad.isEmpty()
        ? "no way back was practised, so nothing is known: leave --way out, or --mishap"
        : "do not rely on: "
            + bad
            + "; mend it (a script down? a tool that is missing?), then drill again";
  }

  private static String sum(DrillReport report, BiFunction<Style, String, String> styled) {
    String quick =
        report.quick() ? "\n  the server did not wait for the disk: the times tell nothing" : "";
    return report.good()
        ? styled.apply(Style.GOOD, "✅ " + counts(report)) + quick
        : styled.apply(Style.BAD, "✖ " + counts(report)) + "\n  → " + remedy(report) + quick;
  }
}
