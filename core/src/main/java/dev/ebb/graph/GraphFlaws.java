package dev.ebb.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds everything that keeps a set of definitions from being a graph. */
public final class GraphFlaws {
  private final SortedMap<MigrationId, Migration> byId = new TreeMap<>();
  private final List<GraphFlaw> flaws = new ArrayList<>();

  private GraphFlaws(Collection<Migration> migrations) {
    migrations.forEach(m -> byId.putIfAbsent(m.id(), m));
  }

  /** All flaws, in a fixed order; empty if {@link Graph#of} gives a graph with exactly one root. */
  public static List<GraphFlaw> find(Collection<Migration> migrations) {
    GraphFlaws search = new GraphFlaws(migrations);
    if (!search.byId.isEmpty()) {
      search.unknownParents();
      search.roots();
      search.cycles();
    }
    return List.copyOf(search.flaws);
  }

  private void unknownParents() {
    for (Migration migration : byId.values()) {
      for (MigrationId parent : migration.parents()) {
        if (!byId.containsKey(parent)) {
          flaws.add(new GraphFlaw.UnknownParent(migration.id(), parent));
        }
      }
    }
  }

  private void roots() {
    List<MigrationId> roots =
        byId.values().stream().filter(m -> m.parents().isEmpty()).map(Migration::id).toList();
    if (roots.isEmpty()) {
      flaws.add(new GraphFlaw.NoRoot(byId.firstKey()));
    } else if (roots.size() > 1) {
      flaws.add(new GraphFlaw.SeveralRoots(roots));
    }
  }

  // Walks from child to parent; whoever is met again while still on the path closes a circle. The
  // walk keeps its own stack, since a chain of migrations can be longer than the thread's.
  private void cycles() {
    Set<MigrationId> finished = new HashSet<>();
    for (MigrationId start : byId.keySet()) {
      SequencedSet<MigrationId> path = new LinkedHashSet<>();
      List<MigrationId> open = new ArrayList<>(List.of(start));
      while (!open.isEmpty()) {
        MigrationId id = open.getLast();
        if (finished.contains(id)) {
          open.removeLast();
        } else if (!path.add(id)) {
          open.removeLast();
          path.remove(id);
          finished.add(id);
        } else {
          push(id, path, finished, open);
        }
      }
    }
  }

  private void push(
      MigrationId id,
      SequencedSet<MigrationId> path,
      Set<MigrationId> finished,
      List<MigrationId> open) {
    Migration migration = byId.get(id);
    if (migration == null) {
      return;
    }
    for (MigrationId parent : migration.parents().reversed()) {
      if (path.contains(parent)) {
        flaws.add(new GraphFlaw.Cycle(circle(path, parent)));
      } else if (!finished.contains(parent)) {
        open.add(parent);
      }
    }
  }

  private static List<MigrationId> circle(SequencedSet<MigrationId> path, MigrationId closing) {
    List<MigrationId> walked = List.copyOf(path);
    List<MigrationId> circle =
        new ArrayList<>(walked.subList(walked.indexOf(closing), walked.size()));
    circle.add(closing);
    return circle;
  }
}
