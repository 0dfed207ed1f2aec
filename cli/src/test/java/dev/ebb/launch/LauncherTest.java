package dev.ebb.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.launch.Shell.Ended;
import dev.ebb.launch.Shell.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script alone, with a Java and a Maven that only tell how they were called. */
final class LauncherTest {
  private static final Path SCRIPT = Path.of(System.getProperty("ebb.root", ".."), "ebb");

  @TempDir Path folder;
  private Path tree;
  private Path installation;
  private Shell shell;

  @BeforeEach
  void layOut() throws IOException {
    Path java = FakeJava.make(folder.resolve("jdk"), "25.0.3");
    Files.createDirectories(folder.resolve("home"));
    shell = new Shell(folder).with("EBB_JAVA_HOME", java).with("EBB_AOT", "off");
    installation = folder.resolve("in stalled");
    Files.createDirectories(installation.resolve("bin"));
    Files.createDirectories(installation.resolve("lib"));
    Files.copy(SCRIPT, installation.resolve("bin/ebb"));
    Files.writeString(installation.resolve("lib/ebb-cli-9.jar"), "");
    Files.writeString(installation.resolve("lib/build"), "9-1\n");
    tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("cli/src/main/java"));
    Files.copy(SCRIPT, tree.resolve("ebb"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.writeString(tree.resolve("cli/pom.xml"), "<project/>");
    Files.writeString(tree.resolve("cli/src/main/java/A.java"), "class A {}");
    Shell.script(
        folder.resolve("maven/mvn"),
        """
        echo "$@" >>%1$s/builds
        echo "[INFO] Building Ebb core 9  [1/2]"
        sleep 0.3
        [ ! -f %1$s/broken ] || { echo "[ERROR] A.java:[1,1] does not compile"; exit 1; }
        mkdir -p %1$s/tree/cli/target/ebb-9/ebb-9/lib
        echo >%1$s/tree/cli/target/ebb-9/ebb-9/lib/ebb-cli-9.jar
        echo "9-$(wc -l <%1$s/builds)" >%1$s/tree/cli/target/ebb-9/ebb-9/lib/build
        echo >%1$s/tree/cli/target/ebb-9.tar.gz
        """
            .formatted(folder));
  }

  private Shell developer() {
    return shell.with("PATH", folder.resolve("maven") + ":/usr/bin:/bin");
  }

  private int builds() throws IOException {
    Path log = folder.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash", "dash"})
  void handsOnEveryArgumentAsItIsAndTheExitStatus(String interpreter) throws Exception {
    Ended ended =
        shell.run(
            interpreter,
            installation.resolve("bin/ebb"),
            "up",
            "--db=a b",
            "",
            "*",
            "\"$x\"",
            "-v");
    assertThat(ended.status()).isEqualTo(37);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).endsWith("[up]\n[--db=a b]\n[]\n[*]\n[\"$x\"]\n[-v]\n");
    assertThat(ended.out()).contains("[-cp]\n[" + installation + "/bin/../lib/ebb-cli-9.jar]\n");
  }

  @Test
  void becomesJavaSoThatASignalReachesIt() throws Exception {
    Running running = shell.start(installation.resolve("bin/ebb"));
    long id = running.process().pid();
    assertThat(running.await().out()).startsWith("java 25.0.3 as " + id + "\n");
  }

  @Test
  void startsThroughChainsOfLinksFromAnyFolder() throws Exception {
    Path far = Files.createDirectories(folder.resolve("far/away"));
    Files.createSymbolicLink(far.resolve("one"), Path.of("../../in stalled/bin/ebb"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("far/away/one"));
    Ended ended = shell.in(far).run("../../two", "up");
    assertThat(ended.out()).endsWith("[up]\n");
    Shell onPath = shell.with("PATH", far + ":/usr/bin:/bin");
    assertThat(onPath.run("sh", "-c", "one up").out()).endsWith("[up]\n");
    assertThat(shell.in(installation.resolve("bin")).run("sh", "ebb", "up").out())
        .endsWith("[up]\n");
  }

  @Test
  void passesOverAnOldJavaThatComesFirst() throws Exception {
    Path old = FakeJava.make(folder.resolve("old"), "17.0.15");
    Path younger = FakeJava.make(folder.resolve("sdk/candidates/java/26"), "26-ea");
    Shell sees =
        new Shell(folder)
            .with("EBB_AOT", "off")
            .with("PATH", old.resolve("bin") + ":/usr/bin:/bin")
            .with("JAVA_HOME", old)
            .with("SDKMAN_DIR", folder.resolve("sdk"));
    Path script = installation.resolve("bin/ebb");
    Files.writeString(script, Files.readString(script).replace("/usr/lib/jvm/*", ""));
    assertThat(sees.run(script).out()).startsWith("java 26-ea");
    assertThat(sees.with("JAVA_HOME", younger).run(script).out()).startsWith("java 26-ea");
  }

  @Test
  void refusesAnOldJavaThatWasAskedFor() throws Exception {
    Path old = FakeJava.make(folder.resolve("old"), "17.0.15");
    Ended ended = shell.with("EBB_JAVA_HOME", old).run(installation.resolve("bin/ebb"));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("EBB_JAVA_HOME is " + old, "Java 17.0.15");
  }

  @Test
  void saysHowToInstallJavaWhenThereIsNone() throws Exception {
    Path script = installation.resolve("bin/ebb");
    Files.writeString(script, Files.readString(script).replace("NEEDED=25", "NEEDED=99"));
    FakeJava.make(folder.resolve("home/.jdks/17"), "17.0.15");
    Ended ended = new Shell(folder).run(script, "up");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .contains(
            "Ebb needs Java 99 or newer",
            "Nothing was changed",
            "Java 17.0.15 in",
            "EBB_JAVA_HOME=");
  }

  @Test
  void saysThatAnInstallationIsNotComplete() throws Exception {
    Files.delete(installation.resolve("lib/ebb-cli-9.jar"));
    Ended ended = shell.run(installation.resolve("bin/ebb"));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("this installation is not complete");
  }

  @Test
  void buildsATreeOnceAndAgainOnlyWhenSomethingChanged() throws Exception {
    Path ebb = tree.resolve("ebb");
    Ended first = developer().run(ebb, "up");
    assertThat(first.out()).endsWith("[up]\n");
    assertThat(first.err()).contains("building", "Ebb core 9  [1/2]");
    assertThat(developer().run(ebb).err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Files.writeString(tree.resolve("cli/src/main/java/A.java"), "class A { }");
    assertThat(developer().run(ebb).err()).contains("building");
    assertThat(builds()).isEqualTo(2);

    Files.delete(tree.resolve("cli/src/main/java/A.java"));
    assertThat(developer().run(ebb).err()).contains("building");
    assertThat(developer().run(ebb).err()).isEmpty();
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void buildsAgainForWhatWasEditedDuringTheBuild() throws Exception {
    Running building = developer().start(tree.resolve("ebb"));
    Thread.sleep(150);
    Files.writeString(tree.resolve("cli/src/main/java/A.java"), "class A { }");
    building.await();
    developer().run(tree.resolve("ebb"));
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsOnceForManyWhoStartTogether() throws Exception {
    List<Running> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(developer().start(tree.resolve("ebb"), "up"));
    }
    for (Running one : all) {
      assertThat(one.await().out()).endsWith("[up]\n");
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void takesOverTheBuildOfOneThatWasKilled() throws Exception {
    Path lock = Files.createDirectories(tree.resolve("target/building"));
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertThat(developer().run(tree.resolve("ebb"), "up").out()).endsWith("[up]\n");
  }

  @Test
  void showsWhyABuildFailedAndRunsNothing() throws Exception {
    Files.writeString(folder.resolve("broken"), "");
    Ended ended = developer().run(tree.resolve("ebb"), "up");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("[ERROR] A.java:[1,1] does not compile", "build.log");
    Files.delete(folder.resolve("broken"));
    assertThat(developer().run(tree.resolve("ebb"), "up").out()).endsWith("[up]\n");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Path bare = Files.createDirectories(folder.resolve("bare"));
    for (String program : List.of("sh", "find", "mkdir", "rm", "readlink")) {
      Shell.script(bare.resolve(program), "exec /usr/bin/" + program + " \"$@\"\n");
    }
    Ended ended = shell.with("PATH", bare).run(tree.resolve("ebb"));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("needs Maven", "apt-get install maven");
  }

  @Test
  void runsAnOlderBuildOnlyWhenToldToAndSaysSo() throws Exception {
    Shell never = developer().with("EBB_BUILD", "off");
    assertThat(never.run(tree.resolve("ebb")).err()).contains("nothing is built here yet");
    developer().run(tree.resolve("ebb"));
    Path source = tree.resolve("cli/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    Ended ended = never.run(tree.resolve("ebb"), "up");
    assertThat(ended.out()).endsWith("[up]\n");
    assertThat(ended.err()).contains("the sources have changed since the last build");
    assertThat(builds()).isEqualTo(1);
  }
}
