package dev.ebb.cli.render;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Standing;
import dev.ebb.probe.Took;
import dev.ebb.repair.Decision;
import dev.ebb.repair.Diagnosis;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what was found about migrations that did not end well. */
public final class DiagnosisText {
  private DiagnosisText() {}

  /** Writes one finding for people, to the result. */
  public static void show(Terminal terminal, SchemaName schema, Diagnosis.Finding finding) {
    StringBuilder text = new StringBuilder();
    text.append(terminal.styled(Style.BAD, "✖")).append(' ').append(schema).append(": ");
    text.append(title(finding)).append(" is ").append(standing(finding)).append(", started ");
    text.append(Times.utc(finding.entry().at())).append('\n');
    for (Diagnosis.StatementFinding statement : finding.statements()) {
      String took = words(statement.took());
      text.append("    ")
          .append(statement.statement().number())
          .append(". ")
          .append(terminal.styled(style(statement.took()), took))
          .repeat(' ', 14 - took.length())
          .append(statement.statement().head())
          .append('\n');
    }
    text.append("  ").append(finding.why()).append('\n');
    Decision.Kind advice = finding.advice();
    text.append("  advice: ")
        .append(advice == null ? "look for yourself, then decide" : words(advice))
        .append('\n');
    terminal.result(text);
  }

  /** The migration and its direction. */
  public static String title(Diagnosis.Finding finding) {
    String what =
        finding.migration() == null ? finding.entry().id().toString() : finding.migration().title();
    return finding.entry().direction().word() + " " + what;
  }

  /** What a decision means, as an instruction. */
  public static String words(Decision.Kind kind) {
    return switch (kind) {
      case RESUME -> "go on from where it stopped";
      case MARK_APPLIED -> "count it as applied";
      case MARK_UNAPPLIED -> "count it as not applied";
    };
  }

  private static String standing(Diagnosis.Finding finding) {
    return finding.entry().standing() == Standing.FAILED ? "failed" : "unfinished";
  }

  private static String words(Took took) {
    return switch (took) {
      case EFFECT -> "took effect";
      case NONE -> "no effect";
      case UNKNOWN -> "unknown";
    };
  }

  private static Style style(Took took) {
    return switch (took) {
      case EFFECT -> Style.GOOD;
      case NONE -> Style.FAINT;
      case UNKNOWN -> Style.CAUTION;
    };
  }

  /** The members of one finding, with what was decided. */
  public static void json(Json json, Diagnosis.Finding finding, Decision.@Nullable Kind decision) {
    json.field("id", finding.entry().id().value())
        .field("name", finding.migration() == null ? "" : finding.migration().name())
        .field("direction", finding.entry().direction().word())
        .field("standing", standing(finding))
        .objects(
            "statements",
            finding.statements(),
            (j, s) ->
                j.field("number", s.statement().number())
                    .field("head", s.statement().head())
                    .field("took", s.took().name().toLowerCase(Locale.ROOT)))
        .field("advice", word(finding.advice()))
        .field("why", finding.why())
        .field("decision", word(decision));
  }

  private static @Nullable String word(Decision.@Nullable Kind kind) {
    if (kind == null) {
      return null;
    }
    return switch (kind) {
      case RESUME -> "resume";
      case MARK_APPLIED -> "markApplied";
      case MARK_UNAPPLIED -> "markUnapplied";
    };
  }
}
