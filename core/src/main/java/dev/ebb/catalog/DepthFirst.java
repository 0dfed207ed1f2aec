package dev.ebb.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts things after what they need. Without recursion, since real databases have long chains of
 * views. What needs itself in a circle comes in some order.
 */
public final class DepthFirst {
  private DepthFirst() {}

  /**
   * All that is wanted and all that it needs, each after what it needs.
   *
   * @param wanted in the order that decides where there is a choice
   * @param needs what a thing needs directly, in such an order, too
   */
  public static <T> List<T> order(Iterable<T> wanted, Function<T, ? extends Collection<T>> needs) {
    Set<T> seen = new HashSet<>();
    List<T> ordered = new ArrayList<>();
    for (T start : wanted) {
      if (seen.add(start)) {
        visit(start, needs, seen, ordered);
      }
    }
    return ordered;
  }

  private static <T> void visit(
      T start, Function<T, ? extends Collection<T>> needs, Set<T> seen, List<T> ordered) {
    Deque<T> path = new ArrayDeque<>();
    Deque<Deque<T>> rest = new ArrayDeque<>();
    path.push(start);
    rest.push(new ArrayDeque<>(needs.apply(start)));
    while (!path.isEmpty()) {
      T next = rest.element().poll();
      if (next == null) {
        ordered.add(path.pop());
        rest.pop();
      } else if (seen.add(next)) {
        path.push(next);
        rest.push(new ArrayDeque<>(needs.apply(next)));
      }
    }
  }
}
