package dev.ebb.run;

import dev.ebb.event.Event;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Progress;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Step;
import dev.ebb.probe.IndexFound;
import dev.ebb.probe.Probe;
import dev.ebb.probe.Took;
import dev.ebb.sql.Effect;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settles what earlier runs left unfinished, before anything new starts. It finds out how far such
 * a run came, and completes it; or strikes it from the ledger if it left nothing behind. What it
 * cannot prove it leaves alone, and says which statement is in doubt.
 *
 * <p>Runs under the lock, so that nobody else can be at work on what looks unfinished.
 */
final class Healer {
  private final Worksite site;
  private final Function<MigrationId, @Nullable Migration> definitions;
  private final Direction heading;
  private final List<Done> done = new ArrayList<>();
  private final List<Entry> settled = new ArrayList<>();
  private final List<Problem> doubts = new ArrayList<>();

  /**
   * A healer for one run.
   *
   * @param definitions finds the scripts of a migration, in the project or among the stored ways
   * @param heading where the run goes: on the way down an up that left nothing is not begun anew
   */
  Healer(Worksite site, Function<MigrationId, @Nullable Migration> definitions, Direction heading) {
    this.site = site;
    this.definitions = definitions;
    this.heading = heading;
  }

  /**
   * Settles everything that is unsettled.
   *
   * @return the state afterwards
   * @throws StepFailure with every doubt that is left, code DIRTY
   */
  LedgerState heal(LedgerState state) {
    List<Entry> unsettled = state.unsettled();
    unsettled.forEach(entry -> settle(entry, unsettled.size()));
    if (!doubts.isEmpty()) {
      throw new StepFailure(null, doubts, false, null);
    }
    return state.with(settled);
  }

  /** The steps that were completed. */
  List<Done> done() {
    return done;
  }

  private void settle(Entry entry, int unsettled) {
    if (unsettled == 1 && isWaved(entry)) {
      settled.add(entry.standing(before(entry)));
      return;
    }
    Migration migration = definitions.apply(entry.id());
    Progress progress = migration == null ? null : progress(entry, migration);
    if (progress == null || migration == null) {
      doubts.add(doubt(entry, migration, null));
      return;
    }
    Step step = new Step(entry.direction(), migration, Step.Origin.PROJECT);
    List<Statement> statements = step.source().script().statements();
    if (!startsAlike(statements, progress)) {
      doubts.add(changed(entry, step, progress));
      return;
    }
    settle(entry, step, progress);
  }

  // The tool that Ebb descends from lets go of the lock while it builds an index, so a row of its
  // own may be of a build that is still alive; such a script is one statement, whose end shows.
  private @Nullable Progress progress(Entry entry, Migration migration) {
    List<Statement> statements = migration.source(entry.direction()).script().statements();
    if (entry.progress() != null
        || statements.size() != 1
        || !(statements.getFirst().effect() instanceof Effect.CreatesIndex create)
        || !create.concurrently()) {
      return entry.progress();
    }
    SqlName index = create.index();
    if (index != null) {
      awaitBuild(entry, index, create.table());
    }
    return new Progress(0, List.of(), null);
  }

  private void awaitBuild(Entry entry, SqlName index, SqlName table) {
    Probe probe = new Probe(site.session());
    IndexFound found = probe.index(index, table);
    for (int i = 0; found != null && found.beingBuilt(); i++) {
      if (i % 10 == 0) {
        site.say(
            new Event.Remark(
                site.schema(),
                "another tool is building index %s for migration %s; waiting for it"
                    .formatted(found.name(), entry.id())));
      }
      site.cancellation().sleep(Duration.ofSeconds(1));
      if (site.cancellation().requested()) {
        throw new Worksite.Cancelled();
      }
      found = probe.index(index, table);
    }
  }

  private void settle(Entry entry, Step step, Progress progress) {
    List<Statement> statements = step.source().script().statements();
    int reached = progress.statementsDone();
    if (reached < statements.size()) {
      Statement next = statements.get(reached);
      switch (step.source().script().runsAlone(next)
          ? new Probe(site.session()).tookEffect(next)
          : Took.NONE) {
        case EFFECT -> reached++;
        case NONE -> {}
        case UNKNOWN -> {
          doubts.add(doubt(entry, step.migration(), next));
          return;
        }
      }
    }
    OutsideTransaction rest = new OutsideTransaction(site, step, entry.row());
    boolean leftNothing = entry.direction() == Direction.UP && reached == 0;
    if (heading == Direction.DOWN && leftNothing) {
      giveUp(entry, step, rest);
    } else {
      complete(entry, step, rest, reached);
    }
  }

  // On the way down, too: a down script takes back a complete up and nothing less. On half of one
  // it
  // would fail, or, worse, change rows that were never changed.
  private void complete(Entry entry, Step step, OutsideTransaction rest, int reached) {
    int of = step.source().script().statements().size();
    site.say(new Event.Resuming(site.schema(), entry.id(), entry.direction(), reached, of));
    Duration elapsed = rest.run(reached);
    done.add(new Done(step, elapsed, Done.How.RESUMED));
    settled.add(
        entry.standing(entry.direction() == Direction.UP ? Standing.APPLIED : Standing.UNAPPLIED));
  }

  private void giveUp(Entry entry, Step step, OutsideTransaction rest) {
    List<Statement> statements = step.source().script().statements();
    if (!statements.isEmpty()) {
      rest.dropInvalid(statements.getFirst());
    }
    strike(step);
    site.say(new Event.NothingLeftBehind(site.schema(), entry.id(), entry.direction()));
    settled.add(entry.standing(Standing.UNAPPLIED));
  }

  // History is only ever added to: a row of its own says that the unfinished one counts no more.
  private void strike(Step step) {
    Step back = new Step(Direction.DOWN, step.migration(), step.origin());
    site.session()
        .execute(
            "BEGIN;" + site.ledger().doneSql(site.book().entry(back, Duration.ZERO)) + ";COMMIT");
  }

  private boolean isWaved(Entry entry) {
    boolean waved =
        entry.standing() == Standing.FAILED
            ? site.options().retryFailed()
            : site.options().retryPending();
    return waved && entry.progress() == null;
  }

  private static Standing before(Entry entry) {
    return entry.direction() == Direction.UP ? Standing.UNAPPLIED : Standing.APPLIED;
  }

  private static boolean startsAlike(List<Statement> statements, Progress progress) {
    int done = progress.statementsDone();
    // Of a migration whose files are gone the way down is stored, and its way up is empty.
    boolean gone = statements.isEmpty() && !progress.statements().isEmpty();
    if (gone || done > statements.size() || done > progress.statements().size()) {
      return false;
    }
    for (int i = 0; i < done; i++) {
      if (!statements.get(i).shortSum().equals(progress.statements().get(i))) {
        return false;
      }
    }
    return true;
  }

  private Problem changed(Entry entry, Step step, Progress progress) {
    return Problem.at(
        Place.of(step.source().file()),
        FaultCode.DIRTY,
        (step.source().script().statements().isEmpty()
                ? "%s was interrupted after %d statements, and its script is gone or empty now"
                : "%s was interrupted after %d statements, and those statements have changed in the script since")
            .formatted(title(entry, step.migration()), progress.statementsDone()),
        remedy(entry));
  }

  private Problem doubt(Entry entry, @Nullable Migration migration, @Nullable Statement statement) {
    String how =
        entry.standing() == Standing.FAILED
            ? " is marked as failed"
            : " was started and nobody wrote down how it ended";
    Progress progress = entry.progress();
    String error =
        progress == null || progress.error() == null ? "" : "\n  ERROR: " + progress.error();
    if (migration == null || statement == null) {
      return Problem.of(FaultCode.DIRTY, title(entry, migration) + how + error, remedy(entry));
    }
    return Problem.at(
        migration.source(entry.direction()).at(statement.start()),
        FaultCode.DIRTY,
        title(entry, migration)
            + how
            + error
            + "\n  STATEMENT "
            + statement.number()
            + " may or may not have taken effect: "
            + statement.head(),
        remedy(entry));
  }

  private static String title(Entry entry, @Nullable Migration migration) {
    return entry.direction().word()
        + " "
        + (migration == null ? entry.id().toString() : migration.title());
  }

  private String remedy(Entry entry) {
    return "look with 'ebb repair --db="
        + site.schema()
        + " --dry-run' at what is there of migration "
        + entry.id()
        + ", then let 'ebb repair --db="
        + site.schema()
        + "' settle it";
  }
}
