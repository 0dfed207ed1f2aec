package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where statements begin and end. */
class SplittingTest {

  private static List<String> split(String text) {
    Script script = Script.parse(text);
    assertThat(script.flaws()).isEmpty();
    return script.statements().stream().map(Statement::text).toList();
  }

  /** The text must be one statement, whatever semicolons it holds. */
  private static void assertOne(String text) {
    assertThat(split(text + ";\nSELECT 2;")).containsExactly(text, "SELECT 2");
  }

  @Test
  void aSemicolonEndsAStatement() {
    assertThat(split("SELECT 1;SELECT 2 ;\n SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
  }

  @Test
  void emptyStatementsAreNoStatements() {
    assertThat(split(";;\n ; -- nothing\n;/* nothing */;SELECT 1;;")).containsExactly("SELECT 1");
    assertThat(split("")).isEmpty();
    assertThat(split(" \t\r\n\f\u000b ")).isEmpty();
    assertThat(split("-- only a comment")).isEmpty();
  }

  @Test
  void whatSurroundsAStatementIsNoPartOfIt() {
    assertThat(split("/* before */ -- and\nSELECT /* inside */ 1 -- behind\n ; -- after"))
        .containsExactly("SELECT /* inside */ 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT 'it''s; so'",
        "SELECT 'a backslash \\', 1",
        "SELECT E'it\\'s; so'",
        "SELECT e'\\\\', ';'",
        "SELECT B'01;', X'1F;', N'n;', b'0;', x'f;', n';'",
        "SELECT U&'\\0041;', u&';\\'",
        "SELECT 'first;'\n   'second;'",
        "SELECT E'first\\';'\n  'second\\';'",
        "SELECT E'first'\n -- a comment between them\n '\\';'",
        "SELECT type';'",
        "SELECT \"a;b\", \"quote \"\" ; \", U&\"d\\0061t;\", u&\"\\\"",
        "SELECT 1 AS e, 'x;', e.b FROM e",
        "SELECT nbxe';'"
      })
  void semicolonsInStringsAndNamesEndNothing(String text) {
    assertOne(text);
  }

  @Test
  void onlyALineEndMakesTheNextStringAContinuation() {
    // the second string has no escapes of its own, so that its backslash is a plain character
    assertOne("SELECT E'a\\'' /* no line end\n in white space */ '\\'");
    assertOne("SELECT E'a\\'' '\\'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN; END; $$",
        "SELECT $tag$ ; $$ ; $Tag$ ; $tag$",
        "SELECT $_1a$;$_1a$",
        "SELECT $größe$ ; $größ$ ; $größe$",
        "SELECT $😀$ ; $ $😀$",
        "SELECT $a$ ; $b$a$, 1",
        "SELECT $$;$$||$$;$$",
        "SELECT $q$ $q ; q$ $$ ; $q$",
        "SELECT $$ ' \" /* -- \\ ( $$",
        "SELECT $x$;$$x$"
      })
  void dollarQuotesCloseWithTheirOwnTag(String text) {
    assertOne(text);
  }

  @Test
  void dollarsElsewhereQuoteNothing() {
    assertThat(split("EXECUTE p($1, $2); SELECT a$b$; SELECT a$$ FROM t; SELECT $1a$;"))
        .containsExactly("EXECUTE p($1, $2)", "SELECT a$b$", "SELECT a$$ FROM t", "SELECT $1a$");
    assertThat(split("SELECT $ ; SELECT $a ; SELECT $a-$a;")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 -- ;",
        "SELECT 1 /* ; */ + 2",
        "SELECT 1 /* /* ; */ ; */ + 2",
        "SELECT 1 /* ' \" $$ ; */ + 2",
        "SELECT 1 /*/ ; */ + 2",
        "SELECT 1 /* **/ + 2",
        "SELECT 1 /*/**/;*/ + 2",
        "SELECT 1 -- /* ;\r+ 2",
        "SELECT 1 -- ' ;\n+ 2"
      })
  void semicolonsInCommentsEndNothing(String text) {
    Script script = Script.parse(text + "\n; SELECT 2");
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(2);
  }

  @Test
  void commentsBeginInsideOperators() {
    assertOne("SELECT 1 +-- ;\n 2");
    assertOne("SELECT 1 */* ; */ 2");
    assertOne("SELECT 1 @-/* ; */ 2");
    assertOne("SELECT a->'x', b #>> '{;}', c <-> d, e ?| f, g @> '{\"a;\": 1}'");
  }

  @Test
  void semicolonsInParenthesesEndNothing() {
    assertOne("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)");
  }

  @Test
  void theElementsOfASchemaAreOneStatement() {
    assertOne(
        "CREATE SCHEMA s CREATE TABLE t (a int) CREATE INDEX i ON t (a) GRANT SELECT ON t TO r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
        "create or replace function f(a int default (1)) returns int language sql begin atomic; end",
        "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); INSERT INTO u VALUES (2); END",
        "CREATE OR REPLACE PROCEDURE p() BEGIN /* so */ ATOMIC SELECT 1; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 2 END; SELECT 3; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC"
            + " SELECT CASE WHEN b THEN CASE c WHEN 1 THEN 2 END ELSE 3 END; SELECT (CASE WHEN a THEN 1 END); END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end, t.case FROM t; SELECT 1 AS end; SELECT 2 AS case; END",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT \"end\", 'end', $$end$$ /* end */; SELECT 1; END"
      })
  void atomicBodiesHoldSemicolons(String text) {
    assertOne(text);
  }

  @Test
  void nothingElseOpensABody() {
    assertThat(split("SELECT begin, atomic FROM t; SELECT 2")).hasSize(2);
    assertThat(split("CREATE TABLE t (\"begin\" int, atomic int); SELECT 2")).hasSize(2);
    assertThat(split("CREATE FUNCTION atomic() RETURNS int LANGUAGE sql AS 'begin'; SELECT 2"))
        .hasSize(2);
    assertThat(split("CREATE VIEW v AS SELECT CASE a WHEN 1 THEN 2 END FROM t; SELECT 2"))
        .hasSize(2);
  }

  @Test
  void columnsNamedLikeTransactionControlAreJustColumns() {
    assertThat(
            split(
                """
                CREATE TABLE lsif (commit text, begin int, "end" int, rollback int, abort int);
                CREATE INDEX ON lsif (commit);
                SELECT commit, begin FROM lsif WHERE commit = 'x';
                UPDATE lsif SET
                  commit = 'y';
                """))
        .hasSize(4);
  }

  @Test
  void windowsLineEndsAndFormFeedsAreWhiteSpace() {
    assertThat(split("SELECT 1;\r\n-- x\r\nSELECT\r\n2;\f\u000bSELECT 3\r\n"))
        .containsExactly("SELECT 1", "SELECT\r\n2", "SELECT 3");
  }

  @Test
  void aByteOrderMarkIsDropped() {
    Script script = Script.parse("\uFEFFSELECT 1");
    assertThat(script.text()).isEqualTo("SELECT 1");
    assertThat(script.statements().getFirst().start()).isEqualTo(new Position(0, 1, 1));
  }

  @Test
  void wordsMayHoldAnyLetterAndDollars() {
    assertThat(split("SELECT größe, 名前, a😀b, x$y$z FROM t; SELECT 2")).hasSize(2);
  }

  @Test
  void numbersAreNoNames() {
    assertThat(split("SELECT 1e';' FROM t; SELECT .5e-3, 1.5E+10, 0xFFe+1, 1_000, 1..2; SELECT 3"))
        .containsExactly(
            "SELECT 1e';' FROM t", "SELECT .5e-3, 1.5E+10, 0xFFe+1, 1_000, 1..2", "SELECT 3");
  }

  @Test
  void statementsKnowTheirPlaces() {
    Script script = Script.parse("-- one\nSELECT 1; SELECT\n 2;\r\n\tSELECT 😀x, 3; SELECT 4");
    assertThat(script.statements().stream().map(Statement::start))
        .containsExactly(
            new Position(7, 2, 1),
            new Position(17, 2, 11),
            new Position(30, 4, 2),
            new Position(45, 4, 17));
    assertThat(script.statements().stream().map(Statement::number)).containsExactly(1, 2, 3, 4);
    assertThat(script.position(script.text().length())).isEqualTo(new Position(53, 4, 25));
  }

  @Test
  void aLineCommentAtTheVeryEndIsNoTrouble() {
    assertThat(split("SELECT 1 --")).containsExactly("SELECT 1");
    assertThat(split("SELECT 1;--;")).containsExactly("SELECT 1");
    assertThat(split("SELECT 1 -")).containsExactly("SELECT 1 -");
    assertThat(split("SELECT 1 /")).containsExactly("SELECT 1 /");
  }
}
