package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.drift.AllowList;
import dev.ebb.drift.Drift;
import dev.ebb.drift.Explained;
import dev.ebb.drift.Finding;
import dev.ebb.drift.LineDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes how a database differs from what should be in it; a database that does not, in talk. */
final class DriftText {
  private static final int LONG = 200;

  private final Terminal terminal;
  private final boolean all;

  /**
   * Writes it as the result of a command.
   *
   * @param all whether to show every part, and what is agreed to
   */
  DriftText(Terminal terminal, boolean all) {
    this.terminal = terminal;
    this.all = all;
  }

  /** Writes it. */
  void show(DriftReport report) {
    Drift drift = report.drift();
    report.remarks().forEach(remark -> terminal.warn("note: " + remark));
    headline(report);
    drift.findings().forEach(this::finding);
    if (all) {
      drift.allowed().forEach(this::allowed);
    }
    for (AllowList.Entry entry : drift.expired()) {
      terminal.warn(
          "%s: \"%s\" was agreed to until %s; look at it again (%s)"
              .formatted(entry.place(), entry.object(), entry.until(), entry.reason()));
    }
    for (AllowList.Entry entry : drift.unused()) {
      terminal.warn(
          "%s: \"%s\" covers no difference any more; remove it"
              .formatted(entry.place(), entry.object()));
    }
  }

  private void headline(DriftReport report) {
    Drift drift = report.drift();
    String where = schemas(report) + " (" + report.database() + ")";
    String against = report.against() + verb(report.against());
    String allowed =
        drift.allowed().isEmpty()
            ? ""
            : "; " + Amount.of(drift.allowed().size(), "difference") + " agreed to";
    if (drift.findings().isEmpty()) {
      terminal.say(where + ": just what " + against + allowed);
      return;
    }
    boolean bad = drift.needsAttention();
    terminal.result(
        "%s %s: %s from what %s%s\n"
            .formatted(
                terminal.styled(bad ? Style.BAD : Style.CAUTION, bad ? "✖" : "!"),
                where,
                Amount.of(drift.findings().size(), "difference"),
                against,
                allowed));
  }

  /** Writes how setting it right went, where there is no problem that tells. */
  void show(Fixed fixed) {
    String where = schemas(fixed.report()) + " (" + fixed.report().database() + ")";
    switch (fixed.result()) {
      case DONE ->
          terminal.result(
              "\n%s %s: set right%s\n"
                  .formatted(
                      terminal.styled(Style.GOOD, "✔"),
                      where,
                      fixed.isLeft() ? ", but for what is left to a person" : ""));
      case PARTLY -> terminal.result("\n" + where + ": set right, but not all of it\n");
      case NOT_DONE -> {
        if (fixed.problems().isEmpty()) {
          terminal.say("nothing was changed: a dry run");
        }
      }
      case NOTHING -> {}
    }
  }

  private static String verb(String against) {
    if (against.startsWith("1 ")) {
      return " gives";
    }
    return Character.isDigit(against.charAt(0)) ? " give" : " describes";
  }

  private static String schemas(DriftReport report) {
    return report.schemas().stream().map(s -> s.name().value()).collect(Collectors.joining(", "));
  }

  private void allowed(Drift.Allowed allowed) {
    terminal.result(
        "\n%s %s\n    agreed to until %s: %s\n"
            .formatted(
                DriftWords.word(allowed.explained().finding()),
                allowed.explained().finding().object(),
                allowed.entry().until() == null ? "further notice" : allowed.entry().until(),
                allowed.entry().reason()));
  }

  private void finding(Explained explained) {
    Finding finding = explained.finding();
    String with = DriftWords.amounts(DriftWords.parts(finding));
    terminal.result(
        "\n%s %s%s\n"
            .formatted(
                terminal.styled(style(finding), DriftWords.word(finding)),
                terminal.styled(Style.STRONG, finding.object().toString()),
                with.isEmpty() ? "" : " with " + with));
    lines(finding).forEach(line -> terminal.result("    " + coloured(line) + "\n"));
    if (all) {
      DriftWords.parts(finding).forEach(part -> terminal.result("    " + part.title() + "\n"));
    }
    DriftWords.cause(explained.cause())
        .ifPresent(cause -> terminal.result("    why: " + cause + "\n"));
  }

  private static Style style(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> Style.BAD;
      case WARNING -> Style.CAUTION;
      case NOTE -> Style.FAINT;
    };
  }

  private static List<String> lines(Finding finding) {
    return switch (finding) {
      case Finding.Missing missing -> facts(missing.expected());
      case Finding.Unexpected unexpected -> facts(unexpected.actual());
      case Finding.Different different -> difference(different);
      case Finding.ColumnOrder order ->
          List.of(
              "- " + String.join(", ", order.expected()), "+ " + String.join(", ", order.actual()));
    };
  }

  // One line is enough to know it again; its definition may fill a screen.
  private static List<String> facts(CatalogObject object) {
    String line = object.definition().lines().map(String::strip).collect(Collectors.joining(" "));
    return line.isEmpty()
        ? List.of()
        : List.of(line.length() > LONG ? line.substring(0, LONG) + " …" : line);
  }

  private static List<String> difference(Finding.Different different) {
    List<String> lines = new ArrayList<>();
    for (Fact fact : different.facts()) {
      lines.addAll(difference(fact, different.expected().facts(), different.actual().facts()));
    }
    return lines;
  }

  private static List<String> difference(Fact fact, Facts expected, Facts actual) {
    if (expected.text(fact).contains("\n") || actual.text(fact).contains("\n")) {
      List<String> lines = new ArrayList<>(List.of(fact.words() + ":"));
      lines.addAll(LineDiff.of(expected.text(fact), actual.text(fact)));
      return lines;
    }
    List<String> lines = new ArrayList<>();
    expected.get(fact).ifPresent(value -> lines.add("- " + told(fact, value)));
    actual.get(fact).ifPresent(value -> lines.add("+ " + told(fact, value)));
    return lines;
  }

  private static String told(Fact fact, String value) {
    return fact.isFlag() ? fact.words() : fact.words() + " " + value;
  }

  private String coloured(String line) {
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '-' -> terminal.styled(Style.BAD, line);
      case '+' -> terminal.styled(Style.GOOD, line);
      default -> line;
    };
  }
}
