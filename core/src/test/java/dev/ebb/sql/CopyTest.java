package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code COPY … FROM stdin} with the data behind it, as pg_dump writes it. */
class CopyTest {

  private static String dataOf(Statement statement) {
    assertThat(statement.kind()).isInstanceOf(StatementKind.CopyIn.class);
    return ((StatementKind.CopyIn) statement.kind()).data();
  }

  @Test
  void theLinesUpToTheClosingOneAreData() {
    Script script =
        Script.parse(
            """
            SELECT 1;
            COPY public.t (a, "b;") FROM stdin;
            1\tit's; $$ /* (
            2\t\\N
            \\.x
            \\.

            SELECT 2;
            """);
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements().stream().map(Statement::text))
        .containsExactly("SELECT 1", "COPY public.t (a, \"b;\") FROM stdin", "SELECT 2");
    assertThat(dataOf(script.statements().get(1))).isEqualTo("1\tit's; $$ /* (\n2\t\\N\n\\.x\n");
    assertThat(script.statements().get(2).start().line()).isEqualTo(8);
    assertThat(script.transactional()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM STDIN",
        "copy t from stdin with (format csv, header)",
        "COPY t (a, b)\n FROM\n stdin DELIMITER ';' CSV",
        "COPY \"from\" FROM /* x */ stdin",
        "COPY t FROM stdin WHERE a > 1"
      })
  void everyWayOfWritingItIsKnown(String copy) {
    Script script = Script.parse(copy + ";\n1;2\n\\.\nSELECT 1;");
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(2);
    assertThat(dataOf(script.statements().getFirst())).isEqualTo("1;2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM '/tmp/stdin'",
        "COPY t FROM PROGRAM 'stdin'",
        "COPY (SELECT a FROM stdin) TO '/tmp/x'",
        "SELECT a FROM stdin",
        "INSERT INTO copy SELECT a FROM stdin"
      })
  void otherStatementsHaveNoData(String text) {
    Script script = Script.parse(text + ";\nSELECT 1;\n");
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(2);
    assertThat(script.statements().getFirst().kind()).isEqualTo(new StatementKind.Transactional());
  }

  @Test
  void noDataIsDataToo() {
    Script script = Script.parse("COPY t FROM stdin;\n\\.\nSELECT 1;");
    assertThat(script.flaws()).isEmpty();
    assertThat(dataOf(script.statements().getFirst())).isEmpty();
  }

  @Test
  void theClosingLineMayBeTheLastOfTheFile() {
    Script script = Script.parse("COPY t FROM stdin; -- data\n1\n\\.");
    assertThat(script.flaws()).isEmpty();
    assertThat(dataOf(script.statements().getFirst())).isEqualTo("1\n");
  }

  @Test
  void windowsLineEndsBecomeThoseOfTheServer() {
    Script windows = Script.parse("COPY t FROM stdin;\r\n1\t2\r\n3\t4\r\n\\.\r\nSELECT 1;\r\n");
    Script unix = Script.parse("COPY t FROM stdin;\n1\t2\n3\t4\n\\.\nSELECT 1;\n");
    assertThat(windows.flaws()).isEmpty();
    assertThat(windows.statements()).hasSize(2);
    assertThat(dataOf(windows.statements().getFirst())).isEqualTo("1\t2\n3\t4\n");
    assertThat(windows.checksum()).isEqualTo(unix.checksum());
  }

  @Test
  void aCarriageReturnInAFileWithoutThemIsData() {
    Script script = Script.parse("COPY t FROM stdin;\na\r\nb\n\\.\n");
    assertThat(dataOf(script.statements().getFirst())).isEqualTo("a\r\nb\n");
  }

  @Test
  void dataWithoutEndIsFoundWhereTheCopyStands() {
    Script script = Script.parse("SELECT 1;\nCOPY t FROM stdin;\n1\n2\nSELECT 2;\n \\.\n");
    List<Flaw> flaws = script.flaws();
    assertThat(flaws).hasSize(1);
    assertThat(flaws.getFirst().isError()).isTrue();
    assertThat(flaws.getFirst().position()).isEqualTo(new Position(10, 2, 1));
    assertThat(flaws.getFirst().what()).contains("never closed");
    assertThat(script.statements()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"COPY t FROM stdin", "COPY t FROM stdin;", "COPY t FROM stdin;\n"})
  void aCopyAtTheEndHasNoData(String text) {
    Script script = Script.parse(text);
    assertThat(script.hasErrors()).isTrue();
    assertThat(dataOf(script.statements().getFirst())).isEmpty();
  }

  @Test
  void nothingMayStandBetweenTheCopyAndItsData() {
    Script script = Script.parse("COPY t FROM stdin; SELECT 1;\n1\n\\.\n");
    assertThat(script.flaws()).hasSize(1);
    assertThat(script.flaws().getFirst().what()).contains("between");
    assertThat(script.hasErrors()).isTrue();
  }

  @Test
  void theDataCountsForTheChecksum() {
    Statement one = Script.parse("COPY t FROM stdin;\n1\n\\.\n").statements().getFirst();
    Statement two = Script.parse("COPY t FROM stdin;\n2\n\\.\n").statements().getFirst();
    Statement none = Script.parse("COPY t FROM stdin;\n\\.\n").statements().getFirst();
    assertThat(one.checksum()).isNotEqualTo(two.checksum()).isNotEqualTo(none.checksum());
  }

  @Test
  void aCopyInsideATransactionOfTheFileWorks() {
    Script script = Script.parse("BEGIN;\nCOPY t FROM stdin;\nCOMMIT;\n\\.\nCOMMIT;\n");
    assertThat(script.flaws()).isEmpty();
    assertThat(dataOf(script.statements().getFirst())).isEqualTo("COMMIT;\n");
  }
}
