package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.branch.LocalBranches;
import dev.ebb.restore.branch.Plan;
import dev.ebb.restore.swap.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore point for which the disk has no room leaves nothing behind, and says what to do. */
class FullDiskTest {
  private static final String ROWS =
      "INSERT INTO a SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 60000) g GROUP BY g % 600";

  @TempDir private Path folder;

  private EbbCommand project(TestDatabase database) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (v text);", "DROP TABLE a;")
            .in(folder.resolve("project"))
            .on(database);
    ebb.run(0, "up");
    database.execute(ROWS);
    database.execute("CHECKPOINT");
    database.leave();
    return ebb;
  }

  @Test
  @Tag("proof")
  void aDumpThatDoesNotFitIsGoneAndWithRoomItIsThere() {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
      EbbCommand ebb = project(database).with("EBB_SNAPSHOTS", disk.path().toString());
      String state = database.catalogAndData();
      database.leave();
      String said = ebb.run(1, "snapshot", "create", "s1");
      assertThat(said).contains("No space left on device", "make room");
      assertThat(disk.path()).isEmptyDirectory();
      assertThat(ebb.run(1, "down", "--yes", "--restore-point=snapshot")).contains("make room");
      assertThat(disk.path()).isEmptyDirectory();
      assertThat(database.catalogAndData()).isEqualTo(state);
      database.leave();
      disk.grow(64);
      ebb.run(0, "snapshot", "create", "s1");
      disk.grow(4);
      assertThat(ebb.run(0, "snapshot", "verify", "s1")).contains("can be restored");
    }
  }

  @Test
  @Tag("proof")
  void aCopyThatDoesNotFitIsGoneAndTheDatabaseServesOn() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (TestPostgres own = TestPostgres.durable();
        SmallDisk small = SmallDisk.mount(disk, 16);
        TestDatabase database = own.newDatabase()) {
      database.leave();
      try (TestDatabase all = own.database("postgres")) {
        all.execute("CREATE TABLESPACE tiny LOCATION '" + disk + "'");
        all.execute("ALTER DATABASE " + database.name() + " SET TABLESPACE tiny");
      }
      EbbCommand ebb = project(database);
      String state = database.catalogAndData();
      database.leave();
      String said = ebb.run(1, "branch", "create", "b1");
      assertThat(said).contains("there is too little room on the server's disk", "branch list");

      // there was room when it was planned
      small.grow(64);
      LocalBranches branches = new LocalBranches(site(database));
      Plan plan = branches.plan("b1", Visitors.RESPECTED);
      small.grow(16);
      assertThatThrownBy(() -> branches.create(plan, Origin.ASKED, Visitors.RESPECTED, _ -> {}))
          .isInstanceOfSatisfying(
              Fault.class,
              fault -> {
                assertThat(fault.problems().getFirst().what()).contains("No space left on device");
                assertThat(fault.problems().getFirst().remedy())
                    .contains("make room on the server's disk", "the database is as it was");
              });
      assertThat(databases(own, database)).containsExactly(database.name());
      try (TestDatabase all = own.database("postgres")) {
        all.execute("CHECKPOINT");
      }
      assertThat(database.catalogAndData()).isEqualTo(state);
      database.leave();
      small.grow(64);
      ebb.run(0, "branch", "create", "b1");
      assertThat(databases(own, database)).hasSize(2);
      assertThat(ebb.run(0, "branch", "promote", "b1", "--yes")).contains("is back");
      assertThat(database.catalogAndData()).isEqualTo(state);
      database.leave();
      for (String other : databases(own, database)) {
        if (!other.equals(database.name())) {
          ebb.run(0, "branch", "delete", other.substring(database.name().length() + 1), "--yes");
        }
      }
    }
  }

  private static Site site(TestDatabase db) {
    Connector connector =
        new Connector(
            ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()),
            "ebb",
            Duration.ZERO);
    return new Site(connector, new SchemaName("shop"), List.of(), Clock.systemUTC());
  }

  private static List<String> databases(TestPostgres own, TestDatabase database) {
    try (TestDatabase all = own.database("postgres")) {
      return all.query(
          "SELECT datname FROM pg_database WHERE datname LIKE '"
              + database.name()
              + "%' OR datname LIKE 'ebb\\_making%' ORDER BY 1");
    }
  }
}
