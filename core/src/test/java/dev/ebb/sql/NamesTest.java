package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and values to SQL and back. */
class NamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "users | users",
        "_a1$ | _a1$",
        "Users | \"Users\"",
        "1a | \"1a\"",
        "$a | \"$a\"",
        "a b | \"a b\"",
        "a\"b | \"a\"\"b\"",
        "a.b | \"a.b\"",
        "größe | \"größe\"",
        "user | \"user\"",
        "order | \"order\"",
        "table | \"table\"",
        "left | \"left\"",
        "concurrently | \"concurrently\"",
        "index | index",
        "name | name",
        "commit | commit",
        "begin | begin",
        "\\ | \"\\\"",
        "'; DROP TABLE x; -- | \"'; DROP TABLE x; --\""
      })
  void identifiersAreQuotedWhereNeeded(String name, String sql) {
    assertThat(Quote.identifier(name)).isEqualTo(sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a | 'a'",
        "it's | 'it''s'",
        "'' | ''''''",
        "a\\b | E'a\\\\b'",
        "\\' | E'\\\\'''",
        "\"a\" | '\"a\"'",
        "😀 | '😀'"
      })
  void literalsAreAlwaysQuoted(String value, String sql) {
    assertThat(Quote.literal(value)).isEqualTo(sql);
  }

  @Test
  void anEmptyValueIsAValue() {
    assertThat(Quote.literal("")).isEqualTo("''");
  }

  @Test
  void whatCannotBeStoredIsRefused() {
    assertThatThrownBy(() -> Quote.identifier("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quote.identifier("a\0")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quote.literal("\0")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsQuotedIsOneTokenThatMeansTheSame() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    String letters = "ab'\"\\$;-/* \n\r\t😀äE.&UuN";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("x");
      for (int n = random.nextInt(12); n > 0; n--) {
        text.appendCodePoint(
            letters.codePointAt(
                letters.offsetByCodePoints(
                    0, random.nextInt(letters.codePointCount(0, letters.length())))));
      }
      String value = text.toString();
      Cursor literal = new Cursor(Tokens.of(Quote.literal(value)), 0);
      assertThat(literal.string()).as("seed %d", seed).isEqualTo(value);
      assertThat(literal.atEnd()).as("seed %d", seed).isTrue();
      SqlName name = new SqlName(i % 2 == 0 ? null : "S" + value, value);
      assertThat(SqlName.parse(name.toSql())).as("seed %d", seed).isEqualTo(name);
    }
  }

  @Test
  void namesAreReadAsTheServerReadsThem() {
    assertThat(SqlName.parse("Users")).isEqualTo(new SqlName(null, "users"));
    assertThat(SqlName.parse(" \"Users\" ")).isEqualTo(new SqlName(null, "Users"));
    assertThat(SqlName.parse("Public.\"a.b\"")).isEqualTo(new SqlName("public", "a.b"));
    assertThat(SqlName.parse("db . s . t")).isEqualTo(new SqlName("s", "t"));
    assertThat(SqlName.parse("U&\"\\0041\"")).isEqualTo(new SqlName(null, "A"));
    assertThat(SqlName.parse("\"select\"").toSql()).isEqualTo("\"select\"");
    assertThat(new SqlName("My", "t")).hasToString("\"My\".t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a.",
        ".a",
        "a..b",
        "\"",
        "\"a",
        "\"\"",
        "'a'",
        "1",
        "a;",
        "a, b",
        "a.b.'c'",
        "a(",
        "--a",
        "\"a\0\"",
        "$1",
        "U&\"\\0000\""
      })
  void whatIsNoNameIsRefused(String text) {
    assertThatThrownBy(() -> SqlName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the name");
  }

  @Test
  void everyNamespaceThatEbbMakesForItselfIsOneOfItsOwn() throws IOException {
    Pattern makes = Pattern.compile("CREATE SCHEMA IF NOT EXISTS (ebb\\w*)");
    Set<String> made = new TreeSet<>();
    Path sources = Path.of(System.getProperty("ebb.root", ".."), "core", "src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        makes.matcher(Files.readString(file)).results().forEach(found -> made.add(found.group(1)));
      }
    }
    assertThat(made).containsExactlyInAnyOrderElementsOf(SqlName.OWN_NAMESPACES);
    assertThat(SqlName.ofUsers("n")).contains(made).contains("'information_schema'", "'^pg_'");
  }
}
