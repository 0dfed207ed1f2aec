package dev.ebb.ledger;

import static dev.ebb.ledger.LedgerFixture.FRONTEND;
import static dev.ebb.ledger.LedgerFixture.PREDECESSOR_TABLES;
import static dev.ebb.ledger.LedgerFixture.ids;
import static dev.ebb.ledger.LedgerFixture.longs;
import static dev.ebb.ledger.LedgerFixture.migration;
import static dev.ebb.ledger.LedgerFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.db.Blockers;
import dev.ebb.db.IndexProgress;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.sql.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger under hostile names, without rights, in a crowd, and grown large. */
@ExtendWith(LeakCheck.class)
class LedgerRightsTest {
  private static final String ROLE = "ebb_ledger_test_role";

  private TestDatabase db;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
    db.execute(
        "DROP ROLE IF EXISTS " + ROLE + "; CREATE ROLE " + ROLE + " LOGIN PASSWORD 'secret'");
  }

  @AfterEach
  void close() {
    db.execute("DROP OWNED BY " + ROLE + "; DROP ROLE " + ROLE);
    db.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"we\"ird 'sch\\ema'; DROP", "Ünïcode 😀 $$", "select", "a.b", "%s ?"})
  void livesInANamespaceOfAnyName(String namespace) {
    db.execute("CREATE SCHEMA " + Quote.identifier(namespace));
    String table = "ver\"sion's Täble?";
    LedgerHome home = new LedgerHome(new SchemaName("odd"), table, namespace);
    try (LedgerFixture at = new LedgerFixture(db, home)) {
      assertThat(at.prepared().read().entries()).isEmpty();
      at.session.execute("SET search_path = pg_catalog");
      at.done(migration(1), Direction.UP);
      long row = at.ledger.intend(at.session, run(migration(2), Direction.UP));
      at.session.execute(at.ledger.finishedSql(row, run(migration(2), Direction.UP)));
      at.ledger.backfill(at.lock(), ids(3));
      at.prepared(1L << 40);
      assertThat(longs(at.read().applied())).containsExactly(1L, 2L, 3L);
      assertThat(at.ledger.storedWays(at.session, ids(1, 2, 3))).hasSize(2);
      assertThat(at.ledger.history(at.session, 9)).hasSize(3);
      assertThat(db.query("SELECT version FROM " + home.version())).containsExactly("2");
    }
  }

  @Test
  void aNamespaceThatDoesNotExistIsNamedWithTheRemedy() {
    LedgerHome home = new LedgerHome(new SchemaName("x"), "x_schema_migrations", "Nowhere");
    try (LedgerFixture at = new LedgerFixture(db, home)) {
      assertThat(at.read().entries()).isEmpty();
      Fault fault = catchThrowableOfType(Fault.class, at::prepared);
      assertThat(fault.code()).isEqualTo(FaultCode.SERVER);
      assertThat(fault.problems().getFirst().remedy()).contains("CREATE SCHEMA \"Nowhere\"");
    }
  }

  @Test
  void aRoleThatMayNotReadIsToldWhatToGrant() {
    db.execute(PREDECESSOR_TABLES);
    try (Session weak = LedgerFixture.session(db, ROLE, "secret")) {
      Ledger ledger = new Ledger(FRONTEND);
      Fault fault = catchThrowableOfType(Fault.class, () -> ledger.read(weak));
      assertThat(fault.code()).isEqualTo(FaultCode.PERMISSION);
      for (String statement : fault.problems().getFirst().remedy().split("\n")) {
        if (statement.startsWith("GRANT")) {
          db.execute(statement);
        }
      }
      assertThat(ledger.read(weak).entries()).isEmpty();
    }
  }

  @Test
  void aRoleThatMayNotCreateGetsTheVeryStatementsForTheOwner() {
    try (Session weak = LedgerFixture.session(db, ROLE, "secret")) {
      Ledger ledger = new Ledger(FRONTEND);
      try (MigrationLock lock = lock(weak, "schema_migrations")) {
        Fault fault = catchThrowableOfType(Fault.class, () -> ledger.prepare(lock, ids(1)));
        assertThat(fault.code()).isEqualTo(FaultCode.PERMISSION);
        String remedy = fault.problems().getFirst().remedy();
        db.execute(remedy.substring(remedy.indexOf('\n')));
        ledger.prepare(lock, ids(1));
        weak.execute("BEGIN; " + ledger.doneSql(run(migration(1), Direction.UP)) + "; COMMIT");
        long row = ledger.intend(weak, run(migration(2), Direction.UP));
        ledger.fail(weak, row, "x");
        assertThat(longs(ledger.read(weak).applied())).containsExactly(1L);
      }
    }
  }

  @Test
  void aRoleThatMayOnlyReadCannotWriteAndIsTold() {
    try (LedgerFixture at = new LedgerFixture(db, FRONTEND)) {
      at.prepared();
    }
    db.execute("GRANT SELECT ON migration_logs, schema_migrations TO " + ROLE);
    try (Session weak = LedgerFixture.session(db, ROLE, "secret");
        MigrationLock lock = lock(weak, "schema_migrations")) {
      Ledger ledger = new Ledger(FRONTEND);
      ledger.prepare(lock, ids(1));
      assertThat(ledger.read(weak).entries()).isEmpty();
      for (Runnable write :
          List.<Runnable>of(
              () -> ledger.intend(weak, run(migration(1), Direction.UP)),
              () -> ledger.fail(weak, 1, "x"),
              () -> ledger.backfill(lock, ids(1)))) {
        assertThat(catchThrowableOfType(Fault.class, write::run).code())
            .isEqualTo(FaultCode.PERMISSION);
      }
    }
  }

  private static MigrationLock lock(Session session, String versionTable) {
    MigrationLock lock = MigrationLock.tryAcquire(session, LockKey.of(versionTable));
    if (lock == null) {
      throw new IllegalStateException("the lock is taken");
    }
    return lock;
  }

  @Test
  void waitsForALockOnTheLedgerThatComesFree() {
    db.execute(PREDECESSOR_TABLES);
    try (LedgerFixture at = new LedgerFixture(db, FRONTEND);
        Session other = LedgerFixture.session(db)) {
      other.execute("BEGIN; LOCK TABLE migration_logs IN ACCESS SHARE MODE");
      Instant start = Instant.now();
      CompletableFuture<Void> release =
          CompletableFuture.runAsync(
              () -> other.execute("COMMIT"),
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
      at.prepared();
      release.join();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void schemasThatPrepareAtTheSameTimeInOneDatabaseDoNotFail() throws Exception {
    int schemas = 12;
    int rounds = 5;
    try (ExecutorService threads = Executors.newFixedThreadPool(schemas)) {
      for (int round = 0; round < rounds; round++) {
        db.execute("CREATE SCHEMA r" + round);
        String namespace = "r" + round;
        CyclicBarrier start = new CyclicBarrier(schemas);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < schemas; i++) {
          SchemaName name = new SchemaName("s" + i);
          LedgerHome home = new LedgerHome(name, name + "_schema_migrations", namespace);
          all.add(CompletableFuture.runAsync(() -> prepareTogether(home, start), threads));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(db.value("SELECT count(*) FROM " + namespace + ".migration_logs"))
            .isEqualTo(Integer.toString(schemas));
      }
    }
  }

  private void prepareTogether(LedgerHome home, CyclicBarrier start) {
    try (LedgerFixture at = new LedgerFixture(db, home)) {
      start.await();
      at.prepared(1);
      at.done(migration(1), Direction.UP);
    } catch (Exception e) {
      throw new AssertionError("schema " + home.schema(), e);
    }
  }

  @Test
  void tenThousandMigrationsAreReadInOneQuickQuery() {
    try (LedgerFixture at = new LedgerFixture(db, FRONTEND).prepared()) {
      Run first = run(migration(1, "SELECT 1", "SELECT 'x';\n".repeat(500), 3, 4), Direction.UP);
      at.session.execute(at.ledger.rowSql(first));
      db.execute(
          "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up,"
              + " started_at, finished_at, success, ebb_name, ebb_parents, ebb_flags,"
              + " ebb_up_checksum, ebb_down_checksum, ebb_up_statements, ebb_down_sql,"
              + " ebb_tool_version) SELECT migration_logs_schema_version, schema, v, up, started_at,"
              + " finished_at, success, ebb_name, ebb_parents, ebb_flags, ebb_up_checksum,"
              + " ebb_down_checksum, ebb_up_statements, ebb_down_sql, ebb_tool_version"
              + " FROM migration_logs, generate_series(2, 10000) v; ANALYZE migration_logs");
      at.read();
      long start = System.nanoTime();
      assertThat(at.read().applied()).hasSize(10_000);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void worksOnTheNewestMajorToo() {
    try (TestDatabase newest = TestPostgres.shared(18).newDatabase();
        LedgerFixture at = new LedgerFixture(newest, FRONTEND).prepared(1L << 40)) {
      at.done(migration(1), Direction.UP);
      at.ledger.intend(at.session, run(migration(2), Direction.UP));
      assertThat(longs(at.read().applied())).containsExactly(1L);
      assertThat(at.ledger.history(at.session, 9)).hasSize(2);
      assertThat(at.lock().held()).isTrue();
      assertThat(at.session.endWithClient()).isTrue();
      assertThat(Blockers.all(at.session)).isEmpty();
      assertThat(IndexProgress.of(at.session, at.session.facts().backendPid())).isEmpty();
    }
  }
}
