package dev.ebb.cli.render;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes moments: always in UTC, always in the same width, so that they sort as text. */
public final class Times {
  private Times() {}

  /** {@code 2026-11-21 07:30:12Z}. */
  public static String utc(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
  }

  /** As ISO 8601 for programs; null stays null. */
  public static @Nullable String iso(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
