package dev.ebb.cli.render;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.SchemaName;
import dev.ebb.ledger.HistoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what ran in a schema. */
public final class HistoryText {
  private HistoryText() {}

  /** Writes it for people, a line for each row. */
  public static void show(Terminal terminal, SchemaName schema, List<HistoryRow> rows) {
    terminal.result(
        terminal.styled(Style.STRONG, schema.value())
            + (rows.isEmpty() ? ": nothing ran yet\n" : "\n"));
    for (HistoryRow row : rows) {
      terminal.result(line(terminal, row));
      if (row.error() != null && !row.error().isBlank()) {
        terminal.result("      " + row.error().strip().replace("\n", "\n      ") + "\n");
      }
    }
  }

  private static String line(Terminal terminal, HistoryRow row) {
    StringBuilder text = new StringBuilder("  ");
    text.append(Times.utc(row.startedAt())).append("  ");
    pad(text, row.direction().word(), 5);
    text.append(terminal.styled(style(row), result(row)))
        .repeat(' ', 12 - result(row).length())
        .append(row.id());
    if (row.name() != null && !row.name().isEmpty()) {
      text.append(" (").append(row.name()).append(')');
    }
    Duration elapsed = elapsed(row);
    if (elapsed != null) {
      text.append("  ").append(Amount.of(elapsed));
    }
    if (row.runBy() != null) {
      text.append("  ").append(row.runBy());
    }
    text.append(row.toolVersion() == null ? "  another tool" : "  ebb " + row.toolVersion());
    return text.append('\n').toString();
  }

  private static void pad(StringBuilder text, String word, int width) {
    text.append(word).repeat(' ', Math.max(1, width - word.length()));
  }

  private static String result(HistoryRow row) {
    if (row.backfilled()) {
      return "inferred";
    }
    Boolean success = row.success();
    return success == null ? "unfinished" : success ? "done" : "failed";
  }

  private static Style style(HistoryRow row) {
    return Boolean.TRUE.equals(row.success()) ? Style.GOOD : Style.BAD;
  }

  private static @Nullable Duration elapsed(HistoryRow row) {
    Instant end = row.finishedAt();
    return end == null || row.backfilled() ? null : Duration.between(row.startedAt(), end);
  }

  /** The members of one row. */
  public static void json(Json json, HistoryRow row) {
    Duration elapsed = elapsed(row);
    json.field("row", row.row())
        .field("id", row.id().value())
        .field("name", row.name())
        .field("direction", row.direction().word())
        .field("result", result(row))
        .field("startedAt", Times.iso(row.startedAt()))
        .field("finishedAt", Times.iso(row.finishedAt()))
        .fieldOrNull("millis", elapsed == null ? null : Long.valueOf(elapsed.toMillis()))
        .field("error", row.error())
        .field("runBy", row.runBy())
        .field("toolVersion", row.toolVersion());
  }
}
