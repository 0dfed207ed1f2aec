package dev.ebb.graph;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what has to run to bring one schema to a target: a pure function from the definitions, the
 * stored ways back and the state of the ledger to a {@link Plan}. Immutable and thread-safe.
 */
public final class Planner {
  private final SchemaName schema;
  private final Graph project;
  private final Map<MigrationId, Migration> stored;
  private final Step.Origin preferred;
  private final Graph known;

  /**
   * Plans for one schema.
   *
   * @param project the definitions
   * @param stored ways back from the ledger, for migrations that the project lacks or where it
   *     differs
   * @param preferred which of two different ways back counts
   */
  public Planner(
      SchemaName schema, Graph project, Map<MigrationId, Migration> stored, Step.Origin preferred) {
    this.schema = schema;
    this.project = project;
    this.stored = Map.copyOf(stored);
    this.preferred = preferred;
    this.known = project.with(stored.values());
  }

  /**
   * The plan for a target.
   *
   * @throws Fault UNKNOWN_NAME if the target names a migration that nobody knows, or is not applied
   *     where it has to be; REFUSED if a way back is needed that nobody knows, or if "undo" is
   *     ambiguous
   */
  public Plan plan(Target target, LedgerState state) {
    return switch (target) {
      case Target.Latest _ -> up(target, state, project.ids());
      case Target.UpTo(SortedSet<MigrationId> ids) -> {
        requireKnown(ids, project);
        yield up(target, state, project.ancestorsOrSelf(ids));
      }
      case Target.DownTo(SortedSet<MigrationId> ids) -> {
        requireKnown(ids, known);
        yield down(target, state, surplus(state.present(), ids));
      }
      case Target.Undo _ -> down(target, state, Set.of(theOnlyLeaf(state.present())));
      case Target.Back(int steps) -> down(target, state, newest(state, steps));
    };
  }

  private Plan up(Target target, LedgerState state, Collection<MigrationId> wanted) {
    Set<MigrationId> missing = new HashSet<>(wanted);
    missing.removeAll(state.applied());
    List<Step> steps =
        project.order().stream()
            .filter(m -> missing.contains(m.id()))
            .map(m -> new Step(Direction.UP, m, Step.Origin.PROJECT))
            .toList();
    List<MigrationId> ahead =
        state.applied().stream().filter(id -> !project.contains(id) && !isAncient(id)).toList();
    List<Plan.Remark> remarks = ahead.isEmpty() ? List.of() : List.of(new Plan.Remark.Ahead(ahead));
    return new Plan(schema, target, steps, remarks, state.newestRow());
  }

  private Plan down(Target target, LedgerState state, Set<MigrationId> surplus) {
    List<MigrationId> ancient = surplus.stream().filter(this::isAncient).sorted().toList();
    List<MigrationId> wayless =
        surplus.stream().filter(id -> !known.contains(id) && !isAncient(id)).sorted().toList();
    if (!wayless.isEmpty()) {
      throw noWayBack(wayless);
    }
    List<Step> steps = new ArrayList<>();
    for (Migration migration : known.order().reversed()) {
      if (surplus.contains(migration.id())) {
        steps.add(wayBack(migration));
      }
    }
    return new Plan(schema, target, steps, remarks(steps, ancient), state.newestRow());
  }

  /**
   * What is applied beyond the targets and all that they need: what an exact way down takes back.
   */
  private Set<MigrationId> surplus(
      SortedSet<MigrationId> applied, Collection<MigrationId> targets) {
    Set<MigrationId> surplus = new TreeSet<>(applied);
    surplus.removeAll(known.ancestorsOrSelf(targets));
    return surplus;
  }

  private Step wayBack(Migration migration) {
    Migration kept = stored.get(migration.id());
    if (kept == null) {
      return new Step(Direction.DOWN, migration, Step.Origin.PROJECT);
    }
    boolean defined = project.contains(migration.id());
    return defined && preferred == Step.Origin.PROJECT
        ? new Step(Direction.DOWN, migration, Step.Origin.PROJECT)
        : new Step(Direction.DOWN, kept, Step.Origin.STORED);
  }

  private List<Plan.Remark> remarks(List<Step> steps, List<MigrationId> ancient) {
    List<MigrationId> onlyStored = new ArrayList<>();
    List<MigrationId> differ = new ArrayList<>();
    for (Step step : steps) {
      Migration kept = stored.get(step.id());
      if (!project.contains(step.id())) {
        onlyStored.add(step.id());
      } else if (kept != null && differs(kept, project.find(step.id()).orElseThrow())) {
        differ.add(step.id());
      }
    }
    List<Plan.Remark> remarks = new ArrayList<>();
    if (!onlyStored.isEmpty()) {
      remarks.add(new Plan.Remark.UsesStored(onlyStored.stream().sorted().toList()));
    }
    if (!differ.isEmpty()) {
      remarks.add(new Plan.Remark.WaysDiffer(differ.stream().sorted().toList(), preferred));
    }
    if (!ancient.isEmpty()) {
      remarks.add(new Plan.Remark.BeforeTheRoot(ancient));
    }
    return remarks;
  }

  private static boolean differs(Migration kept, Migration defined) {
    return !kept.down().script().checksum().equals(defined.down().script().checksum());
  }

  // A squash leaves applied ids behind that no definition knows any more. They are part of what the
  // root makes, so no way down may touch them. Ids grow with time by the convention of both
  // layouts.
  private boolean isAncient(MigrationId id) {
    return !known.contains(id)
        && !project.roots().isEmpty()
        && id.compareTo(project.roots().getFirst().id()) < 0;
  }

  private MigrationId theOnlyLeaf(SortedSet<MigrationId> applied) {
    List<MigrationId> leaves = appliedLeaves(applied);
    if (leaves.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "nothing to undo: no migration of schema \"" + schema + "\" is applied",
          "run 'ebb status --db=" + schema + "' to see where the schema stands");
    }
    if (leaves.size() > 1) {
      throw Fault.of(
          FaultCode.REFUSED,
          "ambiguous undo in schema \"" + schema + "\": candidates are " + list(leaves),
          "say where to go instead, with 'ebb downto --db="
              + schema
              + " --target=ID,…', or take back the one applied last with 'ebb down --db="
              + schema
              + "'");
    }
    return leaves.getFirst();
  }

  private List<MigrationId> appliedLeaves(Set<MigrationId> applied) {
    Set<MigrationId> needed = new HashSet<>();
    for (MigrationId id : applied) {
      needed.addAll(parents(id));
    }
    return applied.stream().filter(id -> !needed.contains(id) && !isAncient(id)).sorted().toList();
  }

  private Set<MigrationId> newest(LedgerState state, int steps) {
    Set<MigrationId> applied = state.present();
    Map<MigrationId, Integer> children = new HashMap<>();
    for (MigrationId id : applied) {
      parents(id).forEach(parent -> children.merge(parent, 1, Integer::sum));
    }
    PriorityQueue<MigrationId> leaves =
        new PriorityQueue<>(
            Comparator.comparingLong((MigrationId id) -> rowOf(state, id)).reversed());
    leaves.addAll(appliedLeaves(applied));
    Set<MigrationId> taken = new HashSet<>();
    while (taken.size() < steps && !leaves.isEmpty()) {
      MigrationId next = leaves.remove();
      taken.add(next);
      for (MigrationId parent : parents(next)) {
        if (children.merge(parent, -1, Integer::sum) == 0
            && applied.contains(parent)
            && !isAncient(parent)) {
          leaves.add(parent);
        }
      }
    }
    return taken;
  }

  private List<MigrationId> parents(MigrationId id) {
    return known.find(id).map(Migration::parents).orElse(List.of());
  }

  private static long rowOf(LedgerState state, MigrationId id) {
    Entry entry = state.entries().get(id);
    return entry == null ? 0 : entry.row();
  }

  private void requireKnown(Collection<MigrationId> ids, Graph in) {
    List<MigrationId> unknown = ids.stream().filter(id -> !in.contains(id)).toList();
    if (!unknown.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "unknown migration " + list(unknown) + " in schema \"" + schema + "\"",
          "the leaves of the project are "
              + list(project.leaves().stream().map(Migration::id).toList())
              + "; 'ebb status --db="
              + schema
              + " -v' lists every migration");
    }
  }

  private Fault noWayBack(List<MigrationId> wayless) {
    return Fault.of(
        FaultCode.REFUSED,
        "no way back is known for "
            + list(wayless)
            + ": applied in schema \""
            + schema
            + "\", but neither in the project nor stored in the database",
        "run this with the project (or the release bundle) that defines them; they were applied by"
            + " another tool, which stores no way back in the database");
  }

  private static String list(Collection<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }
}
