package dev.ebb.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole files of the kinds that real projects hold: each runs, or is refused with a remedy. */
class WildFilesTest {

  private static Script sound(String text) {
    Script script = Script.parse(text);
    assertThat(script.flaws()).isEmpty();
    return script;
  }

  private static List<String> heads(Script script) {
    return script.statements().stream().map(Statement::head).toList();
  }

  @Test
  void aDumpOfPgDumpRuns() {
    Script script =
        sound(
            """
            --
            -- PostgreSQL database dump
            --

            \\restrict kUZ0gfX3x

            SET statement_timeout = 0;
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            SELECT pg_catalog.set_config('search_path', '', false);

            --
            -- Name: notes; Type: TABLE; Schema: public; Owner: -
            --

            CREATE TABLE public.notes (
                id integer NOT NULL,
                body text DEFAULT 'a;b'::text
            );

            --
            -- Data for Name: notes; Type: TABLE DATA; Schema: public; Owner: -
            --

            COPY public.notes (id, body) FROM stdin;
            1\tit's; \\N
            2\t\\\\.
            \\.


            ALTER TABLE ONLY public.notes
                ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

            --
            -- PostgreSQL database dump complete
            --

            \\unrestrict kUZ0gfX3x

            """);
    assertThat(heads(script))
        .containsExactly(
            "SET statement_timeout = 0",
            "SET client_encoding = 'UTF8'",
            "SET standard_conforming_strings = on",
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "CREATE TABLE public.notes ( id integer NOT NULL, body text DEFAULT 'a;b'::text )",
            "COPY public.notes (id, body) FROM stdin",
            "ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id)");
    assertThat(script.statements().get(5).kind())
        .isEqualTo(new StatementKind.CopyIn("1\tit's; \\N\n2\t\\\\.\n"));
  }

  @Test
  void aBeginBehindACommentIsTakenAway() {
    Script script =
        sound(
            """
            -- Adds an owner to each repository.
            -- See the discussion on indexes.
            BEGIN;

            ALTER TABLE IF EXISTS repos ADD COLUMN IF NOT EXISTS owner_id integer REFERENCES users(id)
              ON DELETE CASCADE DEFERRABLE;
            CREATE INDEX repos_owner_idx ON repos USING btree (owner_id);

            END;
            """);
    assertThat(script.statements()).hasSize(2);
    assertThat(script.statements().getFirst().effect())
        .isEqualTo(new Effect.AddsColumn(new SqlName(null, "repos"), "owner_id"));
  }

  @Test
  void aClosingCommitMayBeFollowedByAComment() {
    Script script =
        sound("BEGIN;\nTRUNCATE points CASCADE;\nCOMMIT;\n\n-- There used to be more here.\n");
    assertThat(heads(script)).containsExactly("TRUNCATE points CASCADE");
  }

  @Test
  void aProcedureThatCommitsCanBeDefinedAndCalled() {
    Script script =
        sound(
            """
            CREATE OR REPLACE PROCEDURE zero_stars() AS
            $BODY$
            DECLARE
              done boolean := false;
            BEGIN
              WHILE NOT done LOOP
                UPDATE repo SET stars = 0 WHERE id IN (SELECT id FROM repo WHERE stars IS NULL LIMIT 10);
                done = NOT FOUND;
                COMMIT;
              END LOOP;
            END
            $BODY$
            LANGUAGE plpgsql;

            CALL zero_stars();
            DROP PROCEDURE zero_stars;
            """);
    assertThat(script.statements()).hasSize(3);
    assertThat(script.statements().get(1).effect())
        .isEqualTo(new Effect.Calls(new SqlName(null, "zero_stars")));
    assertThat(script.transactional()).isTrue();
  }

  @Test
  void concurrentIndexesAreSeenWhereNobodyMarkedThem() {
    Script script =
        sound(
            """
            DROP INDEX CONCURRENTLY IF EXISTS repo_name_idx;
            CREATE INDEX CONCURRENTLY repo_name_idx ON repo
              -- the operator class matters
              USING gin (lower((name)::text) gin_trgm_ops);
            """);
    assertThat(script.transactional()).isFalse();
    assertThat(script.statements())
        .allMatch(s -> s.kind() instanceof StatementKind.NonTransactional);
  }

  @Test
  void theDownOfARootIsSeenForWhatItIs() {
    Script script = sound("DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n");
    assertThat(script.statements().getFirst().effect())
        .isEqualTo(
            new Effect.Drops(ObjectKind.SCHEMA, List.of(new SqlName(null, "public")), true, true));
  }

  @Test
  void aFileWithTwoTransactionsIsRefusedAtBothSeams() {
    Script script =
        Script.parse(
            """
            BEGIN;
            CREATE TABLE a (x int);
            COMMIT;

            BEGIN;
            CREATE TABLE b (x int);
            COMMIT;
            """);
    assertThat(script.flaws()).allMatch(Flaw::isError);
    assertThat(script.flaws()).extracting(f -> f.position().line()).containsExactly(3, 5);
    assertThat(script.flaws()).allMatch(f -> f.remedy().contains("split the file"));
  }

  @Test
  void aTriggerWithBothQuotesAndDollarsRuns() {
    Script script =
        sound(
            """
            CREATE FUNCTION soft_delete() RETURNS trigger
                LANGUAGE plpgsql
                AS $$ BEGIN
                    EXECUTE format($sql$ UPDATE %I SET "deleted;at" = $1 $sql$, TG_TABLE_NAME) USING now();
                    RAISE NOTICE 'it''s; gone -- /*';
                    RETURN NULL;
                END; $$;
            CREATE TRIGGER soft_delete BEFORE DELETE ON repo
              FOR EACH ROW EXECUTE FUNCTION soft_delete();
            """);
    assertThat(script.statements()).hasSize(2);
    assertThat(script.statements().get(1).effect())
        .isEqualTo(new Effect.Creates(ObjectKind.TRIGGER, new SqlName(null, "soft_delete"), false));
  }

  @Test
  void aFileFromWindowsIsTheSameFile() {
    String unix =
        """
        -- why
        CREATE TABLE t (
          a text DEFAULT 'two
        lines'
        );
        DO $$
        BEGIN
          NULL;
        END
        $$;
        """;
    Script script = sound(unix);
    Script windows = sound("\uFEFF" + unix.replace("\n", "\r\n"));
    assertThat(windows.checksum()).isEqualTo(script.checksum());
    assertThat(windows.statements()).hasSameSizeAs(script.statements());
    assertThat(windows.statements().get(1).start().line()).isEqualTo(6);
  }

  @Test
  void aScriptForPsqlIsRefusedWithAllItsProblemsAtOnce() {
    Script script =
        Script.parse(
            """
            \\set ON_ERROR_STOP on
            \\set today `date +%F`
            \\connect shop
            \\i tables.sql
            CREATE TABLE a (x int);
            SELECT format('DROP TABLE %I', x) FROM a \\gexec
            \\copy a FROM 'a.csv' CSV
            VACUUM ANALYZE a;
            """);
    assertThat(script.flaws()).allMatch(Flaw::isError);
    assertThat(script.flaws()).extracting(f -> f.position().line()).containsExactly(2, 3, 4, 6, 7);
    assertThat(script.flaws()).noneMatch(f -> f.remedy().isBlank());
  }

  @Test
  void textThatIsNoSqlIsOneStatementForTheServerToRefuse() {
    Script script = Script.parse("{\"json\": [1, 2]}");
    assertThat(script.statements()).hasSize(1);
    assertThat(script.statements().getFirst().effect()).isEqualTo(new Effect.Other());
  }

  @Test
  void aFileInUtf16ReadAsBytesIsRefused() {
    Script script = Script.parse("S\0E\0L\0E\0C\0T\0 \0001\0");
    assertThat(script.hasErrors()).isTrue();
    assertThat(script.flaws().getFirst().remedy()).contains("not UTF-8 text");
  }
}
