package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fault.ExitStatus;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.Target;
import dev.ebb.run.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a step destroys is kept, and comes back when its opposite has run. */
class KeepTest {
  private static final String USERS =
      "CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL)";

  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  @Test
  void valuesOfADroppedColumnComeBackIntoTheirRows() {
    rig.add(USERS, "DROP TABLE users")
        .add("ALTER TABLE users ADD email text", "ALTER TABLE users DROP COLUMN email")
        .up(2);
    db.execute("INSERT INTO users (name, email) VALUES ('a', 'a@x'), ('b', NULL), ('c', 'c@x')");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("column public.users.email 2");
    db.execute("DELETE FROM users WHERE name = 'a'; INSERT INTO users (name) VALUES ('d')");
    rig.up(2);
    assertThat(rig.returned())
        .containsExactly("column public.users.email 1 left 1: of 1 there is no live row any more");
    assertThat(db.query("SELECT name, email FROM users ORDER BY id"))
        .containsExactly("b|<null>", "c|c@x", "d|<null>");
    rig.assertNoTraces();
  }

  @Test
  void whatIsGivenBackWhollyLeavesNoStore() {
    rig.add(USERS, "DROP TABLE users")
        .add(
            "ALTER TABLE users ADD vip boolean NOT NULL DEFAULT false",
            "ALTER TABLE users DROP vip")
        .up(2);
    db.execute("INSERT INTO users (name, vip) VALUES ('a', true), ('b', false)");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("column public.users.vip 2");
    assertThat(rig.stores()).hasSize(1);
    rig.up(2);
    assertThat(rig.returned()).containsExactly("column public.users.vip 2");
    assertThat(db.query("SELECT name, vip FROM users ORDER BY id")).containsExactly("a|t", "b|f");
    assertThat(rig.stores()).isEmpty();
  }

  @Test
  void aDroppedTableComesBackWithItsRowsAndGoesOnCounting() {
    rig.add(USERS, "DROP TABLE users").up(1);
    db.execute("INSERT INTO users (name) SELECT 'n' || i FROM generate_series(1, 5) i");
    db.execute("DELETE FROM users WHERE id = 5");
    String before = db.catalogAndData();
    rig.down(0);
    assertThat(rig.kept()).containsExactly("table public.users 4");
    rig.up(1);
    assertThat(db.catalogAndData()).isEqualTo(before);
    db.execute("INSERT INTO users (name) VALUES ('next')");
    assertThat(db.value("SELECT id FROM users WHERE name = 'next'")).isEqualTo("6");
  }

  @Test
  void tablesThatReferToEachOtherComeBackInAnyOrder() {
    rig.add(
            USERS
                + ";CREATE TABLE orders (id int PRIMARY KEY, owner int NOT NULL REFERENCES users,"
                + " parent int REFERENCES orders)",
            "DROP TABLE users, orders")
        .up(1);
    db.execute(
        "INSERT INTO users (name) VALUES ('a'), ('b');"
            + "INSERT INTO orders VALUES (1, 1, NULL), (2, 2, 1), (3, 2, 2)");
    String before = db.catalogAndData();
    rig.down(0);
    rig.up(1);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }

  @Test
  void rowsThatAMigrationDeletesComeBack() {
    rig.add(USERS, "DROP TABLE users")
        .add("SELECT 1", "DELETE FROM users WHERE name LIKE 'x%'")
        .up(2);
    db.execute("INSERT INTO users (name) VALUES ('x1'), ('y'), ('x2')");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("rows of public.users 2");
    db.execute("INSERT INTO users (name) VALUES ('new')");
    rig.up(2);
    assertThat(rig.returned()).containsExactly("rows of public.users 2");
    assertThat(db.query("SELECT id, name FROM users ORDER BY id"))
        .containsExactly("1|x1", "2|y", "3|x2", "4|new");
    rig.assertNoTraces();
  }

  @Test
  void overwrittenValuesComeBackUnlessSomebodyChangedThemMeanwhile() {
    rig.add(USERS, "DROP TABLE users").add("SELECT 1", "UPDATE users SET name = lower(name)").up(2);
    db.execute("INSERT INTO users (name) VALUES ('Ann'), ('Bob'), ('carl')");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("values of public.users.name 2");
    db.execute("UPDATE users SET name = 'robert' WHERE name = 'bob'");
    rig.up(2);
    assertThat(db.query("SELECT name FROM users ORDER BY id"))
        .containsExactly("Ann", "robert", "carl");
    assertThat(rig.returned())
        .containsExactly(
            "values of public.users.name 1 left 1: of 1 the live row is another one now");
    rig.assertNoTraces();
  }

  @Test
  void whatABlockOfCodeDestroysIsKeptToo() {
    rig.add(USERS, "DROP TABLE users")
        .add(
            "ALTER TABLE users ADD email text",
            """
            DO $$
            DECLARE c text;
            BEGIN
              DELETE FROM users WHERE name = 'gone';
              FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email' LOOP
                EXECUTE format('ALTER TABLE users DROP COLUMN %I', c);
              END LOOP;
            END $$
            """)
        .up(2);
    db.execute("INSERT INTO users (name, email) VALUES ('gone', 'g@x'), ('a', 'a@x')");
    String before = db.catalogAndData();
    rig.down(1);
    assertThat(rig.kept())
        .containsExactlyInAnyOrder("rows of public.users 1", "column public.users.email 2");
    rig.up(2);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
    rig.assertNoTraces();
  }

  @Test
  void hostileNamesAndTypesOfOnesOwnSurviveThatTheirTypeIsDropped() {
    rig.add(
            """
            CREATE SCHEMA "Größe ""x"" . y";
            CREATE TYPE "Größe ""x"" . y"."Art" AS ENUM ('a', 'B c', '''');
            CREATE TABLE "Größe ""x"" . y"."T.t ""q"" z" (
              "select" int, "Ü.ß" "Größe ""x"" . y"."Art" NOT NULL, found bytea, tg_op json, num numeric,
              at timestamptz, f double precision, arr int[], PRIMARY KEY ("select", "Ü.ß"))
            """,
            """
            DROP TABLE "Größe ""x"" . y"."T.t ""q"" z";
            DROP TYPE "Größe ""x"" . y"."Art";
            DROP SCHEMA "Größe ""x"" . y"
            """)
        .up(1);
    db.execute(
        """
        INSERT INTO "Größe ""x"" . y"."T.t ""q"" z" VALUES
         (1, 'B c', '\\x00ff', '{"a" : 1,  "a": null}', 1.50, 'infinity', 'NaN', '[2:3]={1,2}'),
         (1, '''', NULL, 'null', 'NaN', '2020-01-01 00:00:00.123456+05', 0.1, '{}'),
         (2, 'a', '', NULL, NULL, NULL, '-0', NULL)
        """);
    String before = db.catalogAndData();
    rig.down(0);
    assertThat(rig.kept()).containsExactly("table \"Größe \"\"x\"\" . y\".\"T.t \"\"q\"\" z\" 3");
    rig.up(1);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }

  @Test
  void theDropOfATypeWithAllColumnsThatHaveItKeepsThem() {
    rig.add(USERS, "DROP TABLE users")
        .add(
            "CREATE TYPE mood AS ENUM ('sad', 'glad'); ALTER TABLE users ADD m mood",
            "DROP TYPE mood CASCADE")
        .up(2);
    db.execute("INSERT INTO users (name, m) VALUES ('a', 'glad'), ('b', NULL)");
    String before = db.catalogAndData();
    rig.down(1);
    assertThat(rig.kept()).containsExactly("column public.users.m 1");
    rig.up(2);
    assertThat(db.catalogAndData()).isEqualTo(before);
  }

  @Test
  void aColumnOfATableWithoutAKeyComesBackByWhatElseIsInItsRows() {
    rig.add("CREATE TABLE log (at int, what text)", "DROP TABLE log")
        .add("ALTER TABLE log ADD note json", "ALTER TABLE log DROP note")
        .up(2);
    db.execute(
        "INSERT INTO log VALUES (1, 'x', '1'), (1, 'x', '2'), (1, 'x', NULL), (2, NULL, '3'), (3, 'y', '4')");
    rig.down(1);
    db.execute("DELETE FROM log WHERE at = 3; INSERT INTO log VALUES (4, 'z')");
    rig.up(2);
    assertThat(db.query("SELECT at, what, note::text FROM log ORDER BY 1, 2, 3"))
        .containsExactly("1|x|1", "1|x|2", "1|x|<null>", "2|<null>|3", "4|z|<null>");
  }

  @Test
  void valuesThatDoNotSurviveAnotherTypeComeBackWithTheType() {
    String down =
        "ALTER TABLE users ALTER price TYPE int, ALTER name TYPE varchar(3) USING left(name, 3)";
    rig.add(USERS, "DROP TABLE users")
        .add("ALTER TABLE users ADD price int; ALTER TABLE users ALTER name TYPE varchar(3)", "")
        .add("ALTER TABLE users ALTER price TYPE numeric, ALTER name TYPE text", down)
        .up(3);
    db.execute("INSERT INTO users (name, price) VALUES ('abcdef', 1.5), ('ab', 2), ('abcx', NULL)");
    String before = db.catalogAndData();
    rig.down(2);
    assertThat(rig.kept()).containsExactly("values of public.users.price, name 2");
    rig.up(3);
    assertThat(db.catalogAndData()).isEqualTo(before);
  }

  @Test
  void seedsThatPeopleChangedComeBackAsTheyWere() {
    String seeds =
        "INSERT INTO roles (name, note) VALUES ('admin', 'x'), ('guest', 'y'), ('gone', 'z')";
    rig.add(
            "CREATE TABLE roles (id serial PRIMARY KEY, name text, note text);" + seeds,
            "DROP TABLE roles")
        .add(
            "INSERT INTO roles (name, note) VALUES ('late', 'l')",
            "DELETE FROM roles WHERE name = 'late'")
        .up(2);
    db.execute(
        "UPDATE roles SET note = 'mine' WHERE name = 'admin';"
            + "DELETE FROM roles WHERE name = 'gone'; INSERT INTO roles (name) VALUES ('own')");
    String before = db.catalogAndData();
    rig.down(0);
    rig.up(2);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }

  @Test
  void rowsThatAMigrationComputesFromLiveDataAreCompletedAndNeverDoubled() {
    rig.add("CREATE TABLE users (id int PRIMARY KEY, email text)", "DROP TABLE users")
        .add(
            "CREATE TABLE emails (owner int PRIMARY KEY, email text, verified text);"
                + "INSERT INTO emails SELECT id, email FROM users",
            "DROP TABLE emails");
    rig.up(1);
    db.execute("INSERT INTO users VALUES (1, 'a'), (2, 'b')");
    rig.up(2);
    db.execute("UPDATE emails SET verified = 'yes'");
    rig.down(1);
    db.execute("UPDATE users SET email = 'new' WHERE id = 2; INSERT INTO users VALUES (3, 'c')");
    rig.up(2);
    assertThat(db.query("SELECT * FROM emails ORDER BY 1"))
        .containsExactly("1|a|yes", "2|new|<null>", "3|c|<null>");
    assertThat(rig.returned())
        .containsExactly("table public.emails 1 left 1: of 1 the live row is another one now");
  }

  @Test
  void anUpThatDropsAColumnKeepsItForItsDown() {
    rig.add(USERS, "DROP TABLE users")
        .add("ALTER TABLE users ADD old text", "ALTER TABLE users DROP old")
        .add("ALTER TABLE users DROP old", "ALTER TABLE users ADD old text")
        .up(2);
    db.execute("INSERT INTO users (name, old) VALUES ('a', '1')");
    rig.up(3);
    assertThat(rig.kept()).containsExactly("column public.users.old 1");
    rig.down(2);
    assertThat(db.query("SELECT name, old FROM users")).containsExactly("a|1");
  }

  @Test
  void severalMigrationsAndARenameInBetweenAreNoObstacle() {
    rig.add(USERS, "DROP TABLE users")
        .add("ALTER TABLE users ADD a text", "ALTER TABLE users DROP a")
        .add("ALTER TABLE users RENAME TO people", "ALTER TABLE people RENAME TO users")
        .add("ALTER TABLE people ADD b text", "ALTER TABLE people DROP b")
        .up(4);
    db.execute("INSERT INTO people (name, a, b) VALUES ('n', 'A', 'B'), ('m', NULL, 'C')");
    String before = db.catalogAndData();
    rig.down(1);
    rig.up(4);
    assertThat(db.catalogAndData()).isEqualTo(before);
    rig.down(0);
    rig.up(4);
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }

  @Test
  void theSameRowChangedSeveralTimesInAStepIsWhatItWasAtFirst() {
    rig.add("CREATE TABLE t (id int PRIMARY KEY, a text, b text)", "DROP TABLE t")
        .add(
            "SELECT 1",
            "UPDATE t SET a = 'x' || id, b = 'y'; UPDATE t SET a = 'z';"
                + "DELETE FROM t WHERE id = 3; UPDATE t SET b = NULL")
        .up(2);
    db.execute("INSERT INTO t VALUES (1, 'A', NULL), (2, NULL, 'B'), (3, 'C', 'D')");
    rig.down(1);
    assertThat(db.query("SELECT * FROM t ORDER BY 1")).containsExactly("1|z|<null>", "2|z|<null>");
    rig.up(2);
    assertThat(db.query("SELECT * FROM t ORDER BY 1"))
        .containsExactly("1|A|<null>", "2|z|B", "3|C|D");
  }

  @Test
  void cascadesTriggersAndTruncateTakeNothingUnseen() {
    rig.add(
            """
            CREATE TABLE a (id int PRIMARY KEY, v text);
            CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE);
            CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a ON DELETE SET NULL);
            CREATE TABLE d (id int PRIMARY KEY, v text);
            CREATE TABLE e (id int PRIMARY KEY);
            CREATE FUNCTION clear() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM d; RETURN NULL; END';
            CREATE TRIGGER x AFTER INSERT ON e EXECUTE FUNCTION clear();
            """,
            "DROP TABLE e, d, c, b, a; DROP FUNCTION clear()")
        .add("SELECT 1", "DELETE FROM a WHERE id = 1; INSERT INTO e VALUES (1)")
        .add("SELECT 1", "TRUNCATE a CASCADE")
        .up(3);
    db.execute(
        "INSERT INTO a VALUES (1, 'x'), (2, 'y'); INSERT INTO b VALUES (1, 1), (2, 2);"
            + "INSERT INTO c VALUES (1, 1), (2, 2); INSERT INTO d VALUES (1, 'keep me')");
    String before = db.catalogAndData();
    rig.down(2);
    assertThat(db.query("SELECT count(*) FROM c")).containsExactly("0");
    rig.up(3);
    assertThat(db.catalogAndData()).isEqualTo(before);
    rig.down(2).up(3).down(2);
    rig.up(3);
    rig.down(1);
    db.execute("DELETE FROM e");
    rig.up(3);
    assertThat(db.catalogAndData()).isEqualTo(before);
    rig.assertNoTraces();
  }

  @Test
  void partitionsAreKeptAsOneTable() {
    rig.add(
            "CREATE TABLE p (id int, at int, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
                + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"
                + "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
            "DROP TABLE p")
        .add(
            "ALTER TABLE p ADD w text",
            "ALTER TABLE p DROP w; DELETE FROM p WHERE id = 1; UPDATE p2 SET v = 'X'")
        .up(2);
    db.execute("INSERT INTO p VALUES (1, 1, 'a', 'A'), (2, 11, 'b', 'B'), (3, 12, NULL, 'C')");
    String before = db.catalogAndData();
    rig.down(1);
    assertThat(rig.kept())
        .containsExactlyInAnyOrder(
            "column public.p.w 3", "rows of public.p 1", "values of public.p2.v 1");
    rig.up(2);
    assertThat(db.query("SELECT * FROM p ORDER BY id"))
        .containsExactly("1|1|a|A", "2|11|b|B", "3|12|X|C");
    rig.down(0);
    rig.up(2);
    assertThat(before).isNotEmpty();
    assertThat(db.query("SELECT count(*) FROM p")).containsExactly("3");
  }

  @Test
  void aFreshDatabaseHasNothingToLose() {
    rig.add(USERS + "; INSERT INTO users (name) VALUES ('x')", "DROP TABLE users")
        .add("DELETE FROM users; ALTER TABLE users DROP name", "ALTER TABLE users ADD name text")
        .up(2);
    assertThat(rig.kept()).isEmpty();
    assertThat(db.query("SELECT 1 FROM pg_namespace WHERE nspname = 'ebb_keep'")).isEmpty();
  }

  @Test
  void aPolicyMayRefuseOrLetGo() {
    rig.add(USERS, "DROP TABLE users").up(1);
    db.execute("INSERT INTO users (name) VALUES ('a')");
    rig.policy = LossPolicy.REFUSE;
    Outcome refused = rig.run(Target.DownTo.of(List.of()));
    assertThat(refused.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    assertThat(((Outcome.Stopped) refused).problems().getFirst().what())
        .contains("would destroy table public.users (1)");
    assertThat(db.query("SELECT name FROM users")).containsExactly("a");
    assertThat(db.query("SELECT 1 FROM pg_namespace WHERE nspname = 'ebb_keep'")).isEmpty();
    rig.policy = LossPolicy.ACCEPT;
    rig.down(0);
    assertThat(rig.kept()).isEmpty();
    rig.policy = LossPolicy.REFUSE;
    rig.up(1).down(0);
  }

  @Test
  void aTableThatAStepMakesAndDropsItselfIsNobodysData() {
    String own =
        "CREATE TABLE own AS SELECT g AS a FROM generate_series(1, 9) g;"
            + " DELETE FROM own WHERE a > 5; ALTER TABLE own DROP a; DROP TABLE own";
    rig.add(USERS, "DROP TABLE users").add(own, own).up(1);
    db.execute("INSERT INTO users (name) VALUES ('a')");
    String before = db.catalogAndData();
    rig.up(2);
    assertThat(rig.kept()).isEmpty();
    rig.down(1);
    assertThat(rig.kept()).isEmpty();
    assertThat(db.catalogAndData()).isEqualTo(before);
    rig.assertNoTraces();
  }

  @Test
  void whatStepsOutsideOfTransactionsDestroyIsKept() {
    rig.add(USERS, "DROP TABLE users")
        .add(
            "ALTER TABLE users ADD email text; VACUUM users",
            "VACUUM users; DELETE FROM users WHERE name = 'x';" + "ALTER TABLE users DROP email")
        .up(2);
    db.execute("INSERT INTO users (name, email) VALUES ('a', 'e'), ('x', 'y')");
    String before = db.catalogAndData();
    rig.down(1);
    assertThat(rig.kept()).containsExactly("rows of public.users 1", "column public.users.email 1");
    rig.up(2);
    assertThat(db.catalogAndData()).isEqualTo(before);
  }

  @Test
  void whatAStepHadMarkedWhenItEndedBeforeItsStatementsIsNoAlteration() {
    rig.add(USERS, "DROP TABLE users")
        .add(
            "SELECT 1 / (4 - (SELECT count(*) FROM users)); VACUUM users",
            "VACUUM users; UPDATE users SET name = lower(name)")
        .up(2);
    db.execute("INSERT INTO users (name) VALUES ('Ann'), ('Bob'), ('carl')");
    rig.down(1);
    assertThat(rig.kept()).containsExactly("values of public.users.name 2");
    db.execute("INSERT INTO users (name) VALUES ('dora')");
    assertThat(rig.run(new Target.Latest())).isInstanceOf(Outcome.Stopped.class);
    assertThat(rig.returned()).isEmpty();
    db.execute("DELETE FROM users WHERE id = 4");
    rig.up(2);
    assertThat(rig.returned()).containsExactly("values of public.users.name 2");
    assertThat(db.query("SELECT name FROM users ORDER BY id"))
        .containsExactly("Ann", "Bob", "carl");
    assertThat(rig.stores()).isEmpty();
  }
}
