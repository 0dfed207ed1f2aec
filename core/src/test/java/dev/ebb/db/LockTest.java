package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The advisory lock, and who waits for whom. */
@ExtendWith(LeakCheck.class)
class LockTest {
  private static final LockKey KEY = LockKey.of("schema_migrations");

  private TestDatabase db;
  private Session first;
  private Session second;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
    first = Sessions.open(db);
    second = Sessions.open(db);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    db.close();
  }

  private static MigrationLock take(Session session) {
    MigrationLock lock = MigrationLock.tryAcquire(session, KEY);
    if (lock == null) {
      throw new AssertionError("the lock is taken");
    }
    return lock;
  }

  @ParameterizedTest
  @CsvSource({
    "schema_migrations, 1308612253",
    "codeintel_schema_migrations, 1731304153",
    "codeinsights_schema_migrations, 1054047648"
  })
  void theKeysAreThoseOfThePredecessor(String versionTable, int key) {
    assertThat(LockKey.of(versionTable).value()).isEqualTo(key);
  }

  @Test
  void excludesThePredecessorAndOtherEbbs() {
    try (MigrationLock lock = take(first)) {
      assertThat(lock.held()).isTrue();
      assertThat(MigrationLock.tryAcquire(second, KEY)).isNull();
      assertThat(MigrationLock.tryAcquire(second, LockKey.of("other"))).isNotNull();
      assertThat(db.value("SELECT pg_try_advisory_lock(1308612253, 0)")).isEqualTo("f");
      List<MigrationLock.Holder> holders = MigrationLock.holders(second, KEY);
      assertThat(holders).hasSize(1);
      assertThat(holders.getFirst().pid()).isEqualTo(first.backendPid());
      assertThat(holders.getFirst().describe()).contains("ebb-test", db.user());
    }
    assertThat(MigrationLock.holders(second, KEY)).isEmpty();
    take(second).close();
  }

  @Test
  void isLostWithTheConnectionAndClosesQuietly() {
    MigrationLock lock = take(first);
    db.execute("SELECT pg_terminate_backend(" + first.backendPid() + ")");
    assertThatThrownBy(lock::held).isInstanceOf(SqlFailure.class);
    lock.close();
    lock.close();
    await(() -> MigrationLock.holders(second, KEY).isEmpty());
    take(second).close();
  }

  @Test
  void noticesThatAMigrationGaveItAway() {
    try (MigrationLock lock = take(first)) {
      first.execute("SELECT pg_advisory_unlock_all()");
      assertThat(lock.held()).isFalse();
    }
  }

  @Test
  void isGivenBackAlsoOutOfAFailedTransaction() {
    MigrationLock lock = take(first);
    first.execute("BEGIN");
    assertThatThrownBy(() -> first.execute("nonsense")).isInstanceOf(SqlFailure.class);
    lock.close();
    assertThat(first.inTransaction()).isFalse();
    take(second).close();
  }

  @Test
  void theSameKeyInAnotherDatabaseIsAnotherLock() {
    try (TestDatabase other = TestPostgres.shared().newDatabase();
        Session elsewhere = Sessions.open(other);
        MigrationLock lock = take(first);
        MigrationLock too = take(elsewhere)) {
      assertThat(lock.held() && too.held()).isTrue();
      assertThat(MigrationLock.holders(second, KEY)).hasSize(1);
    }
  }

  @Test
  void namesTheChainOfThoseWhoBlock() throws Exception {
    db.execute("CREATE TABLE \"T t\" (id int)");
    first.execute("BEGIN; SELECT 'it''s\n   me' FROM \"T t\"");
    try (Session third = Sessions.open(db);
        Session watch = Sessions.open(db)) {
      int head = first.facts().backendPid();
      int middle = second.backendPid();
      int last = third.backendPid();
      CompletableFuture<Void> alter = Sessions.later(second, "ALTER TABLE \"T t\" ADD a int");
      await(() -> !Blockers.of(watch, middle).isEmpty());
      CompletableFuture<Void> select = Sessions.later(third, "SELECT * FROM \"T t\"");
      await(() -> Blockers.of(watch, last).size() == 2);

      List<Blocker> chain = Blockers.of(watch, last);
      Blocker start = chain.getFirst();
      assertThat(start.pid()).isEqualTo(head);
      assertThat(start.isHead()).isTrue();
      assertThat(start.state()).isEqualTo("idle in transaction");
      assertThat(start.query()).contains("'it''s me'");
      assertThat(start.application()).isEqualTo("ebb-test");
      assertThat(start.transactionAge()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      assertThat(start.waitersBehind()).isEqualTo(2);
      assertThat(chain.getLast().pid()).isEqualTo(middle);
      assertThat(chain.getLast().blockedBy()).containsExactly(head);
      assertThat(chain.getLast().waitsFor()).isEqualTo("AccessExclusiveLock on \"T t\"");
      assertThat(Blockers.all(watch)).extracting(Blocker::pid).containsExactly(head, middle, last);
      assertThat(Blockers.of(watch, head)).isEmpty();

      first.execute("ROLLBACK");
      alter.get(5, TimeUnit.SECONDS);
      select.get(5, TimeUnit.SECONDS);
      assertThat(Blockers.all(watch)).isEmpty();
    }
  }

  @Test
  void seesBlockersAlsoWithoutTheRightToReadOthersStatistics() throws Exception {
    db.execute(
        "DROP ROLE IF EXISTS ebb_test_weak; CREATE ROLE ebb_test_weak LOGIN PASSWORD 'weak'");
    ConnectionSettings weak =
        ConnectionSettings.of(db.host(), db.port(), "ebb_test_weak", "weak", db.name());
    try (Session watch = new Connector(weak, "ebb-test", Duration.ZERO).open()) {
      first.execute("BEGIN; CREATE TABLE t (); LOCK TABLE pg_class IN SHARE ROW EXCLUSIVE MODE");
      int waiting = second.backendPid();
      CompletableFuture<Void> create =
          Sessions.later(second, "BEGIN; LOCK pg_class IN EXCLUSIVE MODE; COMMIT");
      await(() -> !Blockers.of(watch, waiting).isEmpty());
      Blocker blocker = Blockers.of(watch, waiting).getFirst();
      assertThat(blocker.pid()).isEqualTo(first.backendPid());
      assertThat(blocker.waitersBehind()).isEqualTo(1);
      assertThat(blocker.state()).isEmpty();
      first.execute("ROLLBACK");
      create.get(5, TimeUnit.SECONDS);
    } finally {
      db.execute("DROP ROLE ebb_test_weak");
    }
  }

  @Test
  void tellsHowFarAnIndexBuildIs() throws Exception {
    db.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000)");
    first.execute("BEGIN; INSERT INTO t VALUES (0)");
    try (Session watch = Sessions.open(db)) {
      int builder = second.backendPid();
      assertThat(IndexProgress.of(watch, builder)).isEmpty();
      CompletableFuture<Void> build =
          Sessions.later(second, "CREATE INDEX CONCURRENTLY i ON t (id)");
      await(() -> lockers(watch, builder) == 1);
      IndexProgress progress = IndexProgress.of(watch, builder).orElseThrow();
      assertThat(progress.phase()).isEqualTo("waiting for writers before build");
      assertThat(progress.lockersDone()).isZero();
      assertThat(Blockers.of(watch, builder).getFirst().pid()).isEqualTo(first.backendPid());
      first.execute("COMMIT");
      build.get(10, TimeUnit.SECONDS);
    }
  }

  private static long lockers(Session watch, int builder) {
    return IndexProgress.of(watch, builder).map(IndexProgress::lockersTotal).orElse(0L);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(new TimeoutException("nothing happened within 10 s"));
      }
      Thread.onSpinWait();
    }
  }
}
