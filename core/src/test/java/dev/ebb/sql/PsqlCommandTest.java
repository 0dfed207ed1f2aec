package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of psql: the harmless are left out, the others refused. */
class PsqlCommandTest {

  private static Flaw onlyFlaw(String text) {
    Script script = Script.parse(text);
    assertThat(script.flaws()).hasSize(1);
    assertThat(script.hasErrors()).isTrue();
    return script.flaws().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\restrict 0pVfRQkvVf",
        "\\unrestrict 0pVfRQkvVf",
        "\\echo it's; $$ /* ( done",
        "\\qecho done",
        "\\warn done",
        "\\timing on",
        "\\timing",
        "\\pset pager off",
        "\\pset null '\\\\N'",
        "\\x",
        "\\t",
        "\\a",
        "\\set ON_ERROR_STOP on",
        "\\set ON_ERROR_STOP",
        "  \\set VERBOSITY verbose",
        "\\set QUIET 1",
        "\\set ECHO all",
        "\\set ECHO_HIDDEN on",
        "\\unset QUIET",
        "\\encoding utf8",
        "\\encoding 'UTF-8'",
        "\\encoding Unicode"
      })
  void harmlessCommandsAreLeftOut(String line) {
    for (String end : new String[] {"\n", "\r\n"}) {
      Script script = Script.parse("SELECT 1;" + end + line + end + "SELECT 2;" + end);
      assertThat(script.flaws()).isEmpty();
      assertThat(script.statements().stream().map(Statement::text))
          .containsExactly("SELECT 1", "SELECT 2");
    }
    assertThat(Script.parse(line).flaws()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\i other.sql | \\i | Paste",
        "\\ir other.sql | \\ir | Paste",
        "\\include other.sql | \\include | Paste",
        "\\copy t from 'x.csv' | \\copy | COPY … FROM stdin",
        "\\set x 1 | \\set | variables",
        "\\set AUTOCOMMIT off | \\set | variables",
        "\\set ON_ERROR_ROLLBACK on | \\set | variables",
        "\\unset x | \\unset | variables",
        "\\! rm -rf x | \\! | never runs programs",
        "\\connect other | \\connect | connected",
        "\\c other | \\c | connected",
        "\\if :x | \\if | IF …",
        "\\endif | \\endif | IF …",
        "\\gexec | \\gexec | EXECUTE",
        "\\. | \\. | COPY",
        "\\encoding latin1 | \\encoding | UTF-8",
        "\\o out.txt | \\o | server does not know",
        "\\d t | \\d | server does not know",
        "\\ | \\ | server does not know",
        "\\prompt 'x' y | \\prompt | server does not know"
      })
  void othersAreRefusedByName(String line, String name, String remedy) {
    Flaw flaw = onlyFlaw("SELECT 1;\n" + line + "\nSELECT 2;");
    assertThat(flaw.position()).isEqualTo(new Position(10, 2, 1));
    assertThat(flaw.what()).isEqualTo("the psql command " + name);
    assertThat(flaw.remedy()).contains(remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\set QUIET `id`", "\\echo `rm -rf x`", "\\set x `date`", "\\timing `x`"})
  void backquotesAreNeverRun(String line) {
    assertThat(onlyFlaw(line).remedy()).contains("run a program").contains("never");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\echo a \\\\ DROP TABLE t;", "\\t \\x", "\\timing \\! id", "\\echo 'a \\\\ b;"})
  void nothingHidesBehindAHarmlessCommand(String line) {
    assertThat(onlyFlaw(line).isError()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\gset", "\\gexec", "\\g", "\\gx out", "\\watch 5", "\\crosstabview"})
  void aCommandThatEndsAStatementIsRefused(String command) {
    Script script = Script.parse("SELECT 1 " + command + "\nSELECT 2;");
    assertThat(script.flaws()).hasSize(1);
    assertThat(script.flaws().getFirst().position()).isEqualTo(new Position(9, 1, 10));
    assertThat(script.flaws().getFirst().what()).contains("inside a statement");
    assertThat(script.statements().stream().map(Statement::text))
        .containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void evenAHarmlessCommandInsideAStatementIsRefused() {
    assertThat(onlyFlaw("CREATE TABLE t (\n\\echo x\na int);SELECT 1").remedy())
        .contains("semicolon");
  }

  @Test
  void backslashesInStringsAndCommentsAreNoCommands() {
    assertThat(
            Script.parse("SELECT '\n\\i x\n', \"\n\\i\", $$\n\\i\n$$ /*\n\\i x\n*/ -- \\i\n;")
                .flaws())
        .isEmpty();
  }

  @Test
  void aCommandFitForAMessageIsShort() {
    Flaw flaw = onlyFlaw("\\" + "x".repeat(1000) + "\u001b[31m");
    assertThat(flaw.what()).hasSizeLessThan(60).doesNotContain("\u001b");
  }
}
