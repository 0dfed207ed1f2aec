package dev.ebb.db;

import java.util.Optional;

/**
 * How far a running index build is.
 *
 * @param phase in the server's words
 * @param done blocks or tuples processed in this phase, whichever the server counts
 * @param total how many there are; 0 if it does not know
 * @param lockersDone sessions that the build has waited for in this phase
 * @param lockersTotal sessions that it has to wait for
 */
public record IndexProgress(
    String phase, long done, long total, long lockersDone, long lockersTotal) {

  /**
   * The progress of the build that a process runs; empty if it runs none.
   *
   * @param watch a session in no transaction: within one the server's statistics stand still
   */
  public static Optional<IndexProgress> of(Session watch, int pid) {
    return watch.queryFirst(
        """
        SELECT phase, coalesce(lockers_done, 0) AS lockers_done,
               coalesce(lockers_total, 0) AS lockers_total,
               CASE WHEN tuples_total > 0 THEN tuples_done ELSE coalesce(blocks_done, 0) END AS done,
               CASE WHEN tuples_total > 0 THEN tuples_total ELSE coalesce(blocks_total, 0) END AS total
        FROM pg_stat_progress_create_index WHERE pid = ? LIMIT 1\
        """,
        IndexProgress::read,
        pid);
  }

  private static IndexProgress read(Row row) {
    return new IndexProgress(
        row.text("phase"),
        row.int64("done"),
        row.int64("total"),
        row.int64("lockers_done"),
        row.int64("lockers_total"));
  }
}
