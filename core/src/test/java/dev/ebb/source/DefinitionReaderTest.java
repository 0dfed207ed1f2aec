package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DefinitionReaderTest {
  private static final String INDEX = "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (c);\n";

  private static Graph graph(FilesInMemory files) {
    return DefinitionReader.read(files, Project.read(files).schemas()).orFault().getFirst().graph();
  }

  private static Migration migration(FilesInMemory files, long id) {
    return graph(files).find(new MigrationId(id)).orElseThrow();
  }

  private static List<MigrationId> ids(long... ids) {
    return java.util.Arrays.stream(ids).mapToObj(MigrationId::new).toList();
  }

  @Test
  void readsFoldersWithAllTheirKeys() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/-7", "name: 'stitched'\n")
            .folder("migrations/db/10_ten", "")
            .folder("migrations/db/1644471839_b", "# a comment\nparent: 10\nparents:\n  - -7\n")
            .with("migrations/db/9223372036854775807/up.sql", INDEX)
            .with("migrations/db/9223372036854775807/down.sql", "-- nothing\n")
            .with(
                "migrations/db/9223372036854775807/metadata.yaml",
                "{name: \"q: 'x'\", parents: [1644471839], createIndexConcurrently: true,"
                    + " privileged: true, nonIdempotent: True}");
    files.folder("migrations/db/10_ten", "parent: -7\n");

    assertThat(migration(files, -7).name()).isEqualTo("stitched");
    assertThat(migration(files, 10).name()).isEqualTo("ten");
    assertThat(migration(files, 1644471839L).parents()).isEqualTo(ids(-7, 10));
    Migration last = migration(files, Long.MAX_VALUE);
    assertThat(last.name()).isEqualTo("q: 'x'");
    assertThat(last.flags()).containsExactly(Flag.values());
    assertThat(last.up().file()).isEqualTo("migrations/db/9223372036854775807/up.sql");
  }

  @Test
  void readsPairsOfFilesWithImpliedAndDeclaredParents() {
    FilesInMemory files =
        new FilesInMemory()
            .flat("migrations/db/000001_create_users", "SELECT 1;")
            .flat("migrations/db/4_after_a_gap", "SELECT 1;")
            .flat("migrations/db/5_branch", "-- +++\n-- parent: 1\n-- +++\n\nSELECT 1;")
            .flat("migrations/db/6_merge", "\n-- +++\r\n-- parents: [4, 5]\r\n--\r\n-- +++\r\n")
            .flat("migrations/db/7", "-- +++\n-- name: 'seven, really'\n-- +++\n");

    assertThat(graph(files).order())
        .extracting(m -> m.id().value())
        .containsExactly(1L, 4L, 5L, 6L, 7L);
    assertThat(migration(files, 1).parents()).isEmpty();
    assertThat(migration(files, 1).name()).isEqualTo("create users");
    assertThat(migration(files, 4).parents()).isEqualTo(ids(1));
    assertThat(migration(files, 5).parents()).isEqualTo(ids(1));
    assertThat(migration(files, 6).parents()).isEqualTo(ids(4, 5));
    assertThat(migration(files, 7).parents()).isEqualTo(ids(6));
    assertThat(migration(files, 7).name()).isEqualTo("seven, really");
  }

  @Test
  void takesTheFlagsOfTheFlatLayoutFromTheSqlWhereTheyAreNotDeclared() {
    FilesInMemory files =
        new FilesInMemory()
            .flat("migrations/db/1_a", "CREATE EXTENSION citext;")
            .flat("migrations/db/2_b", INDEX)
            .with("migrations/db/2_b.down.sql", "DROP INDEX CONCURRENTLY i;")
            .flat("migrations/db/3_c", "SELECT 'CREATE INDEX CONCURRENTLY i ON t (c)';");

    assertThat(migration(files, 1).flags()).containsExactly(Flag.PRIVILEGED);
    assertThat(migration(files, 2).flags()).containsExactly(Flag.CONCURRENT_INDEX);
    assertThat(migration(files, 3).flags()).isEmpty();
    assertThat(Findings.of(files)).isEmpty();
  }

  @Test
  void onlyNotesConcurrentBuildsInTheDownsOfTheFlatLayout() {
    FilesInMemory files =
        new FilesInMemory()
            .flat("migrations/db/1_a", "SELECT 1;")
            .with("migrations/db/1_a.down.sql", INDEX);
    assertThat(Findings.of(files))
        .singleElement()
        .asString()
        .startsWith("notice migrations/db/1_a.down.sql:1:1: CREATE INDEX CONCURRENTLY in a down");
  }

  @Test
  void doesNotDemandThePrivilegedFlagOfIdsFromBeforeItExisted() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/1528395953", "")
            .with("migrations/db/1528395953/up.sql", "CREATE EXTENSION pgcrypto;");
    assertThat(migration(files, 1528395953L).flags()).containsExactly(Flag.PRIVILEGED);
  }

  @Test
  void ignoresWhatIsNoMigration() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/1_a", "")
            .with("migrations/README.md", "words")
            .with("migrations/embed.go", "package migrations")
            .with("migrations/docs/more.md", "words")
            .with("migrations/db/README.md", "words")
            .with("migrations/db/squashed.sql", "SELECT 1;")
            .with("migrations/db/.up.sql.swp", "x")
            .with("migrations/db/notes/idea.txt", "words")
            .with("migrations/db/1_a/notes.md", "words");
    assertThat(Findings.of(files)).isEmpty();
    assertThat(graph(files).size()).isEqualTo(1);
  }

  @Test
  void acceptsAnUpThatSaysThatNothingIsToBeDone() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/1_a", "")
            .with("migrations/db/1_a/up.sql", "BEGIN;\n-- This migration was reverted.\nCOMMIT;\n")
            .with("migrations/db/1_a/down.sql", "");
    assertThat(Findings.of(files)).isEmpty();
  }

  @Test
  void givesAnEmptyGraphForASchemaWithoutMigrations() {
    FilesInMemory files = new FilesInMemory().with("migrations/db/.gitkeep", "");
    assertThat(graph(files).size()).isZero();
  }

  @Test
  void outlinesParentsWithoutLookingAtScripts() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/1_a", "")
            .folder("migrations/db/2_b", "parents: [1]\n")
            .with("migrations/db/2_b/up.sql", "SELECT 'never closed")
            .with("migrations/db/2_b/down.sql", new byte[] {(byte) 0xFF});
    Graph graph =
        DefinitionReader.outline(files, Project.read(files).schemas()).orFault().getFirst().graph();
    assertThat(graph.leaves()).extracting(Migration::title).containsExactly("2 (b)");
  }

  @Test
  void doesNotTakeAMigrationForARootBecauseItsMetadataIsBroken() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/db/1_a", "")
            .folder("migrations/db/2_b", "parents: [one]\n")
            .folder("migrations/db/3_c", "parents: [2, 9]\n");
    assertThat(Findings.of(files))
        .containsExactly(
            "migrations/db/2_b/metadata.yaml:1:11: the value of \"parents\" must be a whole number, not \"one\"",
            "migrations/db/3_c/metadata.yaml:1:14: unknown migration 9 is named as a parent of migration 3");
  }

  @Test
  void tellsTheProblemsOfAThousandBrokenMigrationsInOrder() {
    FilesInMemory files = new FilesInMemory();
    for (int i = 1; i <= 1000; i++) {
      files.flat("migrations/db/%04d_m".formatted(i), "SELECT 'x;\n");
    }
    List<String> findings = Findings.of(files);
    assertThat(findings).hasSize(1000).isSorted();
  }

  @Test
  void readsTheSameWhateverTheOrderOfTheFiles() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      FilesInMemory files = new FilesInMemory();
      int size = 1 + random.nextInt(20);
      for (int i = 1; i <= size; i++) {
        int parent = random.nextInt(i);
        files.folder(
            "migrations/db/" + i, parent == 0 && i > 1 ? "parent: 1" : "parent: " + parent);
      }
      assertThat(Findings.of(files)).as("seed %d", seed).isEmpty();
      assertThat(graph(files).size()).isEqualTo(size);
    }
  }

  @Test
  void namesTheNearestKey() {
    FilesInMemory files =
        new FilesInMemory().folder("migrations/db/1_a", "createIndexConcurently: true\n");
    String remedies =
        DefinitionReader.read(files, Project.read(files).schemas()).errors().stream()
            .map(p -> p.remedy())
            .reduce("", String::concat);
    assertThat(remedies).isEqualTo("did you mean \"createIndexConcurrently\"?");
  }

  @Test
  void readsDeepGraphsWithoutRunningOutOfStack() {
    FilesInMemory files = new FilesInMemory();
    Stream.iterate(1, i -> i <= 20_000, i -> i + 1)
        .forEach(i ->
            files
                .with("migrations/db/" + i + ".up.sql", "-- " + i)
                .with("migrations/db/" + i + ".down.sql", ""));
    assertThat(graph(files).leaves()).hasSize(1);
  }
}
