package dev.ebb.cli.render;

import java.time.Duration;

/** Writes amounts the way people say them. */
public final class Amount {
  private Amount() {}

  /** "8 ms", "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 100) {
      return millis + " ms";
    }
    if (millis < 9_950) {
      long tenths = (millis + 50) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = (millis + 500) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  /** "1 migration", "12 migrations". */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** "1 migration was", "12 migrations were". */
  public static String were(long count, String noun) {
    return of(count, noun) + (count == 1 ? " was" : " were");
  }
}
