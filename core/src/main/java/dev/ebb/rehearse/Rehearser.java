package dev.ebb.rehearse;

import dev.ebb.catalog.Catalog;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.HeldLock;
import dev.ebb.rehearse.Rehearsal.RehearsedStatement;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.Rehearsal.Usage;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Observation.LockSeen;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.shadow.Relation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Joins what a step was seen to do with what is known of the real database. Pure. */
public final class Rehearser {
  private final Basis basis;
  private final Surroundings first;
  private final Surroundings later;
  private final Duration between;

  /**
   * A rehearser.
   *
   * @param first the real database before the rehearsal
   * @param later the real database after it
   * @param between how long that took; zero if the readings are one and the same
   */
  public Rehearser(Basis basis, Surroundings first, Surroundings later, Duration between) {
    this.basis = basis;
    this.first = first;
    this.later = later;
    this.between = between;
  }

  /**
   * A step, with its times.
   *
   * @param names what tables that earlier steps have renamed are called in the real database
   */
  public RehearsedStep step(Observation seen, RealNames names) {
    List<RehearsedStatement> statements = new ArrayList<>();
    Catalog before = seen.before();
    names.beginStep();
    for (StatementSeen one : seen.statements()) {
      StatementSeen statement = completed(one, seen);
      Catalog after = statement.after() == null ? seen.after() : statement.after();
      // first, so that what the statement itself makes counts as made
      names.follow(before, after);
      List<Work> works = new WorkReader(names, first.tables()).works(statement, before, after);
      statements.add(new RehearsedStatement(statement, works, time(statement, works)));
      before = after;
    }
    Estimate all = sum(statements.stream());
    return new RehearsedStep(
        seen.step(),
        seen.step().source().script().transactional(),
        statements,
        locks(seen, statements, names),
        all,
        seen.unseen(),
        seen.problems());
  }

  // Of a step that was not observed statement by statement, and has only one.
  private static StatementSeen completed(StatementSeen one, Observation seen) {
    if (one.after() != null || seen.statements().size() != 1) {
      return one;
    }
    return new StatementSeen(
        one.statement(),
        one.elapsed(),
        one.locks(),
        seen.rewrites(),
        one.rows(),
        one.scans(),
        one.notices(),
        seen.after());
  }

  private Estimate time(StatementSeen statement, List<Work> works) {
    return switch (basis) {
      case COPY -> Estimate.measured(statement.elapsed());
      case SHADOW -> works.stream().map(Work::estimate).reduce(Estimate.NONE, Estimate::plus);
    };
  }

  private static Estimate sum(Stream<RehearsedStatement> statements) {
    return statements.map(RehearsedStatement::time).reduce(Estimate.NONE, Estimate::plus);
  }

  private List<HeldLock> locks(
      Observation seen, List<RehearsedStatement> statements, RealNames names) {
    boolean toTheEnd = seen.step().source().script().transactional();
    Map<Relation, LockSeen> strongest = new LinkedHashMap<>();
    seen.locks().forEach(lock -> strongest.put(lock.relation(), lock));
    List<HeldLock> locks = new ArrayList<>();
    for (LockSeen lock : strongest.values()) {
      if (isWorthTelling(lock.relation()) && names.wasReal(lock.relation().path())) {
        locks.add(held(lock, true, time(statements, lock.statement(), toTheEnd), names));
      }
    }
    Concurrently.locks(seen, names)
        .forEach(
            lock -> locks.add(held(lock, false, time(statements, lock.statement(), false), names)));
    return locks;
  }

  private static boolean isWorthTelling(Relation relation) {
    return switch (relation.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW -> true;
      default -> false;
    };
  }

  private static Estimate time(List<RehearsedStatement> statements, int from, boolean toTheEnd) {
    return sum(
        statements.stream()
            .filter(s -> {
              int number = s.seen().statement().number();
              return toTheEnd ? number >= from : number == from;
            }));
  }

  private HeldLock held(LockSeen lock, boolean seen, Estimate time, RealNames names) {
    String path = names.before(lock.relation().path());
    return new HeldLock(
        lock.relation(),
        lock.mode(),
        lock.statement(),
        seen,
        time,
        later.tables().get(path),
        usage(path),
        later.holders().stream()
            .filter(h -> h.relation().equals(path) && h.mode().conflictsWith(lock.mode()))
            .toList());
  }

  private @Nullable Usage usage(String path) {
    TableSize then = first.tables().get(path);
    TableSize now = later.tables().get(path);
    if (then == null || now == null || between.isZero()) {
      return null;
    }
    return new Usage(
        between,
        Math.max(0, now.reads() - then.reads()),
        Math.max(0, now.writes() - then.writes()));
  }
}
