package dev.ebb.rehearse;

import dev.ebb.rehearse.Work.Toil;
import java.time.Duration;

/**
 * What servers of our day get done in a second, from a small one with network disks to a large one
 * with everything in memory. Deliberately wide: the truth is to lie between, not near one end.
 *
 * @param most bytes a second at the best
 * @param least bytes a second at the worst
 */
record Throughput(long most, long least) {
  private static final long MB = 1 << 20;
  private static final Throughput SCAN = new Throughput(3_000 * MB, 80 * MB);
  private static final Throughput REWRITE = new Throughput(250 * MB, 12 * MB);
  private static final Throughput INDEX = new Throughput(400 * MB, 12 * MB);
  private static final Throughput CONCURRENT_INDEX = new Throughput(250 * MB, 5 * MB);
  private static final Throughput ROWS = new Throughput(3_000 * MB, 3 * MB);

  static Throughput of(Toil toil) {
    return switch (toil) {
      case SCAN -> SCAN;
      case REWRITE -> REWRITE;
      case INDEX -> INDEX;
      case CONCURRENT_INDEX -> CONCURRENT_INDEX;
      case ROWS -> ROWS;
    };
  }

  Estimate estimate(TableSize size) {
    boolean everything = equals(REWRITE) || equals(ROWS);
    long slow = size.bytes() + (everything ? size.indexBytes() : 0);
    long fast = equals(REWRITE) ? slow : size.bytes();
    return new Estimate(time(fast, most), time(slow, least));
  }

  private static Duration time(long bytes, long rate) {
    return Duration.ofMillis(Math.round(1000.0 * bytes / rate));
  }
}
