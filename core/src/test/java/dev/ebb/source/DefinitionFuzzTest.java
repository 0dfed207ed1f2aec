package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is in a project, reading it ends, and ends in findings. */
final class DefinitionFuzzTest {
  private static final int PROJECTS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<String> NAMES =
      List.of(
          "1_a",
          "2_b",
          "03",
          "-4_d",
          "0_x",
          "99999999999999999999_y",
          "second",
          "1_a.up.sql",
          "1_a.down.sql",
          "2_b.up.sql",
          "2_b.down.sql",
          "5_e.up.sql",
          "5_e.down.sql",
          "up.sql",
          "README.md",
          "6_f.sql",
          "_.up.sql",
          ".up.sql",
          "-_z",
          "1_a.UP.SQL",
          "x/1_a",
          "7_é");
  private static final List<String> METADATA =
      List.of(
          "name: a\nparents: []\n",
          "parent: 1\n",
          "parents: [1, 2]\n",
          "privileged: true\n",
          "createIndexConcurrently: true\n",
          "a: &a [*a, *a]\n",
          "- - - -\n",
          "? x\n: y\n",
          "name: |\n  x\n",
          "%YAML 1.2\n---\n",
          "\"\\u0000\"",
          "{{{{{{",
          "[[[[[[[[",
          "!!binary x",
          "...",
          "<<: {}\n",
          "name: \"\\x\"\n",
          "parents: [1,\n",
          "\t",
          "\u0000",
          "\uFEFF",
          "#\n");
  private static final List<String> SQL =
      List.of(
          "SELECT 1;\n",
          "-- +++\n-- parent: 1\n-- +++\n",
          "-- +++\n",
          "-- parent: x\n",
          "--\n",
          "CREATE INDEX CONCURRENTLY i ON t (c);\n",
          "CREATE EXTENSION x;\n",
          "COMMIT;\n",
          "'",
          "$$",
          "/*",
          "\\i x\n",
          "COPY t FROM stdin;\n1\n\\.\n",
          "\r\n",
          "\u0000",
          "DROP INDEX CONCURRENTLY i;");

  private final long seed = Long.getLong("ebb.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  @Timeout(300)
  void neitherFailsNorHangsOnTenThousandMutatedProjects() {
    int clean = 0;
    for (int i = 0; i < PROJECTS; i++) {
      FilesInMemory files = project();
      long start = System.nanoTime();
      try {
        clean += Findings.of(files).isEmpty() ? 1 : 0;
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + ", project " + i, e);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took).as("seed %d, project %d", seed, i).isLessThan(PATIENCE);
    }
    assertThat(clean).as("projects without a finding").isLessThan(PROJECTS);
  }

  private FilesInMemory project() {
    FilesInMemory files = new FilesInMemory();
    if (random.nextInt(10) == 0) {
      files.with("ebb.yaml", mutated("schemas:\n  db: {folder: migrations/db, optional: true}\n"));
    }
    for (int i = random.nextInt(6); i >= 0; i--) {
      String name = random.nextInt(4) == 0 ? mutatedText(one(NAMES)) : one(NAMES);
      String path = "migrations/db/" + name.replace("/", "-").replace('\u0000', '0');
      if (name.endsWith(".sql") || name.endsWith(".md")) {
        files.with(path, mutated(several(SQL)));
      } else {
        files.with(path + "/up.sql", mutated(several(SQL)));
        files.with(path + "/down.sql", mutated(several(SQL)));
        files.with(path + "/metadata.yaml", mutated(several(METADATA)));
      }
    }
    return files;
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String several(List<String> of) {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      parts.add(one(of));
    }
    return String.join("", parts);
  }

  private String mutatedText(String text) {
    StringBuilder mutated = new StringBuilder(text);
    int at = random.nextInt(mutated.length() + 1);
    switch (random.nextInt(3)) {
      case 0 -> mutated.insert(at, (char) random.nextInt(0x250));
      case 1 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(5)));
      default -> mutated.insert(at, one(METADATA).repeat(1 + random.nextInt(40)));
    }
    return mutated.toString();
  }

  private byte[] mutated(String text) {
    String changed = random.nextInt(3) == 0 ? mutatedText(text) : text;
    byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
