package dev.ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Planner;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A line of migrations on a test database, run through the real runner; remembers the events. */
final class Rig {
  static final SchemaName SCHEMA = new SchemaName("frontend");

  final TestDatabase database;
  final List<Event> events = new CopyOnWriteArrayList<>();
  Cancellation cancellation = new Cancellation();
  RunOptions options = TestOptions.IMPATIENT;
  private final List<Migration> migrations = new ArrayList<>();

  Rig(TestDatabase database) {
    this.database = database;
  }

  static Problem problem(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
    return ((Outcome.Stopped) outcome).problems().getFirst();
  }

  static void assertFinished(Outcome outcome, int done) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(Outcome.Finished.class);
    assertThat(outcome.done()).hasSize(done);
  }

  /** Adds a migration whose parent is the one added before. */
  Rig add(String up, String down, Flag... flags) {
    long id = migrations.size() + 1L;
    migrations.add(migration(id, up, down, flags));
    return this;
  }

  /** Replaces the scripts of a migration, as its author would after a failure. */
  Rig mend(long id, String up, String down) {
    migrations.set((int) id - 1, migration(id, up, down));
    return this;
  }

  Rig forget(long id) {
    migrations.removeIf(m -> m.id().value() == id);
    return this;
  }

  private Migration migration(long id, String up, String down, Flag... flags) {
    return new Migration(
        new MigrationId(id),
        "m" + id,
        id == 1 ? List.of() : List.of(new MigrationId(id - 1)),
        Set.of(flags),
        new Source(id + "/up.sql", Script.parse(up)),
        new Source(id + "/down.sql", Script.parse(down)));
  }

  Connector connector() {
    return new Connector(
        ConnectionSettings.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        "ebb");
  }

  Ledger ledger() {
    return new Ledger(new LedgerHome(SCHEMA, "schema_migrations", "public"));
  }

  Outcome up() {
    return run(new Target.Latest());
  }

  Outcome downTo(long... ids) {
    List<MigrationId> targets = new ArrayList<>();
    for (long id : ids) {
      targets.add(new MigrationId(id));
    }
    return run(Target.DownTo.of(targets));
  }

  Outcome run(Target target) {
    return new Runner(ledger(), connector(), options, events::add, cancellation)
        .run(new RigGoal(target), propose(target));
  }

  Outcome run(Target target, Plan shown) {
    return new Runner(ledger(), connector(), options, events::add, cancellation)
        .run(new RigGoal(target), shown);
  }

  Plan propose(Target target) {
    try (Session session = connector().open()) {
      return new RigGoal(target).plan(session, ledger().read(session));
    }
  }

  LedgerState state() {
    try (Session session = connector().open()) {
      return ledger().read(session);
    }
  }

  List<Long> applied() {
    return state().applied().stream().map(MigrationId::value).toList();
  }

  <E extends Event> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private final class RigGoal implements Goal {
    private final Target target;

    RigGoal(Target target) {
      this.target = target;
    }

    @Override
    public Direction heading() {
      return target instanceof Target.DownTo ? Direction.DOWN : Direction.UP;
    }

    @Override
    public Plan plan(Session session, LedgerState state) {
      Graph graph = Graph.of(migrations);
      List<MigrationId> unknown =
          state.present().stream().filter(id -> !graph.contains(id)).toList();
      Map<MigrationId, Migration> stored =
          unknown.isEmpty() ? Map.of() : ledger().storedWays(session, unknown);
      return new Planner(SCHEMA, graph, stored, Step.Origin.PROJECT).plan(target, state);
    }

    @Override
    public @Nullable Migration definition(Session session, MigrationId id) {
      return Graph.of(migrations)
          .find(id)
          .orElseGet(() -> ledger().storedWays(session, List.of(id)).get(id));
    }

    @Override
    public List<MigrationId> impliedBy(LedgerState.LegacyVersion legacy) {
      return List.copyOf(Graph.of(migrations).ancestorsOrSelf(List.of(legacy.version())));
    }
  }
}
