package dev.ebb.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.advice.Descent.KeptThing;
import dev.ebb.advice.Descent.Refusal;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.Unasked;
import dev.ebb.source.Project.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way out is advised, for every end of the tree. */
class ChooserTest {
  private static final Instant RUN = Instant.parse("2026-03-01T02:00:00Z");
  private static final Descent SAFE = descent(List.of(), List.of(), List.of());
  private static final Descent RETURNS = returning(12);
  private static final Descent FAILS =
      descent(List.of(new Refusal("2 rows are NULL", "fill them")), List.of(), List.of());

  private static Descent returning(long rows) {
    return descent(
        List.of(), List.of(), List.of(new KeptThing(7, "column users.note", rows, false)));
  }

  private Environment environment = Environment.PRODUCTION;
  private Symptom symptom = Symptom.SCHEMA_WRONG;
  private Optional<LastRun> run =
      Optional.of(new LastRun(List.of(new MigrationId(41), new MigrationId(42)), RUN, "ops"));
  private List<MigrationId> unsettled = List.of();
  private Optional<Hang> hang = Optional.empty();
  private Optional<Descent> descent = Optional.of(SAFE);
  private List<Offer> offers = List.of();
  private List<Unasked> unasked = List.of();
  private boolean definitions = true;
  private Optional<Drilled> drilled = Optional.empty();

  private static Descent descent(
      List<Refusal> refusals, List<String> things, List<KeptThing> returning) {
    return new Descent(refusals, things, 8_000, true, Duration.ofMillis(40), returning, List.of());
  }

  private Facts facts() {
    return new Facts(
        new SchemaName("frontend"),
        environment,
        symptom,
        run,
        unsettled,
        hang,
        descent,
        offers,
        unasked,
        definitions,
        drilled,
        RUN.plusSeconds(3_600));
  }

  private static Offer offer(Method method, String name, Instant at, Condition... conditions) {
    return new Offer(
        new RestorePoint(method, name, Origin.ASKED, at, null, null, 1_000, null),
        List.of(conditions),
        new Estimate(Duration.ofSeconds(3), Duration.ofMillis(100), 0),
        List.of(new Forfeit.Writes(at)),
        method.word() + " promote " + name + " --db=frontend",
        "promote what was replaced");
  }

  private static Hang hang(int pid, Duration age) {
    return new Hang(List.of(new Hang.Head(pid, "process " + pid, age, Optional.empty())), 3);
  }

  private Advice advised() {
    Advice first = Chooser.rank(facts()).getFirst();
    assertThat(first.advised()).isTrue();
    return first;
  }

  @Test
  void whatTakesNothingAwayIsTakenBackExactly() {
    Advice advice = advised();
    assertThat(advice.way()).isEqualTo(Way.EXACT_DOWN);
    assertThat(advice.command()).contains("down --steps=2 --db=frontend");
    assertThat(advice.price()).isInstanceOf(Price.Nothing.class);
  }

  @Test
  void whoDoesNotAnswerIsNamedWithTheReasonAndNotTakenForNobody() {
    unasked =
        List.of(new Unasked(Method.POINT_IN_TIME, "neon", "the key has expired", "make another"));
    assertThat(Chooser.rank(facts()))
        .filteredOn(advice -> advice.way() == Way.POINT_IN_TIME)
        .singleElement()
        .satisfies(advice ->
            assertThat(advice.conditions())
                .containsExactly(
                    new Condition.Unmet(
                        "neon answers", "not asked: the key has expired", "make another")));
    assertThat(advised().works()).isTrue();
  }

  @Test
  void whereTheWayDownFailsTheNextMigrationUndoesIt() {
    descent = Optional.of(FAILS);
    assertThat(advised().way()).isEqualTo(Way.FORWARD_FIX);
    // one word, however many there are
    assertThat(advised().command()).contains("forward-fix 41,42 --db=frontend");
    definitions = false;
    offers = List.of(offer(Method.BRANCH, "before", RUN.minusSeconds(5)));
    assertThat(advised().command()).contains("branch promote before --db=frontend");
    assertThat(Chooser.rank(facts()))
        .filteredOn(advice -> advice.way() == Way.EXACT_DOWN)
        .singleElement()
        .matches(advice -> !advice.works());
  }

  @Test
  void corruptionNeedsAnEarlierStateUnlessWhatWasDestroyedIsKept() {
    symptom = Symptom.DATA_CORRUPTION;
    offers =
        List.of(
            offer(Method.SNAPSHOT, "night", RUN.minusSeconds(7_200)),
            offer(Method.POINT_IN_TIME, "log", RUN.minusSeconds(1)));
    assertThat(advised().way()).isEqualTo(Way.POINT_IN_TIME);
    descent = Optional.of(RETURNS);
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
    assertThat(Chooser.rank(facts()).get(1).command())
        .contains("keep restore --id=7 --db=frontend");
  }

  @Test
  void aStateFromAfterTheRunHelpsNobody() {
    symptom = Symptom.DATA_CORRUPTION;
    offers = List.of(offer(Method.BRANCH, "late", RUN.plusSeconds(60)));
    assertThat(Chooser.rank(facts()))
        .filteredOn(advice -> advice.way() == Way.BRANCH)
        .singleElement()
        .matches(advice -> !advice.works() && advice.command().isEmpty());
  }

  @Test
  void whatDoesNotWorkNowIsLastAndSaysWhy() {
    symptom = Symptom.DATA_CORRUPTION;
    offers =
        List.of(
            offer(
                Method.BRANCH,
                "before",
                RUN.minusSeconds(5),
                new Condition.Unmet("nobody is connected", "2 are", "--end-sessions")));
    List<Advice> ranked = Chooser.rank(facts());
    assertThat(ranked.stream().map(Advice::works).toList())
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(ranked).filteredOn(Advice::advised).hasSize(1);
  }

  @Test
  void whatADrillTookCountsMoreThanAnEstimateAndDecidesBetweenEquals() {
    Instant day = Instant.parse("2026-02-01T00:00:00Z");
    drilled =
        Optional.of(
            new Drilled(
                Map.of(
                    Way.EXACT_DOWN,
                    new Drilled.Time(Duration.ofSeconds(9), day),
                    Way.SNAPSHOT,
                    new Drilled.Time(Duration.ofHours(2), day))));
    Advice advice = advised();
    assertThat(advice.time()).contains(Duration.ofSeconds(9));
    assertThat(advice.drill()).contains(day);
    offers =
        List.of(
            offer(Method.SNAPSHOT, "night", RUN.minusSeconds(5)),
            offer(Method.BRANCH, "before", RUN.minusSeconds(5)));
    assertThat(Chooser.rank(facts()))
        .filteredOn(a -> a.way() == Way.BRANCH || a.way() == Way.SNAPSHOT)
        .extracting(a -> a.time().orElseThrow())
        .containsExactlyInAnyOrder(Duration.ofSeconds(3), Duration.ofHours(2));
    assertThat(Chooser.rank(facts()))
        .filteredOn(a -> a.way() == Way.BRANCH)
        .allMatch(a -> a.drill().isEmpty());
  }

  @Test
  void millionsOfRowsThatComeBackTakeTheirTimeWhateverADrillTook() {
    drilled =
        Optional.of(
            new Drilled(Map.of(Way.EXACT_DOWN, new Drilled.Time(Duration.ofSeconds(1), RUN))));
    descent = Optional.of(returning(5));
    assertThat(advised().time()).contains(Duration.ofSeconds(1));
    descent = Optional.of(returning(6_400_000));
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
    assertThat(advised().time().orElseThrow()).isGreaterThan(Duration.ofSeconds(30));
    assertThat(advised().drill()).isEmpty();
    assertThat(Chooser.rank(facts()))
        .filteredOn(a -> a.way() == Way.GIVE_BACK || a.way() == Way.FORWARD_FIX)
        .hasSize(2)
        .allMatch(a -> a.time().orElseThrow().compareTo(Duration.ofSeconds(30)) > 0);
  }

  @Test
  void whoHangsIsLetThroughFirst() {
    symptom = Symptom.HANG;
    hang = Optional.of(hang(4711, Duration.ZERO));
    assertThat(advised().command()).contains("locks --terminate=4711 --db=frontend");
  }

  @Test
  void whoHangsForLongIsLetThroughWhateverWasNoticedAndWhereverThatIs() {
    environment = Environment.DEVELOPMENT;
    symptom = Symptom.UNKNOWN;
    hang = Optional.of(hang(4711, Duration.ofSeconds(9)));
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
    hang = Optional.of(hang(4711, Duration.ofSeconds(10)));
    assertThat(advised().way()).isEqualTo(Way.END_BLOCKER);
  }

  @Test
  void whomEbbMayOrCanNotEndIsNotAdvisedToBeEnded() {
    symptom = Symptom.HANG;
    Hang.Head sender = new Hang.Head(1, "process 1", Duration.ZERO, Optional.of("it replicates"));
    Hang.Head prepared =
        new Hang.Head(0, "a prepared transaction", Duration.ZERO, Optional.empty());
    hang = Optional.of(new Hang(List.of(sender, prepared), 1));
    Advice advice = advised();
    assertThat(advice.detail()).isEqualTo("a prepared transaction");
    assertThat(advice.command()).isEmpty();
    assertThat(advice.conditions().toString()).contains("pg_prepared_xacts");
    hang = Optional.of(new Hang(List.of(sender), 1));
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
  }

  @Test
  void whatIsUnfinishedIsSettledFirst() {
    unsettled = List.of(new MigrationId(42));
    assertThat(advised().way()).isEqualTo(Way.SETTLE);
  }

  @Test
  void anApplicationThatFailsGoesBackUnlessItMissesWhatWasKept() {
    symptom = Symptom.APP_ERRORS;
    assertThat(advised().way()).isEqualTo(Way.APPLICATION);
    descent = Optional.of(RETURNS);
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
  }

  @Test
  void inDevelopmentRowsAreWorthLess() {
    environment = Environment.DEVELOPMENT;
    assertThat(advised().way()).isEqualTo(Way.EXACT_DOWN);
    descent = Optional.of(FAILS);
    assertThat(advised().way()).isEqualTo(Way.START_OVER);
  }

  @Test
  void whereNothingRanNoMigrationIsTheCause() {
    run = Optional.empty();
    descent = Optional.empty();
    assertThat(advised().way()).isEqualTo(Way.APPLICATION);
  }

  @Test
  void whatTheWayDownTakesAwayIsSaid() {
    descent = Optional.of(descent(List.of(), List.of("table audit (9 values)"), List.of()));
    assertThat(advised().price())
        .isEqualTo(new Price.Kept(List.of("table audit (9 values)"), 8_000));
  }

  @Test
  void everyEndOfTheTreeIsReachedBySomeFacts() {
    Set<String> reached = new HashSet<>();
    for (Facts facts : allSortsOfFacts()) {
      reached.add(DecisionTree.walk(facts).reason());
    }
    assertThat(DecisionTree.leaves())
        .extracting(DecisionTree.Node.Leaf::reason)
        .doesNotHaveDuplicates()
        .allMatch(reached::contains);
  }

  private List<Facts> allSortsOfFacts() {
    List<Facts> all = new ArrayList<>();
    for (Environment where : Environment.values()) {
      for (Symptom what : Symptom.values()) {
        for (Descent way : List.of(SAFE, RETURNS, FAILS)) {
          for (int bits = 0; bits < 32; bits++) {
            environment = where;
            symptom = what;
            boolean ran = (bits & 1) == 0;
            run =
                ran
                    ? Optional.of(new LastRun(List.of(new MigrationId(1)), RUN, null))
                    : Optional.empty();
            descent = ran ? Optional.of(way) : Optional.empty();
            unsettled = (bits & 2) == 0 ? List.of() : List.of(new MigrationId(1));
            hang = (bits & 4) == 0 ? Optional.empty() : Optional.of(hang(1, Duration.ZERO));
            offers =
                (bits & 8) == 0
                    ? List.of()
                    : List.of(offer(Method.SNAPSHOT, "s", RUN.minusSeconds(1)));
            definitions = (bits & 16) == 0;
            all.add(facts());
          }
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(Symptom.class)
  void whateverIsTheCaseAtMostOneWayIsAdvisedAndItWorks(Symptom any) {
    symptom = any;
    for (Facts facts : allSortsOfFacts()) {
      List<Advice> ranked = Chooser.rank(facts);
      assertThat(ranked.stream().filter(Advice::advised)).hasSize(1).allMatch(Advice::works);
    }
  }

  @Test
  void thePageShowsTheTreeAsItIs() throws IOException {
    Path page = Path.of(System.getProperty("ebb.root", ".."), "docs", "rollback.md");
    assertThat(Files.readString(page)).contains("```mermaid\n" + DecisionTree.diagram() + "```");
  }
}
