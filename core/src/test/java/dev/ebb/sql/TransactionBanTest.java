package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements PostgreSQL refuses in a transaction block. */
class TransactionBanTest {

  private static StatementKind kindOf(String text) {
    Script script = Script.parse(text);
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(1);
    return script.statements().getFirst().kind();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE INDEX CONCURRENTLY i ON t (a) | CREATE INDEX CONCURRENTLY",
        "create index concurrently if not exists i on t (a) | CREATE INDEX CONCURRENTLY",
        "CREATE INDEX CONCURRENTLY ON t (a) | CREATE INDEX CONCURRENTLY",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a) | CREATE UNIQUE INDEX CONCURRENTLY",
        "DROP INDEX CONCURRENTLY i | DROP INDEX CONCURRENTLY",
        "DROP INDEX CONCURRENTLY IF EXISTS s.i RESTRICT | DROP INDEX CONCURRENTLY",
        "REINDEX INDEX CONCURRENTLY i | REINDEX CONCURRENTLY",
        "REINDEX TABLE CONCURRENTLY t | REINDEX CONCURRENTLY",
        "REINDEX (VERBOSE) TABLE CONCURRENTLY t | REINDEX CONCURRENTLY",
        "REINDEX (VERBOSE, CONCURRENTLY) TABLE t | REINDEX CONCURRENTLY",
        "REINDEX (CONCURRENTLY true, TABLESPACE x) INDEX i | REINDEX CONCURRENTLY",
        "REINDEX (CONCURRENTLY 1) INDEX i | REINDEX CONCURRENTLY",
        "REINDEX SCHEMA s | REINDEX SCHEMA",
        "REINDEX SCHEMA CONCURRENTLY s | REINDEX SCHEMA",
        "REINDEX DATABASE d | REINDEX DATABASE",
        "REINDEX DATABASE | REINDEX DATABASE",
        "REINDEX (VERBOSE) SYSTEM d | REINDEX SYSTEM",
        "VACUUM | VACUUM",
        "VACUUM (ANALYZE) t | VACUUM",
        "vacuum full verbose t | VACUUM",
        "CLUSTER | CLUSTER without a table",
        "CLUSTER VERBOSE | CLUSTER without a table",
        "CLUSTER (VERBOSE) | CLUSTER without a table",
        "ALTER SYSTEM SET work_mem = '1MB' | ALTER SYSTEM",
        "ALTER SYSTEM RESET ALL | ALTER SYSTEM",
        "CREATE DATABASE d | CREATE DATABASE",
        "DROP DATABASE IF EXISTS d WITH (FORCE) | DROP DATABASE",
        "ALTER DATABASE d SET TABLESPACE x | ALTER DATABASE … SET TABLESPACE",
        "CREATE TABLESPACE x LOCATION '/x' | CREATE TABLESPACE",
        "DROP TABLESPACE IF EXISTS x | DROP TABLESPACE",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p | CREATE SUBSCRIPTION",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (enabled = false) | CREATE SUBSCRIPTION",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect) | CREATE SUBSCRIPTION",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect = on) | CREATE SUBSCRIPTION",
        "DROP SUBSCRIPTION s | DROP SUBSCRIPTION",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION | ALTER SUBSCRIPTION … REFRESH",
        "ALTER SUBSCRIPTION s SET PUBLICATION p | ALTER SUBSCRIPTION with refresh",
        "ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = true) | ALTER SUBSCRIPTION with refresh",
        "ALTER SUBSCRIPTION s DROP PUBLICATION p, q | ALTER SUBSCRIPTION with refresh",
        "ALTER SUBSCRIPTION s SET (failover = true) | ALTER SUBSCRIPTION … SET",
        "ALTER SUBSCRIPTION s SET (two_phase = false) | ALTER SUBSCRIPTION … SET",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY | DETACH PARTITION … CONCURRENTLY",
        "ALTER TABLE IF EXISTS \"a\".t DETACH PARTITION s.p CONCURRENTLY"
            + " | DETACH PARTITION … CONCURRENTLY"
      })
  void theseAreRefused(String text, String reason) {
    assertThat(kindOf(text)).isInstanceOf(StatementKind.NonTransactional.class);
    String why = ((StatementKind.NonTransactional) kindOf(text)).why();
    assertThat(why).contains(reason).endsWith(" cannot run inside a transaction block");
    assertThat(Script.parse("SELECT 1; " + text).transactional()).isFalse();
    String commented = text.replace(" ", " /* x */\n-- y\n ").toLowerCase(Locale.ROOT);
    assertThat(kindOf(commented)).isEqualTo(kindOf(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX \"concurrently\" ON t (a)",
        "DROP INDEX i, j",
        "REINDEX INDEX i",
        "REINDEX TABLE t",
        "REINDEX (VERBOSE) TABLE t",
        "REINDEX (CONCURRENTLY false) TABLE t",
        "REINDEX (CONCURRENTLY off, VERBOSE) TABLE t",
        "REINDEX (CONCURRENTLY 0) TABLE t",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "ALTER TYPE t ADD VALUE 'x'",
        "CALL p()",
        "ANALYZE t",
        "CLUSTER t",
        "CLUSTER t USING i",
        "CLUSTER VERBOSE t",
        "CLUSTER (VERBOSE) t USING i",
        "ALTER DATABASE d SET work_mem = '1MB'",
        "ALTER DATABASE d OWNER TO r",
        "ALTER DATABASE \"set tablespace\" REFRESH COLLATION VERSION",
        "ALTER TABLESPACE x RENAME TO y",
        "ALTER TABLE t SET TABLESPACE x",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (connect = false)",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (create_slot = 'off')",
        "CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p WITH (enabled = false, CONNECT=0)",
        "ALTER SUBSCRIPTION s DISABLE",
        "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
        "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER TABLE t DETACH PARTITION p FINALIZE",
        "ALTER TABLE t DETACH PARTITION \"concurrently\"",
        "CREATE TABLE vacuum (cluster int)",
        "COMMENT ON INDEX i IS 'CREATE INDEX CONCURRENTLY'",
        "SELECT 'VACUUM'",
        "DO $$ BEGIN PERFORM 1; END $$",
        "\"vacuum\""
      })
  void theseAreNot(String text) {
    assertThat(kindOf(text)).isEqualTo(new StatementKind.Transactional());
    assertThat(Script.parse(text).transactional()).isTrue();
  }

  @Test
  void oneStatementMakesTheScriptNonTransactional() {
    Script script = Script.parse("SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a); SELECT 2;");
    assertThat(script.flaws()).isEmpty();
    assertThat(script.transactional()).isFalse();
    assertThat(script.statements().getFirst().kind()).isEqualTo(new StatementKind.Transactional());
  }
}
