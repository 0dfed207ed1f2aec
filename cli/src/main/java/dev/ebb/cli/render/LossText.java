package dev.ebb.cli.render;

import dev.ebb.loss.Extent;
import dev.ebb.loss.Losing;
import dev.ebb.loss.Losing.Since;
import dev.ebb.loss.Loss;
import dev.ebb.loss.LossReport;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.loss.Obstacle;
import dev.ebb.sql.Quote;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words what a plan would destroy, and where it would fail. */
public final class LossText {
  private static final int ALONG = 6;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private LossText() {}

  /** All that is known of one step, a line each; what belongs to the line before is indented. */
  public static List<String> lines(StepReport report) {
    List<String> lines = new ArrayList<>();
    for (Losing losing : report.losses()) {
      lines.add(phrase(losing));
      details(losing).forEach(detail -> lines.add("  " + detail));
    }
    for (Obstacle obstacle : report.obstacles()) {
      lines.addAll(lines(obstacle));
    }
    report.unknown().forEach(u -> lines.add("not known: " + u));
    return lines;
  }

  private static List<String> lines(Obstacle obstacle) {
    List<String> lines = new ArrayList<>();
    lines.add(
        (obstacle.isCertain() ? "WOULD FAIL" : "may fail")
            + " at statement "
            + obstacle.statement()
            + ": "
            + obstacle.what()
            + examples(obstacle));
    if (obstacle.doubt() != null) {
      lines.add("  but " + obstacle.doubt());
    }
    if (obstacle.query() != null) {
      lines.add("  these rows: " + oneLine(obstacle.query()));
    }
    return lines;
  }

  /** Some of the rows that are in the way, in parentheses; empty if none is known. */
  public static String examples(Obstacle obstacle) {
    if (obstacle.examples().isEmpty()) {
      return "";
    }
    String more = obstacle.rows() > obstacle.examples().size() ? ", …" : "";
    return " (" + String.join("; ", obstacle.examples()) + more + ")";
  }

  /** SQL on one line. */
  public static String oneLine(String sql) {
    return sql.replaceAll("\\s+", " ").strip();
  }

  /** What goes, and how much of it, in one line. */
  public static String phrase(Losing losing) {
    return losing.certain() ? sure(losing) : "perhaps " + sure(losing);
  }

  private static String sure(Losing losing) {
    Extent extent = losing.extent();
    return switch (losing.loss()) {
      case Loss.TableDropped loss -> "drops " + loss.title() + with(extent, "row");
      case Loss.ColumnDropped loss -> "drops " + loss.title() + with(extent, "value");
      case Loss.SequenceDropped loss -> "drops " + loss.title();
      case Loss.RowsDeleted(var table) ->
          "deletes " + count(extent, extent.values(), "row") + " of " + table;
      case Loss.ValuesChanged(var table, List<String> columns) ->
          "overwrites %s of %s in %s"
              .formatted(
                  columns.stream().map(Quote::identifier).collect(Collectors.joining(", ")),
                  table,
                  count(extent, extent.values(), "row"));
      case Loss.TableTruncated(var table) -> "empties table " + table + with(extent, "row");
      case Loss.TypeNarrowed(var table, String column, String from, String to) ->
          "changes %s of %s.%s: %s becomes %s"
              .formatted(
                  count(extent, extent.values(), "value"),
                  table,
                  Quote.identifier(column),
                  from,
                  to);
      case Loss.ObjectDropped loss -> "drops " + loss.title();
    };
  }

  private static String with(Extent extent, String noun) {
    if (extent.isNothing()) {
      return noun.equals("row") ? ", which is empty" : ", which holds no value";
    }
    String size = extent.bytes() < 0 ? "" : " (" + bytes(extent.bytes()) + ")";
    return " with " + count(extent, extent.values(), noun) + size;
  }

  private static String count(Extent extent, long number, String noun) {
    String some = number(number) + " " + noun + (number == 1 ? "" : "s");
    return switch (extent.accuracy()) {
      case EXACT -> some;
      case AT_LEAST -> "at least " + some;
      case SAMPLED -> "about " + some;
      case PLANNED -> "about " + some + " (as the planner expects)";
      case UNKNOWN -> "an unknown number of " + noun + "s";
    };
  }

  /** "1,203". */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** "512 bytes", "48 kB", "3.4 MB". */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return Amount.of(bytes, "byte");
    }
    double left = bytes;
    String unit = "";
    for (String next : List.of("kB", "MB", "GB", "TB")) {
      if (left >= 1000) {
        left /= 1024;
        unit = next;
      }
    }
    return String.format(Locale.ROOT, left < 9.95 ? "%.1f %s" : "%.0f %s", left, unit);
  }

  private static List<String> details(Losing losing) {
    List<String> details = new ArrayList<>();
    if (!losing.along().isEmpty()) {
      int more = losing.along().size() - ALONG;
      List<String> some = more > 0 ? losing.along().subList(0, ALONG) : losing.along();
      details.add(
          "with it: " + String.join(", ", some) + (more > 0 ? " and " + more + " more" : ""));
    }
    Since since = losing.since();
    if (since != null && !losing.extent().isNothing()) {
      details.add(since(since));
    }
    if (!losing.sample().isEmpty()) {
      details.add("looks like: " + String.join("  ", losing.sample()));
    }
    return details;
  }

  private static String since(Since since) {
    String when = MINUTE.format(since.applied());
    return switch (since.knowledge()) {
      case ALL -> "all of it was written since the migration made it, " + when;
      case BY_VERSION ->
          since.rows() == 0
              ? "nothing in it was written since the migration was applied, " + when
              : "%s of these rows %s written since the migration was applied, %s"
                  .formatted(number(since.rows()), since.rows() == 1 ? "was" : "were", when);
      case UNKNOWN -> "how much of it was written since " + when + " is not known";
    };
  }

  /** What goes in all, in one sentence; empty if nothing does. */
  public static String total(LossReport report) {
    List<Losing> losses = report.realLosses();
    if (losses.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    part(parts, losses, "table", Loss.TableDropped.class, Loss.TableTruncated.class);
    part(parts, losses, "column", Loss.ColumnDropped.class, Loss.TypeNarrowed.class);
    part(parts, losses, "deletion of rows", Loss.RowsDeleted.class, Loss.RowsDeleted.class);
    part(parts, losses, "overwriting", Loss.ValuesChanged.class, Loss.ValuesChanged.class);
    part(parts, losses, "sequence", Loss.SequenceDropped.class, Loss.SequenceDropped.class);
    boolean rough = losses.stream().anyMatch(l -> l.extent().accuracy() != Extent.Accuracy.EXACT);
    return "in all: "
        + String.join(", ", parts)
        + ", "
        + (rough ? "about " : "")
        + bytes(report.bytes())
        + (report.isPartlyUnknown() ? ", and what could not be measured" : "");
  }

  private static void part(
      List<String> parts,
      List<Losing> losses,
      String noun,
      Class<? extends Loss> one,
      Class<? extends Loss> other) {
    long count =
        losses.stream().filter(l -> one.isInstance(l.loss()) || other.isInstance(l.loss())).count();
    if (count > 0) {
      String many = noun.startsWith("deletion") ? "deletions of rows" : noun + "s";
      parts.add(count + " " + (count == 1 ? noun : many));
    }
  }
}
