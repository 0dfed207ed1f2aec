package dev.ebb.passage;

import dev.ebb.graph.Direction;
import dev.ebb.release.Itinerary;
import dev.ebb.version.Version;

/** Where somebody wants to go. */
public sealed interface Intent {

  /** From one release to another; if just that was begun, it goes on. */
  record Go(Direction direction, Version from, Version to) implements Intent {
    boolean isSameWay(Itinerary plan) {
      return direction == plan.direction() && from.equals(plan.from()) && to.equals(plan.to());
    }

    /** Whether it leads from the end of a way to its start. */
    boolean isWayBack(Itinerary plan) {
      return direction != plan.direction() && to.equals(plan.from());
    }
  }

  /** To the end of what was begun. */
  record GoOn(Direction direction) implements Intent {}

  /** To where what was begun had started. */
  record TurnBack() implements Intent {}
}
