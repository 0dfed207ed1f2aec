package dev.ebb.dump;

import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.SqlName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a dump says that tables hold. Reads nothing else of it, and runs nothing. */
final class DumpReader {
  private static final String NAME = "(?:\"(?:[^\"]|\"\")*\"|[^\\s\",().]+)";
  private static final Pattern COPY =
      Pattern.compile(
          "COPY (%1$s(?:\\.%1$s)?) \\((%1$s(?:, %1$s)*)\\) FROM stdin;".formatted(NAME));
  private static final Pattern COLUMN = Pattern.compile(NAME);
  private static final Pattern ENCODING =
      Pattern.compile("SET client_encoding = '([^']*)';", Pattern.CASE_INSENSITIVE);
  private static final Pattern UNNAMED = Pattern.compile("(?:COPY|INSERT INTO) .*");

  private final Path path;
  private final int most;
  private final List<DumpedTable> tables = new ArrayList<>();
  private boolean otherRows;

  private DumpReader(Path path, int most) {
    this.path = path;
    this.most = most;
  }

  /**
   * Reads it.
   *
   * @param most how many rows of each table are kept
   * @throws Fault if it cannot be read, or holds no rows in a form that is known here
   */
  static List<DumpedTable> read(Path path, int most, Programs programs) {
    DumpReader reader = new DumpReader(path, most);
    try (DumpFile file = DumpFile.open(path, programs);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    file.read(),
                    StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)))) {
      reader.read(lines);
    } catch (CharacterCodingException e) {
      throw reader.otherEncoding("bytes that are not UTF-8");
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "cannot read rows from " + path + ": " + e.getMessage(),
          "mend the cause, or leave --data out; nothing was changed",
          e);
    }
    if (reader.tables.isEmpty()) {
      throw reader.holdsNone();
    }
    return List.copyOf(reader.tables);
  }

  private void read(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher encoding = ENCODING.matcher(line);
      Matcher copy = COPY.matcher(line);
      if (copy.matches()) {
        tables.add(rows(copy, lines));
      } else if (encoding.lookingAt() && !isUtf8(encoding.group(1))) {
        throw otherEncoding("the encoding " + encoding.group(1));
      } else if (UNNAMED.matcher(line).matches()) {
        otherRows = true;
      }
    }
  }

  private static boolean isUtf8(String encoding) {
    String plain = encoding.toLowerCase(Locale.ROOT).replace("-", "");
    return plain.equals("utf8") || plain.equals("unicode");
  }

  private DumpedTable rows(Matcher copy, BufferedReader lines) throws IOException {
    List<String> columns = new ArrayList<>();
    Matcher column = COLUMN.matcher(copy.group(2));
    while (column.find()) {
      columns.add(SqlName.parse(column.group()).name());
    }
    List<String> rows = new ArrayList<>();
    long all = 0;
    for (@Nullable String row = lines.readLine(); ; row = lines.readLine()) {
      if (row == null) {
        throw DumpFile.refused(
            path + " ends amid the rows of " + copy.group(1),
            "it was cut off: dump again; nothing was changed");
      }
      if (row.equals("\\.")) {
        return new DumpedTable(SqlName.parse(copy.group(1)), columns, rows, all);
      }
      all++;
      if (rows.size() < most) {
        rows.add(row);
      }
    }
  }

  private Fault otherEncoding(String what) {
    return DumpFile.refused(
        path + " holds " + what, "dump again with --encoding=UTF8; nothing was changed");
  }

  private Fault holdsNone() {
    return otherRows
        ? DumpFile.refused(
            path + " holds rows only as INSERT, or in a form of COPY that pg_dump does not write",
            "dump again without --inserts, --column-inserts and --rows-per-insert; nothing was"
                + " changed")
        : DumpFile.refused(
            path + " holds no rows",
            "name a dump that was written without --schema-only; nothing was changed");
  }
}
