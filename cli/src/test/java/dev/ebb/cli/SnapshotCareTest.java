package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is unusual about a database is the same after it went through a snapshot or a branch. */
@ExtendWith(LeakCheck.class)
class SnapshotCareTest extends WholeDatabase {
  private static final String SPACE = "\"ebb space\"";

  /** The ledger is where the settings of the database make one look. */
  @Override
  String contents() {
    return """
    CREATE SCHEMA "a.pp"; ALTER TABLE migration_logs SET SCHEMA "a.pp";
    ALTER TABLE schema_migrations SET SCHEMA "a.pp";
    ALTER DATABASE "%1$s" SET search_path = "a.pp", public; ALTER DATABASE "%1$s" SET temp_tablespaces = '';
        ALTER DATABASE "%1$s" SET idle_in_transaction_session_timeout = 20;
    CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
    CREATE TABLE "p.1" PARTITION OF parted FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
    CREATE TABLE "a.pp".leaf PARTITION OF "p.1" FOR VALUES FROM (0) TO (5);
    CREATE TABLE rest PARTITION OF parted DEFAULT;
    INSERT INTO parted SELECT i, 'v' || i FROM unnest(ARRAY[1, 2, 3, 20, 30]) i\
    """
        .formatted(database.name());
  }

  private static void sql(String... statements) {
    try (TestDatabase all = TestPostgres.shared().database("postgres")) {
      for (String statement : statements) {
        all.execute(statement);
      }
    }
  }

  @AfterEach
  void leave() {
    drop();
    sql("DROP TABLESPACE IF EXISTS " + SPACE);
  }

  private String space() {
    return database.value(
        "SELECT spcname FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE"
            + " datname = current_database()");
  }

  @Test
  void settingsDiskAndLedgerAreTheSameAndASubscriptionIsNotDoubled() {
    database.leave();
    sql("SET allow_in_place_tablespaces = on", "CREATE TABLESPACE " + SPACE + " LOCATION ''");
    sql("ALTER DATABASE \"" + database.name() + "\" SET TABLESPACE " + SPACE);
    database.execute(
        "CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect ="
            + " false)");
    try {
      ok("snapshot", "create", "s1");
      assertThat(document(0, "snapshot", "verify", "s1")).contains("\"mismatches\" : [ ]");
      assertThat(others()).isEmpty();
    } finally {
      database.execute("ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s");
    }
    assertThat(document(0, "branch", "create", "b1")).contains("\"schema\" : \"frontend\"");
    assertThat(document(0, "snapshot", "restore", "s1", "--yes")).contains("\"replacement\"");
    assertThat(space()).isEqualTo("ebb space");
    assertThat(ok("status")).contains("3 applied");
    assertThat(database.value("SHOW temp_tablespaces")).isEqualTo("\"\"");
    assertThat(database.value("SHOW search_path")).isEqualTo("\"a.pp\", public");
    assertThat(database.value("SELECT count(*) FROM pg_subscription")).isEqualTo("0");
  }

  @Test
  void rowsOfAPartitionedTableComeBackToTheirPartitions() {
    ok("snapshot", "create", "s1");
    database.execute(
        "DELETE FROM parted WHERE id IN (2, 30); UPDATE parted SET v = NULL WHERE id = 3");
    assertThat(document(0, "snapshot", "restore", "s1", "--table=parted", "--yes"))
        .contains("\"inSnapshot\" : 5", "\"returned\" : 2");
    assertThat(ok("snapshot", "restore", "s1", "--table=parted", "--column=v", "--yes"))
        .contains("1 row was changed");
    assertThat(database.query("SELECT tableoid::regclass || ' ' || v FROM parted ORDER BY id"))
        .containsExactly("leaf v1", "leaf v2", "leaf v3", "rest v20", "rest v30");
    assertThat(document(0, "snapshot", "restore", "s1", "--table=\"a.pp\".leaf", "--yes"))
        .contains("\"inSnapshot\" : 3", "\"returned\" : 0");
  }

  @Test
  void aCommentThatSomebodySpoiltKeepsNobodyFromTheOtherBranches() {
    String spoilt = "\"" + database.name() + "_junk\"";
    sql(
        "CREATE DATABASE " + spoilt,
        "COMMENT ON DATABASE %s IS E't\\nebb-restore 1\\nname junk\\nof %s\\norigin asked\\nat noon\\nledger frontend\\nfingerprint c2:x\\n'"
            .formatted(spoilt, database.name()));
    assertThat(ok("branch", "list")).contains("junk");
    assertThat(ok("rollback", "--symptom=unknown")).doesNotContain("not asked");
  }

  @Test
  @Tag("proof")
  void aServerThatTellsNobodyItsPlaceInTheLogHasSnapshotsAndBranches() throws IOException {
    // as Amazon's Aurora does, which otherwise answers with an error
    database.execute("CREATE FUNCTION aurora_version() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    ok("snapshot", "create", "s1");
    assertThat(Files.readString(folder.resolve(".ebb/snapshots/s1/manifest")))
        .doesNotContain("\nlsn ");
    ok("snapshot", "restore", "s1", "--yes");
  }

  @Test
  @Tag("proof")
  void onlyWhatHeldWhatItShouldCountsAsVerifiedAndNothingOlderGoesBeforeItIsIntact()
      throws IOException {
    ok("snapshot", "create", "s1");
    ok("snapshot", "create", "s2");
    Path newest = folder.resolve(".ebb/snapshots/s2");
    String manifest = Files.readString(newest.resolve("manifest"));
    Files.writeString(newest.resolve("manifest"), manifest.replace("rows 2 ", "rows 1 "));
    seal(newest);
    assertThat(call(4, "snapshot", "restore", "s2", "--yes").err()).contains("--even-if-changed");
    ok("snapshot", "restore", "s2", "--yes", "--even-if-changed");
    assertThat(ok("snapshot", "list")).doesNotContain("; verified");
    assertThat(call(6, "snapshot", "delete", "--keep=1", "--yes").err()).contains("never verified");
    Files.writeString(newest.resolve("manifest"), manifest);
    seal(newest);
    ok("snapshot", "verify", "s2");
    Files.writeString(newest.resolve("manifest"), manifest + "\n");
    assertThat(call(4, "snapshot", "delete", "--keep=1", "--yes").err())
        .contains("manifest is not what was written");
    Files.writeString(newest.resolve("manifest"), manifest);
    assertThat(ok("snapshot", "delete", "--keep=1", "--yes")).contains("s1");
  }

  /** As somebody would who believes that he knows better. */
  private static void seal(Path snapshot) throws IOException {
    Process sums =
        new ProcessBuilder(List.of("sh", "-c", "sha256sum manifest dump/* > SHA256SUMS"))
            .directory(snapshot.toFile())
            .start();
    assertThat(sums.onExit().join().exitValue()).isZero();
  }
}
