package dev.ebb.cli.render;

import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.SchemaName;
import dev.ebb.keep.Kept;
import java.util.List;
import java.util.Locale;

/** Writes what is kept of a schema. */
public final class KeptText {
  private static final long KIBI = 1024;

  private KeptText() {}

  /** Writes it for people, a line for each thing and one for what there is to say about it. */
  public static void show(Terminal terminal, SchemaName schema, List<Kept> all, boolean verbose) {
    terminal.result(
        terminal.styled(Style.STRONG, schema.value())
            + (all.isEmpty() ? ": nothing is kept\n" : "\n"));
    for (Kept kept : all) {
      terminal.result(line(kept));
      if (kept.note() != null) {
        terminal.result("         " + kept.note() + "\n");
      }
      if (verbose && kept.state() == Kept.State.KEPT) {
        terminal.result("         " + kept.checked() + "\n");
      }
      if (verbose && kept.definition() != null) {
        terminal.result("         " + kept.definition().replace("\n", "\n         ") + "\n");
      }
    }
  }

  private static String line(Kept kept) {
    return "  %5d  %s  %s  %s %s  %s%n"
        .formatted(
            kept.id(),
            Times.utc(kept.keptAt()),
            kept.title(),
            kept.direction().word(),
            kept.migration(),
            state(kept));
  }

  private static String state(Kept kept) {
    return switch (kept.state()) {
      case KEPT -> Amount.of(kept.rows(), "row") + ", " + size(kept.bytes());
      case RETURNED ->
          kept.left() == 0
              ? "given back"
              : "given back but for " + Amount.of(kept.left(), "row") + ", " + size(kept.bytes());
      case PURGED -> "thrown away";
    };
  }

  /** "812 B", "40 kB", "1.2 GB". */
  public static String size(long bytes) {
    if (bytes < 10 * KIBI) {
      return bytes + " B";
    }
    double size = bytes;
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (size >= KIBI && unit < units.length - 1) {
      size /= KIBI;
      unit++;
    }
    return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
  }

  /** The members of one kept thing. */
  public static void json(Json json, Kept kept) {
    json.field("id", kept.id())
        .field("migration", kept.migration().value())
        .field("direction", kept.direction().word())
        .field("keptAt", Times.iso(kept.keptAt()))
        .field("kind", kept.kind().word())
        .field("object", kept.title())
        .field("table", kept.table().toSql())
        .texts("columns", kept.columns())
        .field("rows", kept.rows())
        .field("bytes", kept.bytes())
        .field("checksum", kept.checksum())
        .field("state", kept.state().name().toLowerCase(Locale.ROOT))
        .field("settledAt", Times.iso(kept.settledAt()))
        .field("returned", kept.returned())
        .field("left", kept.left())
        .field("note", kept.note())
        .field("toolVersion", kept.toolVersion());
  }
}
