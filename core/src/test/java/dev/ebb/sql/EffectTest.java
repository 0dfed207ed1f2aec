package dev.ebb.sql;

import static dev.ebb.sql.ObjectKind.DATABASE;
import static dev.ebb.sql.ObjectKind.DOMAIN;
import static dev.ebb.sql.ObjectKind.EXTENSION;
import static dev.ebb.sql.ObjectKind.FUNCTION;
import static dev.ebb.sql.ObjectKind.MATERIALIZED_VIEW;
import static dev.ebb.sql.ObjectKind.OTHER;
import static dev.ebb.sql.ObjectKind.POLICY;
import static dev.ebb.sql.ObjectKind.PROCEDURE;
import static dev.ebb.sql.ObjectKind.PUBLICATION;
import static dev.ebb.sql.ObjectKind.ROLE;
import static dev.ebb.sql.ObjectKind.SCHEMA;
import static dev.ebb.sql.ObjectKind.SEQUENCE;
import static dev.ebb.sql.ObjectKind.SUBSCRIPTION;
import static dev.ebb.sql.ObjectKind.TABLE;
import static dev.ebb.sql.ObjectKind.TABLESPACE;
import static dev.ebb.sql.ObjectKind.TRIGGER;
import static dev.ebb.sql.ObjectKind.TYPE;
import static dev.ebb.sql.ObjectKind.VIEW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a statement tells about its effect. */
class EffectTest {

  private static Effect effectOf(String text) {
    List<Statement> statements = Script.parse(text).statements();
    assertThat(statements).hasSize(1);
    return statements.getFirst().effect();
  }

  private static SqlName name(String name) {
    return new SqlName(null, name);
  }

  private static List<SqlName> names(String... names) {
    List<SqlName> result = new ArrayList<>();
    for (String name : names) {
      result.add(name(name));
    }
    return result;
  }

  /** Claims it for the statement as given, and with comments between all its words. */
  private static void assertEffect(String text, Effect effect) {
    assertThat(effectOf(text)).isEqualTo(effect);
    assertThat(effectOf("/* a */" + text.replace(" ", "/* b ; */ -- c\r\n"))).isEqualTo(effect);
  }

  private static void assertIndex(String text, @Nullable SqlName index, String table) {
    boolean unique = text.contains("UNIQUE");
    boolean concurrently = text.contains("CONCURRENTLY");
    boolean ifNotExists = text.contains("IF NOT EXISTS");
    assertEffect(
        text, new Effect.CreatesIndex(index, name(table), unique, concurrently, ifNotExists));
  }

  @Test
  void createIndexNamesIndexAndTable() {
    assertIndex("CREATE INDEX i ON t (a)", name("i"), "t");
    assertIndex("CREATE UNIQUE INDEX i ON t (a)", name("i"), "t");
    assertIndex("CREATE INDEX CONCURRENTLY i ON t USING gin (a)", name("i"), "t");
    assertIndex("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS I ON ONLY T (a)", name("i"), "t");
    assertIndex("CREATE INDEX ON t (a)", null, "t");
    assertIndex("CREATE INDEX CONCURRENTLY ON ONLY t (a)", null, "t");
    assertIndex("CREATE INDEX \"on\" ON \"T\"(a)", name("on"), "T");
    assertEffect(
        "CREATE INDEX i ON \"S\".t (a)",
        new Effect.CreatesIndex(name("i"), new SqlName("S", "t"), false, false, false));
  }

  @Test
  void dropIndexNamesAllIndexes() {
    assertEffect("DROP INDEX i", new Effect.DropsIndex(names("i"), false, false));
    assertEffect(
        "DROP INDEX CONCURRENTLY IF EXISTS i , j CASCADE",
        new Effect.DropsIndex(names("i", "j"), true, true));
    assertEffect(
        "DROP INDEX s.i", new Effect.DropsIndex(List.of(new SqlName("s", "i")), false, false));
  }

  @Test
  void reindexNamesItsTarget() {
    assertEffect("REINDEX INDEX i", new Effect.Reindexes("INDEX", name("i"), false));
    assertEffect("REINDEX TABLE CONCURRENTLY t", new Effect.Reindexes("TABLE", name("t"), true));
    assertEffect(
        "REINDEX (VERBOSE, CONCURRENTLY) SCHEMA s",
        new Effect.Reindexes("SCHEMA", name("s"), true));
    assertEffect(
        "REINDEX (CONCURRENTLY false) TABLE t", new Effect.Reindexes("TABLE", name("t"), false));
    assertEffect("REINDEX DATABASE", new Effect.Reindexes("DATABASE", null, false));
    assertEffect("REINDEX SYSTEM d", new Effect.Reindexes("SYSTEM", name("d"), false));
  }

  @Test
  void addValueGivesTheLabelUnquoted() {
    assertEffect("ALTER TYPE t ADD VALUE 'a'", new Effect.AddsEnumValue(name("t"), "a"));
    assertEffect(
        "ALTER TYPE s.t ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'b'",
        new Effect.AddsEnumValue(new SqlName("s", "t"), "it's"));
    assertEffect(
        "ALTER TYPE t ADD VALUE E'a\\tb\\\\\\'\\x41\\101\\u00e4\\U0001F600'",
        new Effect.AddsEnumValue(name("t"), "a\tb\\'AAä😀"));
    assertEffect(
        "ALTER TYPE t ADD VALUE U&'d\\0061t\\+01F600\\\\'",
        new Effect.AddsEnumValue(name("t"), "dat😀\\"));
    assertEffect(
        "ALTER TYPE t ADD VALUE U&'d!0061t!!' UESCAPE '!'",
        new Effect.AddsEnumValue(name("t"), "dat!"));
    assertEffect("ALTER TYPE t ADD ATTRIBUTE a int", new Effect.Other());
    assertEffect("ALTER TYPE t RENAME VALUE 'a' TO 'b'", new Effect.Other());
  }

  @Test
  void detachPartitionNamesBothTables() {
    assertEffect(
        "ALTER TABLE IF EXISTS t DETACH PARTITION s.p",
        new Effect.DetachesPartition(name("t"), new SqlName("s", "p"), false, false));
    assertEffect(
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        new Effect.DetachesPartition(name("t"), name("p"), true, false));
    assertEffect(
        "ALTER TABLE t DETACH PARTITION p FINALIZE",
        new Effect.DetachesPartition(name("t"), name("p"), false, true));
  }

  private static void assertCreates(String text, ObjectKind kind, String name) {
    assertEffect(text, new Effect.Creates(kind, name(name), text.contains("IF NOT EXISTS")));
  }

  @Test
  void createKnowsEveryKindOfRelation() {
    assertCreates("CREATE TABLE t (a int)", TABLE, "t");
    assertCreates("CREATE TABLE IF NOT EXISTS T (a int)", TABLE, "t");
    assertCreates("CREATE UNLOGGED TABLE t (a int)", TABLE, "t");
    assertCreates("CREATE GLOBAL TEMPORARY TABLE t (a int)", TABLE, "t");
    assertCreates("CREATE TEMP TABLE t AS SELECT 1", TABLE, "t");
    assertCreates("CREATE TABLE t PARTITION OF u FOR VALUES IN (1)", TABLE, "t");
    assertCreates("CREATE TABLE temp (a int)", TABLE, "temp");
    assertCreates("CREATE VIEW v AS SELECT 1", VIEW, "v");
    assertCreates("CREATE OR REPLACE VIEW v AS SELECT 1", VIEW, "v");
    assertCreates("CREATE OR REPLACE TEMP RECURSIVE VIEW v (a) AS SELECT 1", VIEW, "v");
    assertCreates("CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1", MATERIALIZED_VIEW, "v");
    assertCreates("CREATE SEQUENCE q", SEQUENCE, "q");
    assertCreates("CREATE TEMP SEQUENCE IF NOT EXISTS q", SEQUENCE, "q");
    assertCreates("CREATE FOREIGN TABLE f (a int) SERVER s", OTHER, "f");
  }

  @Test
  void createKnowsWhatElseLivesInASchema() {
    assertCreates("CREATE TYPE t AS ENUM ('a')", TYPE, "t");
    assertCreates("CREATE DOMAIN d AS int", DOMAIN, "d");
    assertCreates("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'x'", FUNCTION, "f");
    assertCreates("CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'x'", PROCEDURE, "p");
    assertCreates("CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()", TRIGGER, "g");
    assertCreates("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t", TRIGGER, "g");
    assertCreates("CREATE OR REPLACE TRIGGER g AFTER INSERT ON t", TRIGGER, "g");
    assertCreates("CREATE POLICY p ON t", POLICY, "p");
    assertCreates("CREATE RULE r AS ON INSERT TO t DO NOTHING", OTHER, "r");
    assertCreates("CREATE AGGREGATE a(int) (sfunc = f)", OTHER, "a");
    assertCreates("CREATE STATISTICS IF NOT EXISTS s ON a, b FROM t", OTHER, "s");
    assertCreates("CREATE TEXT SEARCH CONFIGURATION c (copy = d)", OTHER, "c");
    assertCreates("CREATE COLLATION IF NOT EXISTS c (locale = 'de')", OTHER, "c");
  }

  @Test
  void createKnowsWhatLivesOutsideOfSchemas() {
    assertCreates("CREATE SCHEMA s", SCHEMA, "s");
    assertCreates("CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION r", SCHEMA, "s");
    assertCreates("CREATE SCHEMA AUTHORIZATION r", SCHEMA, "r");
    assertEffect("CREATE SCHEMA AUTHORIZATION CURRENT_USER", new Effect.Other());
    assertCreates("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" SCHEMA s", EXTENSION, "uuid-ossp");
    assertCreates("CREATE ROLE r LOGIN", ROLE, "r");
    assertCreates("CREATE USER r", ROLE, "r");
    assertCreates("CREATE GROUP r", ROLE, "r");
    assertCreates("CREATE DATABASE d", DATABASE, "d");
    assertCreates("CREATE TABLESPACE x LOCATION '/x'", TABLESPACE, "x");
    assertCreates("CREATE SUBSCRIPTION s CONNECTION 'c' PUBLICATION p", SUBSCRIPTION, "s");
    assertCreates("CREATE PUBLICATION p FOR ALL TABLES", PUBLICATION, "p");
    assertCreates("CREATE EVENT TRIGGER e ON sql_drop", OTHER, "e");
    assertCreates("CREATE TRUSTED PROCEDURAL LANGUAGE l", OTHER, "l");
    assertCreates("CREATE FOREIGN DATA WRAPPER w", OTHER, "w");
    assertCreates("CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER w", OTHER, "s");
    assertCreates("CREATE ACCESS METHOD m TYPE INDEX HANDLER h", OTHER, "m");
  }

  private static void assertDrops(String text, ObjectKind kind, String... names) {
    assertEffect(
        text,
        new Effect.Drops(
            kind, names(names), text.contains("IF EXISTS"), text.contains(" CASCADE")));
  }

  @Test
  void dropNamesAllItsVictims() {
    assertDrops("DROP TABLE t", TABLE, "t");
    assertDrops("DROP TABLE IF EXISTS t, \"U\" , v CASCADE", TABLE, "t", "U", "v");
    assertDrops("DROP TABLE t RESTRICT", TABLE, "t");
    assertDrops("DROP TABLE \"CASCADE\"", TABLE, "CASCADE");
    assertDrops("DROP VIEW v", VIEW, "v");
    assertDrops("DROP MATERIALIZED VIEW IF EXISTS v", MATERIALIZED_VIEW, "v");
    assertDrops("DROP SEQUENCE q, r", SEQUENCE, "q", "r");
    assertDrops("DROP TYPE t CASCADE", TYPE, "t");
    assertDrops("DROP DOMAIN d", DOMAIN, "d");
    assertDrops("DROP SCHEMA IF EXISTS public CASCADE", SCHEMA, "public");
    assertDrops("DROP EXTENSION IF EXISTS hstore, citext", EXTENSION, "hstore", "citext");
    assertDrops("DROP FUNCTION f", FUNCTION, "f");
    assertDrops("DROP FUNCTION IF EXISTS f(int, numeric(1, 2)), g() CASCADE", FUNCTION, "f", "g");
    assertDrops("DROP PROCEDURE p()", PROCEDURE, "p");
    assertDrops("DROP ROUTINE p()", OTHER, "p");
    assertDrops("DROP AGGREGATE a(*)", OTHER, "a");
    assertDrops("DROP TRIGGER IF EXISTS g ON t CASCADE", TRIGGER, "g");
    assertDrops("DROP POLICY p ON t", POLICY, "p");
    assertDrops("DROP ROLE r, s", ROLE, "r", "s");
    assertDrops("DROP USER r", ROLE, "r");
    assertDrops("DROP DATABASE d", DATABASE, "d");
    assertDrops("DROP PUBLICATION p", PUBLICATION, "p");
    assertDrops("DROP SUBSCRIPTION s", SUBSCRIPTION, "s");
  }

  @Test
  void extensionsAreAlteredByAlterAndComment() {
    assertEffect("ALTER EXTENSION hstore UPDATE", new Effect.AltersExtension("hstore"));
    assertEffect(
        "COMMENT ON EXTENSION \"uuid-ossp\" IS 'x'", new Effect.AltersExtension("uuid-ossp"));
    assertEffect("COMMENT ON TABLE extension IS 'x'", new Effect.Other());
  }

  @Test
  void addColumnIsKnownWhenItIsTheOnlyAction() {
    for (String text :
        new String[] {
          "ALTER TABLE t ADD COLUMN c int",
          "ALTER TABLE t ADD c int",
          "ALTER TABLE IF EXISTS ONLY t ADD COLUMN IF NOT EXISTS C numeric(10, 2) DEFAULT 1",
          "ALTER TABLE t * ADD COLUMN c int[] DEFAULT ARRAY[1, 2]",
          "ALTER TABLE t ADD IF NOT EXISTS c int",
          "ALTER TABLE t ADD COLUMN c int REFERENCES u (a, b)"
        }) {
      assertEffect(text, new Effect.AddsColumn(name("t"), "c"));
    }
    assertEffect(
        "ALTER TABLE s.t ADD \"constraint\" int",
        new Effect.AddsColumn(new SqlName("s", "t"), "constraint"));
  }

  @Test
  void dropColumnIsKnownWhenItIsTheOnlyAction() {
    for (String text :
        new String[] {
          "ALTER TABLE t DROP COLUMN c",
          "ALTER TABLE t DROP c RESTRICT",
          "ALTER TABLE IF EXISTS ONLY t DROP COLUMN IF EXISTS c CASCADE",
          "ALTER TABLE t DROP IF EXISTS C"
        }) {
      assertEffect(text, new Effect.DropsColumn(name("t"), "c"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b int",
        "ALTER TABLE t DROP COLUMN a, DROP COLUMN b",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "ALTER TABLE t ADD UNIQUE (a)",
        "ALTER TABLE t ADD PRIMARY KEY (a)",
        "ALTER TABLE t ADD CHECK (a > 0)",
        "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u",
        "ALTER TABLE t ADD EXCLUDE USING gist (a WITH &&)",
        "ALTER TABLE t DROP CONSTRAINT c",
        "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
        "ALTER TABLE t RENAME TO u",
        "ALTER TABLE ALL IN TABLESPACE x SET TABLESPACE y",
        "CREATE CAST (a AS b) WITHOUT FUNCTION",
        "CREATE OPERATOR === (FUNCTION = f)",
        "CREATE USER MAPPING FOR u SERVER s",
        "DROP USER MAPPING FOR u SERVER s",
        "DROP OWNED BY r",
        "DROP CAST (a AS b)",
        "CREATE",
        "CREATE TABLE",
        "CREATE TABLE IF NOT EXISTS",
        "CREATE TABLE 'x'",
        "CREATE TABLE \"\" (a int)",
        "CREATE INDEX",
        "CREATE INDEX i",
        "CREATE INDEX i ON",
        "DROP",
        "DROP TABLE t,",
        "DROP INDEX 1",
        "ALTER TABLE",
        "ALTER TABLE t",
        "ALTER TABLE t ADD",
        "ALTER TABLE t DROP COLUMN",
        "ALTER TABLE t DETACH PARTITION",
        "ALTER TYPE t ADD VALUE",
        "ALTER TYPE t ADD VALUE x",
        "ALTER EXTENSION",
        "CALL",
        "REINDEX",
        "REINDEX (",
        "SELECT 1",
        "(SELECT 1)",
        "INSERT INTO t VALUES (1)",
        "\"create\" table t"
      })
  void everythingElseIsOther(String text) {
    assertThat(effectOf(text)).isEqualTo(new Effect.Other());
  }

  @Test
  void callNamesTheProcedure() {
    assertEffect("CALL p()", new Effect.Calls(name("p")));
    assertEffect("call \"S\".p(1, 'x')", new Effect.Calls(new SqlName("S", "p")));
  }

  @Test
  void namesAreReadAsTheServerStoresThem() {
    assertCreates("CREATE TABLE Größe (a int)", TABLE, "größe");
    // only the letters of ASCII are folded
    assertCreates("CREATE TABLE GRÖSSE (a int)", TABLE, "grÖsse");
    assertCreates("CREATE TABLE \"a\"\"b\"\"😀\" (a int)", TABLE, "a\"b\"😀");
    assertCreates("CREATE TABLE U&\"d\\0061t\\+000061\" (a int)", TABLE, "data");
    assertCreates("CREATE TABLE u&\"d!0061ta\" UESCAPE '!' (a int)", TABLE, "data");
    assertCreates("CREATE TABLE a$1 (a int)", TABLE, "a$1");
    assertThat(effectOf("CREATE TABLE d . \"S\" . t (a int)"))
        .isEqualTo(new Effect.Creates(TABLE, new SqlName("S", "t"), false));
  }

  @Test
  void longNamesAreCutAsTheServerCutsThem() {
    assertCreates("CREATE TABLE " + "a".repeat(70) + " (a int)", TABLE, "a".repeat(63));
    assertCreates("CREATE TABLE " + "a".repeat(63) + " (a int)", TABLE, "a".repeat(63));
    assertCreates("CREATE TABLE \"" + "é".repeat(40) + "\" (a int)", TABLE, "é".repeat(31));
    assertCreates(
        "CREATE TABLE \"a" + "😀".repeat(40) + "\" (a int)", TABLE, "a" + "😀".repeat(15));
  }
}
