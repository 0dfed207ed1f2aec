package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationWriterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000L));

  @TempDir private Path root;

  private MigrationWriter writer() {
    return new MigrationWriter(FolderTree.at(root), CLOCK);
  }

  private MigrationWriter.Added add(String name, Flag... flags) {
    Set<Flag> set = EnumSet.noneOf(Flag.class);
    set.addAll(List.of(flags));
    return writer().add(schema(), NewMigration.template(name, set));
  }

  private SchemaConfig schema() {
    return Project.read(FolderTree.at(root)).schemas().getFirst();
  }

  private Graph graph() {
    FolderTree tree = FolderTree.at(root);
    return DefinitionReader.read(tree, List.of(schema())).orFault().getFirst().graph();
  }

  private Migration migration(MigrationId id) {
    return graph().find(id).orElseThrow();
  }

  private void flat(String stem) throws IOException {
    Path folder = Files.createDirectories(root.resolve("migrations/frontend"));
    Files.writeString(folder.resolve(stem + ".up.sql"), "SELECT 1;\n");
    Files.writeString(folder.resolve(stem + ".down.sql"), "SELECT 2;\n");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void deleteFolders() throws IOException {
    try (Stream<Path> folders = Files.walk(root)) {
      for (Path folder : folders.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!folder.equals(root)) {
          Files.delete(folder);
        }
      }
    }
  }

  @Test
  void startsASchemaThatIsFoundThereafter() {
    assertThat(writer().init(new SchemaName("frontend")))
        .containsExactly("migrations/frontend/.gitkeep");
    assertThat(schema().name().value()).isEqualTo("frontend");
    assertThat(graph().size()).isZero();
    assertThatThrownBy(() -> writer().init(new SchemaName("frontend")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("already there");
  }

  @Test
  void writesAConfigurationThatChangesNothing() {
    writer().init(new SchemaName("frontend"));
    writer().init(new SchemaName("codeintel"));
    Project before = Project.read(FolderTree.at(root));
    assertThat(writer().initConfiguration()).containsExactly("ebb.yaml");
    Project after = Project.read(FolderTree.at(root));
    assertThat(after).isEqualTo(before);
    assertThatThrownBy(() -> writer().initConfiguration()).isInstanceOf(Fault.class);
    assertThatThrownBy(() -> writer().init(new SchemaName("third")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("ebb.yaml names the schemas");
  }

  @Test
  void makesTheFolderOfASchemaThatEbbYamlNames() throws IOException {
    Files.writeString(root.resolve("ebb.yaml"), "schemas:\n  app: {folder: db/app}\n");
    assertThat(writer().init(new SchemaName("app"))).containsExactly("db/app/.gitkeep");
    assertThat(graph().size()).isZero();
  }

  @Test
  void addsAMigrationThatCanBeReadAtOnce() {
    writer().init(new SchemaName("frontend"));
    MigrationWriter.Added first = add("Create the users' table!");
    assertThat(first.files())
        .containsExactly(
            "migrations/frontend/1800000000_create_the_users_table/up.sql",
            "migrations/frontend/1800000000_create_the_users_table/down.sql",
            "migrations/frontend/1800000000_create_the_users_table/metadata.yaml");
    assertThat(migration(first.id()).name()).isEqualTo("Create the users' table!");
    assertThat(Findings.of(FolderTree.at(root)))
        .containsExactly(
            "notice migrations/frontend/1800000000_create_the_users_table/up.sql: this is still the template of ebb add");
  }

  @Test
  void buildsOnAllLeavesAndNeverReusesAnId() {
    writer().init(new SchemaName("frontend"));
    MigrationId first = add("a").id();
    MigrationWriter.Added second = add("b");
    assertThat(second.id().value()).isEqualTo(first.value() + 1);
    assertThat(second.parents()).containsExactly(first);
    assertThat(migration(second.id()).parents()).containsExactly(first);
  }

  @Test
  void keepsToTheFlatLayout() throws IOException {
    flat("1_first");
    flat("1900000000_later");
    MigrationWriter.Added added = add("Drop old things");
    assertThat(added.files())
        .containsExactly(
            "migrations/frontend/1900000001_drop_old_things.up.sql",
            "migrations/frontend/1900000001_drop_old_things.down.sql");
    assertThat(migration(added.id()).parents()).containsExactly(new MigrationId(1_900_000_000L));
    assertThat(migration(added.id()).name()).isEqualTo("Drop old things");
  }

  @Test
  void writesFlagsThatHoldInEitherLayout() throws IOException {
    writer().init(new SchemaName("frontend"));
    for (int round = 0; round < 2; round++) {
      assertThat(migration(add("an index", Flag.CONCURRENT_INDEX).id()).flags())
          .containsExactly(Flag.CONCURRENT_INDEX);
      assertThat(migration(add("an extension", Flag.PRIVILEGED, Flag.NON_IDEMPOTENT).id()).flags())
          .containsExactly(Flag.PRIVILEGED, Flag.NON_IDEMPOTENT);
      for (String file : files()) {
        Files.delete(root.resolve(file));
      }
      deleteFolders();
      flat("1_first");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "two\nlines", "a\u0000b", "bell\u0007", "\uD800", "a\u2028b"})
  void refusesNamesThatAreNoLineOfText(String name) throws IOException {
    writer().init(new SchemaName("frontend"));
    assertThatThrownBy(() -> add(name)).isInstanceOf(Fault.class);
    assertThat(files()).containsExactly("migrations/frontend/.gitkeep");
  }

  @Test
  void givesBackAnyNameThatItAccepts() throws IOException {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    flat("1_first");
    Files.createDirectories(root.resolve("migrations/folders"));
    SchemaConfig[] schemas = {
      SchemaConfig.of(new SchemaName("frontend"), "migrations/frontend", false),
      SchemaConfig.of(new SchemaName("folders"), "migrations/folders", false)
    };
    String letters = "ab Z9'\"\\:#-[]{},&*!|>%@`~?=_/.;é漢\u00A0\uFEFF😀\u200B";
    int[] points = letters.codePoints().toArray();
    for (int i = 0; i < 120; i++) {
      StringBuilder name = new StringBuilder("n");
      for (int j = random.nextInt(15); j >= 0; j--) {
        name.insert(
            random.nextInt(2) * name.length(),
            Character.toString(points[random.nextInt(points.length)]));
      }
      SchemaConfig schema = schemas[i % 2];
      MigrationId id =
          writer().add(schema, NewMigration.of(name.toString(), Set.of(), "SELECT 1;", "")).id();
      Graph graph =
          DefinitionReader.read(FolderTree.at(root), List.of(schema)).orFault().getFirst().graph();
      assertThat(graph.find(id).orElseThrow().name())
          .as("seed %d", seed)
          .isEqualTo(name.toString());
    }
  }

  @Test
  void cutsLongNamesForTheFileSystemOnly() {
    writer().init(new SchemaName("frontend"));
    String name = "very ".repeat(200) + "long";
    assertThat(migration(add(name).id()).name()).isEqualTo(name);
  }

  @Test
  void leavesNothingBehindWhenItCannotWrite() throws IOException {
    writer().init(new SchemaName("frontend"));
    List<String> before = files();
    Path blocked = root.resolve("migrations/frontend/.gitkeep");
    assertThatThrownBy(() ->
            NewFiles.write(
                root,
                java.util.Map.copyOf(
                    java.util.Map.of("x/y/a", "1", root.relativize(blocked) + "/b", "2"))))
        .isInstanceOf(Fault.class);
    assertThat(files()).isEqualTo(before);
    assertThat(root.resolve("x")).doesNotExist();
  }

  @Test
  void refusesToBuildOnDefinitionsWithErrors() throws IOException {
    flat("1_first");
    Files.delete(root.resolve("migrations/frontend/1_first.down.sql"));
    List<String> before = files();
    assertThatThrownBy(() -> add("b")).isInstanceOf(Fault.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void writesGivenScriptsAsTheyAre() throws IOException {
    writer().init(new SchemaName("frontend"));
    NewMigration migration = NewMigration.of("revert", Set.of(), "DROP TABLE t;\n", "-- No way.\n");
    MigrationWriter.Added added = writer().add(schema(), migration);
    assertThat(Files.readString(root.resolve(added.files().get(0)))).isEqualTo("DROP TABLE t;\n");
    assertThat(Files.readString(root.resolve(added.files().get(1)))).isEqualTo("-- No way.\n");
  }
}
