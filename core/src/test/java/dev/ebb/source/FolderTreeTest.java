package dev.ebb.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.fixture.Nobody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults that a repository of tests cannot hold: they are made here. */
@Timeout(20)
final class FolderTreeTest {
  @TempDir private Path outside;
  private Path root = Path.of("");
  private Path migration = Path.of("");

  @BeforeEach
  void aProjectWithOneMigration() throws IOException {
    root = outside.resolve("project");
    migration = root.resolve("migrations/frontend/100_a");
    Files.createDirectories(migration);
    Files.writeString(migration.resolve("up.sql"), "SELECT 1;\n");
    Files.writeString(migration.resolve("down.sql"), "SELECT 2;\n");
    Files.writeString(migration.resolve("metadata.yaml"), "name: a\n");
    assertThat(findings()).isEmpty();
  }

  private List<String> findings() {
    return Findings.of(FolderTree.at(root));
  }

  @Test
  void refusesALinkOutOfTheProject() throws IOException {
    Path secret = Files.writeString(outside.resolve("secret.sql"), "SELECT 'secret';");
    replaceByLink("up.sql", secret);
    assertThat(findings())
        .containsExactly(
            "migrations/frontend/100_a/up.sql: this is a symbolic link that leaves the project");
  }

  @Test
  void refusesAFolderThatIsALinkOutOfTheProject() throws IOException {
    Path elsewhere = Files.createDirectories(outside.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("up.sql"), "SELECT 1;");
    Files.createSymbolicLink(root.resolve("migrations/frontend/200_b"), elsewhere);
    assertThat(findings())
        .containsExactly(
            "migrations/frontend/200_b: this is a symbolic link that leaves the project");
  }

  @Test
  void refusesALinkThatClimbsOutThroughAnInnerOne() throws IOException {
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.writeString(outside.resolve("secret.sql"), "SELECT 'secret';");
    assertThatThrownBy(() -> FolderTree.at(root).read("up/secret.sql")).isInstanceOf(Fault.class);
    assertThatThrownBy(() -> FolderTree.at(root).read("../secret.sql")).isInstanceOf(Fault.class);
    assertThatThrownBy(() -> FolderTree.at(root).read("/etc/passwd")).isInstanceOf(Fault.class);
  }

  @Test
  void followsLinksInsideTheProject() throws IOException {
    Files.writeString(root.resolve("shared.sql"), "SELECT 3;");
    replaceByLink("up.sql", Path.of("../../../shared.sql"));
    assertThat(findings()).isEmpty();
    byte[] read = FolderTree.at(root).read("migrations/frontend/100_a/up.sql");
    assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("SELECT 3;");
  }

  @Test
  void worksInAProjectThatIsReachedThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(outside.resolve("link"), root);
    assertThat(Findings.of(FolderTree.at(link))).isEmpty();
  }

  @Test
  void saysThatALinkLeadsNowhere() throws IOException {
    replaceByLink("down.sql", Path.of("gone.sql"));
    assertThat(findings()).singleElement().asString().contains("a link to gone.sql", "not there");
  }

  @Test
  void doesNotFollowACircleOfLinks() throws IOException {
    replaceByLink("down.sql", Path.of("down.sql"));
    assertThat(findings()).singleElement().asString().startsWith("migrations/frontend/100_a/down");
    Files.createSymbolicLink(root.resolve("migrations/frontend/again"), Path.of("."));
    assertThat(findings()).hasSize(2);
  }

  private void replaceByLink(String name, Path target) throws IOException {
    Files.delete(migration.resolve(name));
    Files.createSymbolicLink(migration.resolve(name), target);
  }

  @Test
  void saysThatAFileIsAFolder() throws IOException {
    Files.delete(migration.resolve("down.sql"));
    Files.createDirectory(migration.resolve("down.sql"));
    assertThat(findings())
        .containsExactly("migrations/frontend/100_a/down.sql: this is a folder, not a file");
  }

  @Test
  void doesNotWaitForAPipe() throws IOException, InterruptedException {
    Files.delete(migration.resolve("up.sql"));
    Process mkfifo = new ProcessBuilder("mkfifo", migration.resolve("up.sql").toString()).start();
    assertThat(mkfifo.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(mkfifo.exitValue()).as("mkfifo, of coreutils, made a pipe").isZero();
    assertThat(findings())
        .containsExactly("migrations/frontend/100_a/up.sql: this is not a plain file");
  }

  @Test
  void saysThatAFileMayNotBeRead() throws IOException, InterruptedException {
    Path file = migration.resolve("up.sql");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    List<String> found = Files.isReadable(file) ? findingsOfNobody() : findings();
    assertThat(found).singleElement().asString().contains("up.sql", "Permission denied");
  }

  // Root may read everything, so somebody else looks.
  private List<String> findingsOfNobody() throws IOException, InterruptedException {
    Nobody.letIn(outside);
    List<String> command = new ArrayList<>(Nobody.PREFIX);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    command.addAll(
        List.of("-cp", Nobody.classPath(outside), FolderTreeTest.class.getName(), root.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
    return said;
  }

  /** Prints what is found in a project. */
  public static void main(String[] arguments) {
    Findings.of(FolderTree.at(Path.of(arguments[0]))).forEach(System.out::println);
  }

  @Test
  void givesLineAndColumnOfBytesThatAreNotUtf8() throws IOException {
    byte[] latin = "-- fine: ü\n  -- caf".getBytes(StandardCharsets.UTF_8);
    byte[] all = java.util.Arrays.copyOf(latin, latin.length + 2);
    all[latin.length] = (byte) 0xE9;
    all[latin.length + 1] = '\n';
    Files.write(migration.resolve("up.sql"), all);
    assertThat(findings())
        .containsExactly(
            "migrations/frontend/100_a/up.sql:2:9: byte 20 of the file (0xE9) is not UTF-8");
  }

  @Test
  void takesTheReplacementCharacterForWhatItIs() throws IOException {
    Files.writeString(migration.resolve("up.sql"), "SELECT '\uFFFD';\n");
    assertThat(findings()).isEmpty();
  }

  @Test
  void recognisesUtf16() throws IOException {
    Files.writeString(migration.resolve("up.sql"), "SELECT 1;", StandardCharsets.UTF_16);
    assertThat(findings())
        .containsExactly("migrations/frontend/100_a/up.sql:1:1: the file is UTF-16, not UTF-8");
  }

  @Test
  void acceptsAByteOrderMarkAndForeignLineEnds() throws IOException {
    Files.writeString(migration.resolve("up.sql"), "\uFEFFSELECT 1;\r\nSELECT 2;\r\n");
    Files.writeString(migration.resolve("metadata.yaml"), "\uFEFFname: a\r\nparents: []\r\n");
    assertThat(findings()).isEmpty();
  }

  @Test
  void findsNamesThatDifferInCaseOnly() throws IOException {
    Path twin = migration.resolveSibling("100_A");
    Files.createDirectory(twin);
    for (String part : List.of("up.sql", "down.sql", "metadata.yaml", "UP.sql")) {
      Files.writeString(twin.resolve(part), "-- nothing\n");
    }
    assertThat(findings())
        .contains(
            "migrations/frontend/100_a: the name differs from 100_A only in the case or form of its letters",
            "migrations/frontend/100_A/up.sql: the name differs from UP.sql only in the case or form of its letters");
  }

  @Test
  void readsFilesOfAnyLength() throws IOException {
    for (int length : List.of(0, 1, 8191, 8192, 8193, 300_000)) {
      byte[] content = new byte[length];
      java.util.Arrays.fill(content, (byte) 'x');
      Files.write(root.resolve("some"), content);
      assertThat(FolderTree.at(root).read("some")).isEqualTo(content);
    }
  }

  @Test
  void saysThatThereIsNoSuchProject() {
    assertThatThrownBy(() -> FolderTree.at(root.resolve("nowhere")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(requireNonNull(root.resolve("nowhere")).toString());
  }
}
