package dev.ebb;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Planner;
import dev.ebb.graph.Recorded;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.ledger.Ledger;
import dev.ebb.run.Goal;
import dev.ebb.run.StepGuard;
import dev.ebb.source.SchemaConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A target for one schema, with the definitions and stored ways back that lead there. */
final class SchemaGoal implements Goal {
  private final SchemaConfig schema;
  private final Graph project;
  private final Ledger ledger;
  private final Target target;
  private final Step.Origin preferred;
  private StepGuard guard = StepGuard.NONE;
  private Set<MigrationId> squashed = Set.of();

  SchemaGoal(
      SchemaConfig schema, Graph project, Ledger ledger, Target target, Step.Origin preferred) {
    this.schema = schema;
    this.project = project;
    this.ledger = ledger;
    this.target = target;
    this.preferred = preferred;
  }

  /** The same goal, with somebody beside its steps. */
  SchemaGoal guardedBy(StepGuard someone) {
    guard = someone;
    return this;
  }

  /** The same goal, where all before these migrations is in effect wherever they are applied. */
  SchemaGoal squashedInto(Set<MigrationId> roots) {
    squashed = roots;
    return this;
  }

  @Override
  public StepGuard guard() {
    return guard;
  }

  @Override
  public Direction heading() {
    return target.heading();
  }

  @Override
  public Plan plan(Session session, LedgerState state) {
    return plan(state, storedWays(session, state));
  }

  Plan plan(LedgerState state, Map<MigrationId, Migration> stored) {
    return new Planner(schema.name(), project, stored, preferred).plan(target, withImplied(state));
  }

  /** The state in which a plan leaves a schema. */
  LedgerState after(LedgerState state, Plan plan) {
    List<Entry> done = plan.steps().stream().map(s -> done(s, state.newestRow())).toList();
    return new LedgerState(withImplied(state).with(done).entries(), null);
  }

  private static Entry done(Step step, long row) {
    boolean up = step.direction() == Direction.UP;
    Standing standing = up ? Standing.APPLIED : Standing.UNAPPLIED;
    return new Entry(step.id(), standing, step.direction(), row, Instant.EPOCH, false, null, null);
  }

  /** The stored ways back that a plan may need: of unknown migrations, and of changed ones. */
  Map<MigrationId, Migration> storedWays(Session session, LedgerState state) {
    if (heading() == Direction.UP) {
      return Map.of();
    }
    List<MigrationId> needed =
        state.present().stream().filter(id -> isUnknownOrDiffers(state, id)).toList();
    return needed.isEmpty() ? Map.of() : ledger.storedWays(session, needed);
  }

  private boolean isUnknownOrDiffers(LedgerState state, MigrationId id) {
    Entry entry = state.entries().get(id);
    Recorded recorded = entry == null ? null : entry.recorded();
    if (recorded == null) {
      return false;
    }
    Optional<Migration> defined = project.find(id);
    return defined.isEmpty()
        || !defined.get().down().script().checksum().value().equals(recorded.downChecksum());
  }

  @Override
  public @Nullable Migration definition(Session session, MigrationId id) {
    return definition(project, ledger, session, id);
  }

  static @Nullable Migration definition(
      Graph project, Ledger ledger, Session session, MigrationId id) {
    Migration defined = project.find(id).orElse(null);
    return defined != null ? defined : ledger.storedWays(session, List.of(id)).get(id);
  }

  @Override
  public List<MigrationId> impliedBy(LedgerState.LegacyVersion legacy) {
    if (legacy.dirty()) {
      throw Fault.of(
          FaultCode.DIRTY,
          "dirty database: "
              + schema.versionTable()
              + " says that version "
              + legacy.version()
              + " of schema \""
              + schema.name()
              + "\" was started by another tool and not finished",
          "finish or take back by hand what that migration does, then run: UPDATE "
              + schema.versionTable()
              + " SET version = <the last whole version>, dirty = false");
    }
    if (!project.contains(legacy.version())) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          schema.versionTable()
              + " says that schema \""
              + schema.name()
              + "\" is at version "
              + legacy.version()
              + ", which this project does not define",
          "run this with a project that still has that migration; only then is it known what is"
              + " applied");
    }
    return List.copyOf(project.ancestorsOrSelf(List.of(legacy.version())));
  }

  // Before a run has taken the database over, what its version table implies counts as applied.
  private LedgerState withImplied(LedgerState state) {
    LedgerState.LegacyVersion legacy = state.legacy();
    List<MigrationId> all = legacy == null ? inEffect(state) : impliedBy(legacy);
    return all.isEmpty() ? state : state.with(all.stream().map(SchemaGoal::implied).toList());
  }

  @Override
  public List<MigrationId> inEffect(LedgerState state) {
    List<MigrationId> applied =
        squashed.stream().filter(id -> state.applied().contains(id)).toList();
    if (applied.isEmpty()) {
      return List.of();
    }
    return project.ancestorsOrSelf(applied).stream()
        .filter(id -> !state.entries().containsKey(id))
        .toList();
  }

  private static Entry implied(MigrationId id) {
    return new Entry(id, Standing.APPLIED, Direction.UP, 0, Instant.EPOCH, true, null, null);
  }
}
