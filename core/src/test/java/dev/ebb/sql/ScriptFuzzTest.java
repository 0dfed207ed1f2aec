package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No input, however hostile, makes the parser fail, hang or contradict itself. */
class ScriptFuzzTest {
  private static final int INPUTS = 10_000;

  /** Catches hangs and quadratic time only; no claim about speed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SAMPLE =
      """
      -- +++
      -- parent: 1
      -- +++
      BEGIN;
      CREATE TABLE IF NOT EXISTS "My t" (id bigserial, commit text DEFAULT E'it\\'s', CHECK (id > 0));
      CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (lower(a), b);
      CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $fn$
      BEGIN RETURN CASE WHEN a > 0 THEN 1 ELSE $1 END; END $fn$;
      CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END;
      CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b);
      ALTER TYPE "T" ADD VALUE IF NOT EXISTS U&'d!0061' UESCAPE '!' BEFORE 'x';
      ALTER TABLE a.b DETACH PARTITION c CONCURRENTLY; ALTER TABLE t DROP COLUMN x CASCADE;
      REINDEX (VERBOSE, CONCURRENTLY) TABLE t; DROP INDEX CONCURRENTLY a, b; VACUUM; CLUSTER;
      CREATE SUBSCRIPTION s CONNECTION 'password=x' PUBLICATION p WITH (connect = false);
      /* a /* nested */ comment */ SELECT 'two'
        'parts', a->>'b', 1.5e-3, $1, "q""q" -- behind
      ;
      COPY t (a, b) FROM stdin;
      1\t2
      \\.
      \\echo done
      \\set x `id`
      DROP FUNCTION f(int), g() CASCADE; CALL p(1); DISCARD ALL; SAVEPOINT x; COMMIT AND CHAIN;
      COMMIT;
      """;

  private static final String[] PIECES = {
    "'",
    "\"",
    "$",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    "\n",
    "\r\n",
    "\r",
    ";",
    "(",
    ")",
    "\\",
    "\\.",
    "E'",
    "U&\"",
    "U&'",
    "UESCAPE",
    "BEGIN",
    "ATOMIC",
    "END",
    "CASE",
    "CREATE",
    "FUNCTION",
    "COPY",
    "FROM",
    "stdin",
    "COMMIT",
    "\0",
    "\uD83D",
    "\uDE00",
    "\uFEFF",
    "\u00a0",
    "ä",
    ".",
    "..",
    ":",
    "1e",
    "+",
    "-",
    "0x",
    "ON",
    "INDEX",
    "CONCURRENTLY",
    "IF",
    "NOT",
    "EXISTS",
    "DROP",
    "ALTER",
    "TABLE",
    "ADD",
    "VALUE",
    "TYPE",
    ",",
    "REINDEX",
    "\f",
    " ",
    "PASSWORD",
    "\\0041",
    "\\+"
  };

  private static String input(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> bytes(random);
      case 1 -> pieces(random);
      case 2 -> SAMPLE.substring(0, random.nextInt(SAMPLE.length()));
      case 3 -> SAMPLE.substring(random.nextInt(SAMPLE.length()));
      default -> mutated(random);
    };
  }

  private static String bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return new String(
        bytes, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16);
  }

  private static String pieces(Random random) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(60); n > 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextBoolean()) {
        text.append(' ');
      }
    }
    return text.toString();
  }

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder(SAMPLE);
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.setCharAt(at, (char) random.nextInt(0x300));
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
      }
    }
    return text.toString();
  }

  /** Whatever the text, what the script says of it must fit together. */
  private static void assertSound(String text) {
    Script script = Script.parse(text);
    int end = 0;
    int number = 0;
    boolean banned = false;
    for (Statement statement : script.statements()) {
      int start = statement.start().offset();
      assertThat(statement.number()).isEqualTo(++number);
      assertThat(start).isGreaterThanOrEqualTo(end);
      end = start + statement.text().length();
      assertThat(script.text().substring(start, end)).isEqualTo(statement.text());
      assertThat(statement.text()).isNotEmpty();
      assertThat(script.position(start)).isEqualTo(statement.start());
      assertThat(statement.head().length()).isBetween(0, 80);
      assertThat(statement.checksum().value()).matches("s1:[0-9a-f]{64}");
      assertThat(statement.effect().toString()).isNotEmpty();
      assertThat(statement.positionOf(statement.text().length() / 2)).isNotNull();
      banned |= statement.kind() instanceof StatementKind.NonTransactional;
    }
    assertThat(script.transactional()).isEqualTo(!banned);
    assertThat(script.checksum().value()).matches("s1:[0-9a-f]{64}");
    for (Flaw flaw : script.flaws()) {
      assertThat(flaw.what()).isNotBlank();
      assertThat(flaw.remedy()).isNotBlank();
      assertThat(flaw.position()).isEqualTo(script.position(flaw.position().offset()));
    }
    assertThat(script.flaws()).isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
  }

  @Test
  void nothingMakesItFail() {
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int i = 0; i < INPUTS; i++) {
            String text = input(random);
            try {
              assertSound(text);
            } catch (RuntimeException | AssertionError e) {
              throw new AssertionError("seed " + seed + ", input " + i + ":\n" + text, e);
            }
          }
        });
  }

  @Test
  void everyPrefixOfAScriptIsSound() {
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          for (int i = 0; i <= SAMPLE.length(); i++) {
            assertSound(SAMPLE.substring(0, i));
          }
        });
  }

  @Test
  void aTextWithoutErrorsLosesNothing() {
    // what is not in a statement can only be blanks, comments, separators and what was taken away
    long seed = Long.getLong("ebb.seed", System.nanoTime());
    Random random = new Random(seed);
    int sound = 0;
    for (int i = 0; i < INPUTS; i++) {
      String text = pieces(random);
      Script script = Script.parse(text);
      if (script.hasErrors()) {
        continue;
      }
      sound++;
      int end = 0;
      StringBuilder skipped = new StringBuilder();
      for (Statement statement : script.statements()) {
        skipped.append(script.text(), end, statement.start().offset()).append('\n');
        end = statement.start().offset() + statement.text().length();
      }
      skipped.append(script.text(), end, script.text().length());
      assertThat(Script.parse(skipped.toString()).statements())
          .as("seed %d: %s", seed, text)
          .isEmpty();
    }
    assertThat(sound).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "()",
        "/*",
        "/**/",
        "*/",
        "/*/",
        "$",
        "$$",
        "$a",
        "$a$",
        "$a$b",
        "$aaaaaaaaaaaaaaa",
        "'",
        "''",
        "' '",
        "'\n'",
        "'a'\n",
        "E'\\",
        "E'\\'\n",
        "\"",
        "\"\"",
        "U&\"",
        "--",
        "-",
        "-\n",
        "--\n",
        "+",
        "+-",
        "<+",
        "/",
        "*",
        "\\",
        "\\\n",
        "\\echo x\n",
        ";",
        "a",
        "a ",
        "a;",
        "a.",
        ".",
        "1",
        "1.",
        "1e+",
        "1e+1",
        "\n",
        "\r",
        "\r\n",
        "ä",
        "\uD83D",
        "\0",
        "COPY t FROM stdin;\n",
        "COPY t FROM stdin;\n\\.\n",
        "BEGIN;",
        "COMMIT;",
        "BEGIN ATOMIC ",
        "CREATE FUNCTION ",
        "CASE ",
        "CASE END ",
        "FROM ",
        "a,",
        "DROP TABLE a,",
        "VACUUM;",
        "SAVEPOINT a;",
        "ALTER TABLE t ADD "
      })
  void longRepetitionsTakeLinearTime(String piece) {
    assertQuick(piece.repeat(2_000_000 / piece.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a,", "a.", "a ", "CASE ", "CASE END ", "ATOMIC ", "'a'\n", "IF "})
  void longHeadsTakeLinearTime(String piece) {
    for (String start :
        List.of("DROP TABLE ", "CREATE FUNCTION f() BEGIN ATOMIC ", "CREATE INDEX i ON ")) {
      assertQuick(start + piece.repeat(500_000 / piece.length()));
    }
  }

  private static void assertQuick(String text) {
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          Script script = Script.parse(text);
          assertThat(script.checksum()).isNotNull();
          if (!script.statements().isEmpty()) {
            assertThat(script.statements().getFirst().head().length()).isLessThanOrEqualTo(80);
          }
        });
  }

  @Test
  void tagsThatNearlyMatchTakeLinearTime() {
    String tag = "a".repeat(1_000);
    String text = "SELECT $" + tag + "$" + ("$" + tag + "b").repeat(2_000) + "$" + tag + "$";
    assertTimeoutPreemptively(PATIENCE, () -> assertThat(Script.parse(text).flaws()).isEmpty());
  }
}
