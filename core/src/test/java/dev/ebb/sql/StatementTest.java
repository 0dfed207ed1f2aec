package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a statement shows itself in messages, and how the server's positions map to the file. */
class StatementTest {

  private static Statement first(String text) {
    return Script.parse(text).statements().getFirst();
  }

  private static String head(String text) {
    return first(text).head();
  }

  @Test
  void theHeadIsOneLine() {
    assertThat(head("CREATE TABLE\n  t (\r\n\ta int, -- so\n\n b text /* x */\n)"))
        .isEqualTo("CREATE TABLE t ( a int, b text )");
    assertThat(head("DO $$\nBEGIN\n  NULL;\nEND\n$$")).isEqualTo("DO $$ BEGIN NULL; END $$");
    assertThat(head("SELECT a.b,c(1)::int")).isEqualTo("SELECT a.b,c(1)::int");
  }

  @Test
  void theHeadIsShort() {
    String head = head("INSERT INTO t VALUES (" + "1, ".repeat(1000) + "1)");
    assertThat(head).hasSize(80).startsWith("INSERT INTO t VALUES (1, 1, ").endsWith("…");
    assertThat(head("SELECT '" + "x".repeat(71) + "'")).hasSize(80).endsWith("'");
    assertThat(head("SELECT '" + "x".repeat(72) + "'")).hasSize(80).endsWith("…");
  }

  @Test
  void theHeadHoldsNoHalfCharacters() {
    for (int i = 60; i < 80; i++) {
      String head = head("SELECT '" + "x".repeat(i) + "😀😀😀😀😀😀😀😀😀😀'");
      assertThat(head.length()).isLessThanOrEqualTo(80);
      assertThat(Script.parse(head.replace("…", "'")).flaws()).isEmpty();
    }
  }

  @Test
  void theHeadControlsNoTerminal() {
    assertThat(head("SELECT '\u001b[31m\u0007\u009b\u007f red \u0085'"))
        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CREATE ROLE r LOGIN PASSWORD 'hunter2' | CREATE ROLE r LOGIN PASSWORD '***'",
        "ALTER USER r ENCRYPTED PASSWORD E'hunter2' | ALTER USER r ENCRYPTED PASSWORD '***'",
        "ALTER ROLE r password $$hunter2$$ | ALTER ROLE r password '***'",
        "ALTER ROLE r password /* hunter2 */ 'x' VALID UNTIL 'y'"
            + " | ALTER ROLE r password '***' VALID UNTIL 'y'",
        "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'hunter2')"
            + " | CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password '***')",
        "CREATE SUBSCRIPTION s CONNECTION 'password=hunter2' PUBLICATION p"
            + " | CREATE SUBSCRIPTION s CONNECTION '***' PUBLICATION p",
        "ALTER SYSTEM SET primary_conninfo = 'hunter2' | ALTER SYSTEM SET primary_conninfo = '***'",
        "ALTER SYSTEM SET primary_conninfo TO 'hunter2'"
            + " | ALTER SYSTEM SET primary_conninfo TO '***'",
        "UPDATE t SET client_secret = 'hunter2' | UPDATE t SET client_secret = '***'"
      })
  void theHeadHidesSecrets(String text, String head) {
    assertThat(head(text)).isEqualTo(head);
  }

  @Test
  void aContinuedSecretIsHiddenToo() {
    assertThat(head("CREATE ROLE r PASSWORD 'hunter'\n'2'"))
        .doesNotContain("2")
        .doesNotContain("hunter");
  }

  @Test
  void theServersPositionsAreFoundInTheFile() {
    Statement statement =
        Script.parse("SELECT 1;\r\n  SELECT 'ä😀',\r\n nothing FROM t").statements().get(1);
    assertThat(statement.positionOf(1))
        .isEqualTo(statement.start())
        .isEqualTo(new Position(13, 2, 3));
    // in Unicode characters: SELECT_'ä😀',CRLF_ are 15 before "nothing"
    assertThat(statement.positionOf(16)).isEqualTo(new Position(29, 3, 2));
    assertThat(statement.positionOf(0)).isEqualTo(statement.start());
    assertThat(statement.positionOf(-5)).isEqualTo(statement.start());
    assertThat(statement.positionOf(10_000).offset()).isEqualTo(13 + statement.text().length());
  }

  @Test
  void whatAScriptSaysCannotBeChanged() {
    Script script = Script.parse("DROP TABLE a; ROLLBACK");
    Effect.Drops drops = (Effect.Drops) script.statements().getFirst().effect();
    assertThatThrownBy(() -> script.statements().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> script.flaws().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> drops.names().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void positionsReadLikeThoseOfACompiler() {
    assertThat(new Position(9, 2, 3)).hasToString("2:3");
    assertThat(first("\n SELECT 1").start()).isGreaterThan(new Position(0, 1, 1));
  }
}
