package dev.ebb.backfill;

import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import java.time.Duration;
import java.util.Optional;

/**
 * One thing that happened while an out-of-band migration ran, as a fact without wording. Told from
 * any of the threads that work: who listens must be thread-safe, quick, and must not throw.
 */
public sealed interface Advance {
  /** The migration it happened to. */
  Declaration migration();

  /** Its work begins, or goes on where it was left. */
  record Began(Declaration migration, Direction direction, boolean resumed, int workers)
      implements Advance {}

  /**
   * How far it is, about once a second.
   *
   * @param done the share of this direction's way, 0 to 1; 1 only at its end
   * @param rows how many rows were looked at so far, in this pass
   * @param expected about how many there are; 0 if nobody can tell
   * @param changed how many rows were changed so far, in all
   * @param rate rows per second of the last while
   * @param left how long it will take at that rate; empty if nobody can tell
   * @param workers how many sessions work on it, here and elsewhere
   */
  record Moved(
      Declaration migration,
      double done,
      long rows,
      long expected,
      long changed,
      double rate,
      Optional<Duration> left,
      int workers)
      implements Advance {}

  /** Work waits because the server has to catch its breath; repeated every few seconds. */
  record Waiting(Declaration migration, String reason, Duration waited) implements Advance {}

  /** Somebody paused it, or let it go on. */
  record Paused(Declaration migration, boolean paused) implements Advance {}

  /** A batch was undone and is tried again with fewer rows. */
  record Retrying(Declaration migration, String reason, int attempt, int size, Duration pause)
      implements Advance {}

  /** The end of the way is reached, and is being checked exactly. */
  record Checking(Declaration migration) implements Advance {}

  /** Some rows are still to be done after a whole pass, so another begins. */
  record AnotherPass(Declaration migration, int pass, String why) implements Advance {}

  /**
   * It is at its end.
   *
   * @param changed how many rows were changed, in all
   */
  record Finished(Declaration migration, Direction direction, long changed, Duration elapsed)
      implements Advance {}

  /** There is nothing to be done in that direction: it is there already, or needs no work. */
  record NothingToDo(Declaration migration, Direction direction, String why) implements Advance {}
}
