package dev.ebb.graph;

import static dev.ebb.graph.Graphs.ids;
import static dev.ebb.graph.Graphs.migration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
  private static final SchemaName SCHEMA = new SchemaName("frontend");

  private static Planner planner(Collection<Migration> migrations) {
    return new Planner(SCHEMA, Graph.of(migrations), Map.of(), Step.Origin.PROJECT);
  }

  private static List<Long> ups(Plan plan) {
    assertThat(plan.steps()).allMatch(s -> s.direction() == Direction.UP);
    return plan.steps().stream().map(s -> s.id().value()).toList();
  }

  private static List<Long> downs(Plan plan) {
    assertThat(plan.steps()).allMatch(s -> s.direction() == Direction.DOWN);
    return plan.steps().stream().map(s -> s.id().value()).toList();
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void afterUptoAppliedIsWhatWasAndAncestorsOrSelf(long seed) {
    Random random = new Random(seed);
    List<Migration> migrations = Graphs.random(random, 1 + random.nextInt(60));
    Graph graph = Graph.of(migrations);
    NavigableSet<MigrationId> before =
        new TreeSet<>(graph.ancestorsOrSelf(some(random, migrations)));
    Set<MigrationId> targets = some(random, migrations);
    Plan plan =
        planner(migrations).plan(Target.UpTo.of(targets), Graphs.applied(ordered(graph, before)));
    NavigableSet<MigrationId> expected = new TreeSet<>(before);
    expected.addAll(graph.ancestorsOrSelf(targets));
    assertThat(simulate(graph, before, plan)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void afterDowntoAppliedIsExactlyAncestorsOrSelf(long seed) {
    Random random = new Random(seed);
    List<Migration> migrations = new ArrayList<>(Graphs.random(random, 1 + random.nextInt(60)));
    Graph graph = Graph.of(migrations);
    NavigableSet<MigrationId> before =
        new TreeSet<>(graph.ancestorsOrSelf(some(random, migrations)));
    Set<MigrationId> targets = some(random, migrations);
    LedgerState state = Graphs.applied(ordered(graph, before));
    Plan plan = planner(migrations).plan(Target.DownTo.of(targets), state);
    NavigableSet<MigrationId> expected = new TreeSet<>(before);
    expected.retainAll(graph.ancestorsOrSelf(targets));
    assertThat(simulate(graph, before, plan)).isEqualTo(expected);

    Collections.shuffle(migrations, random);
    Plan again = planner(migrations).plan(Target.DownTo.of(targets), state);
    assertThat(downs(again)).isEqualTo(downs(plan));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void goingBackStepByStepNeverBreaksWhatIsKept(long seed) {
    Random random = new Random(seed);
    List<Migration> migrations = Graphs.random(random, 1 + random.nextInt(40));
    Graph graph = Graph.of(migrations);
    NavigableSet<MigrationId> before =
        new TreeSet<>(graph.ancestorsOrSelf(some(random, migrations)));
    int steps = 1 + random.nextInt(50);
    Plan plan =
        planner(migrations).plan(new Target.Back(steps), Graphs.applied(ordered(graph, before)));
    assertThat(plan.steps()).hasSize(Math.min(steps, before.size()));
    simulate(graph, before, plan);
  }

  /** The predecessor undoes descendants of the target only, and leaves 3 here (its defect D1). */
  @Test
  void takesBackBranchesThatForkedBeforeTheTargetAndMergedAfterIt() {
    List<Migration> migrations =
        List.of(migration(1), migration(2, 1), migration(3, 1), migration(4, 2, 3));
    Plan plan = planner(migrations).plan(Target.DownTo.of(ids(2)), Graphs.applied(ids(1, 2, 3, 4)));
    assertThat(downs(plan)).containsExactly(4L, 3L);
  }

  @Test
  void undoesWithTheStoredWayWhatTheProjectNeverSaw() {
    Migration newer = migration(3, "", "DROP TABLE t", 2);
    Planner older =
        new Planner(
            SCHEMA,
            Graph.of(List.of(migration(1), migration(2, 1))),
            Map.of(newer.id(), newer),
            Step.Origin.PROJECT);
    Plan plan = older.plan(Target.DownTo.of(ids(1)), Graphs.applied(ids(1, 2, 3)));
    assertThat(downs(plan)).containsExactly(3L, 2L);
    assertThat(plan.steps().getFirst().origin()).isEqualTo(Step.Origin.STORED);
    assertThat(plan.remarks()).containsExactly(new Plan.Remark.UsesStored(ids(3)));
  }

  @Test
  void usesTheProjectsWayWhereBothDifferUnlessToldOtherwise() {
    Migration kept = migration(2, "", "DROP TABLE old", 1);
    Graph project = Graph.of(List.of(migration(1), migration(2, 1)));
    for (Step.Origin preferred : Step.Origin.values()) {
      Planner planner = new Planner(SCHEMA, project, Map.of(kept.id(), kept), preferred);
      Plan plan = planner.plan(Target.DownTo.of(ids(1)), Graphs.applied(ids(1, 2)));
      assertThat(plan.steps().getFirst().origin()).isEqualTo(preferred);
      assertThat(plan.remarks()).containsExactly(new Plan.Remark.WaysDiffer(ids(2), preferred));
    }
  }

  @Test
  void refusesADownForWhichNobodyKnowsTheWay() {
    Planner planner = planner(List.of(migration(10), migration(20, 10)));
    assertThatThrownBy(
            () -> planner.plan(Target.DownTo.of(ids(10)), Graphs.applied(ids(10, 20, 99))))
        .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.REFUSED))
        .hasMessageContaining("99");
  }

  @Test
  void leavesAloneWhatWasSquashedIntoTheRoot() {
    Planner planner = planner(List.of(migration(10), migration(20, 10)));
    Plan plan = planner.plan(Target.DownTo.of(ids(10)), Graphs.applied(ids(3, 4, 10, 20)));
    assertThat(downs(plan)).containsExactly(20L);
    assertThat(plan.remarks()).containsExactly(new Plan.Remark.BeforeTheRoot(ids(3, 4)));
  }

  @Test
  void aDatabaseAheadOfTheCodeIsReportedNotRefused() {
    Plan plan = planner(List.of(migration(1))).plan(new Target.Latest(), Graphs.applied(ids(1, 7)));
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.remarks()).containsExactly(new Plan.Remark.Ahead(ids(7)));
  }

  @Test
  void undoTakesTheOnlyLeafAndRefusesToChoose() {
    List<Migration> fork = List.of(migration(1), migration(2, 1), migration(3, 1));
    assertThat(downs(planner(fork).plan(new Target.Undo(), Graphs.applied(ids(1, 2)))))
        .containsExactly(2L);
    assertThatThrownBy(() -> planner(fork).plan(new Target.Undo(), Graphs.applied(ids(1, 2, 3))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("ambiguous")
        .hasMessageContaining("2, 3");
    assertThatThrownBy(() -> planner(fork).plan(new Target.Undo(), LedgerState.EMPTY))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("nothing to undo");
  }

  @Test
  void undoTakesEvenTheRoot() {
    assertThat(
            downs(planner(List.of(migration(1))).plan(new Target.Undo(), Graphs.applied(ids(1)))))
        .containsExactly(1L);
  }

  @Test
  void downTakesWhatWasAppliedLastNotTheHighestId() {
    List<Migration> fork = List.of(migration(1), migration(2, 1), migration(3, 1));
    Plan plan = planner(fork).plan(new Target.Back(1), Graphs.applied(ids(1, 3, 2)));
    assertThat(downs(plan)).containsExactly(2L);
  }

  @Test
  void aWayDownAlsoTakesBackAnUpThatDidNotEndWell() {
    List<Migration> line = List.of(migration(1), migration(2, 1));
    LedgerState state =
        Graphs.applied(ids(1))
            .with(List.of(Graphs.entry(new MigrationId(2), Standing.FAILED, Direction.UP, 2)));
    assertThat(downs(planner(line).plan(Target.DownTo.of(ids(1)), state))).containsExactly(2L);
  }

  @Test
  void namesAnUnknownTargetAndTheLeaves() {
    Planner planner = planner(List.of(migration(1), migration(2, 1)));
    for (Target target : List.of(Target.UpTo.of(ids(5)), Target.DownTo.of(ids(5)))) {
      assertThatThrownBy(() -> planner.plan(target, LedgerState.EMPTY))
          .isInstanceOfSatisfying(
              Fault.class,
              f -> {
                assertThat(f.code()).isEqualTo(FaultCode.UNKNOWN_NAME);
                assertThat(f.problems().getFirst().remedy()).contains("2");
              });
    }
  }

  @Test
  void planningTenThousandMigrationsTakesNoNoticeableTime() {
    List<Migration> many = Graphs.random(new Random(7), 10_000);
    Plan plan = planner(many).plan(new Target.Latest(), LedgerState.EMPTY);
    assertThat(ups(plan)).hasSize(10_000);
    LedgerState all = Graphs.applied(ordered(Graph.of(many), Set.copyOf(Graph.of(many).ids())));
    assertThat(downs(planner(many).plan(new Target.Back(10_000), all))).hasSize(10_000);
  }

  private static Set<MigrationId> some(Random random, List<Migration> migrations) {
    return migrations.stream()
        .map(Migration::id)
        .filter(_ -> random.nextInt(6) == 0)
        .collect(Collectors.toSet());
  }

  private static List<MigrationId> ordered(Graph graph, Set<MigrationId> ids) {
    return graph.order().stream().map(Migration::id).filter(ids::contains).toList();
  }

  /** Runs a plan on a set of ids and checks each step on the way. */
  private static NavigableSet<MigrationId> simulate(
      Graph graph, NavigableSet<MigrationId> before, Plan plan) {
    NavigableSet<MigrationId> now = new TreeSet<>(before);
    for (Step step : plan.steps()) {
      if (step.direction() == Direction.UP) {
        assertThat(now).containsAll(step.migration().parents());
        assertThat(now.add(step.id())).isTrue();
      } else {
        assertThat(graph.children(step.id())).noneMatch(now::contains);
        assertThat(now.remove(step.id())).isTrue();
      }
    }
    return now;
  }
}
