package dev.ebb.cli.demo;

import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the product: who uses it, what they have done, and what became of it. */
final class People {
  /** How many there are. */
  static final int MANY = 10_000;

  private static final String WORK =
      """
      UPDATE users SET given_name = 'Ada', family_name = 'King' WHERE handle = 'ada';
      INSERT INTO notebooks (author_id, title) SELECT id, 'Note G' FROM users WHERE handle = 'ada'\
      """;
  // without times, so that it is the same whenever it is told
  private static final String SUM =
      """
      SELECT count(*) AS rows, left(md5(string_agg(concat_ws('|', id, handle, full_name, role), ','
             ORDER BY id)), 12) AS sum FROM users WHERE handle <> 'ada'\
      """;

  private final Stage stage;

  People(Stage stage) {
    this.stage = stage;
  }

  /** They sign up and upload, in the oldest release. */
  void arrive() {
    in(
        "frontend",
        """
        INSERT INTO users (handle, full_name) VALUES ('ada', 'Ada Byron'), ('edsger', 'Edsger Dijkstra');
        INSERT INTO users (handle, full_name)
          SELECT 'user-' || i, 'Given' || i || ' Family' || i FROM generate_series(3, %d) i;
        ANALYZE users\
        """
            .formatted(MANY));
    in(
        "codeintel",
        """
        INSERT INTO uploads (repo_name, commit_hash)
          SELECT 'code.example/repo-' || i %% 100, md5(i::text) || '0badc0de' FROM generate_series(1, %d) i;
        ANALYZE uploads\
        """
            .formatted(MANY));
  }

  /** They use what only the newest release has. */
  void work() {
    in("frontend", WORK);
  }

  private void in(String database, String sql) {
    try (Session session = stage.connector(database).open()) {
      session.execute(sql);
    }
  }

  /** All others' rows as one line, to be compared with an earlier or later one. */
  String others() {
    try (Session session = stage.connector("frontend").open()) {
      return session.queryOne(
          SUM,
          row ->
              String.format(Locale.ROOT, "%,d", row.int64("rows"))
                  + " others, checksum "
                  + row.text("sum"));
    }
  }

  /** What a query gives, as lines with the query first, as a person sees it. */
  List<String> look(String database, String columns, String rest) {
    List<String> lines = new ArrayList<>();
    lines.add("  " + database + "=> SELECT " + columns + " FROM " + rest + ";");
    String sql = "SELECT concat_ws(' | ', " + columns + ") AS line FROM " + rest;
    try (Session session = stage.connector(database).open()) {
      session.query(sql, row -> row.text("line")).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }
}
