package dev.ebb.ledger;

import static dev.ebb.ledger.LedgerFixture.FRONTEND;
import static dev.ebb.ledger.LedgerFixture.flagged;
import static dev.ebb.ledger.LedgerFixture.ids;
import static dev.ebb.ledger.LedgerFixture.longs;
import static dev.ebb.ledger.LedgerFixture.migration;
import static dev.ebb.ledger.LedgerFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Flag;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Source;
import dev.ebb.graph.Standing;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LedgerTest {
  private TestDatabase db;
  private LedgerFixture at;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
    at = new LedgerFixture(db, FRONTEND);
  }

  @AfterEach
  void close() {
    at.close();
    db.close();
  }

  @Test
  void readsAnUntouchedDatabaseAsEmptyAndCreatesNothing() {
    assertThat(at.read()).isEqualTo(LedgerState.EMPTY);
    assertThat(at.ledger.history(at.session, 10)).isEmpty();
    assertThat(at.ledger.storedWays(at.session, ids(1))).isEmpty();
    assertThat(
            db.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isEqualTo("0");
  }

  @Test
  void remembersEverythingOfAnApply() {
    at.prepared();
    Migration m =
        flagged(
            migration(7, "SELECT 1; SELECT 'a;b'", "SELECT 2", 3, 5),
            Set.of(Flag.PRIVILEGED, Flag.NON_IDEMPOTENT));
    at.done(m, Direction.UP);
    assertThat(at.standing(7)).isEqualTo(Standing.APPLIED);
    assertThat(at.entry(7).progress()).isNull();
    assertThat(at.ledger.readWithStatements(at.session).entries().get(m.id()))
        .isNotNull()
        .extracting(Entry::recorded)
        .satisfies(r -> {
          assertThat(r.name()).isEqualTo("name of 7");
          assertThat(longs(r.parents())).containsExactly(3L, 5L);
          assertThat(r.flags()).containsExactlyInAnyOrderElementsOf(m.flags());
          assertThat(r.upChecksum()).isEqualTo(m.up().script().checksum().value());
          assertThat(r.downChecksum()).isEqualTo(m.down().script().checksum().value());
          assertThat(r.upStatements())
              .isEqualTo(m.up().script().statements().stream().map(Statement::shortSum).toList());
          assertThat(r.toolVersion()).isEqualTo("1.2.3");
        });
    assertThat(db.query("SELECT version, dirty FROM schema_migrations")).containsExactly("7|f");
  }

  @Test
  void theRowLivesAndDiesWithTheTransactionOfTheMigration() {
    at.prepared();
    at.session.execute("BEGIN; " + at.ledger.doneSql(run(migration(1), Direction.UP)));
    at.session.execute("ROLLBACK");
    assertThat(at.read()).isEqualTo(LedgerState.EMPTY);
  }

  @Test
  void theNewestRowDecidesAlsoWhenTheClockJumpedBack() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    db.execute("UPDATE migration_logs SET started_at = now() + interval '1 day'");
    at.done(migration(1), Direction.DOWN);
    assertThat(at.standing(1)).isEqualTo(Standing.UNAPPLIED);
    at.done(migration(1), Direction.UP);
    assertThat(at.standing(1)).isEqualTo(Standing.APPLIED);
  }

  @Test
  void takingBackTheLastLeavesAnEmptyVersionTable() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    at.done(migration(1), Direction.DOWN);
    assertThat(db.query("SELECT * FROM schema_migrations")).isEmpty();
  }

  @Test
  void elapsedTimeIsCountedBackFromTheServersClock() {
    at.prepared();
    Run run = run(migration(1), Direction.UP).after(Duration.ofSeconds(90));
    at.session.execute(at.ledger.doneSql(run));
    HistoryRow row = at.ledger.history(at.session, 1).getFirst();
    assertThat(row.finishedAt()).isNotNull();
    assertThat(Duration.between(row.startedAt(), row.finishedAt()))
        .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(95));
  }

  @Test
  void anIntentIsPendingUntilItIsFinished() {
    at.prepared();
    Migration m =
        migration(4, "CREATE INDEX CONCURRENTLY i ON t (a); CREATE INDEX j ON t (b)", "SELECT 1");
    long row = at.ledger.intend(at.session, run(m, Direction.UP));
    at.session.execute(at.ledger.progressSql(row, 1));
    Entry pending = at.entry(4);
    assertThat(pending.standing()).isEqualTo(Standing.PENDING);
    assertThat(pending.row()).isEqualTo(row);
    assertThat(pending.progress())
        .satisfies(p -> {
          assertThat(p.statementsDone()).isEqualTo(1);
          assertThat(p.statements())
              .isEqualTo(m.up().script().statements().stream().map(Statement::shortSum).toList());
          assertThat(p.error()).isNull();
        });
    assertThat(db.query("SELECT version, dirty FROM schema_migrations")).containsExactly("4|t");
    assertThat(at.ledger.storedWays(at.session, ids(4))).containsKey(m.id());

    at.session.execute(at.ledger.finishedSql(row, run(m, Direction.UP)));
    assertThat(at.entry(4))
        .satisfies(e -> {
          assertThat(e.standing()).isEqualTo(Standing.APPLIED);
          assertThat(e.progress()).isNull();
        });
    assertThat(db.query("SELECT version, dirty FROM schema_migrations")).containsExactly("4|f");
  }

  @Test
  void aFailedRunKeepsItsProgressAndItsError() {
    at.prepared();
    long row = at.ledger.intend(at.session, run(migration(4), Direction.UP));
    at.ledger.fail(at.session, row, "it's \\ broken\0 😀");
    Entry failed = at.entry(4);
    assertThat(failed.standing()).isEqualTo(Standing.FAILED);
    assertThat(failed.progress()).isNotNull();
    assertThat(failed.progress().error()).isEqualTo("it's \\ broken 😀");
  }

  @Test
  void aFailedDownOfSeveralTransactionsCountsAsFailed() {
    at.prepared();
    at.done(migration(4), Direction.UP);
    long row = at.ledger.intend(at.session, run(migration(4), Direction.DOWN));
    at.ledger.fail(at.session, row, "x");
    assertThat(at.standing(4)).isEqualTo(Standing.FAILED);
    assertThat(at.entry(4).direction()).isEqualTo(Direction.DOWN);
    at.done(migration(4), Direction.DOWN);
    assertThat(at.standing(4)).isEqualTo(Standing.UNAPPLIED);
  }

  @Test
  void anIntentInsideATransactionIsRefused() {
    at.prepared();
    at.session.execute("BEGIN");
    assertThatThrownBy(() -> at.ledger.intend(at.session, run(migration(1), Direction.UP)))
        .isInstanceOf(IllegalStateException.class);
    at.session.execute("ROLLBACK");
  }

  @Test
  void givesBackTheWayBackExactly() {
    at.prepared();
    String down =
        """
        -- 'quotes' "double" \\ back\\\\slash $$ $x$ ü 😀 \t
        DO $body$ BEGIN EXECUTE 'SELECT ''a\\b'''; END $body$;
        SELECT E'\\'', '\\', U&'d\\0061t', $q$;$q$ ? ; /* /* nested */ */
        """
            .replace("\n", "\r\n");
    at.session.execute("SET standard_conforming_strings = off");
    at.done(migration(1, "SELECT 1", down), Direction.UP);
    Migration back = at.way(1);
    assertThat(back.down().script().text()).isEqualTo(down);
    assertThat(back.down().file()).isEqualTo(Source.STORED);
    assertThat(back.up().script().statements()).isEmpty();
    assertThat(back.name()).isEqualTo("name of 1");
  }

  @Test
  void aWayBackOfSeveralMegabytesIsStored() {
    at.prepared();
    String down = "SELECT 'x\\';\n".repeat(400_000);
    at.done(migration(1, "SELECT 1", down), Direction.UP);
    assertThat(at.way(1).down().script().text()).isEqualTo(down);
  }

  @Test
  void aNulCharacterIsRefusedWithItsPlace() {
    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> at.ledger.doneSql(run(migration(1, "SELECT 1", "SELECT\n '\0'"), Direction.UP)));
    assertThat(fault.code()).isEqualTo(FaultCode.DEFINITION);
    assertThat(fault).hasMessageContaining("m/1/down.sql:2:3");
  }

  @Test
  void aStoredWayBackThatRunsDoesNotPretendToKnowTheWayUp() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    Migration stored = at.way(1);
    at.ledger.intend(at.session, run(stored, Direction.DOWN));
    assertThat(at.entry(1))
        .satisfies(e -> {
          assertThat(e.standing()).isEqualTo(Standing.PENDING);
          assertThat(e.recorded()).isNull();
        });
    assertThat(at.ledger.storedWays(at.session, ids(1))).hasSize(1);
  }

  @Test
  void idsOfSixtyFourBitsAndNegativeOnesAreKept() {
    long[] ids = {Long.MIN_VALUE, -1528395000L, 0, 1L << 31, (1L << 53) + 1, Long.MAX_VALUE};
    at.prepared(ids);
    for (long id : ids) {
      at.done(migration(id, "SELECT 1", "SELECT 2", Long.MIN_VALUE, Long.MAX_VALUE), Direction.UP);
    }
    assertThat(longs(at.read().applied())).containsExactlyInAnyOrder(box(ids));
    assertThat(at.ledger.storedWays(at.session, ids(ids))).hasSize(ids.length);
    assertThat(db.query("SELECT version FROM schema_migrations"))
        .containsExactly(Long.toString(Long.MAX_VALUE));
  }

  private static Long[] box(long... ids) {
    return java.util.Arrays.stream(ids).boxed().toArray(Long[]::new);
  }

  @Test
  void backfillsOnlyWhatHasNoRowAndIsOverruledByRealRows() {
    at.prepared();
    at.done(migration(2), Direction.UP);
    at.done(migration(2), Direction.DOWN);
    at.ledger.backfill(at.lock(), ids(1, 2, 3));
    at.ledger.backfill(at.lock(), ids(1, 2, 3));
    assertThat(longs(at.read().applied())).containsExactly(1L, 3L);
    assertThat(at.entry(1).backfilled()).isTrue();
    assertThat(db.value("SELECT count(*) FROM migration_logs WHERE backfilled")).isEqualTo("2");
    at.done(migration(1), Direction.DOWN);
    assertThat(at.standing(1)).isEqualTo(Standing.UNAPPLIED);
  }

  @Test
  void showsTheHistoryNewestFirst() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    at.done(migration(2), Direction.UP);
    at.done(migration(2), Direction.DOWN);
    List<HistoryRow> rows = at.ledger.history(at.session, 2);
    assertThat(rows).extracting(r -> r.id().value()).containsExactly(2L, 2L);
    assertThat(rows)
        .extracting(HistoryRow::direction)
        .containsExactly(Direction.DOWN, Direction.UP);
    assertThat(rows.getFirst().runBy()).isEqualTo("ada@box");
    assertThat(rows.getFirst().toolVersion()).isEqualTo("1.2.3");
    assertThat(rows.getFirst().name()).isEqualTo("name of 2");
    assertThat(rows.getFirst().success()).isTrue();
  }

  @Test
  void aSecondPrepareTakesNoLockOnTheTables() {
    at.prepared(1);
    db.execute("BEGIN; LOCK TABLE migration_logs, schema_migrations IN ACCESS SHARE MODE");
    at.session.execute("SET lock_timeout = '100ms'; SET client_min_messages = debug1");
    at.prepared(1);
    assertThat(at.session.takeNotices()).isEmpty();
    db.execute("COMMIT");
  }

  @Test
  void schemasInOneDatabaseDoNotSeeEachOther() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    LedgerHome other =
        new LedgerHome(
            new dev.ebb.graph.SchemaName("codeintel"), "codeintel_schema_migrations", "public");
    try (LedgerFixture second = new LedgerFixture(db, other)) {
      assertThat(second.read()).isEqualTo(LedgerState.EMPTY);
      second.prepared();
      second.done(migration(9), Direction.UP);
      assertThat(longs(second.read().applied())).containsExactly(9L);
    }
    assertThat(longs(at.read().applied())).containsExactly(1L);
    assertThat(db.query("SELECT version FROM schema_migrations")).containsExactly("1");
  }

  @Test
  void theWayBackOfNothingAsksNobody() {
    assertThat(at.ledger.storedWays(at.session, List.of())).isEqualTo(Map.of());
  }

  @Test
  void goesOnBehindTheOldRowsWhereTheirSequenceFellBack() {
    at.prepared();
    at.done(migration(1, "SELECT 1", "SELECT 2"), Direction.UP);
    at.done(migration(2, "SELECT 1", "SELECT 2"), Direction.UP);
    db.execute("SELECT setval(pg_get_serial_sequence('migration_logs', 'id'), 1, false)");
    at.prepared();
    at.done(migration(2, "SELECT 1", "SELECT 2"), Direction.DOWN);
    assertThat(at.standing(2)).isEqualTo(Standing.UNAPPLIED);
    assertThat(at.standing(1)).isEqualTo(Standing.APPLIED);
  }
}
