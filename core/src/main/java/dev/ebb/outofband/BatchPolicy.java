package dev.ebb.outofband;

import java.time.Duration;

/**
 * How gentle an out-of-band migration is to those who use the database meanwhile.
 *
 * @param target how long a batch should take, hence how long its row locks are held; 50 ms by
 *     default. The number of rows follows it, up and down
 * @param rest how long to pause after each batch, in percent of what it took; 25 by default
 * @param firstSize with how many rows to begin; 500 by default
 * @param largestSize never more rows than this in a batch; 100,000 by default
 * @param lockTimeout how long a batch may wait for a lock before it is given up and tried again
 *     smaller; 1 s by default
 * @param replicationLag work waits while a standby is further behind than this; 10 s by default
 * @param walBehind work waits while more bytes of WAL than this wait for a standby, a replication
 *     slot or the archive; 1 GiB by default
 * @param errors after so many failures in a row it stops; 10 by default
 */
public record BatchPolicy(
    Duration target,
    int rest,
    int firstSize,
    int largestSize,
    Duration lockTimeout,
    Duration replicationLag,
    long walBehind,
    int errors) {

  /** The defaults. */
  public static final BatchPolicy POLITE =
      new BatchPolicy(
          Duration.ofMillis(50),
          25,
          500,
          100_000,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          1L << 30,
          10);

  /** The same at another speed. */
  public BatchPolicy at(Duration otherTarget, int otherRest) {
    return new BatchPolicy(
        otherTarget,
        otherRest,
        firstSize,
        largestSize,
        lockTimeout,
        replicationLag,
        walBehind,
        errors);
  }
}
