package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.reliability.GeneratedProject.Layout;
import dev.ebb.db.LockKey;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 8: any number of Ebbs at once, each migration once, everybody content. */
@ExtendWith(LeakCheck.class)
class ConcurrencyTest {
  private static final int CROWD = 16;
  private static final int PENDING = 50;
  private static final int KEY = LockKey.of(GeneratedProject.VERSION_TABLE).value();
  private static final String BULK =
      "CREATE TABLE bulk (id int PRIMARY KEY, body text);"
          + "INSERT INTO bulk SELECT g, md5(g::text) FROM generate_series(1, 20000) g;";

  private final TestPostgres server = TestPostgres.shared();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void sixteenAtOnceApplyEachMigrationOnce(Layout layout) {
    GeneratedProject project = GeneratedProject.generate(folder, layout, PENDING, 4711);
    EbbCommand ebb = EbbCommand.in(project.folder());
    try (TestDatabase crowded = server.newDatabase();
        TestDatabase calm = server.newDatabase()) {
      ebb.on(calm).run(0, "up");
      crowd(ebb.on(crowded), "up");
      assertThat(Footprint.repeated(crowded)).isEmpty();
      assertThat(Footprint.of(crowded)).isEqualTo(Footprint.of(calm));
    }
  }

  @Test
  void sixteenAtOnceOnADatabaseThatIsHalfWayWithOthersThatOnlyLook() {
    GeneratedProject project = GeneratedProject.generate(folder, Layout.PAIRS, PENDING, 42);
    EbbCommand ebb = EbbCommand.in(project.folder());
    String half = String.valueOf(project.migrations().get(PENDING / 2).id());
    try (TestDatabase crowded = server.newDatabase();
        TestDatabase calm = server.newDatabase()) {
      ebb.on(calm).run(0, "up");
      ebb.on(crowded).run(0, "upto", "--db=shop", "--target=" + half);
      crowd(ebb.on(crowded), "up", "validate");
      assertThat(Footprint.repeated(crowded)).isEmpty();
      assertThat(Footprint.of(crowded)).isEqualTo(Footprint.of(calm));
      ebb.on(crowded).run(0, "validate");
    }
  }

  // Who looks while others work may find the schema out of date, and nothing worse.
  private static void crowd(EbbCommand ebb, String... commands) {
    List<EbbProcess> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(ebb.start(commands[i % commands.length]));
      }
      for (int i = 0; i < CROWD; i++) {
        int status = crowd.get(i).await();
        String who = i + " of " + CROWD + ": " + crowd.get(i);
        if (commands[i % commands.length].equals("up")) {
          assertThat(status).as(who).isZero();
        } else {
          assertThat(status).as(who).isIn(0, 4);
        }
        assertThat(crowd.get(i).err()).doesNotContain("deadlock");
      }
    } finally {
      crowd.forEach(EbbProcess::close);
    }
  }

  @Test
  void aWaiterTakesOverWhenTheHolderIsKilled() {
    EbbCommand ebb = Scripts.braked().in(folder);
    try (TestDatabase database = server.newDatabase()) {
      Scripts.brakeOn(database);
      try (EbbProcess holder = ebb.on(database).start("up")) {
        Scripts.awaitStatement(holder, database, "brake");
        try (EbbProcess waiter = ebb.on(database).start("up")) {
          String pid = holder(database);
          waiter.awaitWhileRunning(() -> waiter.err().contains(pid));
          Scripts.brakeOff(database);
          holder.kill();
          assertThat(waiter.await()).as(waiter.toString()).isZero();
        }
      }
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
      assertThat(Footprint.repeated(database)).isEmpty();
    }
  }

  @Test
  void whoeverWaitsForAStoppedHolderSaysWhoItIsAndGivesUpInTime() {
    EbbCommand ebb = Scripts.braked().in(folder);
    try (TestDatabase database = server.newDatabase()) {
      Scripts.brakeOn(database);
      try (EbbProcess holder = ebb.on(database).start("up")) {
        Scripts.awaitStatement(holder, database, "brake");
        String pid = holder(database);
        holder.signal("STOP");
        String said = ebb.on(database).run(5, "up", "--lock-wait=2s");
        assertThat(said).contains(pid, database.user(), "ebb");
        Scripts.brakeOff(database);
        holder.signal("CONT");
        assertThat(holder.await()).as(holder.toString()).isZero();
      }
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002");
    }
  }

  @Test
  void thePredecessorWithTheSameKeyIsWaitedFor() throws SQLException {
    EbbCommand ebb = Scripts.of("CREATE TABLE a ();", "DROP TABLE a;").in(folder);
    try (TestDatabase database = server.newDatabase()) {
      try (Connection predecessor = database.connect();
          Statement statement = predecessor.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(" + KEY + ", 0)");
        String said = ebb.on(database).run(5, "up", "--lock-wait=1s");
        assertThat(said).contains("test-fixture");
        try (EbbProcess waiter = ebb.on(database).start("up")) {
          waiter.awaitWhileRunning(() -> waiter.err().contains("test-fixture"));
          statement.execute("SELECT pg_advisory_unlock(" + KEY + ", 0)");
          assertThat(waiter.await()).as(waiter.toString()).isZero();
        }
      }
      assertThat(Scripts.applied(database)).containsExactly("1001");
    }
  }

  // A tool that queues inside a statement holds a snapshot, for which the index build waits.
  @Test
  void aToolThatWaitsForTheLockInsideAStatementDoesNotEndTheIndexBuild() throws Exception {
    EbbCommand ebb =
        Scripts.of(BULK, "DROP TABLE bulk;")
            .then(Scripts.BRAKE, "")
            .then(
                "CREATE INDEX CONCURRENTLY by_body ON bulk (body);",
                "DROP INDEX CONCURRENTLY by_body;")
            .in(folder);
    try (TestDatabase database = server.newDatabase()) {
      Scripts.brakeOn(database);
      try (EbbProcess holder = ebb.on(database).start("up");
          Connection rude = database.connect()) {
        Scripts.awaitStatement(holder, database, "brake");
        Thread queue = Thread.ofVirtual().start(() -> queueFor(rude));
        Scripts.brakeOff(database);
        assertThat(holder.await()).as(holder.toString()).isIn(0, 1, 3);
        queue.join();
      }
      ebb.on(database).run(0, "up");
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002", "1003");
      Leaks.noInvalidIndex(database);
    }
  }

  private static String holder(TestDatabase database) {
    return database.value("SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
  }

  private static void queueFor(Connection rude) {
    try (Statement statement = rude.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + KEY + ", 0)");
      statement.execute("SELECT pg_advisory_unlock(" + KEY + ", 0)");
    } catch (SQLException e) {
      // chosen as the victim of the deadlock, which is as good
    }
  }
}
