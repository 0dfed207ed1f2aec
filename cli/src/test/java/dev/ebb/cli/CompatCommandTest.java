package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the application before would notice of the new schema is known before it is there. */
@ExtendWith(LeakCheck.class)
class CompatCommandTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json", "compat.schema.json");

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @BeforeEach
  void release() throws GitAPIException, IOException {
    migration(
        1,
        """
        CREATE TABLE "Ü.b" (id int PRIMARY KEY, note text, "a?b" int);
        CREATE TABLE other (id int PRIMARY KEY, at timestamptz);
        """,
        "DROP TABLE other; DROP TABLE \"Ü.b\";");
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("v1")
          .setAuthor("t", "t@t")
          .setCommitter("t", "t@t")
          .setSign(false)
          .call();
      git.tag().setName("v1").setAnnotated(false).call();
    }
    migration(
        2,
        """
        ALTER TABLE "Ü.b" ALTER id TYPE bigint;
        ALTER TABLE "Ü.b" DROP COLUMN note;
        ALTER TABLE other ADD COLUMN kind text NOT NULL;
        """,
        "SELECT 1;");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void migration(long id, String up, String down) {
    new SampleProject(folder)
        .migration("frontend", id, id == 1 ? "" : Long.toString(id - 1), List.of(up, down));
  }

  private Result compat(int status, String... more) {
    List<String> words = new ArrayList<>(List.of("compat", "--shadow=target"));
    words.addAll(List.of(more));
    Result result = new SampleProject(folder).on(database).call(words.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    assertThat(database.query("SELECT 1 FROM pg_class WHERE relname = 'other'")).isEmpty();
    return result;
  }

  private String queries(String sql) throws IOException {
    Files.writeString(folder.resolve("queries.sql"), sql);
    return "--queries=queries.sql";
  }

  @Test
  void eachStatementThatBreaksIsNamedWithTheReason() throws IOException {
    Result result =
        compat(
            4,
            "--release=v1",
            queries(
                """
                SELECT note FROM "Ü.b" WHERE id = $1;
                SELECT id, "a?b" FROM "Ü.b" WHERE "a?b" = $1;
                INSERT INTO other (id) VALUES ($1);
                DELETE FROM "Ü.b" WHERE "a?b" = $1;
                UPDATE "Ü.b" SET "a?b" = 1 WHERE id = $1 RETURNING id;
                SELECT * FROM other WHERE at > now() - interval $1;
                SELECT count(*) FROM nowhere;
                SET search_path = public;
                """));
    assertThat(result.out())
        .contains(
            "breaks: SELECT note FROM \"Ü.b\" WHERE id = $1\n    (queries.sql:1)\n    is refused: column \"note\"",
            "column 1 was id integer, now id bigint",
            "gives no value for column public.other.kind, which must have one now",
            "gives one column more: kind text",
            "of 8 statements of v1: 4 break, 1 differ, 1 the same, 1 not compared (-v shows why), 1 of other kinds")
        .doesNotContain("DELETE");
    assertThat(compat(4, "--release=v1", "--queries=queries.sql", "-v").out())
        .contains("refused on the old schema, too: relation \"nowhere\" does not exist");
  }

  @Test
  void aStatementOfSeveralIsNotRunOnTheQuiet() throws IOException {
    assertThat(
            compat(
                    0,
                    "--release=v1",
                    queries("SELECT id FROM other; /* ; */ SELECT ';' || $1::text"))
                .out())
        .contains("2 the same");
  }

  @Test
  void theTestCommandFindsTheNewSchemaAndItsEndIsTold() {
    Result good =
        compat(
            0,
            "--release=v1",
            "--run=echo to $PGHOST $PGPORT $PGUSER $PGDATABASE for $EBB_RELEASE; test -n \"$PGPASSWORD\"",
            "-v");
    assertThat(good.out())
        .contains("✔ the command of v1", "exit status 0", "ebb_shadow_", "for v1")
        .contains("to " + database.host() + " " + database.port());
    assertThat(compat(4, "--release=v1", "--run=echo oh dear >&2; exit 7").out())
        .contains("✖ the command of v1", "exit status 7", "oh dear");
    assertThat(
            database.query("SELECT datname FROM pg_database WHERE datname LIKE 'ebb\\_shadow\\_%'"))
        .isEmpty();
  }

  @Test
  void whatIsMissingIsRefusedWithARemedy() throws IOException {
    assertThat(compat(2, "--run=true").err()).contains("--release");
    assertThat(compat(2, "--release=v1").err()).contains("--run", "--queries");
    assertThat(compat(2, "--release=v9", "--run=true").err()).contains("v9");
    assertThat(compat(1, "--release=v1", "--queries=pg_stat_statements").err())
        .contains("CREATE EXTENSION pg_stat_statements");
    assertThat(compat(2, "--release=v1", "--queries=none.sql").err()).contains("none.sql");
    assertThat(compat(6, "--release=v1", queries("SET x.y = 1")).err()).contains("no statement");
  }

  @Test
  void theDocumentIsWhatItsSchemaSays() throws IOException {
    String document =
        compat(
                4,
                "--release=v1",
                queries("SELECT note FROM \"Ü.b\"; SELECT 1"),
                "--run=true",
                "--format=json")
            .out();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(document, InputFormat.JSON))
        .as(document)
        .isEmpty();
    assertThat(document).contains("\"outcome\" : \"breaks\"", "\"passed\" : true");
  }
}
