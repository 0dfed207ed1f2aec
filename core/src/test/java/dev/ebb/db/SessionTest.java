package dev.ebb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SessionTest {
  private TestDatabase db;
  private Session session;

  @BeforeEach
  void open() {
    db = TestPostgres.shared().newDatabase();
    session = Sessions.open(db);
  }

  @AfterEach
  void close() {
    session.close();
    db.close();
  }

  @Test
  void knowsTheServerFromTheFirstRoundTrip() {
    ServerFacts facts = session.facts();
    assertThat(facts.major()).isEqualTo(15);
    assertThat(facts.inRecovery()).isFalse();
    assertThat(facts.readOnly()).isFalse();
    assertThat(facts.behindPooler()).isFalse();
    assertThat(facts.backendPid()).isEqualTo(session.backendPid());
    assertThat(facts.user()).isEqualTo(db.user());
    assertThat(facts.database()).isEqualTo(db.name());
    assertThat(facts.currentSchema()).isEqualTo("public");
    assertThat(facts.deadlockTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void runsInUtcUnderItsOwnName() {
    assertThat(Sessions.value(session, "current_setting('TimeZone')")).isEqualTo("UTC");
    assertThat(Sessions.value(session, "current_setting('application_name')"))
        .isEqualTo("ebb-test");
  }

  @Test
  void readsEveryKindOfValue() {
    Instant at = Instant.parse("2024-02-29T23:59:59.123456Z");
    String sql =
        """
        SELECT 9223372036854775807 AS big, -7 AS small, true AS yes, 'ü''\\' AS words,
               '%s'::timestamptz AS at, ARRAY['a','b,"c'] AS texts, ARRAY[-1, 5000000000] AS longs,
               NULL::text AS nothing, '{}'::text[] AS empty\
        """
            .formatted(at);
    session.query(
        sql,
        row -> {
          assertThat(row.int64("big")).isEqualTo(Long.MAX_VALUE);
          assertThat(row.int32("small")).isEqualTo(-7);
          assertThat(row.bool("yes")).isTrue();
          assertThat(row.text("words")).isEqualTo("ü'\\");
          assertThat(row.instant("at")).isEqualTo(at);
          assertThat(row.texts("texts")).containsExactly("a", "b,\"c");
          assertThat(row.int64s("longs")).containsExactly(-1L, 5_000_000_000L);
          assertThat(row.texts("empty")).isEmpty();
          assertThat(row.textOrNull("nothing")).isNull();
          assertThat(row.int64OrNull("nothing")).isNull();
          assertThat(row.boolOrNull("nothing")).isNull();
          assertThat(row.instantOrNull("nothing")).isNull();
          assertThatThrownBy(() -> row.text("nothing")).hasMessageContaining("nothing is null");
          return row;
        });
  }

  @Test
  void passesArgumentsAsValuesNeverAsSql() {
    String hostile = "'); DROP TABLE x; -- \\ $$ ? ü 😀";
    String back =
        session.queryOne(
            "SELECT ?::text AS t, ?::int8 AS n, ?::bool AS b, ?::text AS nothing",
            r -> r.text("t") + r.int64("n") + r.bool("b") + r.textOrNull("nothing"),
            hostile,
            -5L,
            true,
            null);
    assertThat(back).isEqualTo(hostile + "-5truenull");
  }

  @Test
  void aMessageOfSeveralStatementsIsOneTransaction() {
    SqlFailure failure =
        catchThrowableOfType(
            SqlFailure.class,
            () -> session.execute("CREATE TABLE t (id int); SELECT 1; SELECT 1/0"));
    assertThat(failure.sqlState()).isEqualTo("22012");
    assertThat(session.inTransaction()).isFalse();
    assertThat(db.value("SELECT to_regclass('t') IS NULL")).isEqualTo("t");
  }

  @Test
  void namesThePlaceOfAnErrorInTheTextAsItWasSent() {
    String before = " ;; /* a ; b */ ;SELECT 'ü😀{fn x}', $x$;?$x$; -- ';\n ;  SELECT ";
    SqlFailure failure =
        catchThrowableOfType(SqlFailure.class, () -> session.execute(before + "nope; SELECT 2"));
    assertThat(failure.sqlState()).isEqualTo("42703");
    assertThat(failure.position()).isEqualTo(before.codePointCount(0, before.length()) + 1);
  }

  @Test
  void tellsAnOpenTransactionFromAFailedOne() {
    session.execute("BEGIN");
    assertThat(session.inTransaction()).isTrue();
    assertThat(session.transactionFailed()).isFalse();
    assertThatThrownBy(() -> session.execute("nonsense")).isInstanceOf(SqlFailure.class);
    assertThat(session.transactionFailed()).isTrue();
    session.execute("ROLLBACK");
    assertThat(session.inTransaction()).isFalse();
  }

  @Test
  void keepsDetailAndHintAndContext() {
    session.execute(
        """
        CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'm' USING DETAIL = 'd', HINT = 'h', ERRCODE = '40001'; END $$\
        """);
    SqlFailure failure =
        catchThrowableOfType(SqlFailure.class, () -> session.execute("SELECT f()"));
    assertThat(failure.isSerialization()).isTrue();
    assertThat(failure.report())
        .startsWith("m (40001)\nDETAIL: d\nHINT: h\nCONTEXT: PL/pgSQL function f()");
  }

  @Test
  void keepsNoticesOfStatementsThatSucceedAndOfThoseThatFail() {
    session.execute("DO $$ BEGIN RAISE NOTICE 'one'; END $$; DROP TABLE IF EXISTS none");
    assertThatThrownBy(
            () -> session.execute("DO $$ BEGIN RAISE WARNING 'three'; PERFORM 1/0; END $$"))
        .isInstanceOf(SqlFailure.class);
    assertThat(session.takeNotices())
        .containsExactly("one", "table \"none\" does not exist, skipping", "three");
    assertThat(session.takeNotices()).isEmpty();
  }

  @Test
  void aFloodOfNoticesDoesNotFillTheMemory() {
    session.execute("DO $$ BEGIN FOR i IN 1..5000 LOOP RAISE NOTICE 'n %', i; END LOOP; END $$");
    List<String> notices = session.takeNotices();
    assertThat(notices).hasSize(1001);
    assertThat(notices.getLast()).isEqualTo("(4000 more notices are not shown)");
  }

  @Test
  void copiesLinesIntoATable() {
    session.execute("BEGIN; CREATE TABLE t (id int, word text)");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      lines.append(i).append("\t😀ü").append("x".repeat(i % 7)).append('\n');
    }
    long rows = session.copyIn("COPY t FROM stdin", lines.toString());
    session.execute("COMMIT");
    assertThat(rows).isEqualTo(20_000);
    assertThat(db.value("SELECT count(*) FROM t WHERE word LIKE '😀ü%'")).isEqualTo("20000");
  }

  @Test
  void aBrokenLineOfACopyIsNamedAndTheSessionGoesOn() {
    session.execute("CREATE TABLE t (id int)");
    SqlFailure failure =
        catchThrowableOfType(
            SqlFailure.class, () -> session.copyIn("COPY t FROM stdin", "1\ntwo\n3\n"));
    assertThat(failure.where()).contains("line 2").contains("two");
    assertThat(db.value("SELECT count(*) FROM t")).isEqualTo("0");
    assertThat(Sessions.value(session, "1")).isEqualTo("1");
  }

  @Test
  void aCopyInsideAScriptFailsInsteadOfHanging() {
    session.execute("CREATE TABLE t (id int)");
    assertThatThrownBy(() -> session.execute("COPY t FROM stdin")).isInstanceOf(SqlFailure.class);
    assertThat(session.alive()).isTrue();
  }

  @Test
  void cancelsARunningStatementFromAnotherThread() throws Exception {
    CompletableFuture<Void> sleeping = Sessions.later(session, "SELECT pg_sleep(60)");
    String sleeper = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'";
    while (!db.value(sleeper).equals("1")) {
      Thread.sleep(10);
    }
    session.cancel();
    assertThatThrownBy(() -> sleeping.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SqlFailure.class,
            f -> {
              assertThat(f.isCancelled()).isTrue();
              assertThat(f.isConnectionLost()).isFalse();
            });
    assertThat(session.alive()).isTrue();
  }

  @Test
  void abortEndsARunningStatementAsALostConnection() throws Exception {
    CompletableFuture<Void> sleeping = Sessions.later(session, "SELECT pg_sleep(5)");
    Thread.sleep(200);
    session.abort();
    assertThatThrownBy(() -> sleeping.get(5, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(SqlFailure.class, f -> assertThat(f.isConnectionLost()).isTrue());
    assertThat(session.isClosed()).isTrue();
    assertThat(session.alive()).isFalse();
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(5)'");
  }

  @Test
  void aTerminatedBackendIsALostConnection() {
    int pid = session.backendPid();
    db.execute("SELECT pg_terminate_backend(" + pid + ")");
    SqlFailure failure =
        catchThrowableOfType(SqlFailure.class, () -> session.execute("SELECT pg_sleep(1)"));
    assertThat(failure.isConnectionLost()).isTrue();
    assertThat(session.alive()).isFalse();
  }

  @Test
  void failuresAreRecognised() {
    session.execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
    assertThat(failure("INSERT INTO t VALUES (1)").isUniqueViolation()).isTrue();
    assertThat(failure("CREATE TABLE t ()").isDuplicateObject()).isTrue();
    assertThat(failure("SELECT * FROM nowhere").isUndefinedTable()).isTrue();
    assertThat(failure("SELECT nothing FROM t").isUndefinedColumn()).isTrue();
    assertThat(failure("BEGIN READ ONLY; DELETE FROM t").isReadOnly()).isTrue();
    session.execute("ROLLBACK");
    assertThat(failure("SET statement_timeout = 50; SELECT pg_sleep(9)").isCancelled()).isTrue();
    assertThat(failure("DO $$ BEGIN RAISE disk_full; END $$").isDiskFull()).isTrue();
    assertThat(failure("BEGIN; VACUUM").isActiveTransaction()).isTrue();
    session.execute(
        "ROLLBACK; CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'; BEGIN");
    assertThat(failure("CALL p()").isTransactionTermination()).isTrue();
    session.execute("ROLLBACK");
  }

  @Test
  void aLockThatDoesNotComeFreeIsALockTimeout() {
    session.execute("CREATE TABLE t ()");
    try (Session other = Sessions.open(db)) {
      other.execute("BEGIN; LOCK TABLE t");
      assertThat(failure("SET lock_timeout = '50ms'; SELECT * FROM t").isLockTimeout()).isTrue();
    }
  }

  private SqlFailure failure(String sql) {
    return catchThrowableOfType(SqlFailure.class, () -> session.execute(sql));
  }
}
