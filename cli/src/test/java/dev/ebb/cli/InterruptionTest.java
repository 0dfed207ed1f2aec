package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C and SIGTERM do to a process that runs migrations. */
@ExtendWith(LeakCheck.class)
class InterruptionTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  /** A process of its own that runs {@code up} and is asked to end once the server sleeps. */
  private int interrupted(String signal) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.ebb.cli.Main",
            "up");
    builder.environment().putAll(SampleProject.connection("", database));
    builder.directory(folder.toFile()).redirectOutput(out()).redirectError(err());
    Process process = builder.start();
    try {
      awaitSleep(process);
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private File out() {
    return folder.resolve("out").toFile();
  }

  private File err() {
    return folder.resolve("err").toFile();
  }

  private void awaitSleep(Process process) throws InterruptedException, IOException {
    while (database
        .value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()")
        .equals("0")) {
      assertThat(process.isAlive()).as(Files.readString(err().toPath())).isTrue();
      Thread.sleep(50);
    }
  }

  @Test
  void interruptedHalfWayItSaysWhatWasDoneAndEndsWith3() throws Exception {
    new SampleProject(folder)
        .table("frontend", 1, "")
        .migration("frontend", 2, "1", List.of("SELECT pg_sleep(60);", "SELECT 1;"), "")
        .table("frontend", 3, "2");
    // not a fresh database, so that the first migration has a transaction of its own
    new SampleProject(folder).on(database).call("upto", "--target=1");
    new SampleProject(folder).on(database).call("down", "--yes");
    assertThat(interrupted("INT")).isEqualTo(3);
    assertThat(Files.readString(out().toPath())).isEqualTo("✖ frontend: stopped after 1 of 3\n");
    assertThat(Files.readString(err().toPath()))
        .contains("stopping: the running statement is being cancelled")
        .contains("stopped as asked")
        .contains("state: 1 migration applied and committed");
  }

  @Test
  void interruptedBeforeAnythingWasDoneItEndsWith1AndLeavesNothing() throws Exception {
    new SampleProject(folder)
        .migration("frontend", 1, "", List.of("SELECT pg_sleep(60);", "SELECT 1;"), "");
    assertThat(interrupted("TERM")).isEqualTo(1);
    assertThat(Files.readString(err().toPath())).contains("nothing of schema \"frontend\" was");
    assertThat(new SampleProject(folder).on(database).call("status").out())
        .contains("0 applied; 1 pending");
  }
}
