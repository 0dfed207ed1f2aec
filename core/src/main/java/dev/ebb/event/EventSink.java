package dev.ebb.event;

/**
 * Listens to what happens. Called from the thread that works and, while a statement runs, from the
 * watchdog's: an implementation must be thread-safe, quick, and must not throw.
 */
@FunctionalInterface
public interface EventSink {
  /** Listens to nothing. */
  EventSink NONE = _ -> {};

  /** Something happened just now. */
  void accept(Event event);
}
