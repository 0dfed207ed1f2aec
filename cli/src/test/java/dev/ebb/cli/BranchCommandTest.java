package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.db.LockKey;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A branch is the database as it was, and takes its place wholly or not at all. */
@ExtendWith(LeakCheck.class)
class BranchCommandTest extends WholeDatabase {
  private static final String HOSTILE =
      """
      CREATE SCHEMA "o.d""d"; CREATE TABLE "o.d""d"."t'ä b" ("c.1" int PRIMARY KEY, v text);
      INSERT INTO "o.d""d"."t'ä b" SELECT i, 'ü' || i FROM generate_series(1, 50) i;
      CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM "o.d""d"."t'ä b";
      INSERT INTO frontend_t1 VALUES (1), (2)\
      """;

  @Override
  String contents() {
    return HOSTILE;
  }

  private static void sql(String sql) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      all.execute(sql);
    }
  }

  @Test
  void aPromotedBranchIsTheDatabaseAsItWasAndWhatItReplacedCanComeBack() {
    String then = database.catalogAndData();
    document(0, "branch", "create", "b1");
    ok("down", "--yes");
    database.execute(
        "DROP TABLE \"o.d\"\"d\".\"t'ä b\" CASCADE; INSERT INTO frontend_t1 VALUES (3)");
    String later = database.catalogAndData();
    assertThat(document(0, "branch", "promote", "b1", "--dry-run"))
        .contains("\"kind\" : \"returns\"", "public.frontend_t1", "\"now\" : 3");
    assertThat(database.catalogAndData()).isEqualTo(later);
    assertThat(document(6, "branch", "promote", "b1")).contains("--yes");
    document(0, "branch", "promote", "b1", "--yes");
    assertThat(database.catalogAndData()).isEqualTo(then);
    assertThat(ok("status")).contains("3 applied");
    database.execute("INSERT INTO frontend_t1 VALUES (4)");

    String kept = others().getFirst();
    String name = kept.substring(database.name().length() + 1);
    assertThat(document(0, "branch", "list")).contains("\"origin\" : \"replaced\"", name);
    document(0, "branch", "promote", name, "--yes");
    assertThat(database.catalogAndData()).isEqualTo(later);
    for (String left : others()) {
      document(0, "branch", "delete", left.substring(database.name().length() + 1), "--yes");
    }
    assertThat(others()).isEmpty();
  }

  @Test
  void whatTheServerKeepsAboutADatabaseStaysWithItsName() {
    String name = database.name();
    sql("CREATE ROLE branch_reader; CREATE ROLE \"branch \"\"owner\"");
    try {
      sql(
          """
          COMMENT ON DATABASE %1$s IS E'it''s\\nmine'; REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
          GRANT CONNECT ON DATABASE %1$s TO branch_reader WITH GRANT OPTION;
          ALTER DATABASE %1$s SET search_path = "$user", public, "a, b";
          ALTER DATABASE %1$s SET temp_tablespaces = ''; ALTER DATABASE %1$s SET work_mem = '7MB'; ALTER ROLE branch_reader IN DATABASE %1$s SET jit = off;
          ALTER DATABASE %1$s CONNECTION LIMIT 50; ALTER DATABASE %1$s OWNER TO "branch ""owner"\
          """
              .formatted(name));
      String before = kept();
      ok("branch", "create", "b1");
      assertThat(
              database.value(
                  "SELECT datacl::text || datconnlimit FROM pg_database WHERE datname = '"
                      + name
                      + "_branch_b1'"))
          .contains("branch_reader=c*", "50")
          .doesNotContain("{=");
      ok("branch", "promote", "b1", "--yes");
      assertThat(kept()).isEqualTo(before);
    } finally {
      database.leave();
      sql("ALTER DATABASE %1$s OWNER TO CURRENT_USER".formatted(name));
      drop();
      sql("DROP ROLE branch_reader; DROP ROLE \"branch \"\"owner\"");
    }
  }

  private String kept() {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      return String.join(
          "\n",
          all.query(
              """
              SELECT pg_get_userbyid(datdba), datconnlimit, shobj_description(oid, 'pg_database'),
                     (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(datacl) x),
                     (SELECT string_agg(s.setrole::regrole || s.setconfig::text, ' ' ORDER BY s.setrole)
                        FROM pg_db_role_setting s WHERE s.setdatabase = d.oid)
                FROM pg_database d WHERE datname = '%s'\
              """
                  .formatted(database.name())));
    }
  }

  @Test
  void whoIsConnectedIsNamedAndLeftAloneUnlessSessionsAreToBeEnded() throws SQLException {
    ok("branch", "create", "b1");
    try (Connection someone = database.connect();
        Connection migrating = database.connect()) {
      someone.createStatement().execute("SET application_name = 'a till'");
      for (String[] words :
          List.of(
              new String[] {"branch", "create", "b2"},
              new String[] {"branch", "promote", "b1", "--yes"})) {
        Result refused = ebb.call(words);
        assertThat(refused.status()).as(refused.err()).isEqualTo(6);
        assertThat(refused.err()).contains("a till", "--end-sessions", "nothing was changed");
      }
      assertThat(someone.isValid(5)).isTrue();
      migrating.createStatement().execute("SELECT pg_advisory_lock(" + lock() + ", 0)");
      Result busy = ebb.call("branch", "promote", "b1", "--yes", "--end-sessions");
      assertThat(busy.status()).as(busy.err()).isEqualTo(5);
      assertThat(busy.err()).contains("migrations are running");
      assertThat(someone.isValid(5)).isTrue();
      migrating.createStatement().execute("SELECT pg_advisory_unlock_all()");
      Result done = ebb.call("branch", "promote", "b1", "--yes", "--end-sessions");
      assertThat(done.status()).as(done.err()).isEqualTo(0);
      assertThat(done.out()).contains("sessions were ended");
      assertThat(someone.isValid(5)).isFalse();
    }
  }

  private static int lock() {
    return LockKey.of("schema_migrations").value();
  }

  @Test
  void aBranchThatIsNoLongerWhatItWasReplacesNothing() throws SQLException {
    ok("branch", "create", "b1");
    try (TestDatabase branch = TestPostgres.shared().database(database.name() + "_branch_b1")) {
      assertThat(branch.value("SHOW default_transaction_read_only")).isEqualTo("on");
      try (Connection writer = branch.connect()) {
        writer.createStatement().execute("SET default_transaction_read_only = off");
        writer.createStatement().execute("INSERT INTO frontend_t2 VALUES (9)");
        writer.createStatement().execute("ALTER TABLE frontend_t3 ADD more int");
      }
      branch.leave();
      String now = database.catalogAndData();
      Result refused = call(4, "branch", "promote", "b1", "--yes");
      assertThat(refused.err())
          .contains("frontend_t2 has 1 rows instead of 0", "fingerprint", "--even-if-changed");
      assertThat(database.catalogAndData()).isEqualTo(now);
      ok("branch", "promote", "b1", "--yes", "--even-if-changed");
      assertThat(database.query("SELECT id FROM frontend_t2")).containsExactly("9");
    }
  }

  @Test
  void aRunTakesARestorePointFirstAndDoesNotBeginWithoutOne() throws SQLException {
    String then = database.catalogAndData();
    assertThat(call(0, "down", "--yes", "--restore-point=auto").err())
        .contains("restore point of database", "branch promote before_");
    assertThat(document(0, "branch")).contains("\"origin\" : \"before-run\"");
    String name = others().getFirst().substring((database.name() + "_branch_").length());
    ok("branch", "promote", name, "--yes");
    assertThat(database.catalogAndData()).isEqualTo(then);
    assertThat(call(2, "down", "--yes", "--restore-point=brunch").err())
        .contains("did you mean branch?");
    try (Connection someone = database.connect()) {
      assertThat(someone.isValid(5)).isTrue();
      Result refused = ebb.call("down", "--yes", "--restore-point=branch");
      assertThat(refused.status()).as(refused.err()).isEqualTo(6);
      assertThat(database.catalogAndData()).isEqualTo(then);
      Result instead = ebb.call("down", "--yes", "--restore-point=auto");
      assertThat(instead.err()).contains("no branch is possible now", "ebb snapshot restore");
      assertThat(instead.status()).isEqualTo(0);
    }
    assertThat(document(0, "snapshot")).contains("\"origin\" : \"before-run\"");
  }

  @Test
  void namesThatMakeNoSenseAreRefusedAndADryRunMakesNothing() {
    assertThat(document(0, "branch", "create", "b1", "--dry-run")).contains("\"pauseMillis\"");
    assertThat(others()).isEmpty();
    assertThat(document(0, "branch")).contains("\"points\" : [ ]");
    assertThat(call(2, "branch", "create", "no good").err()).contains("letters, digits");
    assertThat(call(2, "branch", "promote").err()).contains("no branch is named");
    assertThat(call(2, "branch", "crate").err()).contains("did you mean create?");
    ok("branch", "create", "b1");
    assertThat(call(6, "branch", "create", "b1").err()).contains("already");
    assertThat(call(2, "branch", "delete", "b2", "--yes").err()).contains("did you mean b1?");
    sql("CREATE DATABASE " + database.name() + "_branch_theirs");
    assertThat(call(2, "branch", "delete", "theirs", "--yes").err()).contains("has no branch");
    assertThat(others()).hasSize(2);
  }
}
