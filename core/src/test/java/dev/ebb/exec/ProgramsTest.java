package dev.ebb.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  private final Programs programs = Programs.local();

  @Test
  void theResultHasStatusOutputAndErrors() {
    Ending ending = programs.run(Command.of("sh", "-c", "echo fine; echo hm >&2; exit 7"));
    assertThat(ending).isEqualTo(new Ending.Exited(7, new Output("fine\n", "hm\n", false)));
    assertThat(ending.succeeded()).isFalse();
    assertThat(ending.describe()).isEqualTo("exit status 7: hm");
  }

  @Test
  void noShellReadsTheArguments() {
    Ending ending = programs.run(Command.of("echo", "$HOME; `id` *", "a\"b'"));
    assertThat(ending.output().out()).isEqualTo("$HOME; `id` * a\"b'\n");
  }

  @Test
  void theInputArrivesAndEnds() {
    Ending ending = programs.run(Command.of("cat").reading("über\nzwei"));
    assertThat(ending.output().out()).isEqualTo("über\nzwei");
  }

  @Test
  void aProgramThatDoesNotReadItsInputIsNoTrouble() {
    assertThat(programs.run(Command.of("true").reading("x".repeat(1 << 20))).succeeded()).isTrue();
  }

  @Test
  void aCleanEnvironmentHoldsNothingButWhatIsNeededAndGiven() {
    Ending ending = programs.run(Command.of("env").with("PGPASSWORD", "s3cret"));
    assertThat(ending.output().out().lines())
        .contains("PGPASSWORD=s3cret")
        .allMatch(line -> line.matches("(PATH|HOME|TMPDIR|PGPASSWORD)=.*"));
  }

  @Test
  void itRunsInTheGivenFolder(@TempDir Path folder) throws IOException {
    Ending ending = programs.run(Command.of("pwd").in(folder));
    assertThat(ending.output().out().strip()).isEqualTo(folder.toRealPath().toString());
  }

  @Test
  void atTheDeadlineTheWholeTreeIsKilled(@TempDir Path folder) throws Exception {
    Command command =
        Command.of("sh", "-c", "sh -c 'echo $$ > child; sleep 60; true' & echo before; wait")
            .in(folder)
            .within(Duration.ofMillis(500));
    long start = System.nanoTime();
    Ending ending = programs.run(command);
    assertThat(ending).isInstanceOf(Ending.Killed.class);
    assertThat(ending.output().out()).isEqualTo("before\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    assertEnded(child);
  }

  @Test
  void anInterruptedThreadKillsItsProgram(@TempDir Path folder) throws Exception {
    AtomicReference<Ending> ending = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                ending.set(
                    programs.run(
                        Command.of("sh", "-c", "echo $$ > self; sleep 60; true").in(folder))));
    while (!Files.exists(folder.resolve("self")) || Files.size(folder.resolve("self")) == 0) {
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join();
    assertThat(ending.get()).isInstanceOf(Ending.Killed.class);
    assertEnded(Long.parseLong(Files.readString(folder.resolve("self")).strip()));
  }

  @Test
  void outputBeyondTheBoundIsDroppedAndTheProgramGoesOn() {
    Ending ending =
        programs.run(Command.of("sh", "-c", "yes | head -c 500000; echo end >&2").keeping(1000));
    assertThat(ending.succeeded()).isTrue();
    assertThat(ending.output().out()).hasSize(1000);
    assertThat(ending.output().err()).isEqualTo("end\n");
    assertThat(ending.output().cut()).isTrue();
  }

  @Test
  void whatAProgramLeavesRunningDoesNotKeepUsWaiting() {
    long start = System.nanoTime();
    Ending ending = programs.run(Command.of("sh", "-c", "sleep 20 & echo $!"));
    assertThat(ending.succeeded()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    ProcessHandle.of(Long.parseLong(ending.output().out().strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void aMissingProgramIsAValue() {
    assertThat(programs.run(Command.of("no-such-program-here")))
        .isInstanceOf(Ending.NotStarted.class);
    assertThat(programs.find("no-such-program-here")).isEmpty();
    assertThat(programs.find("sh")).isPresent();
  }

  @Test
  void aCommandShowsNeitherVariablesNorInput() {
    Command command = Command.of("psql", "-X").with("PGPASSWORD", "s3cret").reading("s3cret");
    assertThat(command).hasToString("psql -X");
  }

  private static void assertEnded(long pid) throws InterruptedException {
    for (int i = 0; i < 100 && isRunning(pid); i++) {
      Thread.sleep(20);
    }
    assertThat(isRunning(pid)).isFalse();
  }

  private static boolean isRunning(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
