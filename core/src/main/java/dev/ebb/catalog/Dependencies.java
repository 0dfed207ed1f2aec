package dev.ebb.catalog;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which objects of a catalog need which others. Immutable.
 *
 * <p>An object needs what must be there before it can be: a column its table, a view the columns
 * that it selects, an index the columns and functions in it.
 */
public final class Dependencies {
  /** None are known. */
  public static final Dependencies NONE = new Dependencies(Map.of());

  private final Map<ObjectName, SortedSet<ObjectName>> needs;
  private final Map<ObjectName, SortedSet<ObjectName>> neededBy = new HashMap<>();

  /** From each object to what it needs. */
  public Dependencies(Map<ObjectName, ? extends Collection<ObjectName>> edges) {
    Map<ObjectName, SortedSet<ObjectName>> copy = new TreeMap<>();
    edges.forEach((from, all) -> {
      copy.put(from, new TreeSet<>(all));
      all.forEach(to -> neededBy.computeIfAbsent(to, _ -> new TreeSet<>()).add(from));
    });
    this.needs = copy;
  }

  /** What it needs at once, ascending. */
  public List<ObjectName> of(ObjectName object) {
    return List.copyOf(needs.getOrDefault(object, new TreeSet<>()));
  }

  /** What needs it at once, ascending. */
  public List<ObjectName> on(ObjectName object) {
    return List.copyOf(neededBy.getOrDefault(object, new TreeSet<>()));
  }

  /** Everything that would have to go with it, without itself, in no particular order. */
  public Set<ObjectName> allOn(ObjectName object) {
    Set<ObjectName> found = new LinkedHashSet<>();
    Deque<ObjectName> open = new ArrayDeque<>(List.of(object));
    while (!open.isEmpty()) {
      for (ObjectName next : on(open.pop())) {
        if (!next.equals(object) && found.add(next)) {
          open.push(next);
        }
      }
    }
    return found;
  }

  /**
   * The same objects, each after all that it needs, directly or through objects that are not among
   * them; ascending where that leaves a choice. Objects that need each other come in some order.
   */
  public List<ObjectName> order(Collection<ObjectName> objects) {
    NavigableSet<ObjectName> wanted = new TreeSet<>(objects);
    List<ObjectName> ordered = DepthFirst.order(wanted, this::of);
    ordered.retainAll(wanted);
    return ordered;
  }

  /** How many edges there are. */
  public int size() {
    return needs.values().stream().mapToInt(Set::size).sum();
  }
}
