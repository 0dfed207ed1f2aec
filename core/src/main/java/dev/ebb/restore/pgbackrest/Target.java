package dev.ebb.restore.pgbackrest;

import dev.ebb.restore.pitr.Moment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moment as the recovery of a server understands it.
 *
 * @param moment what was asked for
 * @param type {@code name}, {@code time} or {@code lsn}
 * @param value of that type
 * @param timeline in which history
 * @param at its time; null if nobody knows
 * @param lsn its place in the log; null if nobody knows
 */
record Target(
    Moment moment,
    String type,
    String value,
    Timeline timeline,
    @Nullable Instant at,
    @Nullable Lsn lsn) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** Whether a backup lies before it, in its history: not each that is older by the clock does. */
  boolean follows(Backup backup) {
    if (!timeline.continues(backup)) {
      return false;
    }
    Lsn place = lsn;
    if (place != null) {
      return backup.stop().compareTo(place) <= 0;
    }
    Instant time = at;
    // the time of the backup is cut to seconds
    return time != null && backup.stopped().plusSeconds(1).isBefore(time);
  }
}
