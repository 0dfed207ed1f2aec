package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.sql.Flaw.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transaction that a file wraps around itself, and other control inside it. */
class TransactionControlTest {

  private static List<String> texts(Script script) {
    return script.statements().stream().map(Statement::text).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN; SELECT 1; COMMIT;",
        "begin work;SELECT 1;end",
        "Begin Transaction; SELECT 1; End Transaction;",
        "START TRANSACTION; SELECT 1; COMMIT WORK;",
        "-- why\n/* and */ BEGIN /* so */ ;;\nSELECT 1;\nCOMMIT -- done\n; -- after\n/* that */;",
        "\\set ON_ERROR_STOP on\nBEGIN;\n\\echo x\nSELECT 1;\nCOMMIT;\n\\echo done\n",
        "BEGIN; SELECT 1; COMMIT AND NO CHAIN;",
        "BEGIN;\r\nSELECT 1;\r\nCOMMIT;\r\n",
        ";BEGIN; SELECT 1; END TRANSACTION AND NO CHAIN;"
      })
  void anOpeningBeginAndAClosingCommitAreTakenAway(String text) {
    Script script = Script.parse(text);
    assertThat(script.flaws()).isEmpty();
    assertThat(texts(script)).containsExactly("SELECT 1");
    assertThat(script.statements().getFirst().number()).isEqualTo(1);
    assertThat(script.transactional()).isTrue();
  }

  @Test
  void aFileOfOnlyATransactionIsEmpty() {
    Script script = Script.parse("BEGIN; COMMIT;");
    assertThat(script.statements()).isEmpty();
    assertThat(script.flaws()).isEmpty();
  }

  @Test
  void aBeginWithoutCommitIsTakenAwayAndMentioned() {
    Script script = Script.parse("-- x\nBEGIN; SELECT 1; SELECT 2;");
    assertThat(texts(script)).containsExactly("SELECT 1", "SELECT 2");
    assertThat(script.hasErrors()).isFalse();
    Flaw flaw = script.flaws().getFirst();
    assertThat(flaw.severity()).isEqualTo(Severity.NOTICE);
    assertThat(flaw.what()).contains("BEGIN without COMMIT");
    assertThat(flaw.position().line()).isEqualTo(2);
  }

  @Test
  void aCommitWithoutBeginIsTakenAwayAndMentioned() {
    Script script = Script.parse("SELECT 1;\nCOMMIT;");
    assertThat(texts(script)).containsExactly("SELECT 1");
    assertThat(script.flaws()).hasSize(1);
    assertThat(script.flaws().getFirst().severity()).isEqualTo(Severity.NOTICE);
    assertThat(script.flaws().getFirst().position().line()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;\nBEGIN; SELECT 2",
        "SELECT 1;\nSTART TRANSACTION; SELECT 2",
        "SELECT 1;\nSTART TRANSACTION READ ONLY; SELECT 2",
        "BEGIN; SELECT 1;\nCOMMIT; SELECT 2; COMMIT;",
        "SELECT 1;\nCOMMIT; SELECT 2",
        "SELECT 1;\nEND; SELECT 2",
        "SELECT 1;\nROLLBACK",
        "BEGIN; SELECT 1;\nROLLBACK;",
        "SELECT 1;\nrollback work; SELECT 2",
        "SELECT 1;\nABORT",
        "SELECT 1;\nABORT TRANSACTION",
        "SELECT 1;\nPREPARE TRANSACTION 'x'",
        "SELECT 1;\nCOMMIT PREPARED 'x'",
        "SELECT 1;\nROLLBACK PREPARED 'x'",
        "BEGIN; SELECT 1;\nCOMMIT AND CHAIN; COMMIT;"
      })
  void controlAnywhereElseIsRefused(String text) {
    List<Flaw> errors = Script.parse(text).flaws().stream().filter(Flaw::isError).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().position().line()).isEqualTo(2);
    assertThat(errors.getFirst().what()).contains("transaction control inside the file");
    assertThat(errors.getFirst().remedy()).contains("one transaction").contains("split");
  }

  @Test
  void theCommitOfABlockInTheMiddleIsNotAlsoCalledLonely() {
    List<Flaw> flaws = Script.parse("SET a = 1; BEGIN; SELECT 1; COMMIT;").flaws();
    assertThat(flaws).hasSize(1);
    assertThat(flaws.getFirst().isError()).isTrue();
  }

  @Test
  void refusedControlStaysAmongTheStatements() {
    // so that the checksum of an old migration still counts it
    Script script = Script.parse("SELECT 1; COMMIT; SELECT 2; ROLLBACK; SELECT 3");
    assertThat(texts(script))
        .containsExactly("SELECT 1", "COMMIT", "SELECT 2", "ROLLBACK", "SELECT 3");
    assertThat(script.statements().stream().map(Statement::number)).containsExactly(1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;",
        "begin transaction read only; SELECT 1; COMMIT;",
        "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, DEFERRABLE; SELECT 1; COMMIT"
      })
  void aBeginWithOptionsIsRefused(String text) {
    Script script = Script.parse(text);
    assertThat(texts(script)).containsExactly("SELECT 1");
    assertThat(script.flaws()).hasSize(1);
    assertThat(script.flaws().getFirst().isError()).isTrue();
    assertThat(script.flaws().getFirst().remedy()).contains("plain BEGIN");
  }

  @Test
  void savepointsAndLocksAreFineInATransaction() {
    Script script =
        Script.parse(
            """
            BEGIN;
            SAVEPOINT a;
            LOCK TABLE t;
            ROLLBACK TO a;
            ROLLBACK WORK TO SAVEPOINT a;
            RELEASE SAVEPOINT a;
            PREPARE p AS SELECT 1;
            PREPARE transaction AS SELECT 1;
            COMMIT;
            """);
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(7);
  }

  @Test
  void aTransactionAroundWhatCannotRunInOneIsAContradiction() {
    Script script =
        Script.parse("BEGIN;\nSELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);\nCOMMIT;");
    assertThat(script.transactional()).isFalse();
    assertThat(script.flaws()).hasSize(1);
    Flaw flaw = script.flaws().getFirst();
    assertThat(flaw.isError()).isTrue();
    assertThat(flaw.position().line()).isEqualTo(1);
    assertThat(flaw.what()).contains("line 3").contains("CREATE INDEX CONCURRENTLY i ON t (a)");
    assertThat(flaw.remedy()).contains("Take BEGIN and COMMIT away");
  }

  @Test
  void aBeginAloneContradictsToo() {
    assertThat(Script.parse("BEGIN; VACUUM t;").hasErrors()).isTrue();
    assertThat(Script.parse("VACUUM t; COMMIT;").hasErrors()).isFalse();
  }

  @Test
  void savepointsAndLocksNeedATransaction() {
    Script script = Script.parse("VACUUM t;\nLOCK TABLE t;\nSAVEPOINT a;\nRELEASE a;");
    assertThat(script.flaws()).extracting(f -> f.position().line()).containsExactly(2, 3, 4);
    assertThat(script.flaws()).allMatch(Flaw::isError);
    assertThat(script.flaws()).allMatch(f -> f.what().contains("VACUUM t"));
  }

  @Test
  void aCommitInsideABodyIsNoControl() {
    Script script =
        Script.parse(
            """
            CREATE OR REPLACE PROCEDURE fill() LANGUAGE plpgsql AS $$
            BEGIN
              UPDATE t SET a = 0;
              COMMIT;
            END $$;
            CALL fill();
            """);
    assertThat(script.flaws()).isEmpty();
    assertThat(script.statements()).hasSize(2);
  }

  @Test
  void frontMatterIsAComment() {
    Script script = Script.parse("-- +++\n-- parent: 12\n-- +++\n\nBEGIN;\nSELECT 1;\nCOMMIT;\n");
    assertThat(texts(script)).containsExactly("SELECT 1");
    assertThat(script.flaws()).isEmpty();
  }
}
