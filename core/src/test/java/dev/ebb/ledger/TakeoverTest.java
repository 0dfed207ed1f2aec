package dev.ebb.ledger;

import static dev.ebb.ledger.LedgerFixture.FRONTEND;
import static dev.ebb.ledger.LedgerFixture.PREDECESSOR_TABLES;
import static dev.ebb.ledger.LedgerFixture.ids;
import static dev.ebb.ledger.LedgerFixture.longs;
import static dev.ebb.ledger.LedgerFixture.migration;
import static dev.ebb.ledger.LedgerFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.LedgerState.LegacyVersion;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that another tool made: taken over as they are, and handed back. */
@ExtendWith(LeakCheck.class)
class TakeoverTest {
  /** How the predecessor derives what is applied, pending and failed. */
  private static final String PREDECESSOR_DERIVATION =
      """
      WITH ranked AS (
        SELECT version, up, success,
               row_number() OVER (PARTITION BY version ORDER BY backfilled, started_at DESC) AS r
        FROM migration_logs
        WHERE schema = 'schema_migrations'
          AND NOT (NOT up AND NOT success AND finished_at IS NOT NULL))
      SELECT version, CASE WHEN success IS NULL THEN 'PENDING' WHEN NOT success THEN 'FAILED'
                           WHEN up THEN 'APPLIED' ELSE 'UNAPPLIED' END
      FROM ranked WHERE r = 1 ORDER BY version\
      """;

  private static final String PREDECESSOR_INSERT =
      """
      INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at)
      VALUES (2, 'schema_migrations', 6, true, now()) RETURNING id\
      """;

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

  private void log(long version, boolean up, String success) {
    db.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up,"
            + " started_at, finished_at, success) VALUES (2, 'schema_migrations', "
            + version
            + ", "
            + up
            + ", clock_timestamp(), "
            + (success.equals("NULL") ? "NULL" : "now()")
            + ", "
            + success
            + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, APPLIED",
    "true, false, FAILED",
    "true, NULL, PENDING",
    "false, true, UNAPPLIED",
    "false, NULL, PENDING"
  })
  void readsEachStateAsThePredecessorMeansIt(boolean up, String success, Standing standing) {
    db.execute(PREDECESSOR_TABLES);
    log(1, true, "true");
    log(1, up, success);
    assertThat(at.standing(1)).isEqualTo(standing);
    assertThat(at.entry(1).progress()).isNull();
    assertThat(at.entry(1).recorded()).isNull();
    assertThat(at.entry(1).direction()).isEqualTo(up ? Direction.UP : Direction.DOWN);
    assertThat(db.query(PREDECESSOR_DERIVATION)).containsExactly("1|" + standing);
  }

  @Test
  void aFailedDownOfThePredecessorChangesNothing() {
    db.execute(PREDECESSOR_TABLES);
    log(1, true, "true");
    log(1, false, "false");
    log(2, true, "NULL");
    log(2, false, "false");
    log(3, false, "false");
    assertThat(longs(at.read().applied())).containsExactly(1L);
    assertThat(at.standing(2)).isEqualTo(Standing.PENDING);
    assertThat(at.read().entries()).doesNotContainKey(new MigrationId(3));
  }

  @Test
  void realRowsBeatBackfilledOnesHoweverOld() {
    db.execute(PREDECESSOR_TABLES);
    log(1, false, "true");
    db.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up,"
            + " started_at, finished_at, success, backfilled) SELECT 2, 'schema_migrations', v, true,"
            + " now() + interval '1 h', now(), true, true FROM unnest(ARRAY[1, 2]) v");
    assertThat(longs(at.read().applied())).containsExactly(2L);
    assertThat(at.standing(1)).isEqualTo(Standing.UNAPPLIED);
  }

  @Test
  void readsATableFromBeforeThereWereBackfilledRows() {
    db.execute(PREDECESSOR_TABLES + "ALTER TABLE migration_logs DROP COLUMN backfilled");
    log(5, true, "true");
    assertThat(longs(at.read().applied())).containsExactly(5L);
    assertThat(at.ledger.history(at.session, 5)).hasSize(1);
    assertThat(at.ledger.storedWays(at.session, ids(5))).isEmpty();
    at.prepared();
    assertThat(longs(at.read().applied())).containsExactly(5L);
  }

  @Test
  void rowsOfOtherSchemasAndOldRowFormatsAreLeftAlone() {
    db.execute(PREDECESSOR_TABLES);
    log(5, true, "true");
    db.execute("UPDATE migration_logs SET schema = 'codeintel_schema_migrations'");
    assertThat(at.read()).isEqualTo(LedgerState.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsAVersionRowFromBeforeThereWasAHistory(boolean dirty) {
    db.execute(
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL);"
            + " INSERT INTO schema_migrations VALUES (1528395968, "
            + dirty
            + ")");
    assertThat(at.read().legacy())
        .isEqualTo(new LegacyVersion(new MigrationId(1528395968L), dirty));
    db.execute(PREDECESSOR_TABLES.replace("CREATE TABLE schema_migrations", "CREATE TABLE unused"));
    assertThat(at.read().legacy()).isNotNull();
    log(3, true, "true");
    assertThat(at.read().legacy()).isNull();
  }

  @Test
  void anEmptyVersionTableSaysNothing() {
    db.execute(
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");
    assertThat(at.read()).isEqualTo(LedgerState.EMPTY);
    db.execute("INSERT INTO schema_migrations VALUES (-1, false)");
    assertThat(at.read()).isEqualTo(LedgerState.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "version varchar(255) PRIMARY KEY, dbmate",
    "'version bigint PRIMARY KEY, inserted_at timestamp', Ecto",
    "'version bigint, dirty int', columns",
    "name text, columns"
  })
  void refusesTheVersionTableOfAnotherTool(String columns, String named) {
    db.execute("CREATE TABLE schema_migrations (" + columns + ")");
    for (Runnable use : new Runnable[] {() -> at.read(), () -> at.prepared()}) {
      Fault fault = catchThrowableOfType(Fault.class, use::run);
      assertThat(fault.code()).isEqualTo(FaultCode.SERVER);
      assertThat(fault).hasMessageContaining("another tool").hasMessageContaining(named);
    }
    assertThat(db.value("SELECT to_regclass('migration_logs') IS NULL")).isEqualTo("t");
  }

  @Test
  void refusesAHistoryTableOfAnotherTool() {
    db.execute("CREATE TABLE migration_logs (id int, what text)");
    for (Runnable use : new Runnable[] {() -> at.read(), () -> at.prepared()}) {
      Fault fault = catchThrowableOfType(Fault.class, use::run);
      assertThat(fault).hasMessageContaining("public.migration_logs belongs to another tool");
    }
    assertThat(db.value("SELECT to_regclass('schema_migrations') IS NULL")).isEqualTo("t");
  }

  @Test
  void addsItsColumnsOnceAndKeepsEveryRow() {
    db.execute(PREDECESSOR_TABLES);
    log(1, true, "true");
    at.prepared(1, 1528395968);
    assertThat(longs(at.read().applied())).containsExactly(1L);
    assertThat(versionType()).isEqualTo("integer");
    at.done(migration(2), Direction.UP);
    assertThat(longs(at.read().applied())).containsExactly(1L, 2L);
  }

  @Test
  void widensTheVersionColumnOnlyForAnIdThatNeedsIt() {
    db.execute(PREDECESSOR_TABLES.replace("version bigint", "version integer"));
    log(7, true, "true");
    at.prepared(Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat(versionType()).isEqualTo("integer");
    at.prepared(Integer.MAX_VALUE + 1L);
    assertThat(versionType()).isEqualTo("bigint");
    at.done(migration(Integer.MAX_VALUE + 1L), Direction.UP);
    assertThat(longs(at.read().applied())).containsExactly(7L, Integer.MAX_VALUE + 1L);
  }

  private String versionType() {
    return db.value(
        "SELECT format_type(atttypid, -1) FROM pg_attribute"
            + " WHERE attrelid = 'migration_logs'::regclass AND attname = 'version'");
  }

  @Test
  void thePredecessorContinuesOnADatabaseOfOurs() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    at.done(migration(2), Direction.UP);
    at.done(migration(2), Direction.DOWN);
    at.ledger.intend(at.session, run(migration(3), Direction.UP));
    long failed = at.ledger.intend(at.session, run(migration(4), Direction.UP));
    at.ledger.fail(at.session, failed, "no");
    at.ledger.backfill(at.lock(), ids(5));
    assertThat(db.query(PREDECESSOR_DERIVATION))
        .containsExactly("1|APPLIED", "2|UNAPPLIED", "3|PENDING", "4|FAILED", "5|APPLIED");
    assertThat(
            db.value("SELECT count(*) FROM migration_logs WHERE migration_logs_schema_version = 2"))
        .isEqualTo("6");

    String row = db.value(PREDECESSOR_INSERT);
    db.execute(
        "UPDATE migration_logs SET finished_at = now(), success = true, error_message = NULL"
            + " WHERE id = "
            + row);
    assertThat(at.standing(6)).isEqualTo(Standing.APPLIED);
    assertThat(at.entry(6).recorded()).isNull();
    assertThat(at.entry(1).recorded()).isNotNull();
    assertThat(at.read().newestRow()).isEqualTo(Long.parseLong(row));
  }

  @Test
  void aMigrationThatThePredecessorAppliedAgainHasNoStoredWayBack() {
    at.prepared();
    at.done(migration(1), Direction.UP);
    at.done(migration(1), Direction.DOWN);
    log(1, true, "true");
    assertThat(at.ledger.storedWays(at.session, ids(1))).isEmpty();
  }
}
