package dev.ebb.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Migration;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private final Releases releases = releases();
  private final byte[] file = Bundle.bytes(releases, "0.1.0");

  private static Releases releases() {
    Releases stitched =
        new Shelf()
            .file(
                "ebb.yaml", "schemas: {frontend: {versionTable: fe}, \"mül.x\": {optional: true}}")
            .migration("frontend", 1, "", "SELECT 'ünï 💥';\r\nSELECT 1;")
            .migration("frontend", 2, "1", "CREATE INDEX CONCURRENTLY i ON \"T\"\".x\" (a);")
            .migration("mül.x", 5, "", "CREATE EXTENSION hstore;")
            .file("migrations/mül.x/5_m5/metadata.yaml", "privileged: true")
            .file("out-of-band/7_x/metadata.yaml", "id: 7")
            .release("v1.0.0")
            .migration("frontend", 1, "", "SELECT 'other';")
            .migration("frontend", 3, "1", "SELECT 3;")
            .release("v1.1.0-rc.1")
            .stitched("overrides: [{schema: frontend, id: 1, accept: older, reason: because}]");
    return stitched
        .with(stitched.release(Version.of(1, 0)).with(new SchemaName("frontend"), 18, "c2:abc"))
        .with(
            ObjectPrints.of(
                new SchemaName("frontend"),
                18,
                new TreeMap<>(
                    Map.of(
                        Version.of(1, 0),
                        new TreeMap<>(Map.of("table public.a", 1L, "table public.\"ü.\"", -2L)),
                        Version.parse("v1.1.0-rc.1"),
                        new TreeMap<>(Map.of("table public.a", 3L))))));
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    Releases read = Bundle.read(file, "x.bundle");
    assertThat(read.releases()).isEqualTo(releases.releases());
    assertThat(read.settled()).isEqualTo(releases.settled()).hasSize(1);
    assertThat(read.project()).isEqualTo(releases.project());
    assertThat(read.outOfBand().names("out-of-band/7_x")).containsExactly("metadata.yaml");
    for (int i = 0; i < 2; i++) {
      StitchedSchema was = releases.schemas().get(i);
      StitchedSchema is = read.schemas().get(i);
      assertThat(is.config()).isEqualTo(was.config());
      assertThat(is.squashed()).isEqualTo(was.squashed());
      assertThat(told(is)).isEqualTo(told(was));
    }
    assertThat(Bundle.bytes(read, "0.1.0")).isEqualTo(file);
  }

  @Test
  void aBundleOfAnOlderEbbIsReadAsIs() {
    byte[] content = BundleWriter.content(releases.with(List.<ObjectPrints>of()));
    byte[] withoutRecords = Arrays.copyOf(content, content.length - Integer.BYTES);
    byte[] wrapped = BundleFormat.wrap(withoutRecords, "0.0.1");
    String older = new String(wrapped, StandardCharsets.ISO_8859_1);
    byte[] first = older.replaceFirst("format 2", "format 1").getBytes(StandardCharsets.ISO_8859_1);
    Releases read = Bundle.read(first, "x.bundle");
    assertThat(read.releases()).isEqualTo(releases.releases());
    assertThat(read.prints(new SchemaName("frontend"), 18)).isEmpty();
  }

  @Test
  void whatEachReleaseGivesIsKeptAsWhatItChanges() {
    ObjectPrints prints = Bundle.read(file, "x").prints(new SchemaName("frontend"), 18).get();
    assertThat(prints.changes().getLast().gone()).containsExactly("table public.\"ü.\"");
    assertThat(prints.all().get(Version.of(1, 0))).hasSize(2);
    assertThat(prints.all().lastEntry().getValue()).isEqualTo(Map.of("table public.a", 3L));
  }

  private static List<String> told(StitchedSchema schema) {
    return schema.graph().order().stream().map(BundleTest::told).toList();
  }

  private static String told(Migration m) {
    return String.join(
        "|",
        m.title(),
        m.parents().toString(),
        m.flags().toString(),
        m.up().file(),
        m.up().script().text(),
        m.down().script().text(),
        m.down().script().checksum().value());
  }

  @Test
  void aBundleSaysWhatItIsInItsFirstLine() {
    assertThat(new String(file, 0, 60, StandardCharsets.UTF_8))
        .startsWith("ebb bundle, format 2, ");
  }

  @Test
  void aBundleThatWasCutOffIsToldWhereverThatWas() {
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> Bundle.read(cut, "x.bundle"))
          .as("length %d", length)
          .isInstanceOf(Fault.class)
          .hasMessageMatching("x.bundle (is no bundle of releases.*|is cut off: .*)");
    }
  }

  @Test
  void aBundleThatWasChangedIsToldWhereverThatWas() {
    int body = new String(file, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int i = body; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 0x10;
      assertThatThrownBy(() -> Bundle.read(changed, "x.bundle"))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("damaged");
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThatThrownBy(() -> Bundle.read(longer, "x.bundle")).hasMessageContaining("damaged");
  }

  @Test
  void contentThatMakesNoSenseIsToldHoweverWellItIsWrapped() {
    byte[] content = BundleWriter.content(releases);
    long seed = Long.getLong("ebb.seed", 7);
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      int length = random.nextBoolean() ? content.length : 1 + random.nextInt(content.length - 1);
      byte[] changed = Arrays.copyOf(content, length);
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      byte[] wrapped = BundleFormat.wrap(changed, "0.1.0");
      try {
        Bundle.read(wrapped, "x.bundle");
      } catch (Fault fault) {
        assertThat(fault.problems().getFirst().remedy()).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  @Test
  void aBundleOfANewerEbbIsRefusedWithItsName() {
    byte[] newer =
        "ebb bundle, format 3, something else, made by ebb 9.9.9\nx"
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Bundle.read(newer, "x.bundle"))
        .hasMessageContaining("made by a newer Ebb (9.9.9): it has format 3");
  }

  @Test
  void whatIsNoBundleIsToldSo(@TempDir Path folder) throws IOException {
    Path other = folder.resolve("x");
    assertThatThrownBy(() -> Bundle.read(other)).hasMessageContaining("there is no bundle");
    Files.writeString(other, "PK\u0003\u0004 something zipped");
    assertThatThrownBy(() -> Bundle.read(other)).hasMessageContaining("is no bundle");
    assertThatThrownBy(() -> Bundle.read(folder)).hasMessageContaining("cannot be read");
  }

  @Test
  void aBundleIsWrittenWholeOrNotAtAll(@TempDir Path folder) throws IOException {
    Path target = folder.resolve("deep/er/x.bundle");
    Bundle.write(target, file);
    assertThat(Bundle.read(target).releases()).hasSize(2);
    try (var left = Files.list(target.getParent())) {
      assertThat(left).containsExactly(target);
    }
    assertThatThrownBy(() -> Bundle.write(target.resolve("x"), file))
        .hasMessageContaining("cannot be written");
  }
}
