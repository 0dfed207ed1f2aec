package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no server would take: things left open, and characters that no text can hold. */
class FlawsTest {

  private static Flaw onlyFlaw(String text) {
    List<Flaw> flaws = Script.parse(text).flaws();
    assertThat(flaws).hasSize(1);
    return flaws.getFirst();
  }

  private static void assertErrorAt(String text, int offset, String what) {
    Flaw flaw = onlyFlaw(text);
    assertThat(flaw.isError()).isTrue();
    assertThat(flaw.position().offset()).isEqualTo(offset);
    assertThat(flaw.what()).contains(what);
    assertThat(flaw.remedy()).isNotBlank();
    assertThat(Script.parse(text).hasErrors()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'a", "'", "E'a\\'", "E'\\", "'a''", "N'a", "U&'a", "'a'\n 'b"})
  void anOpenStringIsFoundWhereItWasOpened(String string) {
    int opened = string.startsWith("'a'\n") ? 16 : 11;
    assertErrorAt("SELECT 1;\n " + string, opened, "string that is never closed");
  }

  @Test
  void anOpenStringExplainsBackslashes() {
    assertThat(Script.parse("INSERT INTO t VALUES ('it\\'s');").flaws().getFirst().remedy())
        .contains("E'…'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a", "\"", "\"a\"\"", "U&\"a"})
  void anOpenNameIsFoundWhereItWasOpened(String name) {
    assertErrorAt("SELECT " + name, 7, "quoted name that is never closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$$ a", "$$", "$a$ $A$", "$a$ $a", "$$ $a$", "$ä$ $a$"})
  void anOpenDollarQuoteIsFoundWhereItWasOpened(String string) {
    assertErrorAt("DO " + string, 3, "dollar-quoted string that is never closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/*", "/* a", "/* /* */", "/*/", "/* *", "/* ' */ /*"})
  void anOpenCommentIsFoundWhereItWasOpened(String comment) {
    int opened = comment.endsWith("*/ /*") ? 17 : 9;
    assertErrorAt("SELECT 1 " + comment, opened, "comment that is never closed");
  }

  @Test
  void anOpenParenthesisIsFoundWhereItWasOpened() {
    assertErrorAt("SELECT 1; CREATE TABLE t (a numeric(10, 2); SELECT 2;", 25, "parenthesis");
  }

  @Test
  void aParenthesisTooManyIsFound() {
    assertErrorAt("CREATE TABLE t (a int)); SELECT (1)", 22, "closing parenthesis");
    assertThat(Script.parse("SELECT 1)))); SELECT 2))").flaws()).hasSize(2);
  }

  @Test
  void anOpenBodyIsFoundWhereItWasOpened() {
    assertErrorAt("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", 32, "BEGIN ATOMIC");
  }

  @Test
  void aNulIsFound() {
    assertErrorAt("SELECT 1;\nSELECT '\0'", 18, "NUL");
    assertErrorAt("SELECT \0", 7, "NUL");
  }

  @Test
  void halfAPairIsFound() {
    assertErrorAt("SELECT '\uD83D'", 8, "surrogate");
    assertErrorAt("SELECT '\uDE00\uD83D'", 8, "surrogate");
    assertErrorAt("SELECT '😀', '\uD83D'", 14, "surrogate");
    assertErrorAt("-- \uD83D", 3, "surrogate");
  }

  @Test
  void discardAllWouldReleaseTheLock() {
    assertErrorAt("SELECT 1; DISCARD /* really */ all;", 10, "DISCARD ALL");
    assertThat(Script.parse("DISCARD PLANS; DISCARD TEMP;").flaws()).isEmpty();
  }

  @Test
  void unlockAllWouldReleaseTheLock() {
    assertErrorAt("SELECT PG_Advisory_unlock_all();", 7, "pg_advisory_unlock_all");
    assertThat(Script.parse("SELECT pg_advisory_unlock(1), 'pg_advisory_unlock_all'").flaws())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET standard_conforming_strings = off",
        "set local standard_conforming_strings to 'OFF'",
        "SET SESSION standard_conforming_strings = 0",
        "SET client_encoding = 'LATIN1'",
        "SET client_encoding TO sql_ascii",
        "SET NAMES 'WIN1252'"
      })
  void settingsThatChangeHowTheFileIsReadAreRefused(String text) {
    assertErrorAt("SELECT 1; " + text + "; SELECT 2", 10, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET standard_conforming_strings = on",
        "SET client_encoding = 'UTF8'",
        "SET client_encoding TO DEFAULT",
        "SET NAMES 'utf-8'",
        "SET LOCAL search_path = a, b",
        "SET lock_timeout = '5s'",
        "UPDATE t SET client_encoding = 'LATIN1'"
      })
  void otherSettingsAreFine(String text) {
    assertThat(Script.parse(text).flaws()).isEmpty();
  }

  @Test
  void copyToTheClientHasNoReader() {
    assertErrorAt("COPY (SELECT a FROM t) TO stdout;", 0, "COPY … TO stdout");
    assertThat(Script.parse("COPY t TO '/tmp/x'; COPY t FROM '/tmp/x';").flaws()).isEmpty();
  }

  @Test
  void flawsComeFromTopToBottom() {
    List<Flaw> flaws = Script.parse("BEGIN;\nROLLBACK;\n\\i x\nSELECT '\0';\nSELECT (").flaws();
    assertThat(flaws).extracting(f -> f.position().line()).containsExactly(1, 2, 3, 4, 5);
    assertThat(flaws).isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
  }

  @ParameterizedTest
  @CsvSource({"0,1,1", "1,1,2", "2,2,1", "3,3,1", "4,3,2"})
  void offsetsHaveLinesAndColumns(int offset, int line, int column) {
    assertThat(Script.parse("a\n\nb").position(offset))
        .isEqualTo(new Position(offset, line, column));
  }
}
