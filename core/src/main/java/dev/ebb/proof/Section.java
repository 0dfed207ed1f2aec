package dev.ebb.proof;

import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A stretch of the chain of migrations, each applied and those that are asked for tried. After a
 * migration that spoils its stand the next begins on a clean one. Confined to one thread.
 */
final class Section implements AutoCloseable {
  private final ProofSetting setting;
  private final List<Migration> order;
  private final Set<MigrationId> asked;
  private final Consumer<Proof> heard;
  private final CleanChain chain;
  private final Set<MigrationId> missing = new HashSet<>();
  private Stand stand;
  private Optional<Derived> derived = Optional.empty();

  /**
   * A section.
   *
   * @param two empty shadows
   * @param order all migrations up to the end of this section
   */
  Section(
      ProofSetting setting,
      List<Shadow> two,
      List<Migration> order,
      Set<MigrationId> asked,
      Consumer<Proof> heard) {
    this.setting = setting;
    this.order = List.copyOf(order);
    this.asked = asked;
    this.heard = heard;
    this.chain = new CleanChain(setting, two.getLast(), order);
    this.stand = new Stand(setting, two.getFirst());
  }

  /** Works it off. */
  void run() {
    int at = 0;
    while (at < order.size()) {
      int next = at;
      while (next < order.size() && !asked.contains(order.get(next).id())) {
        next++;
      }
      if (next == order.size()) {
        return;
      }
      if (next > at) {
        skip(at, next);
      }
      prove(next);
      at = next + 1;
    }
  }

  // Those in between are only applied: all at once, or if that fails one by one.
  private void skip(int from, int to) {
    try {
      stand.replay().up(applicable(order.subList(from, to)));
    } catch (Fault _) {
      for (int i = from; i < to; i++) {
        applyAlone(i);
      }
    }
    stand.look();
    stand.fill(Temper.EXTREME);
    stand.digest(RowDigests.holders(stand.catalog()));
  }

  private void applyAlone(int index) {
    Migration migration = order.get(index);
    if (missingParent(migration).isPresent()) {
      missing.add(migration.id());
      return;
    }
    replaceBy(index, Temper.NONE);
    try {
      stand.run(migration, Direction.UP);
    } catch (Fault _) {
      missing.add(migration.id());
      replaceBy(index, Temper.NONE);
    }
  }

  private List<Migration> applicable(List<Migration> migrations) {
    List<Migration> applicable = new ArrayList<>();
    for (Migration migration : migrations) {
      if (missingParent(migration).isPresent()) {
        missing.add(migration.id());
      } else {
        applicable.add(migration);
      }
    }
    return applicable;
  }

  private Optional<MigrationId> missingParent(Migration migration) {
    return migration.parents().stream().filter(missing::contains).findFirst();
  }

  private void prove(int index) {
    long started = System.nanoTime();
    Migration migration = order.get(index);
    List<Note> notes = new ArrayList<>();
    Verdict verdict;
    derived = Optional.empty();
    try {
      verdict = verdict(index, notes);
    } catch (Fault fault) {
      verdict = failed(index, fault.problems());
    } catch (SqlFailure failure) {
      verdict = failed(index, List.of(problem(failure)));
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    heard.accept(new Proof(migration, verdict, notes, derived, elapsed));
  }

  // Something went wrong beside the scripts: the next one is not to suffer from it.
  private Verdict failed(int index, List<Problem> problems) {
    try {
      replaceBy(index + 1, Temper.EXTREME);
    } catch (Fault _) {
      missing.add(order.get(index).id());
      replaceBy(index + 1, Temper.EXTREME);
    }
    return new Verdict.NotProvable(new Obstacle.ShadowFailed(problems));
  }

  private static Problem problem(SqlFailure failure) {
    return Problem.of(
        failure.faultCode(), "on the shadow: " + failure.report(), "look into the server's log");
  }

  private Verdict verdict(int index, List<Note> notes) {
    Migration migration = order.get(index);
    Optional<MigrationId> parent = missingParent(migration);
    if (parent.isPresent()) {
      missing.add(migration.id());
      return new Verdict.NotProvable(new Obstacle.ParentMissing(parent.get()));
    }
    Attempt attempt = apply(index, notes);
    if (!attempt.up.succeeded()) {
      missing.add(migration.id());
      return new Verdict.NotProvable(new Obstacle.UpFails(attempt.up.problems()));
    }
    Trial trial =
        new Trial(stand, migration, attempt.up, attempt.before, attempt.temper.extremes());
    Verdict verdict = trial.run();
    notes.addAll(trial.notes());
    boolean spoiled = trial.spoiled();
    if (wantsAnother(verdict)) {
      spoiled = derive(index, attempt);
    }
    if (spoiled || !attempt.whole()) {
      replaceBy(index + 1, Temper.EXTREME);
    }
    return verdict;
  }

  private static boolean wantsAnother(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Disproven _ -> true;
      case Verdict.NotProvable(Obstacle obstacle) -> obstacle instanceof Obstacle.NoDown;
      case Verdict.Proven _, Verdict.ColumnOrder _ -> false;
    };
  }

  // On a clean stand, since the one at hand has the migration already, and maybe worse; on which
  // all rows may be in the way that were made one migration after the other. Returns whether the
  // stand is spoiled after it.
  private boolean derive(int index, Attempt attempt) {
    List<Temper> tempers =
        Temper.all(setting).stream().filter(t -> t.compareTo(attempt.temper) >= 0).toList();
    try {
      for (Temper temper : tempers) {
        replaceBy(index, temper);
        Derivation derivation = new Derivation(stand, order.get(index), temper.extremes());
        Derived found = derivation.derive();
        derived = Optional.of(found);
        if (!derivation.stopped()) {
          return derivation.spoiled() || temper != attempt.temper;
        }
      }
    } catch (SqlFailure failure) {
      derived = Optional.of(notDerived(List.of(problem(failure))));
    } catch (Fault fault) {
      derived = Optional.of(notDerived(fault.problems()));
    }
    return true;
  }

  private static Derived notDerived(List<Problem> problems) {
    Verdict verdict = new Verdict.NotProvable(new Obstacle.ShadowFailed(problems));
    return new Derived("", List.of(), List.of(), verdict);
  }

  /**
   * The up, on as many rows as it bears.
   *
   * @param temper which rows those are
   */
  private record Attempt(Observation up, RowDigests before, Temper temper) {
    /** Whether all made-up rows are still there. */
    boolean whole() {
      return temper == Temper.EXTREME;
    }
  }

  private Attempt apply(int index, List<Note> notes) {
    Migration migration = order.get(index);
    Attempt attempt = attempt(migration, Temper.EXTREME);
    Observation first = attempt.up;
    for (Temper temper : Temper.all(setting)) {
      if (attempt.up.succeeded()) {
        break;
      }
      if (temper != Temper.EXTREME) {
        replaceBy(index, temper);
        attempt = attempt(migration, temper);
      }
    }
    if (!attempt.up.succeeded()) {
      replaceBy(index, Temper.EXTREME);
    } else if (!attempt.whole()) {
      notes.add(new Note.UpRefusesRows(first.problems().getFirst(), remaining(attempt.temper)));
    }
    return attempt;
  }

  private static Note.Remaining remaining(Temper temper) {
    return switch (temper) {
      case EXTREME, ORDINARY -> Note.Remaining.ORDINARY_ROWS;
      case DUMPED -> Note.Remaining.DUMPED_ROWS;
      case NONE -> Note.Remaining.NO_ROWS;
    };
  }

  private Attempt attempt(Migration migration, Temper temper) {
    RowDigests before = stand.digests();
    return new Attempt(stand.observe(migration, Direction.UP), before, temper);
  }

  /** Goes on with a clean stand on which the first so many migrations have run. */
  private void replaceBy(int count, Temper temper) {
    stand.close();
    stand = new Stand(setting, chain.copyAfter(count, missing));
    stand.fill(temper);
    stand.digest(RowDigests.holders(stand.catalog()));
  }

  @Override
  public void close() {
    stand.close();
    chain.close();
  }
}
