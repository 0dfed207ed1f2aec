package dev.ebb.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fault.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short cut against the real parser: whatever it reads at all it reads the same. */
final class PlainYamlTest {
  private static final List<String> PIECES =
      List.of(
          "name",
          "parents",
          "parent",
          "privileged",
          ": ",
          ":",
          " ",
          "\n",
          "\n",
          "'",
          "'",
          "[",
          "]",
          ",",
          ", ",
          "1528395968",
          "-5",
          "0",
          "007",
          "true",
          "null",
          "~",
          "no",
          "a b",
          "add-users",
          "x.y",
          "(z)",
          "_",
          "-",
          "- ",
          "--- ",
          "...",
          "#",
          " # note",
          "\"",
          "&a ",
          "*a",
          "!t ",
          "{",
          "}",
          "|",
          ">",
          "%",
          "@",
          "`",
          "?",
          "? ",
          "\t",
          "\r\n",
          "é",
          "\u2028",
          "''",
          "\\",
          "=",
          "<<",
          "1e3",
          "0x1F",
          "/",
          ";",
          "it's",
          "\u0085",
          "\uFEFF");
  private static final List<String> LINES =
      List.of(
          "name: 'squashed migrations'\n",
          "name: no steps persisted\n",
          "parent: 1528395967\n",
          "parents: [1644471839, 1644583379]\n",
          "parents: [1,2]\n",
          "parents: []\n",
          "createIndexConcurrently: true\n",
          "\n",
          "privileged: false\n");

  private static Optional<Yaml> real(YamlText text) {
    Problems problems = new Problems();
    Optional<Yaml> yaml = new YamlEngine(text, problems).read();
    return problems.hasErrors() ? Optional.empty() : yaml;
  }

  @Test
  void readsNothingOtherwiseThanTheRealParser() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    int taken = 0;
    for (int i = 0; i < 60_000; i++) {
      YamlText text = YamlText.wholeFile(document(random), "f");
      Optional<Yaml> plain = PlainYaml.read(text);
      if (plain.isPresent()) {
        taken++;
        assertThat(plain).as("seed %d, text <%s>", seed, text.text()).isEqualTo(real(text));
      }
    }
    assertThat(taken).as("documents that the short cut took").isGreaterThan(5_000);
  }

  private static String document(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append(LINES.get(random.nextInt(LINES.size())));
    }
    // many documents with one or two odd things rather than few with nothing but
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = random.nextInt(3) == 0 ? Math.min(text.length(), at + random.nextInt(6)) : at;
      text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    if (random.nextInt(10) == 0) {
      text.setLength(0);
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return text.toString();
  }

  @Test
  void takesWhatNearlyAllMetadataLooksLike() {
    List<String> usual =
        List.of(
            "name: 'track fork namespace on spec'\nparent: 1528395967\n",
            "name: unqiue batch changes\nparents: [1644471839, 1644583379]\n",
            "name: a\nparents: [1]\ncreateIndexConcurrently: true\n");
    for (String text : usual) {
      assertThat(PlainYaml.read(YamlText.wholeFile(text, "f"))).isPresent();
    }
  }

  @Test
  void givesPlacesInTheFileThatADocumentStandsIn() {
    YamlText text = new YamlText("name: x\nparent: 7\n", "f", 4, 3);
    assertThat(text.read(new Problems()).map(Object::toString).orElse(""))
        .contains("f:6:12")
        .contains("f:5:4");
  }
}
