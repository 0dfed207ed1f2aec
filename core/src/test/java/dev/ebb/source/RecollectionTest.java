package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecollectionTest {
  private static final int MANY = 60;

  @TempDir Path root;
  @TempDir Path memory;

  @BeforeEach
  void project() throws IOException {
    Path flat = Files.createDirectories(root.resolve("migrations/flat"));
    Path folders = Files.createDirectories(root.resolve("migrations/folders"));
    for (int id = 1; id <= MANY; id++) {
      Files.writeString(
          flat.resolve(id + "_a.up.sql"), "CREATE TABLE \"T\uD83D\uDC18%d\" ();\r\n".formatted(id));
      Files.writeString(
          flat.resolve(id + "_a.down.sql"), "DROP TABLE \"T\uD83D\uDC18%d\";".formatted(id));
      Path folder = Files.createDirectories(folders.resolve(id + "_b"));
      Files.writeString(
          folder.resolve("up.sql"), "CREATE INDEX CONCURRENTLY i%d ON t (c)".formatted(id));
      Files.writeString(folder.resolve("down.sql"), "DROP INDEX i%d".formatted(id));
      Files.writeString(
          folder.resolve("metadata.yaml"),
          "name: 'n %d'\nparents: [%s]\ncreateIndexConcurrently: true\n"
              .formatted(id, id == 1 ? "" : Integer.toString(id - 1)));
    }
  }

  private Reading read(Recollection recollection) {
    FolderTree tree = FolderTree.at(root);
    return DefinitionReader.read(tree, Project.read(tree).schemas(), recollection);
  }

  private Recollection remembered() {
    return Recollection.of(memory, root, "b1");
  }

  private static List<Migration> migrations(Reading reading) {
    return reading.orFault().stream().flatMap(d -> d.graph().order().stream()).toList();
  }

  private static List<String> described(Reading reading) {
    return migrations(reading).stream()
        .map(m ->
            "%s %s %s %s %s %s"
                .formatted(
                    m.title(),
                    m.parents(),
                    m.flags(),
                    m.up().script().checksum(),
                    m.down().script().checksum(),
                    m.up().script().statements()))
        .toList();
  }

  @Test
  void saysTheSameAsReadingAnew() {
    List<String> anew = described(read(Recollection.none()));
    read(remembered());
    Recollection second = remembered();
    assertThat(described(read(second))).isEqualTo(anew).hasSize(2 * MANY);
    assertThat(second.wasUsed()).isTrue();
  }

  @Test
  void noticesAChangeThatKeepsLengthAndTime() throws IOException {
    read(remembered());
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      Path file = root.resolve("migrations/flat/%d_a.up.sql".formatted(1 + random.nextInt(MANY)));
      FileTime time = Files.getLastModifiedTime(file);
      String text = Files.readString(file);
      Files.writeString(file, text.replace("T\uD83D", "U\uD83D"));
      Files.setLastModifiedTime(file, time);
      assertThat(described(read(remembered()))).isEqualTo(described(read(Recollection.none())));
    }
  }

  @Test
  void whatIsWrongIsToldWithItsPlaceAlthoughTheRestIsRemembered() throws IOException {
    read(remembered());
    Files.delete(root.resolve("migrations/folders/30_b/up.sql"));
    Files.writeString(root.resolve("migrations/flat/7_a.up.sql"), "SELECT 1;\nSELECT 'a");
    try (Stream<Path> gone = Files.walk(root.resolve("migrations/folders/50_b"))) {
      gone.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    }
    assertThat(read(remembered()).errors())
        .isEqualTo(read(Recollection.none()).errors())
        .hasSize(3);
  }

  @Test
  void impliedParentsFollowTheNeighbours() throws IOException {
    read(remembered());
    Files.delete(root.resolve("migrations/flat/20_a.up.sql"));
    Files.delete(root.resolve("migrations/flat/20_a.down.sql"));
    Migration next =
        migrations(read(remembered())).stream()
            .filter(m -> m.id().equals(new MigrationId(21)) && !m.has(Flag.CONCURRENT_INDEX))
            .findFirst()
            .orElseThrow();
    assertThat(next.parents()).containsExactly(new MigrationId(19));
  }

  @Test
  void whatAnAuthorShouldKnowIsSaidEachTime() throws IOException {
    Files.writeString(
        root.resolve("migrations/flat/9_a.down.sql"), "CREATE INDEX CONCURRENTLY i ON t (c);");
    assertThat(read(remembered()).notices()).hasSize(1);
    assertThat(read(remembered()).notices()).hasSize(1);
  }

  @Test
  void aMemoryThatIsDamagedOrAnotherBuildsIsNone() throws IOException {
    List<String> anew = described(read(remembered()));
    Recollection other = Recollection.of(memory, root, "b2");
    read(other);
    assertThat(other.wasUsed()).isFalse();
    read(remembered());
    Path file;
    try (Stream<Path> files = Files.list(memory)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(11);
    for (int i = 0; i < 100; i++) {
      byte[] bad = i % 2 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      if (i % 2 == 1) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bad);
      Recollection damaged = remembered();
      assertThat(described(read(damaged))).isEqualTo(anew);
      assertThat(damaged.wasUsed()).isFalse();
    }
  }

  @Test
  void nobodyIsDisturbedIfItCannotBeKept() throws IOException {
    Path noFolder = Files.writeString(memory.resolve("file"), "");
    Recollection nowhere = Recollection.of(noFolder, root, "b1");
    assertThat(read(nowhere).errors()).isEmpty();
  }
}
