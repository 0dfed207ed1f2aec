package dev.ebb.fix;

import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A change of a database with rows in it, and what is expected of the scripts there and back.
 *
 * @param theme the file that it is in
 */
record ChangeCase(
    String theme, String name, String setup, String change, Outcome forward, Outcome inverse) {

  /** What comes of a script. */
  enum Outcome {
    /** The database is as it should be, to the catalog and to pg_dump. */
    IDENTICAL,
    /** It is, but for the order of columns. */
    ORDER,
    /** The script says by name what it does not do, or whose rows are in its way. */
    REFUSED,
    /** The server refused, and nothing changed. */
    FAILED,
    /** It ran, and the database is not as it should be. */
    DIFFERENT,
    /** Rows, values or a counter went that no loss told of. */
    LOST
  }

  private static final List<String> THEMES =
      List.of(
          "tables",
          "columns",
          "constraints",
          "indexes",
          "types",
          "sequences",
          "views",
          "routines",
          "hangers");

  /** All of them, in the order of the files. */
  static List<ChangeCase> all() {
    List<ChangeCase> cases = new ArrayList<>();
    THEMES.forEach(theme -> read(theme, cases));
    return cases;
  }

  private static void read(String theme, List<ChangeCase> cases) {
    String start = "-- case: ";
    for (String part : resource(theme + ".sql").split("(?m)^" + start)) {
      if (part.isBlank()) {
        continue;
      }
      String name = part.substring(0, part.indexOf('\n')).strip();
      String body = part.substring(part.indexOf('\n') + 1);
      String marker = "-- change\n";
      int change = body.indexOf(marker);
      cases.add(
          new ChangeCase(
              theme,
              name,
              body.substring(0, change),
              body.substring(change + marker.length()),
              expected(body, "forward"),
              expected(body, "inverse")));
    }
  }

  private static Outcome expected(String body, String direction) {
    String marker = "-- " + direction + ": ";
    int at = body.indexOf(marker);
    return at < 0
        ? Outcome.IDENTICAL
        : Outcome.valueOf(
            body.substring(at + marker.length())
                .lines()
                .findFirst()
                .orElseThrow()
                .toUpperCase(Locale.ROOT));
  }

  private static String resource(String file) {
    try (InputStream in = ChangeCase.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> statements(String sql) {
    return Script.parse(sql).statements().stream().map(Statement::text).toList();
  }

  @Override
  public String toString() {
    return theme + ": " + name;
  }
}
