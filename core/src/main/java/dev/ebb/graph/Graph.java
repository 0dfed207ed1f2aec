package dev.ebb.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedCollection;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All migrations of a schema with their parents: answers what comes before what. Immutable and
 * thread-safe. Links to migrations that are not in the graph are ignored here; {@link GraphFlaws}
 * finds them in definitions.
 *
 * <p>Every answer is independent of the order in which the migrations were given.
 */
public final class Graph {
  /** A schema without migrations. */
  public static final Graph EMPTY = of(List.of());

  private final NavigableMap<MigrationId, Migration> byId;
  private final Map<MigrationId, List<MigrationId>> children;
  private final List<Migration> order;

  private Graph(NavigableMap<MigrationId, Migration> byId) {
    this.byId = Collections.unmodifiableNavigableMap(byId);
    this.children = childrenOf(byId);
    this.order = List.copyOf(sort());
  }

  /**
   * The graph of these migrations. Of two with the same id the later wins.
   *
   * @throws IllegalArgumentException if they depend on each other in a circle
   */
  public static Graph of(Collection<Migration> migrations) {
    NavigableMap<MigrationId, Migration> byId = new TreeMap<>();
    migrations.forEach(m -> byId.put(m.id(), m));
    return new Graph(byId);
  }

  /** This graph and these migrations; where both have an id, this graph's wins. */
  public Graph with(Collection<Migration> others) {
    if (others.isEmpty()) {
      return this;
    }
    List<Migration> all = new ArrayList<>(others);
    all.addAll(byId.values());
    return of(all);
  }

  /** Parents before children; among those that could come next, the smallest id first. */
  public List<Migration> order() {
    return order;
  }

  /** The migration with that id. */
  public Optional<Migration> find(MigrationId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether it is in the graph. */
  public boolean contains(MigrationId id) {
    return byId.containsKey(id);
  }

  /** All ids, ascending. */
  public SequencedCollection<MigrationId> ids() {
    return List.copyOf(byId.keySet());
  }

  /** How many migrations there are. */
  public int size() {
    return byId.size();
  }

  /** Those without a parent, ascending. */
  public List<Migration> roots() {
    return byId.values().stream().filter(m -> m.parents().isEmpty()).toList();
  }

  /** Those without a child, ascending: what a release ends with. */
  public List<Migration> leaves() {
    return byId.values().stream().filter(m -> children(m.id()).isEmpty()).toList();
  }

  /** The direct children, ascending. */
  public List<MigrationId> children(MigrationId id) {
    return children.getOrDefault(id, List.of());
  }

  /**
   * These and everything that they need, directly or not; ids that are not in the graph are left
   * out.
   */
  public SortedSet<MigrationId> ancestorsOrSelf(Collection<MigrationId> of) {
    SortedSet<MigrationId> seen = new TreeSet<>();
    Deque<MigrationId> open = new ArrayDeque<>(of);
    while (!open.isEmpty()) {
      MigrationId id = open.pop();
      Migration migration = byId.get(id);
      if (migration != null && seen.add(id)) {
        migration.parents().forEach(open::push);
      }
    }
    return seen;
  }

  private static Map<MigrationId, List<MigrationId>> childrenOf(
      NavigableMap<MigrationId, Migration> byId) {
    Map<MigrationId, List<MigrationId>> children = new HashMap<>();
    for (Migration migration : byId.values()) {
      for (MigrationId parent : migration.parents()) {
        if (byId.containsKey(parent)) {
          children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(migration.id());
        }
      }
    }
    return children;
  }

  // Kahn's algorithm with a heap: the lexicographically smallest topological order.
  private List<Migration> sort() {
    Map<MigrationId, Integer> waitingFor = new HashMap<>();
    PriorityQueue<MigrationId> ready = new PriorityQueue<>();
    for (Migration migration : byId.values()) {
      int known = (int) migration.parents().stream().filter(byId::containsKey).count();
      waitingFor.put(migration.id(), known);
      if (known == 0) {
        ready.add(migration.id());
      }
    }
    List<Migration> sorted = new ArrayList<>(byId.size());
    for (MigrationId id = ready.poll(); id != null; id = ready.poll()) {
      sorted.add(migration(id));
      for (MigrationId child : children(id)) {
        if (waitingFor.merge(child, -1, Integer::sum) == 0) {
          ready.add(child);
        }
      }
    }
    if (sorted.size() < byId.size()) {
      throw new IllegalArgumentException("the migrations depend on each other in a circle");
    }
    return sorted;
  }

  private Migration migration(MigrationId id) {
    Migration migration = byId.get(id);
    if (migration == null) {
      throw new IllegalStateException("no migration " + id);
    }
    return migration;
  }
}
