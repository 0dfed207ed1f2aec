package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.audit.AuditFile;
import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Deed;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is changed is entered, nothing else is, and no change of the record goes unseen. */
@ExtendWith(LeakCheck.class)
class AuditCommandTest extends SampleDatabase {
  private static final String OPEN = "SET session_replication_role = replica; ";

  private Result call(int status, String... words) {
    Result result = ebb.call(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  @Test
  void everyChangeIsEnteredAndWhoLooksLeavesNothing() {
    call(0, "up", "--dry-run");
    call(0, "status");
    assertThat(database.value("SELECT (to_regnamespace('ebb_audit') IS NULL)::text"))
        .isEqualTo("true");
    call(0, "up");
    call(0, "up");
    assertThat(call(0, "drift", "--shadow=target").out()).doesNotContain("ebb_audit");
    call(0, "down", "--yes", "--loss=accept");
    new SampleProject(folder)
        .migration(
            "frontend", 4, "3", List.of("ALTER ROLE nobody_here PASSWORD 'hunter2';", "SELECT 1;"));
    call(3, "up");
    call(0, "add-log", "--db=frontend", "--version=4");
    List<String> bodies = database.query("SELECT body FROM ebb_audit.entry ORDER BY number");
    assertThat(bodies).hasSize(4);
    assertThat(bodies.get(0))
        .contains(
            "\"command\":\"up\"", "\"millis\":", "\"version\":\"0.1.0\"", "\"outcome\":\"done\"")
        .contains("\"plan\":[\"up 1 (m1)\",\"up 2 (m2)\",\"up 3 (m3)\"]", "\"step\":\"up 3 (m3)\"")
        .doesNotContain("Step[");
    assertThat(bodies.get(1)).contains("\"loss\":\"accept\"", "\"lossAcceptedBy\":");
    assertThat(bodies.get(2)).contains("\"outcome\":\"half-way\"", "nobody_here");
    assertThat(String.join("", bodies)).doesNotContain("hunter2");
    assertThat(bodies.get(3)).contains("add-log", "recorded 4 up as run by hand");
    assertThat(call(0, "audit", "show").out()).contains("4 entries", "down frontend by");
    assertThat(call(0, "audit", "export").out().lines()).hasSize(4);
    assertThat(call(0, "audit", "verify").out()).contains("4 entries, as written");
    assertThat(JsonTest.violations("audit", call(0, "audit", "show", "--format=json").out()))
        .isEmpty();
  }

  @Test
  void anyEditCutOrReorderIsFound() {
    for (int i = 0; i < 3; i++) {
      call(0, "up");
      call(0, "down", "--yes");
    }
    for (String ordinary :
        List.of(
            "UPDATE ebb_audit.entry SET body = ''",
            "DELETE FROM ebb_audit.entry",
            "TRUNCATE ebb_audit.entry")) {
      assertThat(refused(ordinary)).contains("only added to");
    }
    for (String tampering :
        List.of(
            "UPDATE ebb_audit.entry SET body = replace(body, 'done', 'dome') WHERE number = 2",
            "DELETE FROM ebb_audit.entry WHERE number = 3",
            "DELETE FROM ebb_audit.entry WHERE number = 1",
            "DELETE FROM ebb_audit.entry WHERE number = 6",
            "TRUNCATE ebb_audit.entry",
            "UPDATE ebb_audit.entry SET number = CASE number WHEN 2 THEN 3 ELSE 2 END WHERE number"
                + " IN (2, 3)",
            "UPDATE ebb_audit.entry e SET body = o.body FROM ebb_audit.entry o WHERE e.number = 2"
                + " AND o.number = 4",
            "INSERT INTO ebb_audit.entry VALUES (7, '{}', repeat('a', 64))",
            "DELETE FROM ebb_audit.head",
            "ALTER TABLE ebb_audit.head RENAME TO gone",
            "ALTER TABLE ebb_audit.entry RENAME TO gone",
            "UPDATE ebb_audit.head SET number = 5")) {
      database.execute(
          "DROP TABLE IF EXISTS saved_e, saved_h; CREATE TABLE saved_e AS TABLE ebb_audit.entry;"
              + " CREATE TABLE saved_h AS TABLE ebb_audit.head");
      database.execute(
          "BEGIN; ALTER TABLE ebb_audit.entry DROP CONSTRAINT entry_pkey; "
              + OPEN
              + tampering
              + "; COMMIT; SET session_replication_role = DEFAULT");
      assertThat(call(4, "audit", "verify").out()).as(tampering).contains("✖");
      database.execute(
          "DO $$ BEGIN IF to_regclass('ebb_audit.entry') IS NULL THEN ALTER TABLE ebb_audit.gone"
              + " RENAME TO entry; ELSIF to_regclass('ebb_audit.head') IS NULL THEN ALTER TABLE"
              + " ebb_audit.gone RENAME TO head; END IF; END $$");
      database.execute(
          OPEN
              + "DELETE FROM ebb_audit.entry; INSERT INTO ebb_audit.entry TABLE saved_e; DELETE FROM"
              + " ebb_audit.head; INSERT INTO ebb_audit.head TABLE saved_h; ALTER TABLE"
              + " ebb_audit.entry ADD PRIMARY KEY (number); SET session_replication_role = DEFAULT");
      call(0, "audit", "verify");
    }
  }

  @Test
  void whatWasTakenFromTheEndShowsForEverHoweverMuchIsAdded() {
    for (String taken :
        List.of(
            "DELETE FROM ebb_audit.entry WHERE number = 2; DELETE FROM ebb_audit.head",
            "DELETE FROM ebb_audit.head",
            "DROP TABLE ebb_audit.head",
            "DELETE FROM ebb_audit.entry WHERE number > 1")) {
      call(0, "up");
      call(0, "down", "--yes");
      call(0, "audit", "verify");
      database.execute(OPEN + taken + "; SET session_replication_role = DEFAULT");
      for (int i = 0; i < 2; i++) {
        assertThat(call(0, "up").err()).as(taken).doesNotContain("not entered");
        assertThat(call(4, "audit", "verify").out()).as(taken).contains("✖");
        call(0, "down", "--yes");
      }
      call(0, "down", "--steps=2", "--yes");
      database.execute("DROP SCHEMA ebb_audit CASCADE");
    }
    assertThat(call(0, "audit", "verify").out()).contains("no record").doesNotContain("✅");
  }

  @Test
  void manyWhoAddAtOnceMakeOneChain() {
    int each = 20;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    AuditFile file = new AuditFile(folder.resolve("audit.log"));
    database.execute(
        "ALTER DATABASE "
            + database.name()
            + " SET default_transaction_isolation = 'serializable'");
    for (int i = 0; i < 4; i++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                try (Session session = open(database)) {
                  for (int n = 0; n < each; n++) {
                    new AuditTrail(session).add("{}");
                    file.add("{}");
                  }
                }
              },
              task -> Thread.ofPlatform().daemon().start(task)));
    }
    try (Session session = open(database)) {
      while (!all.stream().allMatch(CompletableFuture::isDone)) {
        assertThat(new AuditTrail(session).verify()).isEmpty();
      }
      all.forEach(CompletableFuture::join);
      assertThat(new AuditTrail(session).read().entries()).hasSize(4 * each);
      assertThat(new AuditTrail(session).verify()).isEmpty();
    }
    assertThat(file.bodies()).hasSize(4 * each);
    assertThat(file.verify()).isEmpty();
  }

  private String refused(String sql) {
    try {
      database.execute(sql);
      return "not refused";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage()) + e.getCause();
    }
  }

  @Test
  void theFileShowsWhatTheDatabaseLost() throws IOException {
    ebb = ebb.with("EBB_AUDIT_LOG", "migrations/audit.log");
    call(0, "up");
    call(0, "down", "--yes");
    Path file = folder.resolve("migrations/audit.log");
    call(0, "audit", "verify", "--file=migrations/audit.log");
    database.execute(
        OPEN
            + "DELETE FROM ebb_audit.entry WHERE number = 2; UPDATE ebb_audit.head SET number = 1,"
            + " hash = (SELECT hash FROM ebb_audit.entry); SET session_replication_role = DEFAULT");
    call(0, "audit", "verify");
    assertThat(call(4, "audit", "verify", "--file=migrations/audit.log").out())
        .contains("the database lacks what was done at");
    // also where it is reached otherwise by now
    ebb = ebb.with("PGHOST", "localhost");
    assertThat(call(4, "audit", "verify", "--file=migrations/audit.log").out())
        .contains("the database lacks what was done at");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(0, lines.getFirst().replace("\"up\"", "\"upp\""));
    Files.write(file, lines);
    assertThat(call(4, "audit", "verify", "--file=migrations/audit.log").out()).contains("line 1");
  }

  @Test
  void theFileShowsWhatItLostItselfAndGoesOnAfterATornLine() throws IOException {
    ebb = ebb.with("EBB_AUDIT_LOG", "audit.log");
    Path file = folder.resolve("audit.log");
    assertThat(call(4, "audit", "verify", "--file=audit.log").out()).contains("no such file");
    call(0, "up");
    call(0, "down", "--yes");
    call(0, "up");
    call(0, "audit", "verify", "--file=audit.log");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 1));
    assertThat(call(4, "audit", "verify", "--file=audit.log").out())
        .contains("it lacks entry 2 of", "it lacks entry 3 of");
    Files.writeString(file, String.join("\n", lines) + "\n{\"line\":4,\"ha\u00ff");
    call(0, "down", "--yes");
    assertThat(call(4, "audit", "verify", "--file=audit.log").out().lines())
        .singleElement()
        .asString()
        .contains("line 4: the line is none that Ebb has written, or a part of one");
  }

  @Test
  void whatTheDatabaseDoesNotTakeIsInTheFileAndWhatTheFileDoesNotTakeIsInTheDatabase()
      throws IOException {
    ebb = ebb.with("EBB_AUDIT_LOG", "no-such-folder/audit.log");
    Result up = call(0, "up");
    assertThat(up.err()).contains("not entered", "folder").doesNotContain("ebb_audit");
    assertThat(database.value("SELECT count(*) FROM ebb_audit.entry")).isEqualTo("1");
    ebb = ebb.with("EBB_AUDIT_LOG", "audit.log");
    database.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;"
            + " CREATE TRIGGER no_room BEFORE INSERT ON ebb_audit.entry EXECUTE FUNCTION no_room()");
    assertThat(call(0, "down", "--yes").err()).contains("not entered", "disk full");
    database.execute("DROP FUNCTION no_room CASCADE");
    assertThat(Files.readString(folder.resolve("audit.log")))
        .contains("\"notInTheDatabase\":\"", "disk full");
    call(0, "audit", "verify", "--file=audit.log");
  }

  @Test
  void secretsAreLeftOutInWhateverFormTheyAreWritten() {
    for (String secret :
        List.of(
            "CREATE ROLE x PASSWORD 'hunter2'",
            "create role x password $$hunter2 two$$",
            "CREATE USER MAPPING FOR x SERVER s OPTIONS (user 'a', password 'hunter2')",
            "{\"password\": \"hunter2\"}",
            "aws_secret_access_key = 'hunter2'",
            "client_secret_id: hunter2",
            "postgres://me:hunter2@host/db",
            "postgres://me:a@hunter2@host/db",
            "host=h password=hunter2 dbname=d",
            "https://hooks.slack.com/services/T1/B2/hunter2")) {
      assertThat(new Deed().put("x", secret).json()).doesNotContain("hunter2");
    }
    assertThat(new Deed().put("x", "column note of table users, 5 values").json())
        .contains("column note of table users, 5 values");
  }

  @Test
  void aRestoredDatabaseGetsTheEntriesThatItLacks() {
    call(0, "up");
    try (TestDatabase restored = TestPostgres.shared().newDatabase()) {
      InProcess there = new SampleProject(folder).on(restored);
      assertThat(there.call("upto", "--target=1").status()).isZero();
      restored.execute(
          OPEN
              + "DELETE FROM ebb_audit.entry; DELETE FROM ebb_audit.head; SET"
              + " session_replication_role = DEFAULT");
      call(0, "down", "--yes");
      try (Session from = open(database);
          Session to = open(restored)) {
        AuditTrail trail = new AuditTrail(from);
        assertThat(trail.carryOverTo(to)).isEqualTo(2);
        assertThat(trail.carryOverTo(to)).isZero();
        assertThat(new AuditTrail(to).entries()).isEqualTo(trail.entries());
        assertThat(there.call("upto", "--target=2").status()).isZero();
        call(0, "up");
        assertThat(trail.carryOverTo(to)).isEqualTo(1);
        assertThat(trail.carryOverTo(to)).isZero();
        assertThat(new AuditTrail(to).entries()).hasSize(4);
        assertThat(new AuditTrail(to).verify()).isEmpty();
      }
    }
  }

  private static Session open(TestDatabase db) {
    return new Connector(
            ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()),
            "ebb-test",
            Duration.ZERO)
        .open();
  }
}
