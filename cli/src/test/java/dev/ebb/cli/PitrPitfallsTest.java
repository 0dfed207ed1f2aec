package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes wrong in recoveries by hand goes right, or is refused before anything is made. */
@Tag("proof")
class PitrPitfallsTest extends ArchivedProject {
  private static final String ZERO = "UPDATE \"o.d\"\"d\" SET v = 0";

  private String at() {
    return server
        .value("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')")
        .replace(' ', 'T')
        .concat("Z");
  }

  /** Restores, switches and throws away what was there. */
  private void back(String... moment) {
    String[] words = new String[moment.length + 4];
    System.arraycopy(new String[] {"pitr", "restore"}, 0, words, 0, 2);
    System.arraycopy(moment, 0, words, 2, moment.length);
    words[words.length - 2] = "--switch=do";
    words[words.length - 1] = "--yes";
    String place = place(document(0, words));
    ok("pitr", "delete", place, "--yes");
    assertThat(server.made()).isEmpty();
  }

  @Test
  void aBackupThatEndedAfterAPointIsNotTakenForIt() {
    String point = point("early");
    server.execute(ZERO);
    server.backup();
    back(point);
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aMomentThatNoBackupReachesIsRefusedBeforeAnythingIsMade() throws InterruptedException {
    assertThat(call(6, "pitr", "restore", "--at=2020-01-01T00:00:00Z").err())
        .contains("the oldest backup");
    assertThat(call(6, "pitr", "restore", "--at=2199-01-01T00:00:00Z").err()).contains("future");
    assertThat(call(6, "pitr", "restore", "--lsn=0/1000000").err()).contains("the oldest backup");
    assertThat(call(2, "pitr", "restore", "nobody").err()).contains("no restore point is called");
    assertThat(call(2, "pitr", "restore", "--lsn=77").err()).contains("no place in the log");
    assertThat(call(2, "pitr", "list", "--setting=stanca=x").err()).contains("did you mean stanza");
    assertThat(call(2, "pitr", "list", "--provider=pgbackest").err()).contains("pgbackrest?");
    // a backup's end is known to the second
    Thread.sleep(Duration.ofSeconds(2));
    assertThat(call(6, "pitr", "restore", "--at=" + at(), "--setting=folder=/proc").err())
        .contains("/proc");
    assertThat(server.made()).isEmpty();
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aTimeOnAnIdleServerAndATimeAmidAChangeOfTheTableAreReached()
      throws SQLException, InterruptedException {
    // a backup's end is known to the second
    Thread.sleep(Duration.ofSeconds(2));
    String idle = at();
    back("--at=" + idle);
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    String amid;
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("ALTER TABLE \"o.d\"\"d\" DROP COLUMN v");
      amid = at();
      connection.commit();
    }
    back("--at=" + amid);
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aPlaceInTheLogIsReached() {
    String lsn = server.value("SELECT pg_current_wal_insert_lsn()");
    server.execute(ZERO);
    back("--lsn=" + lsn);
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void afterSwitchesTheNewHistoryCanBeHadAgainAndSoCanTheOldOne() {
    String first = point("first");
    server.execute(ZERO);
    String second = point("second");
    back(first);
    server.execute("UPDATE \"o.d\"\"d\" SET v = 1");
    String third = point("third");
    server.execute("UPDATE \"o.d\"\"d\" SET v = 2");
    back(third);
    assertThat(server.value(ROWS)).isEqualTo("100 100");
    back(second);
    assertThat(server.value(ROWS)).isEqualTo("100 0");
    back(first);
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void tablespacesOfTheCopyAreItsOwn() throws IOException {
    Path spaces = server.folder().resolve("spaces");
    server.run("mkdir", spaces.toString());
    server.execute("CREATE TABLESPACE side LOCATION '" + spaces + "'");
    server.execute("CREATE TABLE s TABLESPACE side AS SELECT 7 AS n");
    server.backup();
    String point = point("with_space");
    server.execute("UPDATE s SET n = 8");
    String place = place(document(0, "pitr", "restore", point));
    assertThat(server.value("SELECT n FROM s")).isEqualTo("8");
    document(0, "pitr", "switch", place, "--switch=do", "--yes");
    assertThat(server.value("SELECT n FROM s")).isEqualTo("7");
    assertThat(Files.isDirectory(spaces)).isTrue();
  }

  @Test
  void aPointThatIsNotInTheArchiveLeavesNothingBehind() throws IOException {
    String point = point("real");
    Path notes = folder.resolve(".ebb/pitr/pgbackrest/frontend/points");
    String note = Files.readString(notes.resolve(point + ".point"));
    Files.writeString(notes.resolve("unreal.point"), note);
    assertThat(call(6, "pitr", "restore", "unreal").err())
        .contains("the archive ends before restore point unreal");
    assertThat(server.made()).isEmpty();
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void whatCameBackAndIsNotWhatWasRecordedIsTakenOnlyOnRequest() throws IOException {
    String point = point("real");
    Path note = folder.resolve(".ebb/pitr/pgbackrest/frontend/points").resolve(point + ".point");
    Files.writeString(
        note, Files.readString(note).replace("rows 100 public.\"o.d", "rows 99 public.\"o.d"));
    String document = document(4, "pitr", "restore", point);
    assertThat(document).contains("instead of 99");
    assertThat(call(6, "pitr", "switch", place(document), "--switch=do", "--yes").err())
        .contains("it is ready");
    assertThat(ok("pitr", "resume", place(document), "--even-if-changed")).contains("by hand");
  }

  @Test
  void whoSwitchesByThePrintedScriptGetsTheSameAndAServerThatDoesNotStartIsPutBack() {
    String point = point("by_hand");
    server.execute(ZERO);
    String place = place(document(0, "pitr", "restore", point));
    assertThat(
            call(
                    1,
                    "pitr",
                    "switch",
                    place,
                    "--switch=do",
                    "--yes",
                    "--setting=start=false,stop=/usr/lib/postgresql/15/bin/pg_ctl -D '"
                        + server.data()
                        + "' -w stop")
                .err())
        .contains("put back");
    server.up();
    assertThat(server.value(ROWS)).isEqualTo("100 0");
    ok("pitr", "switch", place);
    // nobody listens, as when an Ebb is killed that runs it
    server.run("sh", "-c", "sh '" + server.data() + ".ebb-" + place + ".sh' | :");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    assertThat(ok("pitr", "list")).contains(place, "serves");
    server.run("sh", server.data() + ".ebb-" + place + ".sh");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    ok("pitr", "delete", place, "--yes");
    assertThat(server.made()).isEmpty();
  }

  @Test
  void aSwitchThatAMachineLostHalfWayIsGoneOnWithThoughNoServerAnswers() throws IOException {
    String point = point("lost");
    server.execute(ZERO);
    String place = place(document(0, "pitr", "restore", point));
    ok("pitr", "switch", place);
    Path note = Path.of(server.data() + ".ebb-" + place + ".place");
    server.down();
    String fresh = server.data() + ".ebb-" + place;
    server.run("/usr/lib/postgresql/15/bin/pg_ctl", "-D", fresh, "-w", "-m", "immediate", "stop");
    server.run("mv", server.data().toString(), fresh + "-replaced");
    Files.writeString(note, Files.readString(note).replace("state verified", "state switching"));
    assertThat(ok("pitr", "list")).contains(place, "half-way");
    assertThat(call(6, "pitr", "delete", place, "--yes").err()).contains("in the midst");
    assertThat(ok("pitr", "resume", place)).contains("it serves");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aServerThatIsGoneComesBackFromItsArchive() {
    String point = point("gone");
    ok("pitr", "verify", point);
    server.down();
    assertThat(ok("pitr", "restore", point, "--switch=do", "--yes")).contains("serves with");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aServerWhoseSettingsWereMadeSmallerSinceComesBack() {
    String point = point("smaller");
    server.run(
        "sh",
        "-c",
        "echo max_connections=20 >> '" + server.data().resolve("postgresql.conf") + "'");
    server.down();
    server.up();
    String place = place(document(0, "pitr", "restore", point));
    ok("pitr", "delete", place, "--yes");
    assertThat(server.made()).isEmpty();
  }

  @Test
  void whoCannotGetIntoTheRestoredServerIsToldWhyAndCanGoOn() {
    String point = point("before_role");
    server.execute("CREATE ROLE later SUPERUSER LOGIN");
    assertThat(ebb.with("PGUSER", "later").call("pitr", "restore", point).err())
        .contains("does not let us in", "later", "ebb pitr resume", "serves as before");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    assertThat(ok("pitr", "resume")).contains("is back in a new place");
  }

  @Test
  void whoFollowsTheServerIsNamedBeforeASwitch() {
    String point = point("followed");
    server.execute("SELECT pg_create_physical_replication_slot('copy')");
    assertThat(ok("pitr", "restore", point, "--dry-run"))
        .contains("replication slot copy", "made anew");
    server.execute("SELECT pg_drop_replication_slot('copy')");
  }

  @Test
  void whatServedIsNotDeletedWhileNothingServes() {
    String point = point("down");
    String place = place(document(0, "pitr", "restore", point, "--switch=do", "--yes"));
    server.down();
    assertThat(call(6, "pitr", "delete", place, "--yes").err())
        .contains("no server runs", "nothing was deleted");
    server.up();
    ok("pitr", "delete", place, "--yes");
    assertThat(server.made()).isEmpty();
  }

  @Test
  void whoIsConnectedIsRespectedUnlessSomebodySaysOtherwise() throws SQLException {
    String point = point("busy");
    server.execute(ZERO);
    try (Connection _ = server.connect()) {
      String document = document(6, "pitr", "restore", point, "--switch=do", "--yes");
      assertThat(document).contains("connected to the server", "\"steps\"");
      assertThat(server.value(ROWS)).isEqualTo("100 0");
      document(0, "pitr", "switch", place(document), "--switch=do", "--yes", "--end-sessions");
    }
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }

  @Test
  void aRunIsPrecededByAPointAndNotRunIfTheArchiveCannotBeReliedOn() {
    ok("down", "--yes");
    assertThat(call(0, "up", "--restore-point=auto").err()).contains("pitr before_");
    ok("down", "--yes");
    assertThat(call(0, "up", "--restore-point=pitr").err()).contains("ebb pitr restore before_");
    ok("down", "--yes");
    server.execute("ALTER SYSTEM SET archive_command = 'false'");
    server.execute("SELECT pg_reload_conf()");
    server.execute("SELECT pg_switch_wal()");
    assertThat(call(6, "up", "--restore-point=pitr").err()).contains("cannot be relied on");
    assertThat(ok("status")).contains("2 applied");
    assertThat(call(0, "up", "--restore-point=auto").err())
        .contains("no point in time is possible", "ebb branch promote");
  }

  @Test
  void aRoleThatMayNotIsToldWhatToGrant() {
    server.execute("CREATE ROLE plain LOGIN");
    server.execute("GRANT ALL ON SCHEMA public TO plain");
    InProcess plain = ebb.with("PGUSER", "plain");
    assertThat(plain.call("pitr", "list").out()).contains("GRANT pg_read_all_settings TO plain");
    server.execute("GRANT pg_read_all_settings TO plain");
    assertThat(plain.call("pitr", "list").out())
        .contains("GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal()");
  }

  @Test
  void corruptionIsRankedRestoredAndSwitchedByTheChooser() {
    server.execute(
        "UPDATE migration_logs SET started_at = started_at - interval '1 hour', finished_at ="
            + " finished_at - interval '1 hour'");
    project.migration("frontend", 9, "3", List.of(ZERO + ";", "SELECT 1;"));
    ok("up", "--restore-point=pitr", "--loss=accept", "--yes");
    assertThat(server.value(ROWS)).isEqualTo("100 0");
    String json = document(0, "rollback", "--symptom=data-corruption");
    assertThat(json).contains("\"seconds\"", "ebb pitr restore before_");
    String shown = ok("rollback", "--symptom=data-corruption");
    assertThat(shown).contains("1. go back to a point in time: before_", "ADVISED", "the last");
    String done = ok("rollback", "--symptom=data-corruption", "--do=1", "--yes");
    assertThat(done).contains("serves with the state of restore point before_");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
    assertThat(ok("status")).contains("1 pending");
  }

  @Test
  void corruptionWithoutAPointIsUndoneByTheMomentBeforeTheRun() throws InterruptedException {
    server.execute(
        "UPDATE migration_logs SET started_at = started_at - interval '1 hour', finished_at ="
            + " finished_at - interval '1 hour'");
    // a backup's end is known to the second
    Thread.sleep(Duration.ofSeconds(2));
    project.migration("frontend", 9, "3", List.of(ZERO + ";", "SELECT 1;"));
    ok("up", "--loss=accept", "--restore-point=none", "--yes");
    String done = ok("rollback", "--symptom=data-corruption", "--do=1", "--yes");
    assertThat(done).contains("serves with the state of 2");
    assertThat(server.value(ROWS)).isEqualTo("100 5050");
  }
}
