package dev.ebb.restore.pitr;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The moments that can be had now.
 *
 * @param earliest the first of them; null if there is none at all
 * @param latest the last of them: writes after it are not in the archive yet
 * @param source from what: "backups 20261121-214807F and 2 more in repository 1"
 */
public record Window(@Nullable Instant earliest, Instant latest, String source) {

  /** Whether a time is among them. */
  public boolean has(Instant time) {
    return earliest != null && !time.isBefore(earliest) && !time.isAfter(latest);
  }
}
