package dev.ebb.cloud.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far something is at the provider's, asked just now. */
public sealed interface Standing {
  /** There is no such thing. */
  record Absent() implements Standing {}

  /**
   * It is being worked on.
   *
   * @param what in the provider's words
   * @param left how long it may still take, a guess; null if nobody can say
   */
  record Coming(String what, @Nullable Duration left) implements Standing {}

  /** It can be worked with. */
  record Ready() implements Standing {}

  /**
   * The provider gave up.
   *
   * @param why in the provider's words
   */
  record Broken(String why) implements Standing {}
}
