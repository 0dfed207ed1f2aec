package dev.ebb.cli.drilling;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.cli.render.Times;
import dev.ebb.drill.Attempt;
import dev.ebb.drill.Attempt.Result;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.PastDrill;
import dev.ebb.drill.Script;
import dev.ebb.drill.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A drill as one page that needs nothing from elsewhere, and runs nothing. */
final class DrillHtml {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>:title</title>
      <style>
      :root { --paper: #fbfaf7; --card: #fff; --ink: #1d2429; --soft: #5d6b75; --line: #dcdfdc;
        --bar: #2f7f86; --mark: #c2571a; --good: #1c7a43; --bad: #b3261e; --code: #f1f0eb; }
      @media (prefers-color-scheme: dark) { :root { --paper: #14181b; --card: #1c2226; --ink: #e8ebec;
        --soft: #9dabb4; --line: #333c42; --bar: #5bb3ba; --mark: #f0935a; --good: #6fd196;
        --bad: #ff8a80; --code: #252c31; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper);
        color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
      h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
      p { margin: .25rem 0; }
      .soft { color: var(--soft); }
      .verdict { font-weight: 650; font-size: 1.1rem; margin: 1.25rem 0; padding: .7rem 1rem;
        border-left: .35rem solid var(--good); background: var(--card); }
      .verdict.bad { border-color: var(--bad); }
      .verdict p { font-weight: 400; font-size: 1rem; }
      figure { margin: 1.5rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line);
        border-radius: .5rem; overflow-x: auto; }
      figcaption { color: var(--soft); font-size: .9rem; }
      svg { display: block; width: 100%; min-width: 40rem; height: auto; font: 13px system-ui, sans-serif; }
      svg text { fill: var(--ink); } svg .axis { fill: var(--soft); } svg .group { font-weight: 650; }
      svg .grid { stroke: var(--line); } svg .bar { fill: var(--bar); }
      svg .mark { stroke: var(--mark); stroke-width: 2.5; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; margin: .75rem 0; background: var(--card); }
      caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .3rem; }
      th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border: 1px solid var(--line); }
      thead th { font-size: .85rem; color: var(--soft); font-weight: 600; }
      tbody th { font-weight: 500; }
      .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      .good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
      pre { background: var(--code); padding: .6rem .8rem; border-radius: .3rem; overflow-x: auto;
        font: 13px/1.45 ui-monospace, monospace; margin: .5rem 0; white-space: pre-wrap; }
      details { margin: .2rem 0; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; white-space: nowrap; }
      @media print { body { background: none; } details > * { display: block; } }
      </style>
      </head>
      <body>
      """;

  private final DrillReport report;
  private final StringBuilder html = new StringBuilder();

  private DrillHtml(DrillReport report) {
    this.report = report;
  }

  static String of(DrillReport report) {
    return new DrillHtml(report).page();
  }

  /** A text that is only that, wherever it stands. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private String page() {
    String title = "Drill of schema " + report.schema();
    html.append(
        HEAD.replace(":title", escaped(title + ", " + Times.utc(report.at()).substring(0, 10))));
    line("<header><h1>%s</h1>", title);
    line(
        "<p class=\"soft\">%s</p>", Times.utc(report.at()) + " on a throw-away " + report.server());
    line(
        "<p class=\"soft\">%s</p></header>",
        "%,d rows, %s; %s".formatted(report.rows(), KeptText.size(report.bytes()), report.data()));
    html.append("<main>\n");
    verdict();
    chart();
    report.byMishap().forEach(this::mishap);
    html.append("</main>\n");
    line(
        "<footer class=\"soft\"><p>%s</p></footer>",
        "Verified: what is applied, every object, and the values of every table are what they were"
            + " before. Each way had a fresh copy; times are those of the commands, without reading"
            + " and typing.");
    return html.append("</body>\n</html>\n").toString();
  }

  private void verdict() {
    html.append("<div class=\"verdict%s\">".formatted(report.good() ? "" : " bad"));
    html.append(escaped((report.good() ? "✓ " : "✗ ") + DrillText.counts(report))).append('\n');
    if (!report.good()) {
      String remedy = DrillText.remedy(report);
      line(
          "<p>%s</p>", remedy.substring(0, 1).toUpperCase(Locale.ROOT) + remedy.substring(1) + ".");
    }
    if (report.quick()) {
      line("<p>%s</p>", "The server did not wait for the disk: the times tell nothing.");
    }
    html.append("</div>\n");
  }

  private void chart() {
    int marks = Math.min(Chart.EARLIER, report.earlier().size());
    String days =
        String.join(
            ", ",
            report.earlier().stream()
                .limit(Chart.EARLIER)
                .map(PastDrill::at)
                .map(at -> Times.utc(at).substring(0, 16))
                .toList());
    html.append("<figure>\n").append(Chart.of(report));
    line(
        "<figcaption>%s</figcaption></figure>",
        marks == 0
            ? "Bars: this drill. There was none before it to compare with."
            : "Bars: this drill. Marks: earlier drills, the fainter the older (" + days + ").");
  }

  private void mishap(Mishap mishap, List<Attempt> attempts) {
    line("<section><h2>%s</h2>", mishap.word() + ": " + mishap.title());
    report.scripts().stream()
        .filter(script -> script.mishap() == mishap)
        .findFirst()
        .ifPresent(this::script);
    html.append("<div class=\"wide\"><table>\n");
    line("<caption>%s</caption>", "Ways back after " + mishap.word());
    html.append(
        """
        <thead><tr><th scope="col">Way</th><th scope="col">Led back?</th><th scope="col" class="number">Time</th>\
        <th scope="col" class="number">Last time</th><th scope="col">What was done</th></tr></thead>
        <tbody>
        """);
    attempts.forEach(this::row);
    html.append("</tbody></table></div></section>\n");
  }

  private void script(Script script) {
    Subject subject = script.subject();
    line("<pre>%s</pre>", script.up().strip());
    if (subject != null) {
      line("<p class=\"soft\">%s</p>", subject.table() + ": " + subject.why() + ".");
    }
  }

  private void row(Attempt attempt) {
    Result result = attempt.result();
    line("<tr><th scope=\"row\">%s</th>", attempt.practice().title());
    String details = String.join("\n", result.details());
    switch (result) {
      case Result.Verified _ -> {
        html.append("<td><span class=\"good\">✓ verified</span>");
        html.append(details.isEmpty() ? "" : "<br>" + escaped(details)).append("</td>\n");
      }
      case Result.Differs _ ->
          line("<td><span class=\"bad\">✗ not verified</span><pre>%s</pre></td>", details);
      case Result.Failed _ ->
          line("<td><span class=\"bad\">✗ failed</span><pre>%s</pre></td>", details);
      case Result.NotPractised _ ->
          line("<td class=\"soft\" colspan=\"4\">not practised: %s</td></tr>", details);
    }
    if (!(result instanceof Result.NotPractised)) {
      times(attempt);
    }
  }

  private void times(Attempt attempt) {
    List<Duration> earlier = Chart.earlier(report, attempt);
    line("<td class=\"number\">%s</td>", Amount.of(attempt.time()));
    line("<td class=\"number\">%s</td>", earlier.isEmpty() ? "" : Amount.of(earlier.getFirst()));
    html.append("<td><details><summary>commands and times</summary><pre>");
    for (Attempt.Stage stage : attempt.stages()) {
      html.append(
          escaped(
              "%-8s %8s  %s%n"
                  .formatted(
                      switch (stage.part()) {
                        case BEFORE -> "before";
                        case MISHAP -> "mishap";
                        case BACK -> "back";
                      },
                      Amount.of(stage.took()),
                      stage.what())));
    }
    html.append(escaped("%-8s %8s  %s".formatted("", Amount.of(attempt.verifying()), "verifying")));
    html.append("</pre></details></td></tr>\n");
  }

  // What it says is never markup.
  private void line(String markup, String text) {
    html.append(markup.replace("%s", escaped(text))).append('\n');
  }
}
