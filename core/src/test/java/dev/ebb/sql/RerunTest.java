package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RerunTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE a (id bigserial PRIMARY KEY, n text DEFAULT 'nextvalue')",
        "CREATE TABLE \"Ä\" (id bigserial); INSERT INTO \"Ä\" VALUES (DEFAULT), (DEFAULT)",
        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY); CREATE INDEX ON a (id)",
        "alter table a add column b int not null default 0; COMMENT ON TABLE a IS 'x' -- why",
        "CREATE VIEW v AS SELECT 1; CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP TABLE a; DROP INDEX i",
      })
  void isHarmlessWhereARollbackTurnsEverythingBack(String script) {
    assertThat(Script.parse(script).repeatable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // numbers that are drawn stay drawn
        "INSERT INTO a DEFAULT VALUES",
        "CREATE TABLE a (id bigserial); INSERT INTO b DEFAULT VALUES",
        "CREATE TABLE a (id bigserial); INSERT INTO public.a DEFAULT VALUES",
        "ALTER TABLE a ADD COLUMN n bigint DEFAULT nextval('s')",
        "SELECT setval('s', 5)",
        "CREATE TABLE a AS SELECT f() FROM b",
        "CREATE MATERIALIZED VIEW a AS SELECT f()",
        // what they call is not known
        "DO $$ BEGIN END $$",
        "UPDATE a SET b = f()",
        "CALL p()",
        // the server may have something to say, or answers with rows
        "CREATE TABLE IF NOT EXISTS a ()",
        "DROP TABLE IF EXISTS a",
        "DROP TABLE a CASCADE",
        "CREATE TABLE a (id int); INSERT INTO a VALUES (1) RETURNING id",
        // how the rest of the message is read, or whether it can be sent at all
        "SET standard_conforming_strings = off",
        "COPY a FROM stdin;\n1\n\\.\n",
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "VACUUM",
      })
  void isNotInDoubt(String script) {
    assertThat(Script.parse(script).repeatable()).isFalse();
  }
}
