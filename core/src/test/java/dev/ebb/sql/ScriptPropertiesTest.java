package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What holds for every script, over generated ones. A failure names the seed that repeats it. */
class ScriptPropertiesTest {
  private static final int RUNS = 3_000;

  private final long seed = Long.getLong("ebb.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Tokens that may stand in any order, with anything between them. */
  private static final String[] TOKENS = {
    "SELECT",
    "Commit",
    "begin",
    "END",
    "case",
    "Atomic",
    "größe",
    "a$b",
    "名前",
    "_x",
    "x😀",
    "\"Quoted\"",
    "\"a;b\"\"c\"",
    "U&\"d\\0061\"",
    "\"--\"",
    "'text'",
    "'it''s;'",
    "'\\'",
    "E'\\';'",
    "e'\\\\'",
    "B'01'",
    "x'1f'",
    "N'n'",
    "U&'\\0041'",
    "'/*'",
    "'a\nb'",
    "''",
    "$$;$$",
    "$t$ $$ ; $t$",
    "$é$'\"$é$",
    "$$\n--\n/*\n$$",
    "1",
    "1.5e-3",
    "0xFF",
    "$1",
    "+",
    "->>",
    "@>",
    "<=",
    "::",
    ":=",
    ",",
    ".",
    "[",
    "]",
    "(1)",
    "(a, ';')",
    "((b))"
  };

  private static final String[] BLANKS = {
    " ",
    "\n",
    "\t",
    "\r\n",
    "\f",
    " \n\n ",
    "/* c */",
    "/* ; /* ' */ \" */",
    " -- c ; '\n",
    "--\r\n",
    "/**/",
    " /* $$ */\n"
  };

  private static <T> T any(Random random, T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The tokens of a statement that is not transaction control, and no psql command. */
  private List<String> statement() {
    List<String> tokens = new ArrayList<>();
    tokens.add(
        any(random, new String[] {"INSERT", "update", "GRANT", "Values", "\"x\"", "COMMENT"}));
    for (int n = random.nextInt(12); n > 0; n--) {
      String token = any(random, TOKENS);
      boolean string = token.contains("'") && !token.contains("$") && !token.startsWith("(");
      String last = tokens.getLast();
      if (string && last.endsWith("'")) {
        tokens.add(","); // else a line end between them would make one string of two
      }
      tokens.add(token);
    }
    return tokens;
  }

  private String blank() {
    StringBuilder blank = new StringBuilder(any(random, BLANKS));
    while (random.nextInt(3) == 0) {
      blank.append(any(random, BLANKS));
    }
    return blank.toString();
  }

  private String written(List<String> tokens, UnaryOperator<String> spelling) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      text.append(i == 0 ? "" : blank()).append(spelling.apply(tokens.get(i)));
    }
    return text.toString();
  }

  private List<List<String>> statements() {
    List<List<String>> statements = new ArrayList<>();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      statements.add(statement());
    }
    return statements;
  }

  /** A separator, perhaps with empty statements and harmless psql commands behind it. */
  private String separator() {
    String separator = (random.nextBoolean() ? blank() : "") + ";";
    while (random.nextInt(4) == 0) {
      separator += blank() + (random.nextBoolean() ? ";" : "\n\\echo it's ; $$\n");
    }
    return separator + (random.nextBoolean() ? blank() : "");
  }

  @Test
  void aScriptIsCutExactlyWhereItWasPutTogether() {
    for (int run = 0; run < RUNS; run++) {
      List<String> expected = new ArrayList<>();
      List<Integer> offsets = new ArrayList<>();
      StringBuilder text = new StringBuilder(blank());
      for (List<String> tokens : statements()) {
        String statement = written(tokens, token -> token);
        expected.add(statement);
        offsets.add(text.length());
        text.append(statement).append(separator());
      }
      Script script = Script.parse(text.toString());
      assertThat(script.flaws()).as("seed %d: %s", seed, text).isEmpty();
      assertThat(script.statements().stream().map(Statement::text))
          .as("seed %d: %s", seed, text)
          .containsExactlyElementsOf(expected);
      assertThat(script.statements().stream().map(s -> s.start().offset()))
          .as("seed %d: %s", seed, text)
          .containsExactlyElementsOf(offsets);
    }
  }

  @Test
  void placesAreThoseThatAnEditorShows() {
    for (int run = 0; run < RUNS / 10; run++) {
      String text = text(statements(), token -> token);
      Script script = Script.parse(text);
      for (int offset = 0; offset <= text.length(); offset++) {
        String before = text.substring(0, offset);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = offset - (before.lastIndexOf('\n') + 1) + 1;
        assertThat(script.position(offset))
            .as("seed %d: %s", seed, text)
            .isEqualTo(new Position(offset, line, column));
      }
    }
  }

  private String text(List<List<String>> statements, UnaryOperator<String> spelling) {
    StringBuilder text = new StringBuilder();
    for (List<String> tokens : statements) {
      text.append(written(tokens, spelling)).append(separator());
    }
    return text.toString();
  }

  private String respelled(String token) {
    boolean word = Character.isLetter(token.charAt(0)) && token.indexOf('\'') < 0;
    boolean ascii = token.chars().allMatch(c -> c < 128);
    if (!word || !ascii || token.indexOf('"') >= 0) {
      return token;
    }
    return random.nextBoolean() ? token.toUpperCase(Locale.ROOT) : token.toLowerCase(Locale.ROOT);
  }

  @Test
  void anotherWayOfWritingHasTheSameChecksums() {
    for (int run = 0; run < RUNS; run++) {
      List<List<String>> statements = statements();
      String one = text(statements, token -> token);
      String two = text(statements, this::respelled);
      two = random.nextBoolean() ? "BEGIN;\n" + two + "COMMIT;" : two;
      two = random.nextBoolean() ? two.replace("\r\n", "\n").replace("\n", "\r\n") : two;
      Script left = Script.parse(one);
      Script right = Script.parse(two);
      assertThat(right.flaws()).as("seed %d: %s", seed, two).isEmpty();
      assertThat(right.checksum())
          .as("seed %d: %s\n----\n%s", seed, one, two)
          .isEqualTo(left.checksum());
      assertThat(right.statements().stream().map(Statement::shortSum))
          .containsExactlyElementsOf(left.statements().stream().map(Statement::shortSum).toList());
    }
  }

  @Test
  void anotherTokenHasAnotherChecksum() {
    for (int run = 0; run < RUNS; run++) {
      List<List<String>> statements = statements();
      String one = text(statements, token -> token);
      List<String> changed = statements.get(random.nextInt(statements.size()));
      int at = random.nextInt(changed.size());
      if (random.nextBoolean()) {
        changed.add(at + 1, "other");
      } else {
        changed.set(at, "other");
      }
      String two = text(statements, token -> token);
      assertThat(Script.parse(two).checksum())
          .as("seed %d: %s\n----\n%s", seed, one, two)
          .isNotEqualTo(Script.parse(one).checksum());
    }
  }

  @Test
  void aStatementAloneIsTheSameStatement() {
    for (int run = 0; run < RUNS; run++) {
      for (Statement statement : Script.parse(text(statements(), token -> token)).statements()) {
        Script alone = Script.parse(statement.text());
        assertThat(alone.statements()).as("seed %d: %s", seed, statement.text()).hasSize(1);
        Statement again = alone.statements().getFirst();
        assertThat(again.text()).isEqualTo(statement.text());
        assertThat(again.kind()).isEqualTo(statement.kind());
        assertThat(again.effect()).isEqualTo(statement.effect());
        assertThat(again.checksum()).isEqualTo(statement.checksum());
      }
    }
  }
}
