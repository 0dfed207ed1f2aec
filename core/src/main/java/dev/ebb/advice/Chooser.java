package dev.ebb.advice;

import dev.ebb.graph.MigrationId;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.source.Project.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts all ways out of trouble in an order: those that work before those that do not, those that
 * the decision tree comes to before the others, the cheaper before the dearer. The first that works
 * is advised. Pure.
 */
public final class Chooser {
  private static final int OFFERS_EACH = 3;

  /** For the messages and the commit of a small script; what is kept comes on top. */
  private static final Duration A_STEP = Duration.ofMillis(50);

  /**
   * For one row to get back what was kept of it: an update with its indexes and its share of the
   * log. Measured from 4 to 15 µs, the latter with the log being archived (bench/keep.sh,
   * bench/ways-back.sh).
   */
  private static final Duration A_ROW_BACK = Duration.ofNanos(12_000);

  /** For a next migration to be written and proven on scratch databases. */
  private static final Duration A_FIX = Duration.ofSeconds(4);

  /** The ways on which rows come back that Ebb kept. */
  private static final Set<Way> RETURNING = Set.of(Way.EXACT_DOWN, Way.GIVE_BACK, Way.FORWARD_FIX);

  private final Facts facts;
  private final List<Advice> all = new ArrayList<>();

  private Chooser(Facts facts) {
    this.facts = facts;
  }

  /** Every way that there may be, the advised one first; also those that do not work, and why. */
  public static List<Advice> rank(Facts facts) {
    Chooser chooser = new Chooser(facts);
    chooser.collect();
    return chooser.ordered(DecisionTree.walk(facts).ways());
  }

  private List<Advice> ordered(List<Way> preferred) {
    Comparator<Advice> order =
        Comparator.comparing((Advice advice) -> !advice.works())
            .thenComparingInt(advice -> place(preferred, advice.way()))
            .thenComparingInt(advice -> weight(advice.price()))
            .thenComparing(advice -> advice.time().orElse(Duration.ofDays(1)));
    List<Advice> sorted = all.stream().map(this::asDrilled).sorted(order).toList();
    List<Advice> ranked = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      ranked.add(sorted.get(i).asAdvised(i == 0 && sorted.get(i).works()));
    }
    return List.copyOf(ranked);
  }

  private Advice asDrilled(Advice advice) {
    return facts
        .drilled()
        .flatMap(drilled -> drilled.time(advice.way()))
        .filter(time -> !isBeyond(time.took(), advice))
        .map(time -> advice.asDrilled(time.took(), time.at()))
        .orElse(advice);
  }

  // A drill gave back its own few rows; here there may be millions.
  private boolean isBeyond(Duration drilled, Advice advice) {
    return RETURNING.contains(advice.way())
        && facts
            .descent()
            .map(Chooser::returning)
            .filter(d -> d.compareTo(drilled) > 0)
            .isPresent();
  }

  private static int place(List<Way> preferred, Way way) {
    int at = preferred.indexOf(way);
    return at < 0 ? preferred.size() : at;
  }

  private static int weight(Price price) {
    return switch (price) {
      case Price.Nothing _ -> 0;
      case Price.Kept _ -> 1;
      case Price.Unknown _ -> 2;
      case Price.Since _ -> 3;
      case Price.Gone _ -> 4;
    };
  }

  private String schema() {
    return " --db=" + facts.schema();
  }

  private void collect() {
    facts.hang().ifPresent(this::endBlockers);
    if (!facts.unsettled().isEmpty()) {
      settle();
    }
    application();
    facts
        .lastRun()
        .ifPresent(run -> {
          facts
              .descent()
              .ifPresent(descent -> {
                exactDown(run, descent);
                giveBack(descent);
              });
          forwardFix(run);
        });
    for (Method method : Method.values()) {
      goBack(method);
    }
    if (facts.environment() == Environment.DEVELOPMENT) {
      startOver();
    }
  }

  private void endBlockers(Hang hang) {
    for (Hang.Head head : hang.heads()) {
      all.add(
          new Advice(
              Way.END_BLOCKER,
              head.who(),
              conditions(head),
              new Price.Gone(
                  List.of(
                      "what "
                          + (head.isPrepared() ? "it" : "process " + head.pid())
                          + " has not committed, and nothing else"),
                  0),
              head.isPrepared() ? Optional.empty() : Optional.of(Duration.ofSeconds(5)),
              head.isPrepared()
                  ? Optional.empty()
                  : Optional.of("locks --terminate=" + head.pid() + schema()),
              "whoever it was does it again",
              false));
    }
  }

  private static List<Condition> conditions(Hang.Head head) {
    if (head.isPrepared()) {
      return List.of(
          new Condition.Open(
              "nobody is about to commit it",
              "SELECT gid, owner, prepared FROM pg_prepared_xacts shows it; ROLLBACK PREPARED 'gid',"
                  + " by hand, ends it"));
    }
    return head
        .harm()
        .<Condition>map(harm ->
            new Condition.Unmet(
                "ending it harms nobody else", harm, "leave it alone, or add --force"))
        .stream()
        .toList();
  }

  private void settle() {
    all.add(
        new Advice(
            Way.SETTLE,
            names(facts.unsettled()),
            List.of(),
            new Price.Nothing(),
            Optional.empty(),
            Optional.of("repair" + schema()),
            "it shows what it found before it writes anything, and only writes to the ledger",
            false));
  }

  private void application() {
    all.add(
        new Advice(
            Way.APPLICATION,
            "",
            List.of(
                new Condition.Open(
                    "the release before works with the schema as it is now",
                    "'ebb compat --release=VERSION" + schema() + "' finds out")),
            new Price.Nothing(),
            Optional.empty(),
            Optional.empty(),
            "deploy the newer release again",
            false));
  }

  private void exactDown(LastRun run, Descent descent) {
    all.add(
        new Advice(
            Way.EXACT_DOWN,
            names(run.migrations().reversed()),
            conditions(descent),
            price(descent),
            Optional.of(
                descent
                    .keeping()
                    .plus(returning(descent))
                    .plus(A_STEP.multipliedBy(run.migrations().size()))),
            Optional.of("down --steps=" + run.migrations().size() + schema()),
            "'ebb up" + schema() + "' applies it again, and gives back what was kept",
            false));
  }

  private List<Condition> conditions(Descent descent) {
    List<Condition> conditions = new ArrayList<>();
    descent
        .refusals()
        .forEach(r ->
            conditions.add(
                new Condition.Unmet("the scripts down run on today's data", r.why(), r.remedy())));
    if (descent.returning().stream().anyMatch(Descent.KeptThing::overwritten)) {
      conditions.add(
          new Condition.Open(
              "what was NULL need not be NULL again",
              "Ebb keeps values, not that there was none: those rows hold what was written over them,"
                  + " unless a script down says otherwise"));
    }
    if (!facts.unsettled().isEmpty()) {
      conditions.add(
          new Condition.Open(
              "what is unfinished can be settled first: " + names(facts.unsettled()),
              "it does so by itself where the catalog tells how far that came; 'ebb repair"
                  + schema()
                  + " --dry-run' shows it"));
    }
    return conditions;
  }

  private static Duration returning(Descent descent) {
    long rows = descent.returning().stream().mapToLong(Descent.KeptThing::rows).sum();
    return A_ROW_BACK.multipliedBy(rows);
  }

  private static Price price(Descent descent) {
    if (!descent.unknown().isEmpty()) {
      return new Price.Unknown(descent.unknown());
    }
    if (descent.things().isEmpty()) {
      return new Price.Nothing();
    }
    return descent.kept()
        ? new Price.Kept(descent.things(), descent.bytes())
        : new Price.Gone(descent.things(), descent.bytes());
  }

  private void giveBack(Descent descent) {
    if (descent.returning().isEmpty()) {
      return;
    }
    String ids =
        descent.returning().stream()
            .map(kept -> String.valueOf(kept.id()))
            .collect(Collectors.joining(","));
    all.add(
        new Advice(
            Way.GIVE_BACK,
            descent.returning().stream()
                .map(Descent.KeptThing::title)
                .collect(Collectors.joining(", ")),
            List.of(
                new Condition.Open(
                    "the tables and columns that it belongs to are there",
                    "it says so and changes nothing if not")),
            new Price.Nothing(),
            Optional.of(A_STEP.plus(returning(descent))),
            Optional.of("keep restore --id=" + ids + schema()),
            "live values win, so nothing that is there changes",
            false));
  }

  private void forwardFix(LastRun run) {
    Condition here =
        facts.definitionsHere()
            ? new Condition.Met("the project has the migrations of the last run")
            : new Condition.Unmet(
                "the project has the migrations of the last run",
                "it does not",
                "run it in a clone of the release that has them");
    String ids =
        run.migrations().stream().map(MigrationId::toString).collect(Collectors.joining(","));
    all.add(
        new Advice(
            Way.FORWARD_FIX,
            names(run.migrations()),
            List.of(here),
            facts.descent().map(Chooser::price).orElse(new Price.Nothing()),
            Optional.of(A_FIX.plus(facts.descent().map(Chooser::returning).orElse(Duration.ZERO))),
            Optional.of("forward-fix " + ids + schema()),
            "its own script down is written with it",
            false));
  }

  private void goBack(Method method) {
    List<Offer> offers =
        facts.offersBeforeTheRun().stream()
            .filter(offer -> offer.point().method() == method)
            .filter(offer -> offer.point().origin() != Origin.REPLACED)
            .limit(OFFERS_EACH)
            .toList();
    offers.forEach(offer ->
        all.add(
            new Advice(
                Way.of(method),
                offer.point().reference(),
                offer.conditions(),
                new Price.Since(offer.forfeits()),
                Optional.of(offer.estimate().time()),
                Optional.of(offer.command()),
                offer.undo(),
                false)));
    if (offers.isEmpty()) {
      all.add(none(method));
    }
  }

  private Advice none(Method method) {
    List<Condition> conditions =
        facts.unasked().stream()
            .filter(unasked -> unasked.method() == method)
            .<Condition>map(u ->
                new Condition.Unmet(u.source() + " answers", "not asked: " + u.why(), u.remedy()))
            .toList();
    return new Advice(
        Way.of(method),
        "",
        conditions.isEmpty() ? List.of(missing(method)) : conditions,
        new Price.Since(List.of()),
        Optional.empty(),
        Optional.empty(),
        "",
        false);
  }

  private static Condition missing(Method method) {
    return switch (method) {
      case BRANCH, SNAPSHOT ->
          new Condition.Unmet(
              "a state from before the last run",
              "this method has none",
              "have one taken before the next run: --restore-point=" + method.word());
      case POINT_IN_TIME ->
          new Condition.Unmet(
              "a base backup and a log of writes that Ebb can replay",
              "none is known: ebb.yaml names nobody under restore, and there is no pgBackRest here",
              "have pgBackRest keep an archive, or name the managed service: see docs/restore.md");
    };
  }

  private void startOver() {
    all.add(
        new Advice(
            Way.START_OVER,
            "",
            List.of(),
            new Price.Gone(List.of("everything in the database"), 0),
            Optional.empty(),
            Optional.empty(),
            "there is no way back from it",
            false));
  }

  private static String names(List<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }
}
