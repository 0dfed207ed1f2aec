package dev.ebb.repair;

import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.Run;
import dev.ebb.probe.Probe;
import dev.ebb.probe.Took;
import dev.ebb.run.Cancellation;
import dev.ebb.run.LockWait;
import dev.ebb.run.RunOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the ledger what no run wrote, on a person's word and after looking for itself: always
 * under the lock, always as a new row, so that history shows what was decided and when.
 */
public final class Mender {
  private final Ledger ledger;
  private final Connector connector;
  private final RunOptions options;
  private final LockWait lockWait;
  private final BiFunction<Session, MigrationId, @Nullable Migration> definitions;

  /** A mender for one schema; the definitions come from the project or the stored ways back. */
  public Mender(
      Ledger ledger,
      Connector connector,
      RunOptions options,
      EventSink events,
      BiFunction<Session, MigrationId, @Nullable Migration> definitions) {
    this.ledger = ledger;
    this.connector = connector;
    this.options = options;
    this.lockWait =
        new LockWait(
            ledger.home().schema(),
            LockKey.of(ledger.home().versionTable()),
            options,
            events,
            new Cancellation());
    this.definitions = definitions;
  }

  /** What is unsettled, and what the catalog says about it. Changes nothing and takes no lock. */
  public Diagnosis diagnose() {
    try (Session session = connector.open()) {
      return diagnose(session, ledger.read(session));
    }
  }

  private Diagnosis diagnose(Session session, LedgerState state) {
    return new Doctor(session, id -> definitions.apply(session, id))
        .examine(ledger.home().schema(), state);
  }

  /**
   * Carries out decisions to mark; a decision to resume is left to the next run.
   *
   * @throws Fault REFUSED if a migration is no longer unsettled
   */
  public void settle(List<Decision> decisions) {
    Map<MigrationId, Decision.Kind> kinds = new TreeMap<>();
    decisions.forEach(d -> kinds.put(d.id(), d.kind()));
    underLock(
        kinds.keySet(),
        (lock, state) -> {
          List<MigrationId> unsettled = state.unsettled().stream().map(Entry::id).toList();
          for (MigrationId id : kinds.keySet()) {
            if (!unsettled.contains(id)) {
              throw Fault.of(
                  FaultCode.REFUSED,
                  "migration " + id + " is no longer unsettled",
                  "run 'ebb repair' again to see what is left");
            }
          }
          kinds.forEach((id, kind) -> mark(lock, id, kind));
        });
  }

  private void mark(MigrationLock lock, MigrationId id, Decision.Kind kind) {
    switch (kind) {
      case RESUME -> {}
      case MARK_APPLIED -> write(lock, id, Direction.UP);
      case MARK_UNAPPLIED -> write(lock, id, Direction.DOWN);
    }
  }

  /**
   * Records that a migration was run by hand, in one direction.
   *
   * @throws Fault UNKNOWN_NAME if nobody knows the migration; REFUSED if the ledger says so
   *     already, if what it needs is not applied (or what needs it is), or if the catalog
   *     contradicts
   */
  public void record(MigrationId id, Direction direction, Ties ties) {
    underLock(
        List.of(id),
        (lock, state) -> {
          ties.check(state);
          contradiction(lock.session(), id, direction)
              .ifPresent(what -> {
                throw Fault.of(
                    FaultCode.REFUSED,
                    "migration " + id + " was not recorded: " + what,
                    "run its " + direction.word() + " script first, by hand or with Ebb");
              });
          write(lock, id, direction);
        });
  }

  /** What has to hold for the neighbours of a migration before it may be recorded. */
  @FunctionalInterface
  public interface Ties {
    /** Throws a {@link Fault} if it does not hold. */
    void check(LedgerState state);
  }

  private Optional<String> contradiction(Session session, MigrationId id, Direction direction) {
    Migration migration = definitions.apply(session, id);
    if (migration == null) {
      return Optional.of("neither the project nor the database has its scripts");
    }
    Probe probe = new Probe(session);
    return migration.source(direction).script().statements().stream()
        .filter(s -> probe.tookEffect(s) == Took.NONE)
        .findFirst()
        .map(s -> "statement %d did not take effect: %s".formatted(s.number(), s.head()));
  }

  private void write(MigrationLock lock, MigrationId id, Direction direction) {
    Session session = lock.session();
    Migration migration = definitions.apply(session, id);
    if (migration == null) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "unknown migration " + id,
          "run this with the project that defines it");
    }
    Run run = run(ledger.read(session), migration, direction);
    String row = ledger.doneSql(run);
    session.execute("BEGIN;" + row + ";COMMIT");
  }

  private Run run(LedgerState state, Migration migration, Direction direction) {
    SortedSet<MigrationId> after = new TreeSet<>(state.applied());
    if (direction == Direction.UP) {
      after.add(migration.id());
    } else {
      after.remove(migration.id());
    }
    return new Run(
        migration,
        direction,
        Duration.ZERO,
        options.toolVersion(),
        options.runBy(),
        after.isEmpty() ? null : after.last());
  }

  private interface Work {
    void under(MigrationLock lock, LedgerState state);
  }

  private void underLock(Collection<MigrationId> ids, Work work) {
    try (Session session = connector.open()) {
      connector.refuseUnfit(session);
      connector.refuseTransactionPooling(session);
      try (MigrationLock lock = lockWait.acquire(session)) {
        ledger.prepare(lock, ids);
        work.under(lock, ledger.read(session));
      }
    }
  }
}
