package dev.ebb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.exec.Command;
import dev.ebb.exec.Programs;
import dev.ebb.fixture.Nobody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under root, each way to be somebody else is taken when those before it are not to be had. */
class RunAsTest {
  private static final Programs PROGRAMS = Programs.local();

  /** What the launcher uses beside the ways themselves. */
  private static final List<String> NEEDED =
      List.of("sh", "id", "kill", "head", "sleep", "rm", "setsid");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path temp;

  @Tag("proof")
  @Test
  void eachWayUnderRootStartsAServerThatEndsWithItsStarter() throws Exception {
    if (!isRoot()) {
      // then nobody else is needed, and whatever the server writes stays ours
      assertThat(RunAs.find(PROGRAMS).owner()).isNull();
      return;
    }
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String way : List.of("unshare", "setpriv", "runuser", "su", "chroot")) {
      Optional<Path> program = PROGRAMS.find(way);
      assertThat(program).as(way + ": install util-linux, coreutils and login").isPresent();
      Path folder = temp.resolve("by-" + way);
      List<String> command =
          Opener.command(
              System.getProperty("java.class.path"),
              folder,
              temp.resolve("cache"),
              Lifetime.TIED_AND_REMOVED);
      try (Opener opener = Opener.start(command, Map.of("PATH", pathWith(way)))) {
        long server = opener.server();
        int owner = Owner.of(folder.resolve("data")).user();
        assertThat(owner == 0).as("owner under " + way).isEqualTo(way.equals("unshare"));
        opener.kill();
        assertThat(Pause.until(() -> !Files.exists(folder) && !isAlive(server), PATIENCE))
            .as(way)
            .isTrue();
      }
    }
  }

  @Test
  void aUserWithoutANameStartsAServer() throws Exception {
    Path home = Files.createDirectory(temp.resolve("home"));
    if (isRoot()) {
      Nobody.letIn(temp);
      new Owner(Nobody.ID, Nobody.ID).own(home);
    }
    Path folder = home.resolve("postgres");
    List<String> command = new ArrayList<>(isRoot() ? Nobody.PREFIX : List.of());
    command.addAll(
        Opener.command(
            Nobody.classPath(temp), folder, home.resolve("cache"), Lifetime.TIED_AND_REMOVED));
    try (Opener opener = Opener.start(command, Map.of("HOME", "/"))) {
      assertThat(opener.server()).isPositive();
      assertThat(Owner.of(folder.resolve("data")).user()).isEqualTo(Owner.of(home).user());
      opener.kill();
    }
    assertThat(Pause.until(() -> !Files.exists(folder), PATIENCE)).isTrue();
  }

  @Test
  void theWayThatIsFoundIsNotRoot() {
    var ending = PROGRAMS.run(RunAs.find(PROGRAMS).command("id", "-u"));
    assertThat(ending.output().out().strip()).isNotEqualTo("0");
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static boolean isRoot() {
    return PROGRAMS.run(Command.of("id", "-u")).output().out().strip().equals("0");
  }

  private String pathWith(String way) throws IOException {
    Path bin = Files.createDirectory(temp.resolve("bin-" + way));
    for (String name : Stream.concat(NEEDED.stream(), Stream.of(way)).toList()) {
      Optional<Path> program = PROGRAMS.find(name);
      if (program.isPresent()) {
        Path caller = bin.resolve(name);
        Files.writeString(caller, "#!/bin/sh\nexec " + program.get().toRealPath() + " \"$@\"\n");
        Files.setPosixFilePermissions(caller, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return bin.toString();
  }
}
