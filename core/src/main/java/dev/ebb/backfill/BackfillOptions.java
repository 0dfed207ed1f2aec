package dev.ebb.backfill;

import java.time.Duration;

/**
 * How a backfill is run.
 *
 * @param workers how many sessions of this process work on a migration at a time; 1 by default
 * @param acceptIrreversible whether a migration without a way back may be counted as taken back,
 *     its data staying as they are; false by default, which refuses
 * @param busyWait how long to wait for those who work in the other direction; 15 s by default,
 *     which is more than a server takes to notice that a process died
 * @param reconnect how long to go on trying when a connection broke; 30 s by default
 * @param classes where the classes are that migrations name; the class path by default
 */
public record BackfillOptions(
    int workers,
    boolean acceptIrreversible,
    Duration busyWait,
    Duration reconnect,
    TaskClasses classes) {

  /** The defaults. */
  public static final BackfillOptions DEFAULTS =
      new BackfillOptions(
          1, false, Duration.ofSeconds(15), Duration.ofSeconds(30), TaskClasses.OF_CLASS_PATH);

  public BackfillOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("no workers");
    }
  }

  /** The same with so many workers. */
  public BackfillOptions withWorkers(int count) {
    return new BackfillOptions(count, acceptIrreversible, busyWait, reconnect, classes);
  }

  /** The same, letting the data of irreversible migrations stay as they are. */
  public BackfillOptions acceptingIrreversible() {
    return new BackfillOptions(workers, true, busyWait, reconnect, classes);
  }

  /** The same with classes from there. */
  public BackfillOptions with(TaskClasses others) {
    return new BackfillOptions(workers, acceptIrreversible, busyWait, reconnect, others);
  }
}
