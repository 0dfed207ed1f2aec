package dev.ebb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Migration;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitTreeTest {
  @TempDir private Path folder;
  private TestRepository repository;

  @BeforeEach
  void startARepository() throws GitAPIException {
    repository = new TestRepository(folder.resolve("clone"));
  }

  @AfterEach
  void closeIt() {
    repository.close();
  }

  private static List<String> leaves(Path project, String revision) {
    try (GitTree tree = GitTree.at(project, revision)) {
      return DefinitionReader.outline(tree, Project.read(tree).schemas()).orFault().stream()
          .map(Definitions::graph)
          .flatMap(graph -> graph.leaves().stream())
          .map(Migration::title)
          .toList();
    }
  }

  private static Fault fault(Path project, String revision) {
    return catchThrowableOfType(Fault.class, () -> GitTree.at(project, revision).close());
  }

  private RevCommit twoReleases() throws IOException, GitAPIException {
    repository.migration("migrations/frontend/100_a", "").release("v1.0.0");
    return repository.migration("migrations/frontend/200_b", "100").release("v1.1.0");
  }

  @Test
  void givesTheLeavesOfAReleaseWhateverTheWorkTreeHasNow() throws Exception {
    twoReleases();
    // the predecessor printed nothing once the migrations of old had been squashed away
    FileUtils.delete(repository.root().resolve("migrations").toFile(), FileUtils.RECURSIVE);
    repository.migration("migrations/frontend/300_squashed", "").commit();

    assertThat(leaves(repository.root(), "v1.0.0")).containsExactly("100 (of that time)");
    assertThat(leaves(repository.root(), "v1.1.0")).containsExactly("200 (of that time)");
    assertThat(leaves(repository.root(), "HEAD")).containsExactly("300 (of that time)");
  }

  @Test
  void readsEitherLayout() throws Exception {
    repository
        .file("migrations/frontend/1_first.up.sql", "SELECT 1;")
        .file("migrations/frontend/1_first.down.sql", "SELECT 2;")
        .file("migrations/frontend/2_track_forks.up.sql", "-- +++\n-- parent: 1\n-- +++\n")
        .file("migrations/frontend/2_track_forks.down.sql", "SELECT 2;")
        .release("v0.9.0");

    assertThat(leaves(repository.root(), "v0.9.0")).containsExactly("2 (track forks)");
  }

  @Test
  void understandsTagsBranchesFullAndAbbreviatedIdsAndExpressions() throws Exception {
    RevCommit newest = twoReleases();
    repository.git().branchCreate().setName("maintenance/1.0").setStartPoint("v1.0.0").call();

    List<String> revisions =
        List.of("v1.1.0", "refs/tags/v1.1.0", "main", newest.name(), newest.abbreviate(9).name());
    for (String revision : revisions) {
      assertThat(leaves(repository.root(), revision)).containsExactly("200 (of that time)");
    }
    assertThat(leaves(repository.root(), "maintenance/1.0")).containsExactly("100 (of that time)");
    assertThat(leaves(repository.root(), "v1.1.0~1")).containsExactly("100 (of that time)");
  }

  @Test
  void findsAProjectInAFolderOfTheRepository() throws Exception {
    repository.migration("services/billing/migrations/main/5_a", "").release("v1");
    repository.migration("migrations/frontend/9_other", "").release("v2");

    Path project = repository.root().resolve("services/billing");
    assertThat(leaves(project, "v1")).containsExactly("5 (of that time)");
    assertThat(leaves(project, "v2")).containsExactly("5 (of that time)");
  }

  @Test
  void worksInABareRepository() throws Exception {
    twoReleases();
    Path bare = folder.resolve("bare.git");
    Git.cloneRepository()
        .setBare(true)
        .setURI(repository.root().toUri().toString())
        .setDirectory(bare.toFile())
        .call()
        .close();

    assertThat(leaves(bare, "v1.0.0")).containsExactly("100 (of that time)");
  }

  @Test
  void worksInALinkedWorkTree() throws Exception {
    RevCommit newest = twoReleases();
    Path linked = Files.createDirectories(folder.resolve("linked"));
    Path entry = Files.createDirectories(repository.root().resolve(".git/worktrees/linked"));
    Files.writeString(entry.resolve("commondir"), "../..\n");
    Files.writeString(entry.resolve("gitdir"), linked.resolve(".git") + "\n");
    Files.writeString(entry.resolve("HEAD"), newest.name() + "\n");
    Files.writeString(linked.resolve(".git"), "gitdir: " + entry + "\n");

    assertThat(leaves(linked, "v1.0.0")).containsExactly("100 (of that time)");
    assertThat(leaves(linked, "HEAD")).containsExactly("200 (of that time)");
  }

  @Test
  void namesTheTagsThatAreMostLikeAnUnknownRevision() throws Exception {
    twoReleases();
    repository.release("v12.40.7");

    assertThat(remedy("1.0.0")).contains("did you mean v1.0.0");
    assertThat(remedy("v12.40")).contains("did you mean v12.40.7");
    assertThat(remedy("something-else-entirely")).contains("git tag");
    Fault fault = fault(repository.root(), "v9.9.9 ^{bad");
    assertThat(fault.code()).isEqualTo(FaultCode.UNKNOWN_NAME);
    assertThat(fault.exitStatus()).isEqualTo(ExitStatus.BAD_INPUT);
  }

  private String remedy(String revision) {
    Fault fault = fault(repository.root(), revision);
    assertThat(fault.code()).isEqualTo(FaultCode.UNKNOWN_NAME);
    return fault.problems().getFirst().remedy();
  }

  @Test
  void refusesATagThatIsNoCommit() throws Exception {
    RevCommit newest = twoReleases();
    String tree = newest.getTree().name();
    assertThat(fault(repository.root(), tree).code()).isEqualTo(FaultCode.UNKNOWN_NAME);
  }

  @Test
  void saysThatAPartialCloneLacksAnObject() throws Exception {
    RevCommit newest = twoReleases();
    try (TreeWalk walk =
        TreeWalk.forPath(
            repository.git().getRepository(), "migrations/frontend", newest.getTree())) {
      delete(walk.getObjectId(0));
    }

    try (GitTree tree = GitTree.at(repository.root(), "v1.1.0")) {
      Fault fault = catchThrowableOfType(Fault.class, () -> tree.names("migrations/frontend"));
      assertThat(fault).hasMessageContaining("shallow or partial").hasMessageContaining("v1.1.0");
      assertThat(fault.problems().getFirst().remedy()).contains("git fetch");
    }
  }

  @Test
  void saysThatAShallowCloneLacksACommit() throws Exception {
    RevCommit newest = twoReleases();
    delete(newest.getParent(0));

    Fault fault = fault(repository.root(), "v1.0.0");
    assertThat(fault).hasMessageContaining("shallow or partial");
    assertThat(leaves(repository.root(), "v1.1.0")).containsExactly("200 (of that time)");
  }

  private void delete(ObjectId object) throws IOException {
    String name = object.name();
    Path loose = Path.of("objects", name.substring(0, 2), name.substring(2));
    Files.delete(repository.root().resolve(".git").resolve(loose));
  }

  @Test
  void followsLinksInsideTheProjectAndNoOthers() throws Exception {
    repository.file("secret.txt", "s").file("project/shared/up.sql", "SELECT 7;");
    Path project = repository.root().resolve("project");
    Files.createSymbolicLink(project.resolve("inside"), Path.of("shared/../shared"));
    Files.createSymbolicLink(project.resolve("outside"), Path.of("../secret.txt"));
    Files.createSymbolicLink(project.resolve("above"), Path.of("../../../../../etc/passwd"));
    Files.createSymbolicLink(project.resolve("absolute"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(project.resolve("endless"), Path.of("endless"));
    repository.release("v1");

    try (GitTree tree = GitTree.at(project, "v1")) {
      assertThat(tree.isFolder("inside")).isTrue();
      assertThat(new String(tree.read("inside/up.sql"), StandardCharsets.UTF_8))
          .isEqualTo("SELECT 7;");
      for (String link : List.of("outside", "above", "absolute", "endless", "none", "shared")) {
        assertThat(catchThrowableOfType(Fault.class, () -> tree.read(link))).isNotNull();
      }
      assertThat(tree.names("none")).isEmpty();
      assertThat(tree.names("shared")).containsExactly("up.sql");
    }
  }

  @Test
  void writesNothingIntoTheRepository() throws Exception {
    twoReleases();
    SortedMap<String, Long> before = contents(repository.root());

    assertThat(leaves(repository.root(), "v1.0.0")).isNotEmpty();

    assertThat(contents(repository.root())).isEqualTo(before);
  }

  private static SortedMap<String, Long> contents(Path root) throws IOException {
    SortedMap<String, Long> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(file -> contents.put(file.toString(), modified(file)));
    }
    return contents;
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void saysThatThereIsNoRepository() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    assertThat(fault(elsewhere, "v1")).hasMessageContaining("in no Git repository");
  }
}
