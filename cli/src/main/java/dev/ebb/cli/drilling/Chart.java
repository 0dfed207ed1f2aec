package dev.ebb.cli.drilling;

import dev.ebb.cli.render.Amount;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.PastDrill;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times of a drill against those before, as SVG: a bar for each way that led back, and on it a mark
 * for each earlier drill, the fainter the older.
 */
final class Chart {
  /** So many earlier drills have marks. */
  static final int EARLIER = 5;

  private static final int LABELS = 300;
  private static final int PLOT = 520;
  private static final int WIDTH = LABELS + PLOT + 70;
  private static final int ROW = 24;
  private static final int HEADING = 32;
  private static final int BAR = 12;
  private static final int LINES = 4;

  private final DrillReport report;
  private final StringBuilder svg = new StringBuilder();
  private final long top;
  private int y = 20;

  private Chart(DrillReport report) {
    this.report = report;
    this.top = round(longest(report));
  }

  static String of(DrillReport report) {
    return new Chart(report).draw();
  }

  private static long longest(DrillReport report) {
    long longest = 1;
    for (Attempt attempt : report.attempts()) {
      if (attempt.result() instanceof Attempt.Result.Verified) {
        longest = Math.max(longest, attempt.time().toMillis());
        for (Duration time : earlier(report, attempt)) {
          longest = Math.max(longest, time.toMillis());
        }
      }
    }
    return longest;
  }

  /**
   * How long the same took in earlier drills, the newest first; those that did not do it left out.
   */
  static List<Duration> earlier(DrillReport report, Attempt attempt) {
    return report.earlier().stream()
        .limit(EARLIER)
        .flatMap(drill ->
            drill.ways().stream().filter(way -> isSame(way, attempt)).map(PastDrill.Timed::took))
        .toList();
  }

  private static boolean isSame(PastDrill.Timed way, Attempt attempt) {
    return way.practice() == attempt.practice() && way.mishap().equals(attempt.mishap().word());
  }

  // To 1, 2, 4 or 6 of a power of ten, so that a quarter of it is a number that people say.
  private static long round(long millis) {
    long power = 1;
    while (power * 10 <= millis) {
      power *= 10;
    }
    for (long step : new long[] {1, 2, 4, 6}) {
      if (power * step >= millis) {
        return Math.max(4, power * step);
      }
    }
    return power * 10;
  }

  private String draw() {
    for (Map.Entry<Mishap, List<Attempt>> mishap : report.byMishap().entrySet()) {
      List<Attempt> shown =
          mishap.getValue().stream()
              .filter(a -> a.result() instanceof Attempt.Result.Verified)
              .toList();
      if (!shown.isEmpty()) {
        text(0, y + 14, "group", "start", mishap.getKey().word());
        y += HEADING - 8;
        shown.forEach(this::row);
        y += 8;
      }
    }
    String rows = svg.toString();
    svg.setLength(0);
    grid();
    int height = y + 26;
    return """
    <svg viewBox="0 0 %d %d" role="img" aria-labelledby="chart-title chart-what">
    <title id="chart-title">How long each way back took</title>
    <desc id="chart-what">A bar for this drill, marks for up to %d earlier ones; the same numbers are in the tables below.</desc>
    %s%s</svg>
    """
        .formatted(WIDTH, height, EARLIER, svg, rows);
  }

  private void grid() {
    for (int i = 0; i <= LINES; i++) {
      int x = LABELS + PLOT * i / LINES;
      svg.append(
          "<line class=\"grid\" x1=\"%1$d\" x2=\"%1$d\" y1=\"14\" y2=\"%2$d\"/>%n".formatted(x, y));
      text(
          x,
          y + 18,
          "axis",
          "middle",
          i == 0 ? "0" : Amount.of(Duration.ofMillis(top * i / LINES)));
    }
  }

  private void row(Attempt attempt) {
    text(LABELS - 12, y + 12, "label", "end", attempt.practice().title());
    double end = place(attempt.time());
    svg.append(
        "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"/>%n"
            .formatted(LABELS, y + 2, number(Math.max(2, end - LABELS)), BAR));
    List<Duration> earlier = earlier(report, attempt);
    double right = end;
    for (int i = earlier.size() - 1; i >= 0; i--) {
      double x = place(earlier.get(i));
      right = Math.max(right, x);
      svg.append(
          "<line class=\"mark\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$d\" opacity=\"%4$s\"/>%n"
              .formatted(number(x), y - 1, y + BAR + 5, number(1 - 0.15 * i)));
    }
    text((int) right + 8, y + 12, "value", "start", Amount.of(attempt.time()));
    y += ROW;
  }

  private double place(Duration time) {
    return LABELS + (double) PLOT * time.toMillis() / top;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void text(int x, int baseline, String style, String anchor, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
            .formatted(style, x, baseline, anchor, DrillHtml.escaped(text)));
  }
}
