package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What tells a table that was moved as it is from one that somebody altered since: how many rows it
 * has, and a sum over some of its blocks. To read all of them would take as long as the copy that
 * the move spares. Once the table has another file, as after VACUUM FULL, other rows are in those
 * blocks, and only the number counts.
 *
 * @param file the number of its file
 * @param percent how much of it is summed
 */
record MovedSum(long file, String percent, long rows, String sum) {
  private static final String MARK = "moved";
  private static final double BLOCKS = 256;

  /** Of a table that was just moved, and counted. */
  static MovedSum of(Session session, String tableSql, long rows) {
    String name = Quote.literal(tableSql);
    long blocks =
        session.queryOne(
            "SELECT pg_relation_size("
                + name
                + "::regclass) / current_setting('block_size')::int8 AS blocks",
            row -> row.int64("blocks"));
    double percent = Math.min(100, 100 * BLOCKS / Math.max(blocks, 1));
    String some = String.format(Locale.ROOT, "%.6f", percent);
    return new MovedSum(file(session, tableSql), some, rows, sum(session, tableSql, some));
  }

  /** As the catalogue has it; null if that is no sum of this kind. */
  static @Nullable MovedSum read(String checksum) {
    String[] parts = checksum.split(" ", -1);
    return parts.length == 5 && parts[0].equals(MARK)
        ? new MovedSum(Long.parseLong(parts[1]), parts[2], Long.parseLong(parts[3]), parts[4])
        : null;
  }

  /** For the catalogue. */
  String checksum() {
    return String.join(" ", MARK, Long.toString(file), percent, Long.toString(rows), sum);
  }

  /** Whether the table is still as it was, as far as this tells. */
  boolean stillHolds(Session session, String tableSql) {
    long now = session.queryOne("SELECT count(*) AS n FROM " + tableSql, row -> row.int64("n"));
    return now == rows
        && (file(session, tableSql) != file || sum(session, tableSql, percent).equals(sum));
  }

  private static long file(Session session, String tableSql) {
    return session.queryOne(
        "SELECT pg_relation_filenode(%s::regclass)::int8 AS file"
            .formatted(Quote.literal(tableSql)),
        row -> row.int64("file"));
  }

  private static String sum(Session session, String tableSql, String percent) {
    return session.queryOne(
        "SELECT %s AS sum FROM %s k TABLESAMPLE SYSTEM (%s) REPEATABLE (1)"
            .formatted(Store.SUM, tableSql, percent),
        row -> row.text("sum"));
  }
}
