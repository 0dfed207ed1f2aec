package dev.ebb.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.db.Blocker;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.locks.LockReport.Jam;
import dev.ebb.locks.SessionEnder.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LocksTest {
  private static final LockKey KEY = LockKey.of("schema_migrations");

  @Test
  void showsAChainAsATreeWithItsHeadAtTheTop() throws Exception {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db);
        Session head = session(db);
        Session middle = session(db);
        Session last = session(db)) {
      db.execute("CREATE TABLE t (id int)");
      head.execute("BEGIN; LOCK TABLE t IN ACCESS SHARE MODE");
      CompletableFuture<Void> second =
          later(middle, "BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      waitFor(watch, 2);
      CompletableFuture<Void> third = later(last, "SELECT count(*) FROM t");
      waitFor(watch, 3);

      List<Jam> jams = LockReport.read(watch, KEY).jams();
      assertThat(jams).singleElement().extracting(j -> j.session().isHead()).isEqualTo(true);
      Jam waiter = jams.getFirst().waiters().getFirst();
      assertThat(waiter.session().waitsFor()).isEqualTo("AccessExclusiveLock on t");
      assertThat(waiter.waiters()).singleElement().extracting(Jam::waiters).isEqualTo(List.of());
      assertThat(jams.getFirst().session().waitersBehind()).isEqualTo(2);
      assertThat(waiter.session().waitersBehind()).isEqualTo(1);

      Backend first = Backend.find(watch, jams.getFirst().session().pid()).orElseThrow();
      assertThat(ender(watch).end(first)).isEqualTo(Ending.TERMINATED);
      second.join();
      middle.execute("ROLLBACK");
      third.join();
    }
  }

  @Test
  void saysNothingWhereNobodyWaits() {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db)) {
      assertThat(LockReport.read(watch, KEY)).isEqualTo(new LockReport(List.of(), List.of()));
    }
  }

  @Test
  void namesWhoMigrates() {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db);
        Session ebb = session(db);
        MigrationLock lock = MigrationLock.tryAcquire(ebb, KEY)) {
      assertThat(lock).isNotNull();
      assertThat(LockReport.read(watch, KEY).migrating())
          .singleElement()
          .extracting(MigrationLock.Holder::pid)
          .isEqualTo(ebb.backendPid());
    }
  }

  @Test
  void aRunningStatementIsCancelledAndTheConnectionStays() {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db);
        Session victim = session(db)) {
      db.execute("CREATE TABLE t (id int)");
      int pid = victim.backendPid();
      CompletableFuture<Void> running = later(victim, "BEGIN; LOCK TABLE t; SELECT pg_sleep(60)");
      while (Backend.find(watch, pid).orElseThrow().state().equals("idle")) {
        Thread.onSpinWait();
      }
      assertThat(ender(watch).end(Backend.find(watch, pid).orElseThrow()))
          .isEqualTo(Ending.CANCELLED);
      assertThatThrownBy(running::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(SqlFailure.class, f -> assertThat(f.isCancelled()).isTrue());
      victim.execute("ROLLBACK");
      assertThat(victim.alive()).isTrue();
    }
  }

  @Test
  void whoeverHasTheNumberByNowIsLeftAlone() {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db);
        Session other = session(db)) {
      other.execute("BEGIN");
      Backend now = Backend.find(watch, other.backendPid()).orElseThrow();
      Backend before =
          new Backend(
              now.pid(),
              now.type(),
              now.user(),
              now.application(),
              "active",
              now.transactionAge(),
              now.query(),
              now.own(),
              "2001-02-03 04:05:06+00");
      assertThat(ender(watch).end(before)).isEqualTo(Ending.GONE);
      assertThat(other.inTransaction() && other.alive()).isTrue();
      other.execute("ROLLBACK");
    }
  }

  @Test
  void whatASessionBeginsAfterItsStatementWasCancelledIsLeftAlone() throws Exception {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session watch = session(db);
        Session busy = session(db)) {
      db.execute("CREATE TABLE t (id int)");
      int pid = busy.backendPid();
      CompletableFuture<Integer> running =
          CompletableFuture.supplyAsync(
              () -> {
                assertThatThrownBy(() -> busy.execute("BEGIN; LOCK TABLE t; SELECT pg_sleep(60)"))
                    .isInstanceOf(SqlFailure.class);
                // at once the next, as an application would
                busy.execute("ROLLBACK; BEGIN; LOCK TABLE t; SELECT pg_sleep(1); COMMIT");
                return pid;
              },
              task -> Thread.ofPlatform().daemon().start(task));
      while (!Backend.find(watch, pid).orElseThrow().state().equals("active")) {
        Thread.onSpinWait();
      }
      Backend seen = Backend.find(watch, pid).orElseThrow();
      assertThat(new SessionEnder(watch, Duration.ofMillis(400)).end(seen))
          .isEqualTo(Ending.CANCELLED);
      assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(pid);
      assertThat(busy.alive()).isTrue();
    }
  }

  @Test
  void whoMayNotEndASessionIsTold() throws Exception {
    try (TestDatabase db = TestPostgres.shared().newDatabase();
        Session boss = session(db)) {
      db.execute("CREATE ROLE locks_weak LOGIN PASSWORD 'x'");
      ConnectionSettings weak =
          ConnectionSettings.of(db.host(), db.port(), "locks_weak", "x", db.name());
      try (Session session = new Connector(weak, "ebb-test").open()) {
        Backend seen = Backend.find(session, boss.backendPid()).orElseThrow();
        assertThat(seen.harm()).get().asString().contains("pg_read_all_stats");
        assertThatThrownBy(() -> ender(session).end(seen))
            .isInstanceOfSatisfying(
                Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.PERMISSION));
      }
      db.execute("DROP ROLE locks_weak");
    }
  }

  @Test
  void endingAProcessOfTheServerNeedsForce() {
    assertThat(backend("client backend", "").harm()).isEmpty();
    assertThat(backend("autovacuum worker", "autovacuum: VACUUM public.t").harm()).isEmpty();
    assertThat(
            backend("autovacuum worker", "autovacuum: VACUUM public.t (to prevent wraparound)")
                .harm())
        .get()
        .asString()
        .contains("wraparound");
    assertThat(backend("walsender", "").harm()).get().asString().contains("replicates");
    assertThat(backend("checkpointer", "").harm()).get().asString().contains("checkpointer");
  }

  @Test
  void aCircleIsShownOnceAndEnds() {
    LockReport circle =
        new LockReport(List.of(blocker(1, 2), blocker(2, 1), blocker(3, 2)), List.of());
    assertThat(circle.jams()).hasSize(1);
    assertThat(circle.jams().getFirst().session().pid()).isEqualTo(1);
  }

  private static Blocker blocker(int pid, Integer... blockedBy) {
    return new Blocker(pid, "", "", "", "active", Duration.ZERO, "", List.of(blockedBy), 1, "x");
  }

  private static Backend backend(String type, String query) {
    return new Backend(1, type, "", "", "active", Duration.ZERO, query, false, "");
  }

  private static SessionEnder ender(Session session) {
    return new SessionEnder(session, Duration.ofSeconds(10));
  }

  private static void waitFor(Session watch, int sessions) throws InterruptedException {
    for (int i = 0; LockReport.read(watch, KEY).sessions().size() < sessions; i++) {
      assertThat(i).as("sessions in the jam").isLessThan(500);
      Thread.sleep(20);
    }
  }

  private static CompletableFuture<Void> later(Session session, String sql) {
    // a thread each: the common pool has a single one on small machines
    return CompletableFuture.runAsync(
        () -> session.execute(sql), task -> Thread.ofPlatform().daemon().start(task));
  }

  private static Session session(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    return new Connector(settings, "ebb-test").open();
  }
}
