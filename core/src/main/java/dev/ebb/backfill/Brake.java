package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.outofband.BatchPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server has to catch its breath: a standby that is behind, or WAL that piles up for a
 * standby, a replication slot or the archive. Asks at most once a second. Not thread-safe.
 */
final class Brake {
  private static final Duration EVERY = Duration.ofSeconds(1);

  // What a standby reports as its lag does not grow while its replay stands still: so we also note
  // ourselves when which WAL was written.
  // A slot that nobody uses holds WAL back for ever; waiting would not help, so it does not count.
  private static final String BEHIND =
      """
      SELECT coalesce((SELECT max(extract(epoch FROM replay_lag)) FROM pg_catalog.pg_stat_replication), 0)::float8
               AS seconds,
             greatest(
               coalesce((SELECT max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn))
                           FROM pg_catalog.pg_stat_replication WHERE state = 'streaming'), 0),
               coalesce((SELECT max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), restart_lsn))
                           FROM pg_catalog.pg_replication_slots WHERE active), 0))::bigint AS bytes,
             pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint AS written,
             (SELECT min(pg_catalog.pg_wal_lsn_diff(replay_lsn, '0/0')) FROM pg_catalog.pg_stat_replication
               WHERE state = 'streaming')::bigint AS replayed
      """;
  private static final String MAY_SEE_ARCHIVE =
      "SELECT current_setting('archive_mode') <> 'off'"
          + " AND has_function_privilege('pg_catalog.pg_ls_archive_statusdir()', 'EXECUTE') AS may";
  private static final String ARCHIVE =
      "SELECT (count(*) * pg_size_bytes(current_setting('wal_segment_size')))::bigint AS bytes"
          + " FROM pg_catalog.pg_ls_archive_statusdir() WHERE name LIKE '%.ready'";

  private final Session session;
  private final BatchPolicy policy;
  private final Timing timing;
  private final boolean archive;
  private final Deque<Mark> unreplayed = new ArrayDeque<>();
  private long asked;

  /** So much WAL was written at that time. */
  private record Mark(long nanos, long written) {}

  private record Behind(double seconds, long bytes, long written, @Nullable Long replayed) {}

  Brake(Session session, BatchPolicy policy, Timing timing) {
    this.session = session;
    this.policy = policy;
    this.timing = timing;
    this.archive = session.queryOne(MAY_SEE_ARCHIVE, row -> row.bool("may"));
    this.asked = timing.nanos().getAsLong() - EVERY.toNanos();
  }

  /** Why work has to wait now, if it has to; in a session that is in no transaction. */
  Optional<String> reason() {
    if (timing.since(asked).compareTo(EVERY) < 0) {
      return Optional.empty();
    }
    asked = timing.nanos().getAsLong();
    Behind behind =
        session.queryOne(
            BEHIND,
            row ->
                new Behind(
                    Double.parseDouble(row.text("seconds")),
                    row.int64("bytes"),
                    row.int64("written"),
                    row.int64OrNull("replayed")));
    double seconds = Math.max(behind.seconds(), standstill(behind));
    if (seconds * 1000 > policy.replicationLag().toMillis()) {
      return Optional.of(String.format(Locale.ROOT, "a standby is %.1f s behind", seconds));
    }
    if (behind.bytes() > policy.walBehind()) {
      return Optional.of(mebibytes(behind.bytes()) + " of WAL wait for a standby");
    }
    long waiting = archive ? archiveQueue() : 0;
    return waiting > policy.walBehind()
        ? Optional.of(mebibytes(waiting) + " of WAL wait for the archive")
        : Optional.empty();
  }

  // How long ago the oldest WAL was seen that a standby has not replayed.
  private double standstill(Behind behind) {
    Long replayed = behind.replayed();
    if (replayed == null) {
      unreplayed.clear();
      return 0;
    }
    if (unreplayed.isEmpty() || unreplayed.getLast().written() < behind.written()) {
      unreplayed.addLast(new Mark(asked, behind.written()));
    }
    while (!unreplayed.isEmpty() && unreplayed.getFirst().written() <= replayed) {
      unreplayed.removeFirst();
    }
    return unreplayed.isEmpty() ? 0 : (asked - unreplayed.getFirst().nanos()) / 1e9;
  }

  private long archiveQueue() {
    try {
      return session.queryOne(ARCHIVE, row -> row.int64("bytes"));
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      // the folder may vanish under the function's feet
      return 0;
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
