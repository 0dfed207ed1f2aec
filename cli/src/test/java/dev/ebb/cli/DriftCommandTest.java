package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drift is silent where nothing differs, and names what does, with its cause where there is one.
 */
@ExtendWith(LeakCheck.class)
class DriftCommandTest {
  static final String OBJECTS =
      """
      CREATE SCHEMA "My.Space";
      CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'glad');
      CREATE TYPE pair AS (a int, b text);
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE SEQUENCE counter INCREMENT 1;
      CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'glad', age positive,
        bio text, email varchar(80), CONSTRAINT named CHECK (length(name) > 0));
      CREATE TABLE "My.Space"."Or""der" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        "user" int REFERENCES users ON DELETE CASCADE, "Weird.col" text, total int);
      CREATE UNIQUE INDEX by_email ON users (email);
      CREATE INDEX by_name ON users (lower(name)) WHERE age > 3;
      CREATE INDEX by_total ON "My.Space"."Or""der" (total);
      CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
      CREATE MATERIALIZED VIEW moods AS SELECT mood, count(*) AS n FROM users GROUP BY mood;
      CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
      CREATE FUNCTION f(a text) RETURNS text LANGUAGE sql AS 'SELECT a || 1';
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TRIGGER touching BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE RULE silent AS ON DELETE TO "My.Space"."Or""der" DO INSTEAD NOTHING;
      CREATE STATISTICS st (dependencies) ON name, bio FROM users;
      CREATE TABLE log (at date, line text) PARTITION BY RANGE (at);
      CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      ALTER TABLE users ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON users USING (name = current_user);
      COMMENT ON COLUMN users.bio IS 'in their own words';
      GRANT SELECT ON users TO PUBLIC;
      CREATE TABLE ordered (a int, b int, c int);
      """;

  /** What somebody did, and how the finding begins that tells of it. */
  static final List<String[]> PLANTED =
      List.of(
          planted("DROP INDEX by_name", "missing index public.by_name"),
          planted("DROP TRIGGER touching ON users", "missing trigger public.users.touching"),
          planted("DROP POLICY mine ON users", "missing policy public.users.mine"),
          planted(
              "DROP RULE silent ON \"My.Space\".\"Or\"\"der\"",
              "missing rule \"My.Space\".\"Or\"\"der\".silent"),
          planted("DROP STATISTICS st", "missing statistics public.st"),
          planted("DROP FUNCTION f(text)", "missing routine public.f(text)"),
          planted(
              "ALTER TABLE users DROP CONSTRAINT named", "missing constraint public.users.named"),
          planted(
              "ALTER TABLE \"My.Space\".\"Or\"\"der\" DROP COLUMN \"Weird.col\"",
              "missing column \"My.Space\".\"Or\"\"der\".\"Weird.col\""),
          planted("DROP SEQUENCE counter", "missing sequence public.counter"),
          planted("DROP VIEW adults", "missing view public.adults"),
          planted("DROP TYPE pair", "missing type public.pair"),
          planted(
              "REVOKE SELECT ON users FROM PUBLIC", "missing grant table public.users to PUBLIC"),
          planted("DROP TABLE log_2026", "missing table public.log_2026"),
          planted(
              "CREATE TABLE tmp_backup (id int PRIMARY KEY)", "unexpected table public.tmp_backup"),
          planted(
              "ALTER TABLE users ADD COLUMN \"Héllo w\" int",
              "unexpected column public.users.\"Héllo w\""),
          planted("CREATE INDEX extra ON users (bio)", "unexpected index public.extra"),
          planted("CREATE SCHEMA other", "unexpected namespace other"),
          planted(
              "CREATE FUNCTION f(a bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'",
              "unexpected routine public.f(bigint)"),
          planted(
              "ALTER TABLE ordered ADD CONSTRAINT few CHECK (a < 9)",
              "unexpected constraint public.ordered.few"),
          planted("CREATE EXTENSION hstore", "unexpected extension hstore"),
          planted(
              "ALTER TABLE users ALTER name DROP NOT NULL", "different column public.users.name"),
          planted("ALTER TABLE users ALTER email TYPE text", "different column public.users.email"),
          planted(
              "ALTER TABLE users ALTER mood DROP DEFAULT", "different column public.users.mood"),
          planted("ALTER TYPE mood ADD VALUE 'odd' BEFORE 'glad'", "different type public.mood"),
          planted(
              "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 2'",
              "different routine public.f(integer)"),
          planted("ALTER TABLE users DISABLE ROW LEVEL SECURITY", "different table public.users"),
          planted(
              "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_email'::regclass",
              "different index public.by_email"),
          planted(
              "COMMENT ON COLUMN users.bio IS 'edited'",
              "different comment column public.users.bio"),
          planted(
              "DROP MATERIALIZED VIEW moods; CREATE MATERIALIZED VIEW moods AS"
                  + " SELECT mood, count(*) AS n FROM users WHERE id > 0 GROUP BY mood",
              "different materialized view public.moods"),
          planted(
              "ALTER TABLE \"My.Space\".\"Or\"\"der\" DROP CONSTRAINT \"Or\"\"der_user_fkey\","
                  + " ADD CONSTRAINT \"Or\"\"der_user_fkey\" FOREIGN KEY (\"user\") REFERENCES users",
              "different constraint \"My.Space\".\"Or\"\"der\".\"Or\"\"der_user_fkey\""),
          planted(
              "ALTER TABLE ordered DROP COLUMN a CASCADE; ALTER TABLE ordered ADD COLUMN a int;"
                  + " ALTER TABLE ordered ADD CONSTRAINT few CHECK (a < 9)",
              "order table public.ordered"));

  private static String[] planted(String sql, String finding) {
    return new String[] {sql, finding};
  }

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private SampleProject project() {
    return new SampleProject(folder)
        .migration("frontend", 1, "", List.of(OBJECTS, "DROP SCHEMA \"My.Space\" CASCADE;"));
  }

  private InProcess ebb() {
    return new SampleProject(folder).on(database).with("HOME", folder.toString());
  }

  private static Result drift(InProcess ebb, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("drift", "--shadow=target"));
    words.addAll(List.of(more));
    return ebb.call(words.toArray(String[]::new));
  }

  @Test
  void anUndisturbedDatabaseIsNotWorthALineOfResult() {
    project();
    assertThat(ebb().call("up").status()).isZero();
    Result result = drift(ebb());
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("frontend", "just what 1 applied migration gives");
    assertThat(folder.resolve(".cache/ebb/expected")).isNotEmptyDirectory();
    assertThat(drift(ebb()).status()).isZero();
  }

  @Test
  void anEmptyDatabaseWithoutMigrationsHasNoDriftEither() {
    project();
    assertThat(drift(ebb()).status()).isZero();
  }

  @Test
  void everyPlantedDifferenceIsNamedOnceAndNothingElseIs() {
    project();
    ebb().call("up");
    for (String[] planted : PLANTED) {
      database.execute(planted[0]);
    }
    Result result = drift(ebb());
    assertThat(result.status()).isEqualTo(4);
    List<String> found =
        result
            .out()
            .lines()
            .filter(l -> l.matches("(missing|unexpected|different|order) .*"))
            .toList();
    for (String[] planted : PLANTED) {
      assertThat(found)
          .as(planted[0] + "\n" + result.out())
          .filteredOn(line -> line.equals(planted[1]) || line.startsWith(planted[1] + " with "))
          .hasSize(1);
    }
    assertThat(found).as(result.out()).hasSize(PLANTED.size());
    assertThat(result.out())
        .contains("- a, b, c\n    + b, c, a")
        .contains("- not null", "why: a concurrent build of it failed");
  }

  @Test
  void onlyTheOrderOfColumnsIsANoteAndNoReasonForAStatus() {
    project();
    ebb().call("up");
    database.execute("ALTER TABLE ordered DROP COLUMN a; ALTER TABLE ordered ADD COLUMN a int");
    Result result = drift(ebb());
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("order table public.ordered", "1 difference");
  }

  @Test
  void whatAnImperfectDownLeavesIsToldAsSuch() {
    project()
        .migration(
            "frontend",
            2,
            "1",
            List.of(
                "CREATE TABLE t2 (id int); ALTER TABLE users ALTER bio SET NOT NULL; DROP INDEX \"My.Space\".by_total;",
                "ALTER TABLE users ALTER bio DROP NOT NULL;"));
    ebb().call("up");
    assertThat(ebb().call("down", "--yes").status()).isZero();
    database.execute("CREATE TABLE by_hand (id int)");
    Result result = drift(ebb());
    assertThat(result.status()).isEqualTo(4);
    assertThat(result.out())
        .containsSubsequence("missing index \"My.Space\".by_total", "taking back migration 2 (m2)");
    assertThat(result.out())
        .containsSubsequence("unexpected table public.t2", "taking back migration 2 (m2)");
    assertThat(result.out())
        .containsSubsequence("unexpected table public.by_hand", "not by a migration, after 20");
  }

  @Test
  void whatAStoredWayBackLeavesIsToldAsSuchThoughTheProjectHasABetterOne() throws IOException {
    project()
        .migration(
            "frontend", 2, "1", List.of("CREATE TABLE t2 (id int);", "SELECT 'too little';"));
    ebb().call("up");
    Files.writeString(folder.resolve("migrations/frontend/2_m2/down.sql"), "DROP TABLE t2;");
    assertThat(ebb().call("down", "--yes", "--stored").status()).isZero();
    assertThat(drift(ebb()).out())
        .containsSubsequence(
            "unexpected table public.t2",
            "taking back migration 2 (m2) by the script that is stored in the database");
  }

  @Test
  void aChangeByHandIsToldWithItsTimeWhereTheServerKeepsIt() throws IOException {
    project();
    try (EmbeddedPostgres server =
        EmbeddedPostgres.open(
            EmbeddedOptions.in(folder.resolve("server"))
                .lifetime(Lifetime.TIED_AND_REMOVED)
                .durability(Durability.FAST)
                .with("track_commit_timestamp", "on"))) {
      InProcess ebb =
          ebb()
              .with("PGHOST", server.host())
              .with("PGPORT", Integer.toString(server.port()))
              .with("PGUSER", server.user())
              .with("PGPASSWORD", server.password())
              .with("PGDATABASE", "postgres");
      assertThat(ebb.call("up").status()).isZero();
      runByHand(server);
      Result result = drift(ebb);
      assertThat(result.out())
          .containsSubsequence("unexpected table public.by_hand", "not by a migration, at 20");
      assertThat(result.err()).doesNotContain("track_commit_timestamp");
    }
  }

  @Test
  void whatAChangedMigrationMadeIsToldAsSuch() throws IOException {
    project();
    ebb().call("up");
    new SampleProject(folder).table("frontend", 2, "1");
    ebb().call("up");
    Files.writeString(
        folder.resolve("migrations/frontend/2_m2/up.sql"), "CREATE TABLE another (id int);");
    Result result = drift(ebb());
    assertThat(result.err()).contains("2 have changed since they were applied");
    assertThat(result.out())
        .containsSubsequence("unexpected table public.frontend_t2", "its script has changed since")
        .contains("missing table public.another");
  }

  @Test
  void whatTheProjectDoesNotHaveAnyMoreIsSaid() throws IOException {
    project().table("frontend", 2, "1");
    ebb().call("up");
    for (String file : List.of("up.sql", "down.sql", "metadata.yaml")) {
      Files.delete(folder.resolve("migrations/frontend/2_m2").resolve(file));
    }
    Files.delete(folder.resolve("migrations/frontend/2_m2"));
    Result result = drift(ebb());
    assertThat(result.err()).contains("the project does not have applied migrations 2");
    assertThat(result.out())
        .containsSubsequence("unexpected table public.frontend_t2", "does not have that any more");
  }

  @Test
  void schemasInOneDatabaseAreExpectedTogether() {
    new SampleProject(folder).chain("frontend").chain("codeintel");
    InProcess ebb = ebb();
    for (var variable : SampleProject.connection("CODEINTEL_", database).entrySet()) {
      ebb = ebb.with(variable.getKey(), variable.getValue());
    }
    ebb.call("up");
    Result one = drift(ebb, "--db=codeintel");
    assertThat(one.status()).as(one.out() + one.err()).isZero();
    Result all = drift(ebb);
    assertThat(all.status()).as(all.out() + all.err()).isZero();
    assertThat(all.err()).containsOnlyOnce("just what 6 applied migrations give");
  }

  @Test
  void whatIsAgreedToIsNoFindingUntilItsDayIsOver() throws IOException {
    project();
    ebb().call("up");
    database.execute("CREATE TABLE keep (id int); CREATE TABLE over (id int)");
    Files.writeString(
        folder.resolve("drift-allow.yaml"),
        """
        allow:
          - object: table public.keep
            finding: unexpected
            reason: kept for the audit
            until: never
          - object: table public.over
            reason: only for the move
            until: 2020-01-31
          - object: table public.gone
            reason: nobody knows
            until: never
        """);
    Result result = drift(ebb());
    assertThat(result.status()).isEqualTo(4);
    assertThat(result.out())
        .contains("unexpected table public.over", "1 difference agreed to")
        .doesNotContain("public.keep");
    assertThat(result.err())
        .contains("drift-allow.yaml:6:5: \"table public.over\" was agreed to until 2020-01-31")
        .contains("drift-allow.yaml:9:5: \"table public.gone\" covers no difference any more");
    Files.writeString(folder.resolve("drift-allow.yaml"), "allow:\n  - object: table x\n");
    Result bad = drift(ebb());
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.err()).contains("drift-allow.yaml:2:5", "does not say \"reason\"");
  }

  @Test
  void aDamagedCacheIsAsGoodAsNone() throws IOException {
    project();
    ebb().call("up");
    drift(ebb());
    Path cache = folder.resolve(".cache/ebb/expected");
    try (var files = Files.list(cache)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2]++;
        Files.write(file, bytes);
      }
    }
    assertThat(drift(ebb()).status()).isZero();
  }

  @Test
  void aMigrationThatCannotBeReplayedIsSaidWithItsPlace() {
    project();
    ebb().call("up");
    new SampleProject(folder)
        .migration(
            "frontend",
            1,
            "",
            List.of("CREATE EXTENSION no_such_thing;", "DROP EXTENSION no_such_thing;"),
            "privileged: true");
    Result result = drift(ebb());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("1_m1/up.sql", "on the shadow", "--shadow=target");
  }

  @Test
  void aDatabaseIsHeldAgainstAFileOfAnyShape() throws IOException {
    project();
    ebb().call("up");
    for (String form : List.of("json", "sql", "sourcegraph")) {
      Files.writeString(
          folder.resolve("was." + form), ebb().call("describe", "--format=" + form).out());
      Result same = drift(ebb(), "--file=was." + form);
      assertThat(same.status()).as(form + same.out() + same.err()).isZero();
      assertThat(same.err()).contains("just what was." + form + " describes");
    }
    String was = Files.readString(folder.resolve("was.json"));
    Files.writeString(
        folder.resolve("old.json"), was.replaceFirst("\"major\" : [0-9]+", "\"major\" : 9"));
    assertThat(drift(ebb(), "--file=old.json").err()).contains("in the words of PostgreSQL 9");
    database.execute(
        "CREATE TABLE by_hand (id int); ALTER TABLE users ALTER name DROP NOT NULL;"
            + " DROP POLICY mine ON users");
    for (String form : List.of("json", "sql", "sourcegraph")) {
      Result other = drift(ebb(), "--file=was." + form);
      assertThat(other.status()).as(form).isEqualTo(4);
      assertThat(other.out())
          .containsSubsequence("different column public.users.name", "- not null")
          .contains("unexpected table public.by_hand");
      boolean tells = !form.equals("sourcegraph");
      assertThat(other.out().contains("missing policy public.users.mine")).isEqualTo(tells);
      assertThat(other.err().contains("nothing else is compared")).isEqualTo(!tells);
    }
  }

  @Test
  void aFileThatPrettyPrintsAndTellsOfTheLedgerIsReadAsItIsMeant() throws IOException {
    new SampleProject(folder)
        .migration(
            "frontend",
            1,
            "",
            List.of(
                "CREATE TABLE t (a int CHECK (a > 0)); CREATE INDEX i ON t (a) WHERE a IS NOT NULL;",
                "DROP TABLE t;"));
    ebb().call("up");
    Files.writeString(
        folder.resolve("schema.json"),
        """
        {"Extensions": [], "Enums": null, "Functions": null, "Views": null,
         "Sequences": [{"Name": "migration_logs_id_seq", "TypeName": "integer", "StartValue": 1}],
         "Tables": [
          {"Name": "schema_migrations", "Columns": [{"Name": "version", "TypeName": "bigint"}]},
          {"Name": "migration_logs", "Columns": [{"Name": "id", "TypeName": "integer"}]},
          {"Name": "t", "Columns": [{"Name": "a", "TypeName": "integer", "IsNullable": true}],
           "Indexes": [{"Name": "i", "ConstraintType": "",
             "IndexDefinition": "CREATE INDEX i ON t USING btree (a) WHERE a IS NOT NULL"}],
           "Constraints": [{"Name": "t_a_check", "ConstraintType": "c",
             "ConstraintDefinition": "CHECK (a > 0)"}]}]}
        """);
    Result result = drift(ebb(), "--file=schema.json");
    assertThat(result.status()).as(result.out() + result.err()).isZero();
  }

  @Test
  void aFileThatIsOfNoUseIsRefusedWithItsPlace() throws IOException {
    project();
    assertThat(drift(ebb(), "--file=nowhere.sql").err()).contains("there is no such file");
    Files.writeString(folder.resolve("bad.sql"), "CREATE TABLE a (id int);\nCREATE TABEL b ();\n");
    Result bad = drift(ebb(), "--file=bad.sql");
    assertThat(bad.status()).isEqualTo(2);
    assertThat(bad.err()).contains("bad.sql:2:1", "TABEL");
    Files.writeString(folder.resolve("bad.json"), "{\"what\": 1}");
    assertThat(drift(ebb(), "--file=bad.json").status()).isEqualTo(2);
    assertThat(drift(ebb(), "--file=bad.json", "--version=HEAD").status()).isEqualTo(2);
    Files.writeString(folder.resolve("a.json"), ebb().call("describe", "--format=json").out());
    Result sql = drift(ebb(), "--file=a.json", "--sql");
    assertThat(sql.status()).isEqualTo(2);
    assertThat(sql.err()).contains("--format=sql");
  }

  private static void runByHand(EmbeddedPostgres server) {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(server.host(), server.port()),
                server.user(),
                server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE by_hand (id int)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
