package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code describe} on a real server. */
@ExtendWith(LeakCheck.class)
class DescribeCommandTest {
  @TempDir Path folder;

  @Test
  void tellsOfATableAndWhatHangsOnItButNotOfTheLedger() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      InProcess ebb = new SampleProject(folder).chain("frontend").on(database);
      ebb.call("up");
      database.execute(
          """
          CREATE TABLE "Odd.Name" (b int NOT NULL DEFAULT 3, a text, CONSTRAINT few CHECK (b < 9));
          CREATE INDEX by_b ON "Odd.Name" (b) WHERE a IS NULL;
          CREATE FUNCTION two() RETURNS int LANGUAGE sql AS $$
            SELECT 2
          $$;
          """);
      Result result = ebb.call("describe");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out())
          .startsWith("frontend: ")
          .containsPattern("fingerprint +c2:[0-9a-f]{64}\n")
          .contains(
              """
              table public."Odd.Name": sort table
                column b: type integer, not null, default 3
                column a: type text
                constraint few: sort check, columns {b}, clause CHECK ((b < 9))
                index public.by_b: definition CREATE INDEX by_b ON public."Odd.Name"\
               USING btree (b) WHERE (a IS NULL)
              """)
          .contains("definition CREATE OR REPLACE FUNCTION", "\n      SELECT 2\n".substring(1))
          .doesNotContain("migration_logs", "schema_migrations", "owner");
      assertThat(ebb.call("describe", "--owners").out()).contains(", owner ");
    }
  }

  @Test
  void asSqlItBuildsTheSameInAnEmptyDatabase() {
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        TestDatabase empty = TestPostgres.shared().newDatabase()) {
      InProcess ebb = new SampleProject(folder).chain("frontend").on(database);
      ebb.call("up");
      database.execute(
          """
          CREATE SCHEMA "My ""Space."; CREATE TYPE mood AS ENUM ('sad', 'it''s ok');
          CREATE TABLE "My ""Space."."T;" (id serial PRIMARY KEY, m mood DEFAULT 'sad', "née" text);
          CREATE VIEW v AS SELECT "née" FROM "My ""Space."."T;";
          CREATE FUNCTION early() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM v';
          COMMENT ON COLUMN v."née" IS E'two\r\nlines; and \\ more';
          """);
      Result script = ebb.call("describe", "--format=sql");
      assertThat(script.status()).as(script.err()).isZero();
      assertThat(script.out()).startsWith("-- Objects of schema frontend, from PostgreSQL 1");
      empty.execute(script.out());
      assertThat(ebb.with("PGDATABASE", empty.name()).call("describe").out())
          .isEqualTo(ebb.call("describe").out());
      assertThat(ebb.call("describe", "--format=sourcegraph").out())
          .contains("\"Tables\": [", "\"Name\": \"frontend_t1\"")
          .doesNotContain("migration_logs");
      assertThat(ebb.call("describe", "--format=sg").status()).isEqualTo(2);
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      InProcess ebb = new SampleProject(folder).chain("frontend").on(database);
      Result result = ebb.with("PGDATABASE", "nowhere").call("describe");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.err()).contains("nowhere");
    }
  }
}
