package dev.ebb.cli.drilling;

import dev.ebb.drill.DrillReport;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Puts the report of a drill among the others, in three forms of one name. */
final class ReportFiles {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportFiles() {}

  /**
   * Refuses a folder that no report can be written to, before there is one.
   *
   * @throws Fault USAGE; nothing was made
   */
  static void check(Path folder) {
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw Fault.of(
          FaultCode.USAGE,
          "no report can be written to "
              + folder
              + ": "
              + there
              + (Files.isDirectory(there) ? " is not ours to write to" : " is no folder"),
          "name another folder: --report-dir=DIR; nothing was started");
    }
  }

  /** Writes it, and returns the one for people. */
  static Path write(Path folder, DrillReport report, String document) {
    String name = NAME.format(report.at()) + "-" + report.schema();
    try {
      Files.createDirectories(folder);
      write(folder.resolve(name + ".txt"), DrillText.plain(report));
      Path html = folder.resolve(name + ".html");
      write(html, DrillHtml.of(report));
      // last: what is there of this one counts as a drill
      write(folder.resolve(name + ".json"), document);
      return html;
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the drill is over, but its report cannot be written: " + e,
          "name another folder, --report-dir=DIR, and drill again",
          e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
