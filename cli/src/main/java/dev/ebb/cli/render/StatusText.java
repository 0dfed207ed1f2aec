package dev.ebb.cli.render;

import dev.ebb.SchemaStatus;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Progress;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Survey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes where a schema stands: one line, and below it what is not as it should be. */
public final class StatusText {
  private static final int SHORT = 8;

  private final Terminal terminal;
  private final boolean all;

  /**
   * Writes it as the result of a command.
   *
   * @param all whether to list every migration
   */
  public StatusText(Terminal terminal, boolean all) {
    this.terminal = terminal;
    this.all = all;
  }

  /** Writes it. */
  public void show(SchemaStatus status) {
    Survey survey = status.survey();
    terminal.result(headline(status));
    LedgerState.LegacyVersion legacy = status.state().legacy();
    if (legacy != null) {
      line(
          legacy.dirty() ? Style.BAD : Style.CAUTION,
          "takeover",
          "another tool kept this database: "
              + status.schema().versionTable()
              + " says version "
              + legacy.version()
              + (legacy.dirty() ? ", dirty" : "")
              + "; 'ebb up' takes it over");
    }
    survey.unsettled().forEach(this::unsettled);
    survey.changed().forEach(this::changed);
    if (all) {
      survey.applied().forEach(m -> line(Style.GOOD, "applied", m.title()));
    }
    some("pending", pending(survey).stream().map(Migration::title).toList());
    some(
        "ahead",
        survey.ahead().stream().map(e -> title(e) + ", which this project does not have").toList());
    if (!survey.unsettled().isEmpty()) {
      terminal.result("  → 'ebb repair --db=" + status.schema().name() + "' looks into it\n");
    }
  }

  private String headline(SchemaStatus status) {
    Survey survey = status.survey();
    int applied = survey.applied().size() + survey.ahead().size();
    StringBuilder text = new StringBuilder(status.schema().name().value());
    text.append(": ").append(applied).append(" applied");
    if (!survey.applied().isEmpty()) {
      text.append(", last ").append(survey.applied().getLast().title());
    }
    text.append("; ").append(pending(survey).size()).append(" pending");
    count(text, Standing.FAILED, "failed", survey);
    count(text, Standing.PENDING, "unfinished", survey);
    if (!survey.changed().isEmpty()) {
      text.append(", ").append(survey.changed().size()).append(" changed");
    }
    if (!survey.ahead().isEmpty()) {
      text.append(", ").append(survey.ahead().size()).append(" ahead");
    }
    Style mark = status.needsAttention() ? Style.BAD : Style.GOOD;
    return terminal.styled(mark, status.needsAttention() ? "✖" : "✅") + " " + text.append('\n');
  }

  /** What is still to be run, without what began already and is unsettled. */
  public static List<Migration> pending(Survey survey) {
    Set<MigrationId> begun = survey.unsettled().stream().map(Entry::id).collect(Collectors.toSet());
    return survey.pending().stream().filter(m -> !begun.contains(m.id())).toList();
  }

  private static void count(StringBuilder text, Standing standing, String word, Survey survey) {
    long count = survey.unsettled().stream().filter(e -> e.standing() == standing).count();
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(word);
    }
  }

  private void unsettled(Entry entry) {
    StringBuilder text = new StringBuilder(entry.direction().word()).append(' ');
    text.append(title(entry));
    Progress progress = entry.progress();
    if (progress != null) {
      text.append(": ")
          .append(progress.statementsDone())
          .append(" of ")
          .append(progress.statements().size())
          .append(" statements took effect");
      if (progress.error() != null) {
        text.append("; ").append(firstLine(progress.error()));
      }
    }
    text.append(" (started ").append(Times.utc(entry.at())).append(')');
    line(Style.BAD, entry.standing() == Standing.FAILED ? "failed" : "unfinished", text.toString());
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private void changed(Survey.Changed changed) {
    line(
        Style.BAD,
        "changed",
        changed.migration().title()
            + ": statement "
            + changed.statement()
            + " is not what ran, "
            + changed.place()
            + (changed.head().isEmpty() ? " (it is gone)" : ": " + changed.head()));
  }

  private static String title(Entry entry) {
    return entry.recorded() == null || entry.recorded().name().isEmpty()
        ? entry.id().toString()
        : entry.id() + " (" + entry.recorded().name() + ")";
  }

  private void some(String word, List<String> titles) {
    int shown = all || titles.size() <= SHORT ? titles.size() : SHORT;
    titles.subList(0, shown).forEach(title -> line(Style.CAUTION, word, title));
    if (shown < titles.size()) {
      terminal.result("  … and " + (titles.size() - shown) + " more; -v shows all\n");
    }
  }

  private void line(Style style, String word, String text) {
    terminal.result(
        "  " + terminal.styled(style, word) + " ".repeat(11 - word.length()) + text + "\n");
  }
}
