package dev.ebb.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.loss.LossReader.Limits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a plan would destroy, and where it would fail, asked of real databases. */
@ExtendWith(LeakCheck.class)
class LossReaderTest {
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private LossReport report(Limits limits, String... scripts) {
    return new LossRig(database).report(limits, scripts);
  }

  /** Every finding of the plan that these scripts are, a line each. */
  private List<String> findings(String... scripts) {
    return LossRig.lines(report(Limits.USUAL, scripts));
  }

  @Test
  void aTableGoesWithItsRowsAndWhatCascadeTakesBesides() {
    database.execute(
        """
        CREATE TABLE users (id int PRIMARY KEY, email text);
        INSERT INTO users SELECT i, 'a' || i || '@x.org' FROM generate_series(1, 7) i;
        CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, total int);
        INSERT INTO orders SELECT i, 1, i FROM generate_series(1, 3) i;
        CREATE VIEW mails AS SELECT email FROM users;
        CREATE VIEW above AS SELECT * FROM mails;
        """);
    assertThat(findings("DROP TABLE users CASCADE"))
        .containsExactly(
            "table public.users: 7/7 with constraint orders_user_id_fkey on public.orders,"
                + " view public.above, view public.mails");
    assertThat(findings("DROP TABLE users"))
        .containsExactly(
            "table public.users: 7/7",
            "FAILS it drops without CASCADE what others depend on: constraint"
                + " orders_user_id_fkey on public.orders, view public.above, view public.mails");
    assertThat(findings("DROP VIEW above, mails; DROP TABLE orders", "DROP TABLE users"))
        .as("what is dropped before does not hang on it any more")
        .containsExactly("table public.orders: 3/3", "table public.users: 7/7");
    assertThat(findings("DROP TABLE orders, users")).contains("table public.orders: 3/3");
  }

  @Test
  void aSampleShowsTheShapeOfDataAndNotTheData() {
    database.execute(
        "CREATE TABLE users (id int, email text);"
            + "INSERT INTO users VALUES (17, 'Zoë.Smith@example.org'), (18, '秘密')");
    Losing email = report(Limits.USUAL, "ALTER TABLE users DROP COLUMN email").losses().getFirst();
    assertThat(email.sample()).containsExactly("xxx.xxxxx@xxxxxxx.xxx", "xx");
    Losing table = report(Limits.USUAL, "DROP TABLE users").losses().getFirst();
    assertThat(String.join(" ", table.sample())).contains("(99,").doesNotContain("17", "mith");
  }

  @Test
  void aColumnCountsWhatItHoldsAndNamesItsIndexes() {
    database.execute(
        """
        CREATE SCHEMA "We.ird";
        CREATE TABLE "We.ird"."Ta""ble" (id int, "Co l" text, other int,
          sum int GENERATED ALWAYS AS (other + 1) STORED);
        INSERT INTO "We.ird"."Ta""ble" VALUES (1, 'x', 1), (2, NULL, 2), (3, 'z', 3);
        CREATE INDEX "in dex" ON "We.ird"."Ta""ble" (other, "Co l");
        """);
    assertThat(findings("ALTER TABLE \"We.ird\".\"Ta\"\"ble\" DROP COLUMN \"Co l\""))
        .containsExactly("column \"We.ird\".\"Ta\"\"ble\".\"Co l\": 2/3 with index \"in dex\"");
    assertThat(findings("SET search_path TO \"We.ird\"; ALTER TABLE \"Ta\"\"ble\" DROP \"Co l\""))
        .as("a script may say where names are looked for")
        .hasSize(1);
    assertThat(findings("ALTER TABLE \"Ta\"\"ble\" DROP \"Co l\"")).isEmpty();
  }

  @Test
  void namesAreFollowedThroughThePlan() {
    database.execute(
        "CREATE TABLE a (x int, y int); INSERT INTO a VALUES (1, NULL), (2, 3);"
            + "CREATE TABLE b (z int); INSERT INTO b VALUES (9)");
    assertThat(
            findings(
                "ALTER TABLE a RENAME COLUMN y TO w; ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a",
                "ALTER TABLE c DROP COLUMN w",
                "DROP TABLE a",
                "CREATE TABLE a (id int); DROP TABLE a",
                "DROP TABLE c"))
        .containsExactly("column public.a.y: 1/2", "table public.b: 1/1", "table public.a: 2/2");
    assertThat(findings("ALTER TABLE a RENAME y TO w; ALTER TABLE a ALTER w SET NOT NULL"))
        .containsExactly("FAILS public.a.w must not be null, but 1 row has no value there");
  }

  @Test
  void partitionsCountWithTheirRootAndChildrenForThemselves() {
    database.execute(
        """
        CREATE TABLE p (id int, v text) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
        INSERT INTO p SELECT i, 'x' FROM generate_series(1, 15) i;
        CREATE TABLE parent (id int, v text); CREATE TABLE child (extra int) INHERITS (parent);
        INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (2, 'b', 3), (4, 'c', 5);
        """);
    assertThat(findings("DROP TABLE p")).containsExactly("table public.p: 15/15");
    assertThat(findings("DROP TABLE p1")).containsExactly("table public.p1: 9/9");
    assertThat(findings("ALTER TABLE p DROP COLUMN v")).containsExactly("column public.p.v: 15/15");
    assertThat(findings("DROP TABLE parent CASCADE"))
        .containsExactly("table public.child: 2/2", "table public.parent: 1/1");
    assertThat(findings("DROP TABLE parent"))
        .contains("FAILS it drops without CASCADE what others depend on: table public.child");
    assertThat(findings("ALTER TABLE parent DROP COLUMN v"))
        .containsExactly("column public.parent.v: 3/3");
  }

  @Test
  void rowsThatWouldBeDeletedOrOverwrittenAreCountedBeforehand() {
    database.execute(
        """
        CREATE TABLE users (id int PRIMARY KEY, name text, old text);
        INSERT INTO users SELECT i, CASE WHEN i > 2 THEN 'n' END, 'o' FROM generate_series(1, 10) i;
        CREATE TABLE orders (user_id int REFERENCES users ON DELETE CASCADE);
        CREATE TABLE notes (user_id int REFERENCES users ON DELETE SET NULL);
        CREATE TABLE bills (user_id int REFERENCES users);
        INSERT INTO bills VALUES (9), (9), (1);
        """);
    assertThat(findings("DELETE FROM users u -- why\n WHERE u.id > 8 RETURNING id"))
        .containsExactly(
            "rows of public.users: 2/2 with values of public.notes (user_id) that refer to them (ON"
                + " DELETE SET NULL), rows of public.orders that refer to them (ON DELETE CASCADE)",
            "FAILS it deletes rows of public.users to which 2 rows of public.bills still refer");
    assertThat(findings("DELETE FROM users USING bills b WHERE b.user_id = users.id"))
        .anyMatch(f -> f.startsWith("rows of public.users: 2/2"));
    assertThat(findings("DELETE FROM users WHERE id > 100")).isEmpty();
    assertThat(
            findings("UPDATE users SET name = 'x', old = old IS DISTINCT FROM name WHERE id < 5"))
        .containsExactly("values of public.users.name, old: 4/4");
    assertThat(findings("UPDATE users SET name = 'x' WHERE name IS NULL"))
        .as("null is no value")
        .isEmpty();
    assertThat(findings("ALTER TABLE users ADD fresh int; UPDATE users SET fresh = id")).isEmpty();
    assertThat(findings("TRUNCATE users CASCADE"))
        .containsExactly(
            "all rows of public.users: 10/10",
            "all rows of public.bills: 3/3",
            "all rows of public.notes: 0/0",
            "all rows of public.orders: 0/0");
    assertThat(findings("WITH gone AS (DELETE FROM users WHERE id = 1 RETURNING *) SELECT 1"))
        .anyMatch(f -> f.startsWith("rows of public.users: ") && f.contains("PLANNED"));
    assertThat(findings("ALTER TABLE bills DROP CONSTRAINT bills_user_id_fkey; DELETE FROM users"))
        .noneMatch(f -> f.startsWith("FAILS"));
  }

  @Test
  void whatRowsOfTodayDoNotMeetIsFoundWithTheQueryThatListsThem() {
    database.execute(
        """
        CREATE TABLE users (id int PRIMARY KEY, email text, team int, age int);
        INSERT INTO users VALUES (1, 'a', 1, 5), (2, 'a', 7, -1), (3, NULL, 8, 200), (4, NULL, 1, 9);
        CREATE TABLE teams (id int PRIMARY KEY); INSERT INTO teams VALUES (1);
        ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID;
        """);
    LossReport report =
        report(
            Limits.USUAL,
            """
            ALTER TABLE users ALTER email SET NOT NULL, ADD UNIQUE (email),
              ADD CONSTRAINT to_team FOREIGN KEY (team) REFERENCES teams,
              ADD CHECK (age < 100), VALIDATE CONSTRAINT grown, ADD COLUMN need int NOT NULL;
            """);
    assertThat(LossRig.lines(report))
        .containsExactly(
            "FAILS public.users.email must not be null, but 2 rows have no value there",
            "FAILS (email) of public.users must be unique, but 2 rows share one value",
            "FAILS public.users (team) must be found in public.teams, but 2 rows refer to"
                + " something that is not there",
            "FAILS all rows of public.users must meet (age < 100), but 1 row does not",
            "FAILS all rows of public.users must meet ((age > 0)), but 1 row does not",
            "FAILS it adds public.users.need, which must not be null and has no default, but 4 rows"
                + " would have no value there");
    assertThat(report.obstacles().getFirst().examples()).containsExactly("id = 3", "id = 4");
    for (Obstacle obstacle : report.obstacles()) {
      assertThat(database.query(String.valueOf(obstacle.query()))).as(obstacle.what()).isNotEmpty();
    }
    assertThat(findings("CREATE UNIQUE INDEX CONCURRENTLY ON users (lower(email), (age > 0))"))
        .isEmpty();
    assertThat(findings("CREATE UNIQUE INDEX one ON users (lower(email) DESC) WHERE age < 9"))
        .containsExactly(
            "FAILS (lower(email)) of public.users must be unique, but 2 rows share one value");
    assertThat(findings("ALTER TABLE users ADD CHECK (age < 100) NOT VALID")).isEmpty();
    assertThat(
            findings("ALTER TABLE users ADD need int NOT NULL DEFAULT 1, ADD ok serial NOT NULL"))
        .isEmpty();
    assertThat(
            findings(
                "UPDATE users SET email = 'x' WHERE email IS NULL; ALTER TABLE users ALTER email SET NOT NULL"))
        .containsExactly(
            "may fail public.users.email must not be null, but 2 rows have no value there");
    assertThat(findings("UPDATE users SET age = 1; ALTER TABLE users ALTER email SET NOT NULL"))
        .as("another column says nothing of this one")
        .anyMatch(f -> f.startsWith("FAILS public.users.email must not be null"));
  }

  @Test
  void nothingIsAskedAboutAColumnThatThePlanItselfAdds() {
    database.execute("CREATE TABLE t (id int, old text); INSERT INTO t VALUES (1, 'a'), (2, 'a')");
    String made =
        "CREATE UNIQUE INDEX ON t (lower(\"e mail\")); ALTER TABLE t ADD UNIQUE (\"e mail\"),"
            + " ADD CHECK (\"e mail\" > '')";
    assertThat(findings("ALTER TABLE t ADD COLUMN \"e mail\" text; " + made)).isEmpty();
    assertThat(findings("ALTER TABLE t ADD COLUMN \"e mail\" text", made)).isEmpty();
    assertThat(
            findings(
                "ALTER TABLE t ADD COLUMN IF NOT EXISTS old text; CREATE UNIQUE INDEX ON t (old)"))
        .containsExactly("FAILS (old) of public.t must be unique, but 2 rows share one value");
    assertThat(
            findings(
                "ALTER TABLE t RENAME old TO older; ALTER TABLE t ADD old text;"
                    + " CREATE UNIQUE INDEX ON t (old)"))
        .isEmpty();
  }

  @Test
  void aNarrowerTypeFailsOrLosesAndWhichIsTold() {
    database.execute(
        """
        CREATE TABLE t (id int PRIMARY KEY, name text, big bigint, price numeric(10, 4),
          at timestamptz, code text);
        INSERT INTO t VALUES (1, 'abcdef', 3000000000, 1.2345, '2026-01-01 10:00', '12'),
          (2, 'ab', 5, 1.25, '2026-01-01 00:00', 'n/a');
        """);
    assertThat(findings("ALTER TABLE t ALTER name TYPE varchar(3)"))
        .containsExactly("FAILS public.t.name becomes varchar(3), but 1 row is longer");
    assertThat(findings("ALTER TABLE t ALTER name TYPE varchar(3) USING name::varchar(3)"))
        .containsExactly(
            "values of public.t.name that do not survive from text to varchar(3): 1/2");
    assertThat(findings("ALTER TABLE t ALTER COLUMN big SET DATA TYPE int"))
        .containsExactly("FAILS public.t.big becomes int, but 1 row is beyond what that can hold");
    assertThat(findings("ALTER TABLE t ALTER price TYPE numeric(6, 2), ALTER id TYPE bigint"))
        .containsExactly(
            "values of public.t.price that do not survive from numeric(10,4) to numeric(6, 2): 1/2");
    assertThat(findings("SET timezone = 'UTC'; ALTER TABLE t ALTER at TYPE date"))
        .anyMatch(f -> f.contains("from timestamp with time zone to date"));
    LossReport code =
        report(Limits.USUAL, "ALTER TABLE t ALTER code TYPE integer USING code::integer");
    assertThat(LossRig.lines(code))
        .containsExactly(
            "FAILS public.t.code becomes integer, but not every value can: invalid input syntax for"
                + " type integer: \"x/x\"");
  }

  @Test
  void triggersAndWhatElseOnlyCascadeTakesAreNamed() {
    database.execute(
        """
        CREATE TABLE t (id int); INSERT INTO t VALUES (1);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER "On.e" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v;
        """);
    assertThat(findings("DROP TRIGGER IF EXISTS \"On.e\" ON t; DROP TRIGGER IF EXISTS no ON t"))
        .containsExactly("trigger \"On.e\" on public.t: 0/0");
    assertThat(
            findings(
                "DROP TRIGGER two ON t; CREATE TRIGGER two AFTER INSERT ON t EXECUTE FUNCTION f()"))
        .as("it is there again")
        .isEmpty();
    assertThat(findings("DROP TRIGGER two ON t; DROP FUNCTION f CASCADE"))
        .containsExactly("trigger two on public.t: 0/0", "trigger \"On.e\" on public.t: 0/0");
    assertThat(findings("DROP VIEW v CASCADE")).containsExactly("view public.w: 0/0");
    assertThat(report(Limits.USUAL, "DROP VIEW v CASCADE").realLosses()).isEmpty();
  }

  @Test
  void aValueThatIsTakenFromAnEnumAndStillUsedIsFound() {
    database.execute(
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'great');
        CREATE TABLE people (id int PRIMARY KEY, mood mood);
        INSERT INTO people VALUES (1, 'ok'), (2, 'great'), (3, 'great');
        """);
    assertThat(
            findings(
                """
                ALTER TYPE mood RENAME TO mood_old;
                CREATE TYPE mood AS ENUM ('sad', 'ok');
                ALTER TABLE people ALTER mood TYPE mood USING mood::text::mood;
                DROP TYPE mood_old;
                """))
        .containsExactly(
            "FAILS public.people.mood becomes mood, which has only 'sad', 'ok', but 2 rows have"
                + " another value");
    assertThat(findings("DROP TYPE mood CASCADE"))
        .containsExactly("column public.people.mood: 3/3");
    assertThat(findings("DROP TYPE mood"))
        .containsExactly(
            "FAILS it drops without CASCADE what others depend on: table column"
                + " public.people.mood");
    assertThat(findings("ALTER TABLE people ALTER mood TYPE text USING upper(mood::text)"))
        .as("what cannot go back can go on")
        .noneMatch(f -> f.startsWith("FAILS"));
  }

  @Test
  void aWholeSchemaAnExtensionAndASequenceTakeWhatIsInThem() {
    database.execute(
        """
        CREATE SCHEMA app; CREATE TABLE app.a (id serial); INSERT INTO app.a DEFAULT VALUES;
        CREATE TABLE public.b (id int); CREATE SEQUENCE app.counter; SELECT nextval('app.counter');
        CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        """);
    assertThat(findings("DROP SCHEMA app CASCADE"))
        .containsExactly(
            "sequence app.counter: 1/1 with it had counted to 1",
            "table app.a: 1/1 with function app.f()");
    assertThat(findings("DROP SCHEMA app").getFirst())
        .startsWith("FAILS it drops without CASCADE what others depend on: ");
    assertThat(findings("DROP TABLE public.b, schema_migrations")).hasSize(1);
  }

  @Test
  void codeIsLookedIntoAndWhatItDoesIsCalledUncertain() {
    database.execute(
        "CREATE TABLE t (id int, v int); INSERT INTO t VALUES (1, NULL);"
            + "CREATE FUNCTION wipe() RETURNS void LANGUAGE plpgsql AS 'BEGIN DELETE FROM t; END';"
            + "CREATE FUNCTION peek() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    List<String> block =
        findings(
            """
            DO $$ BEGIN
              -- DROP TABLE x;
              IF EXISTS (SELECT 1) THEN ALTER TABLE t DROP COLUMN v; DELETE FROM t; END IF;
              EXECUTE 'DROP TABLE ' || 'x';
            END $$;
            ALTER TABLE t ALTER v SET NOT NULL;
            """);
    assertThat(block)
        .contains(
            "perhaps column public.t.v: 0/1",
            "perhaps rows of public.t: 1/1",
            "may fail public.t.v must not be null, but 1 row has no value there")
        .anyMatch(f -> f.startsWith("unknown statement 1: a block of code (DO $$ BEGIN"));
    assertThat(findings("DO $$ BEGIN RAISE NOTICE 'hi'; END $$")).isEmpty();
    assertThat(findings("SELECT wipe()")).anyMatch(f -> f.contains("function wipe"));
    assertThat(findings("SELECT peek()")).isEmpty();
  }

  @Test
  void aLargeTableIsReckonedFromAPartOfIt() {
    database.execute(
        "CREATE TABLE big (id int, v text);"
            + "INSERT INTO big SELECT i, CASE WHEN i % 2 = 0 THEN repeat('x', 50) END"
            + " FROM generate_series(1, 200000) i; ANALYZE big");
    Limits few = new Limits(100, 300, Duration.ofSeconds(10), Duration.ofSeconds(60));
    Losing column = report(few, "ALTER TABLE big DROP v").losses().getFirst();
    assertThat(column.extent().accuracy()).isEqualTo(Extent.Accuracy.SAMPLED);
    assertThat(column.extent().values()).isBetween(60_000L, 140_000L);
    assertThat(column.extent().bytes()).isBetween(3_000_000L, 7_500_000L);
    assertThat(report(few, "DROP TABLE big").losses().getFirst().extent().rows())
        .isBetween(120_000L, 280_000L);
    Losing deleted = report(few, "DELETE FROM big WHERE id <= 1000").losses().getFirst();
    assertThat(deleted.extent().accuracy()).isEqualTo(Extent.Accuracy.PLANNED);
    assertThat(deleted.extent().rows()).isBetween(500L, 2000L);
    Obstacle obstacle = report(few, "ALTER TABLE big ALTER v SET NOT NULL").obstacles().getFirst();
    assertThat(obstacle.what()).endsWith("but at least 1000 rows have no value there");
    assertThat(obstacle.isCertain()).isTrue();
  }

  @Test
  void whatCannotBeReadIsNamedAndNothingWaits() throws Exception {
    database.execute("CREATE TABLE busy (id int); INSERT INTO busy VALUES (1)");
    try (var other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE busy");
      Losing losing = report(LossRig.SMALL, "DROP TABLE busy").losses().getFirst();
      assertThat(losing.extent().accuracy()).isEqualTo(Extent.Accuracy.UNKNOWN);
      assertThat(
              LossRig.lines(report(LossRig.SMALL, "ALTER TABLE busy ALTER id SET NOT NULL"))
                  .getFirst())
          .contains("could not be asked: another session has locked it");
    }
  }

  @Test
  void aScriptThatOnlyAddsNeedsNoQuestion() {
    assertThat(
            LossReader.concerns(
                LossRig.steps(
                    "CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL); CREATE UNIQUE INDEX ON t (v);"
                        + "ALTER TABLE t ADD w int NOT NULL; ALTER TABLE t ADD UNIQUE (w);"
                        + "INSERT INTO t VALUES (1, 'x', 2); ALTER TABLE other ADD COLUMN n int,"
                        + " ADD m int NOT NULL DEFAULT 0; CREATE INDEX ON other (n);"
                        + "UPDATE t SET v = 'y'; CREATE OR REPLACE VIEW w AS SELECT 1;"
                        + "COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO public")))
        .isFalse();
    for (String script :
        List.of(
            "DROP TABLE t",
            "ALTER TABLE t DROP c",
            "ALTER TABLE t ALTER c SET NOT NULL",
            "CREATE UNIQUE INDEX ON t (c)",
            "DELETE FROM t",
            "TRUNCATE t",
            "DROP VIEW v",
            "DO $$ BEGIN DELETE FROM t; END $$",
            "SELECT f()",
            "ALTER TABLE t ADD c int NOT NULL")) {
      assertThat(LossReader.concerns(LossRig.steps(script))).as(script).isTrue();
    }
  }
}
