package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code prove --data} tries ways back on rows that somebody really has. */
@ExtendWith(LeakCheck.class)
class ProveDataTest {
  private static final Path SCHEMA =
      Path.of(System.getProperty("ebb.root", ".."), "docs", "json", "prove.schema.json");

  private static final String DUMP =
      """
      SET client_encoding = 'UTF8';
      CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS 'SELECT 1';
      COPY public."Us.ers" (id, name, mail, "gone, long") FROM stdin;
      1\tZoë\tzoe@example.org\tx
      2\ta\\tb\\\\c\\n\t\\N\ty
      3\t\\N\tn\tz
      \\.
      COPY public.pets (id, owner) FROM stdin;
      7\t1
      8\t99
      \\.
      COPY ebb_audit.entry (number) FROM stdin;
      1
      \\.
      COPY other.strange (id) FROM stdin;
      1
      \\.
      """;

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private Result prove(String... more) {
    List<String> words = new ArrayList<>(List.of("prove", "--shadow=target"));
    words.addAll(List.of(more));
    return project().call(words.toArray(String[]::new));
  }

  private InProcess project() {
    return new SampleProject(folder)
        .migration(
            "frontend",
            1,
            "",
            List.of(
                "CREATE TABLE \"Us.ers\" (id serial PRIMARY KEY, name text NOT NULL);",
                "DROP TABLE \"Us.ers\";"))
        .migration(
            "frontend",
            2,
            "1",
            List.of(
                "ALTER TABLE \"Us.ers\" ADD mail text;",
                "ALTER TABLE \"Us.ers\" DROP COLUMN mail;"))
        .migration(
            "frontend",
            3,
            "2",
            List.of(
                "CREATE TABLE pets (id int PRIMARY KEY, owner int REFERENCES \"Us.ers\");",
                """
                DO $$ BEGIN
                  IF EXISTS (SELECT FROM "Us.ers" u JOIN pets p ON p.owner = u.id
                              WHERE u.name = 'Zoë' AND u.mail = 'zoe@example.org') THEN
                    RAISE EXCEPTION 'Zoë is in the way';
                  END IF;
                  DROP TABLE pets;
                END $$;
                """))
        .on(database);
  }

  @Test
  void aDownIsTriedOnTheRowsOfTheDumpAndWhatDoesNotFitIsSaid() throws IOException {
    assertThat(prove().status()).isZero();
    Files.writeString(folder.resolve("rows.sql"), DUMP);
    Result result = prove("--data=rows.sql", "-v");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("the down fails once there are rows", "Zoë is in the way")
        .contains("proven on 3 rows of 2 tables of the dump")
        .contains("\"Us.ers\": 1 of 3 rows did not fit: null value in column \"name\"")
        .contains("no such columns: gone, long")
        .contains("pets: 1 of 2 rows did not fit: insert or update on table \"pets\"")
        .contains("none of these migrations has such a table: other.strange");
    Result json = prove("--data=rows.sql", "--data-rows=1", "--format=json");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(json.out(), InputFormat.JSON))
        .as(json.out())
        .isEmpty();
    assertThat(json.out()).contains("\"used\" : 1", "\"rows\" : 3");
  }

  @Test
  void aDumpInPgDumpsOwnFormatIsReadThroughPgRestore() {
    Programs programs = Programs.local();
    assertThat(programs.find("pg_dump"))
        .as("this needs pg_dump and pg_restore: apt-get install postgresql-client-15")
        .isPresent();
    project().call("up");
    database.execute("INSERT INTO \"Us.ers\" VALUES (1, 'Zoë', 'zoe@example.org')");
    database.execute("INSERT INTO pets VALUES (1, 1)");
    for (String format : List.of("custom", "directory", "tar")) {
      Ending dumped =
          programs.run(
              Command.of(
                      "pg_dump",
                      "--format=" + format,
                      "--file=" + folder.resolve(format),
                      "--host=" + database.host(),
                      "--port=" + database.port(),
                      "--username=" + database.user(),
                      database.name())
                  .with("PGPASSWORD", database.password()));
      assertThat(dumped.succeeded())
          .as("pg_dump has to be as new as the server: %s", dumped.describe())
          .isTrue();
      Result result = prove("--data=" + format, "-v");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out()).contains("Zoë is in the way", "rows of 2 tables of the dump");
    }
  }

  @Test
  void whatIsNoDumpWithRowsIsRefusedBeforeAnythingIsTried() throws IOException {
    Files.writeString(folder.resolve("inserts.sql"), "INSERT INTO public.pets VALUES (1, 1);\n");
    Files.writeString(folder.resolve("cut.sql"), "COPY public.pets (id) FROM stdin;\n1\n");
    Files.writeString(folder.resolve("latin.sql"), "SET client_encoding = 'LATIN1';\n");
    Files.writeString(folder.resolve("bare.sql"), "CREATE TABLE pets (id int);\n");
    Files.writeString(folder.resolve("broken"), "PGDMPnonsense");
    assertRefused("inserts.sql", 6, "without --inserts");
    assertRefused("cut.sql", 6, "ends amid the rows of public.pets");
    assertRefused("latin.sql", 6, "--encoding=UTF8");
    assertRefused("bare.sql", 6, "holds no rows");
    assertRefused("broken", 6, "--format=plain");
    assertRefused("nowhere", 2, "there is no such file");
    assertThat(prove("--data-rows=3").status()).isEqualTo(2);
    assertThat(prove("--data=bare.sql", "--data-rows=none").status()).isEqualTo(2);
  }

  private void assertRefused(String file, int status, String why) {
    Result result = prove("--data=" + file);
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    assertThat(result.err()).contains(why, "nothing was changed");
  }
}
