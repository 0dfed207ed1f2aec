package dev.ebb.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.loss.LossReader.Limits;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every script is foretold, and then run: what was said to fail fails, what was not does not, and
 * the query that came with an obstacle lists rows.
 */
@ExtendWith(LeakCheck.class)
class FeasibilityTest {
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private List<Obstacle> foretold(String sql) {
    if (!LossReader.concerns(LossRig.steps(sql))) {
      return List.of();
    }
    LossReport report = new LossRig(database).report(Limits.USUAL, sql);
    assertThat(report.steps().stream().flatMap(step -> step.unknown().stream())).isEmpty();
    return report.obstacles();
  }

  private void fails(String sql, String... why) {
    List<Obstacle> found = foretold(sql);
    assertThat(found.stream().map(Obstacle::what)).as(sql).containsExactly(why);
    for (Obstacle obstacle : found) {
      assertThat(obstacle.isCertain()).as(obstacle.what()).isTrue();
      List<Statement> queries = Script.parse(String.valueOf(obstacle.query())).statements();
      queries.subList(0, queries.size() - 1).forEach(q -> database.execute(q.text()));
      assertThat(database.query(queries.getLast().text())).as(obstacle.query()).isNotEmpty();
      queries
          .subList(0, queries.size() - 1)
          .forEach(_ -> database.execute("DROP FUNCTION pg_temp.fits"));
    }
    assertThat(refusal(sql)).as("the server accepts it: " + sql).isNotEmpty();
  }

  private void works(String sql) {
    assertThat(foretold(sql).stream().map(Obstacle::what)).as(sql).isEmpty();
    assertThat(refusal(sql)).as(sql).isEmpty();
  }

  private String refusal(String sql) {
    try {
      database.execute("BEGIN");
      database.execute(sql);
      return "";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    } finally {
      database.execute("ROLLBACK");
    }
  }

  @Test
  void rowsThatExcludeEachOtherAreInTheWayOfAnExclusionConstraint() {
    database.execute(
        """
        CREATE TABLE "Book.ing" (id int PRIMARY KEY, "Room" int, during int4range, gone boolean);
        INSERT INTO "Book.ing" VALUES (1, 7, '[1,5)', false), (2, 7, '[4,8)', false),
          (3, 7, '[8,9)', false), (4, 8, '[1,9)', false), (5, 8, '[2,3)', true), (6, NULL, NULL, false);
        """);
    fails(
        "ALTER TABLE \"Book.ing\" ADD CONSTRAINT x EXCLUDE USING gist (during WITH &&)"
            + " WHERE (NOT gone AND \"Room\" = 7)",
        "no two rows of public.\"Book.ing\" may exclude each other by during, but 2 rows do");
    fails(
        "ALTER TABLE \"Book.ing\" ADD EXCLUDE (\"Room\" WITH =, (gone::int) WITH OPERATOR(pg_catalog.=))",
        "no two rows of public.\"Book.ing\" may exclude each other by \"Room\", (gone::int), but 3"
            + " rows do");
    works(
        "ALTER TABLE \"Book.ing\" ADD EXCLUDE USING gist (int4range(id, id + 1) WITH &&, during WITH &&)");
    works(
        "ALTER TABLE \"Book.ing\" ADD EXCLUDE USING gist (during WITH &&) WHERE (id IN (1, 3, 6))");
    works(
        "ALTER TABLE \"Book.ing\" ADD live boolean;"
            + " ALTER TABLE \"Book.ing\" ADD EXCLUDE USING gist (during WITH &&) WHERE (live)");
    works(
        "ALTER TABLE \"Book.ing\" ADD live boolean;"
            + " CREATE UNIQUE INDEX ON \"Book.ing\" (\"Room\") WHERE live");
    String put = "UPDATE \"Book.ing\" SET gone = true WHERE id = 2;";
    String among =
        "ALTER TABLE \"Book.ing\" ADD EXCLUDE (\"Room\" WITH =) WHERE (NOT gone AND id < 3)";
    assertThat(foretold(put + among)).singleElement().matches(o -> !o.isCertain());
  }

  @Test
  void aNewColumnGetsWhatItsDomainGivesIt() {
    database.execute(
        """
        CREATE SCHEMA app;
        CREATE DOMAIN app.filled AS int DEFAULT 7 NOT NULL CHECK (value > 0);
        CREATE DOMAIN app.above AS app.filled;
        CREATE DOMAIN strict AS text NOT NULL;
        CREATE DOMAIN checked AS text CHECK (value IS NOT NULL);
        CREATE DOMAIN lax AS text;
        CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2);
        """);
    works("ALTER TABLE t ADD COLUMN a app.filled NOT NULL");
    works("ALTER TABLE t ADD COLUMN a app.above, ADD b lax, ADD c lax[], ADD d strict DEFAULT 'x'");
    works(
        "CREATE DOMAIN fresh AS int DEFAULT 1 NOT NULL; ALTER TABLE t ADD COLUMN a fresh NOT NULL");
    works("ALTER DOMAIN lax SET DEFAULT 'a'; ALTER TABLE t ADD COLUMN a lax NOT NULL");
    String no =
        "it adds public.t.a, which must not be null and has no default, but 2 rows would have no value there";
    fails("ALTER TABLE t ADD COLUMN a strict", no);
    fails("ALTER TABLE t ADD COLUMN a checked", no);
    fails("ALTER TABLE t ADD COLUMN a app.filled DEFAULT NULL", no);
    fails("ALTER TABLE t ADD COLUMN a lax NOT NULL", no);
    fails("ALTER DOMAIN app.filled DROP DEFAULT; ALTER TABLE t ADD COLUMN a app.filled", no);
  }

  @Test
  void whatADomainDemandsFromNowOnIsAskedOfAllItsColumns() {
    database.execute(
        """
        CREATE DOMAIN "Grad e" AS int; CREATE DOMAIN fine AS "Grad e";
        CREATE TABLE t (id int PRIMARY KEY, value "Grad e");
        CREATE TABLE p (k int, f fine) PARTITION BY LIST (k);
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
        INSERT INTO t VALUES (1, 1), (2, 200), (3, NULL); INSERT INTO p VALUES (1, 300);
        ALTER DOMAIN "Grad e" ADD CONSTRAINT old CHECK (VALUE <> 200) NOT VALID;
        """);
    fails(
        "ALTER DOMAIN \"Grad e\" ADD CHECK (VALUE < 100)",
        "public.t.value must meet (VALUE < 100) of domain public.\"Grad e\", but 1 row does not",
        "public.p.f must meet (VALUE < 100) of domain public.\"Grad e\", but 1 row does not");
    fails(
        "ALTER DOMAIN \"Grad e\" SET NOT NULL",
        "public.t.value must not be null, but 1 row has no value there");
    fails(
        "ALTER DOMAIN \"Grad e\" VALIDATE CONSTRAINT old",
        "public.t.value must meet ((VALUE <> 200)) of domain public.\"Grad e\", but 1 row does not");
    works("ALTER DOMAIN \"Grad e\" ADD CHECK (VALUE < 100) NOT VALID");
    works("ALTER DOMAIN fine SET NOT NULL; ALTER DOMAIN \"Grad e\" ADD CHECK (VALUE > 0)");
    works(
        "ALTER TABLE p DROP f; ALTER TABLE t DROP value; ALTER DOMAIN \"Grad e\" ADD CHECK (VALUE < 1)");
  }

  @Test
  void rowsThatDoNotBelongToAPartitionAreInItsWay() {
    database.execute(
        """
        CREATE TABLE p (at date, k int, v text) PARTITION BY RANGE (at, k);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2026-01-01', 0) TO ('2026-02-01', 0);
        CREATE TABLE rest PARTITION OF p DEFAULT;
        INSERT INTO p VALUES ('2026-01-05', 1, 'a'), ('2026-02-01', 3, 'b'), (NULL, 1, 'c');
        CREATE TABLE loose (at date, k int, v text);
        INSERT INTO loose VALUES ('2026-03-05', 1, 'x'), ('2026-04-01', 9, 'y');
        CREATE TABLE l (k text) PARTITION BY LIST (lower(k));
        CREATE TABLE la (k text); INSERT INTO la VALUES ('A'), ('b'), (NULL);
        CREATE TABLE h (k int) PARTITION BY HASH (k);
        CREATE TABLE h0 (k int); INSERT INTO h0 SELECT generate_series(1, 20);
        """);
    fails(
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2026-02-01', 0) TO ('2026-03-01', MINVALUE)",
        "no row of public.rest may belong to the new partition p2, but 1 row belongs there");
    works("CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2026-02-01', 4) TO ('2026-03-01', 0)");
    works(
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2026-02-01', MAXVALUE) TO (MAXVALUE, MAXVALUE)");
    fails(
        "ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM ('2026-03-01', 0) TO ('2026-04-01', 9)",
        "all rows of public.loose must belong to its part of public.p, but 1 row does not");
    works(
        "ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM ('2026-03-01', 0) TO ('2026-04-01', MAXVALUE)");
    fails(
        "ALTER TABLE l ATTACH PARTITION la FOR VALUES IN ('a', 'b')",
        "all rows of public.la must belong to its part of public.l, but 1 row does not");
    works("ALTER TABLE l ATTACH PARTITION la FOR VALUES IN ('a', NULL, 'b')");
    assertThat(
            foretold("ALTER TABLE h ATTACH PARTITION h0 FOR VALUES WITH (MODULUS 2, REMAINDER 1)"))
        .hasSize(1);
    works(
        """
        CREATE TABLE n (k int) PARTITION BY RANGE ((k + 1));
        ALTER TABLE n ATTACH PARTITION h0 FOR VALUES FROM (MINVALUE) TO (22);
        """);
    fails(
        """
        CREATE TABLE n (k int) PARTITION BY RANGE ((k + 1));
        ALTER TABLE n ATTACH PARTITION h0 FOR VALUES FROM (3) TO (MAXVALUE);
        """,
        "all rows of public.h0 must belong to its part of public.n, but 1 row does not");
    fails(
        "ALTER TABLE p DETACH PARTITION rest;"
            + " ALTER TABLE p ATTACH PARTITION rest DEFAULT; ALTER TABLE p DETACH PARTITION rest;"
            + " ALTER TABLE p ATTACH PARTITION loose FOR VALUES FROM ('2027-01-01', 0) TO ('2028-01-01', 0)",
        "all rows of public.loose must belong to its part of public.p, but 2 rows do not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "bigint", "text", "varchar(40)", "uuid", "mood"})
  void whatBelongsToAPartByHashOfATableThatIsStillToComeIsReckonedAsTheServerDoes(String type) {
    String value =
        switch (type) {
          case "uuid" -> "md5(g::text)";
          case "mood" -> "'m' || g % 9";
          default -> "g::text";
        };
    database.execute(
        """
        CREATE TYPE mood AS ENUM ('m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8');
        CREATE TABLE old ("K" T) PARTITION BY HASH ("K");
        CREATE TABLE o0 PARTITION OF old FOR VALUES WITH (MODULUS 3, REMAINDER 0);
        CREATE TABLE o1 PARTITION OF old FOR VALUES WITH (MODULUS 3, REMAINDER 1);
        CREATE TABLE o2 PARTITION OF old FOR VALUES WITH (MODULUS 3, REMAINDER 2);
        INSERT INTO old SELECT (%s)::T FROM generate_series(1, 60) g;
        INSERT INTO old VALUES (NULL);
        ALTER TABLE old DETACH PARTITION o0;
        ALTER TABLE old DETACH PARTITION o1;
        """
            .formatted(value)
            .replace("T)", type + ")")
            .replace("::T", "::" + type));
    String attach =
        "CREATE TABLE n (\"K\" %s) PARTITION BY HASH (\"K\");"
            + " ALTER TABLE n ATTACH PARTITION %s FOR VALUES WITH (MODULUS 3, REMAINDER %d)";
    works(attach.formatted(type, "o0", 0));
    works(attach.formatted(type, "o1", 1));
    assertThat(foretold(attach.formatted(type, "o0", 1))).hasSize(1);
    assertThat(foretold(attach.formatted(type, "o1", 2))).hasSize(1);
  }

  @Test
  void aTableThatBecomesThePartitionForTheRestMustHoldNothingOfOthers() {
    database.execute(
        """
        CREATE TABLE p (k int) PARTITION BY LIST (k);
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2);
        CREATE TABLE d (k int); INSERT INTO d VALUES (2), (3);
        """);
    fails(
        "ALTER TABLE p ATTACH PARTITION d DEFAULT",
        "public.d becomes the partition for all that belongs to no other, but 1 row belongs to"
            + " another");
    works("ALTER TABLE p DETACH PARTITION p1; ALTER TABLE p ATTACH PARTITION d DEFAULT");
    fails(
        "DROP TABLE p1; CREATE TABLE p3 PARTITION OF p FOR VALUES IN (3, NULL);"
            + " ALTER TABLE p ATTACH PARTITION d DEFAULT",
        "public.d becomes the partition for all that belongs to no other, but 1 row belongs to"
            + " another");
  }

  @Test
  void valuesThatAnotherTypeRefusesAreListedOneByOne() {
    database.execute(
        """
        CREATE DOMAIN small AS int CHECK (value < 10);
        CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE moods AS ENUM ('ok');
        CREATE TABLE t (id int PRIMARY KEY, code text, big numeric, m mood, ms mood[], ebb_row int);
        INSERT INTO t VALUES (1, '2026-02-30', 12345, 'sad', '{ok,sad}', 11), (2, '7', 1, 'ok', '{ok}', 2);
        """);
    fails(
        "ALTER TABLE t ALTER big TYPE numeric(4, 1)",
        "public.t.big becomes numeric(4, 1), but not every value can: numeric field overflow");
    fails(
        "ALTER TABLE t RENAME code TO day; ALTER TABLE t ALTER day TYPE date USING day::date",
        "public.t.day becomes date, but not every value can: date/time field value out of range:"
            + " \"9999-99-99\"");
    fails(
        "ALTER TABLE t ALTER ebb_row TYPE small",
        "public.t.ebb_row becomes small, but not every value can: value for domain small violates"
            + " check constraint \"small_check\"");
    fails(
        "ALTER TABLE t ALTER m TYPE moods USING m::text::moods",
        "public.t.m becomes moods, but not every value can: invalid input value for enum moods:"
            + " \"xxx\"");
    fails(
        "CREATE TYPE less AS ENUM ('ok'); ALTER TABLE t ALTER ms TYPE less[] USING ms::text[]::less[]",
        "public.t.ms becomes less[], which has only 'ok', but 1 row has another value");
  }
}
