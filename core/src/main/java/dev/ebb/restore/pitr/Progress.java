package dev.ebb.restore.pitr;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life of something slow.
 *
 * @param what is being done: "restoring files", "waiting for instance app-restored: creating"
 * @param share how much of it is done, from 0 to 1; negative if nobody can tell
 * @param left how long it will still take; null if nobody can tell
 */
public record Progress(String what, double share, @Nullable Duration left) {

  /** Without a measure. */
  public static Progress of(String what) {
    return new Progress(what, -1, null);
  }
}
