package dev.ebb.backfill;

import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one out-of-band migration stands in its database.
 *
 * @param declaration what it is
 * @param phase what is going on with it
 * @param direction where it goes, or went last; up if it never ran
 * @param progress the share of the way up that is done, 0 to 1: exactly 1 only if it is at its end
 *     forward, exactly 0 only if it never began or was taken back. In between an estimate
 * @param paused whether somebody paused it
 * @param rows how many rows this pass has been through
 * @param expected about how many it will go through; 0 if nobody can tell
 * @param changed how many rows were changed since it last began
 * @param workers how many sessions work on it now
 * @param targetMillis the time for a batch that somebody ordered; null for the declared one
 * @param rest the pause in percent that somebody ordered; null for the declared one
 * @param note why it was stopped, if it was
 * @param lastError the last thing that went wrong, whether or not it went on
 * @param errors how many errors are noted
 * @param began when it began; null if it never ran
 * @param touched when something last happened to it; null if it never ran
 */
public record Standing(
    Declaration declaration,
    Phase phase,
    Direction direction,
    double progress,
    boolean paused,
    long rows,
    long expected,
    long changed,
    int workers,
    @Nullable Long targetMillis,
    @Nullable Integer rest,
    @Nullable String note,
    @Nullable String lastError,
    long errors,
    @Nullable Instant began,
    @Nullable Instant touched) {

  /** What is going on with a migration. */
  public enum Phase {
    /** It never ran here. */
    NEVER,
    /** Somebody works on it now. */
    RUNNING,
    /** It is on the way, and nobody works on it: interrupted. */
    INTERRUPTED,
    /** It was given up, for the reason in the note. */
    STOPPED,
    /** It is at its end, in its direction. */
    DONE;

    /** The word for it in documents. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it is complete forward, so that the releases that rely on it may run. */
  public boolean complete() {
    return progress == 1;
  }

  /** Whether nothing of it is done, so that releases that do not know it may run. */
  public boolean untouched() {
    return progress == 0;
  }
}
