package dev.ebb.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.sql.SqlName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class RowGeneratorTest {
  private static final long SEED = Long.getLong("ebb.seed", 1);

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void fillsATableOfEveryBuiltInType(int major) {
    try (TestDatabase db = TestPostgres.shared(major).newDatabase()) {
      List<String> types =
          db.query(
              """
              SELECT format_type(t.oid, NULL) FROM pg_type t
               WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype IN ('b', 'r', 'm')
                 AND t.typname !~ '^_?pg_(node_tree|ndistinct|dependencies|mcv_list|brin|ddl)'
                 AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typtype IN ('c', 'p'))
                 AND t.typname !~ '^_?(gtsvector|aclitem|brin|cstring)' AND t.typinput::text <> 'anyarray_in'
               ORDER BY t.typname
              """);
      for (int i = 0; i < types.size(); i++) {
        db.execute("CREATE TABLE t%03d (v %s NOT NULL)".formatted(i, types.get(i)));
      }
      assertThat(types).hasSizeGreaterThan(100);
      Filling filling = fill(db);
      for (int i = 0; i < types.size(); i++) {
        Filling.Table table = table(filling, "t%03d".formatted(i));
        assertThat(table.rows())
            .as("%s: %s (seed %d)", types.get(i), table.why(), SEED)
            .isGreaterThanOrEqualTo(3);
      }
    }
  }

  @Test
  void writesTheEndsOfWhatTypesHold() {
    try (TestDatabase db =
        database(
            "CREATE TABLE t (i int, s text, c varchar(3), n numeric(5,2), z timestamptz, f float8, j jsonb, a text[])")) {
      fill(db);
      assertThat(db.query("SELECT i FROM t")).contains("-2147483648", "2147483647", "0", "<null>");
      assertThat(db.query("SELECT s FROM t"))
          .contains("")
          .anyMatch(s -> s.contains("\ud83c\udf0a"));
      assertThat(db.query("SELECT n FROM t")).contains("999.99", "-999.99");
      assertThat(db.query("SELECT z FROM t")).contains("infinity");
      assertThat(db.query("SELECT f FROM t")).contains("NaN", "-Infinity");
      assertThat(db.query("SELECT length(c) FROM t")).contains("3", "0");
      assertThat(db.query("SELECT a FROM t")).contains("{}").anyMatch(a -> a.contains("NULL"));
    }
  }

  @Test
  void writesNothingExtremeIfToldSo() {
    try (TestDatabase db = database("CREATE TABLE t (i int NOT NULL, s text NOT NULL)")) {
      fill(db, RowOptions.of(SEED).extremes(RowOptions.Extremes.WITHOUT));
      assertThat(
              db.query(
                  "SELECT 1 FROM t WHERE i NOT BETWEEN 1 AND 1000000 OR s !~ '^[a-z]+[0-9]+$'"))
          .isEmpty();
      assertThat(db.value("SELECT count(*) FROM t")).isEqualTo("6");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v int CHECK (v > 5 AND v < 7)",
        "v numeric CHECK (v > 0 AND v < 0.01)",
        "v text CHECK (v IN ('red', 'it''s', E'back\\\\slash'))",
        "v text CHECK (char_length(v) = 17)",
        "v text CHECK (char_length(v) BETWEEN 200 AND 210)",
        "v text CHECK (v ~ '^[a-z]{2,4}-[0-9]+(\\.[[:xdigit:]]{2})?$')",
        "v text CHECK (v ~ '^(?:alpha|beta)_\\d{3}$')",
        "v text CHECK (v ~* '^#[0-9A-F]{6}$')",
        "v text CHECK (v LIKE 'usr\\_%' AND v <> 'usr_')",
        "v text CHECK (v = lower(v) AND v <> '' AND v !~ '\\s')",
        "v text CHECK (v LIKE 'https://%')",
        "v text CHECK (v ~ '^[^@]+@[^@]+\\.[^@]+$')",
        "v date CHECK (v >= '2020-01-01' AND v < '2020-01-02')",
        "v jsonb CHECK (jsonb_typeof(v) = 'object' AND v ? 'kind')",
        "v json CHECK (json_typeof(v) = 'array')",
        "v int[] CHECK (array_length(v, 1) = 3)",
        "v text[] CHECK (v <@ ARRAY['a', 'b'] AND v <> '{}')",
        "v bytea CHECK (octet_length(v) = 20)",
        "v bool CHECK (v IS TRUE)",
        "v uuid CHECK (v <> '00000000-0000-0000-0000-000000000000')",
        "v int CHECK (v % 2 = 0 AND v > 0)",
        "v int, w int CHECK (num_nonnulls(v, w) = 1)",
        "v text, w text CHECK ((v IS NULL) <> (w IS NULL)), CHECK (w IS NULL OR w = 'x')",
        "v int, w int CHECK (v < w)",
        "v date, w date CHECK (w > v)",
        "v text CHECK (v::int > 3)",
        "v int CHECK (10 / v > 1)",
        "kind text NOT NULL CHECK (kind IN ('a','b')), a int, b int, CHECK ((kind = 'a') = (a IS NOT NULL)), CHECK ((kind = 'b') = (b IS NOT NULL))",
        "\"value\" int CHECK (\"value\" = 3), \"a.\"\"b\" int CHECK (\"a.\"\"b\" = 4)",
        "v int4range CHECK (NOT isempty(v)), EXCLUDE USING gist (v WITH &&)",
        "v int UNIQUE NOT NULL, w uuid PRIMARY KEY DEFAULT gen_random_uuid()"
      })
  void solvesChecks(String columns) {
    try (TestDatabase db =
        database(
            "CREATE TABLE t ("
                + columns.replaceFirst("^v (\\S+) CHECK", "v $1 NOT NULL CHECK")
                + ")")) {
      Filling filling = fill(db);
      assertThat(filling.empty()).as("%s, seed %d", columns, SEED).isEmpty();
    }
  }

  @Test
  void solvesDomainsAndWhatIsMadeOfThem() {
    try (TestDatabase db =
        database(
            """
            CREATE DOMAIN positive AS int CHECK (VALUE > 0) CHECK (VALUE < 10);
            CREATE DOMAIN digit AS positive NOT NULL DEFAULT 7;
            CREATE TYPE mood AS ENUM ('sad', 'it''s, "ok"');
            CREATE TYPE pair AS (a digit, b mood, c text);
            CREATE TYPE span AS RANGE (subtype = float8);
            CREATE TABLE t (a digit, b digit[], c pair NOT NULL, d pair[] NOT NULL, e mood NOT NULL, f mood[] NOT NULL,
              g span NOT NULL, h daterange NOT NULL, i box[] NOT NULL, j tstzmultirange NOT NULL);
            """)) {
      assertThat(table(fill(db), "t").rows()).isGreaterThanOrEqualTo(3);
      assertThat(db.query("SELECT DISTINCT a BETWEEN 1 AND 9 FROM t")).containsExactly("t");
    }
  }

  @Test
  void fillsReferredTablesFirstAndEveryShapeOfReference() {
    try (TestDatabase db =
        database(
            """
            CREATE TABLE z_tenant (id serial PRIMARY KEY);
            CREATE TABLE "User" (tenant int NOT NULL REFERENCES z_tenant, name text NOT NULL, PRIMARY KEY (tenant, name));
            CREATE TABLE a_both (tenant int NOT NULL REFERENCES z_tenant, author text NOT NULL, reader text,
              FOREIGN KEY (tenant, author) REFERENCES "User", FOREIGN KEY (tenant, reader) REFERENCES "User" (tenant, name));
            CREATE TABLE extra (tenant int PRIMARY KEY REFERENCES z_tenant, kind text CHECK (kind = 'x'));
            CREATE TABLE either (id bigint GENERATED ALWAYS AS IDENTITY, tenant int REFERENCES z_tenant,
              extra int REFERENCES extra, CHECK ((tenant IS NULL) <> (extra IS NULL)));
            CREATE TABLE tree (id serial PRIMARY KEY, parent int REFERENCES tree, CHECK (parent <> id));
            CREATE TABLE loop (id serial PRIMARY KEY, self int NOT NULL REFERENCES loop);
            CREATE TABLE chicken (id int PRIMARY KEY, egg int);
            CREATE TABLE egg (id int PRIMARY KEY, chicken int NOT NULL REFERENCES chicken);
            ALTER TABLE chicken ADD FOREIGN KEY (egg) REFERENCES egg;
            CREATE TABLE he (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), she int NOT NULL, note text NOT NULL);
            CREATE TABLE she (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, he uuid NOT NULL REFERENCES he);
            ALTER TABLE he ADD FOREIGN KEY (she) REFERENCES she DEFERRABLE INITIALLY DEFERRED;
            """)) {
      Filling filling = fill(db);
      assertThat(filling.empty()).isEmpty();
      assertThat(db.value("SELECT count(*) > 0 FROM a_both WHERE reader IS NOT NULL"))
          .isEqualTo("t");
      assertThat(db.value("SELECT count(*) > 0 FROM tree WHERE parent IS NOT NULL")).isEqualTo("t");
      assertThat(db.value("SELECT count(*) > 0 FROM chicken WHERE egg IS NOT NULL")).isEqualTo("t");
      assertThat(table(filling, "he").rows()).isGreaterThan(1);
    }
  }

  @Test
  void leavesSequencesWhereTheNextRowFits() {
    try (TestDatabase db =
        database(
            """
            CREATE TABLE s (id serial PRIMARY KEY, v text);
            CREATE TABLE i (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, self int NOT NULL REFERENCES i DEFAULT 1);
            """)) {
      fill(db);
      db.execute("INSERT INTO s (v) VALUES ('next'); INSERT INTO i (self) SELECT min(id) FROM i");
      assertThat(db.value("SELECT count(*) FROM s")).isEqualTo("7");
    }
  }

  @Test
  void fillsEveryPartitionWithinItsBounds() {
    try (TestDatabase db =
        database(
            """
            CREATE TABLE log (at date NOT NULL, line text, PRIMARY KEY (at)) PARTITION BY RANGE (at);
            CREATE TABLE log_old PARTITION OF log FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
            CREATE TABLE log_new PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE log_rest PARTITION OF log DEFAULT;
            CREATE TABLE kind (k text, n int) PARTITION BY LIST (lower(k));
            CREATE TABLE kind_a PARTITION OF kind FOR VALUES IN ('a', 'b') PARTITION BY HASH (n);
            CREATE TABLE kind_a0 PARTITION OF kind_a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE kind_a1 PARTITION OF kind_a FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE refers (at date NOT NULL REFERENCES log);
            CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
            """)) {
      assertThat(fill(db).empty()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a trigger that raises | CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''closed on sundays''; END'; CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no() | closed on sundays
          a trigger that discards | CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no() | a trigger or a rule discards them
          a rule that discards | CREATE RULE no AS ON INSERT TO t DO INSTEAD NOTHING | a trigger or a rule discards them
          a check that nothing satisfies | ALTER TABLE t ADD CHECK (v IS NOT NULL AND v IS NULL) | found no values for v
          a parent without rows | CREATE TABLE p (id int PRIMARY KEY CHECK (false)); ALTER TABLE t ADD p int NOT NULL REFERENCES p | needs a row of public.p, which has none
          """)
  void saysWhyATableStaysEmpty(String what, String sql, String why) {
    try (TestDatabase db = database("CREATE TABLE t (v int); CREATE TABLE other (v int);" + sql)) {
      Filling filled = fill(db);
      assertThat(table(filled, "t").rows()).as(what).isZero();
      assertThat(table(filled, "t").why()).as(what).contains(why);
      assertThat(table(filled, "other").rows()).as(what).isPositive();
    }
  }

  @Test
  void givesTheSameRowsForTheSameSeedAndOthersForAnotherRound() {
    String sql =
        "CREATE TABLE a (id serial PRIMARY KEY, s text, n numeric, t timestamptz); CREATE TABLE b (a int REFERENCES a, u uuid)";
    try (TestDatabase one = database(sql);
        TestDatabase two = database(sql);
        TestDatabase three = database(sql)) {
      fill(one);
      fill(two);
      fill(three, RowOptions.of(SEED).round(1));
      assertThat(one.catalogAndData()).isEqualTo(two.catalogAndData());
      assertThat(one.catalogAndData()).isNotEqualTo(three.catalogAndData());
    }
  }

  @Test
  void addsMoreRowsInAnotherRoundAndOnlyWhereAsked() {
    try (TestDatabase db =
        database(
            "CREATE TABLE a (v text PRIMARY KEY); CREATE TABLE b (v int); CREATE TABLE schema_migrations (v int)")) {
      fill(db);
      try (Session session = open(db)) {
        RowGenerator again =
            new RowGenerator(RowOptions.of(SEED).round(1), List.of("schema_migrations"));
        Filling filling = again.fill(session, Set.of(new SqlName("public", "a")));
        assertThat(filling.tables()).hasSize(1);
        assertThat(filling.tables().getFirst().added()).isPositive();
      }
      assertThat(db.value("SELECT count(*) FROM b")).isEqualTo("6");
      assertThat(db.value("SELECT count(*) FROM schema_migrations")).isEqualTo("0");
    }
  }

  @Test
  void worksInsideAnOpenTransactionAndLeavesItOpen() {
    try (TestDatabase db = database("CREATE TABLE a (v text)");
        Session session = open(db)) {
      session.execute("BEGIN");
      new RowGenerator(RowOptions.of(SEED), List.of()).fill(session);
      assertThat(session.inTransaction()).isTrue();
      session.execute("ROLLBACK");
      assertThat(db.value("SELECT count(*) FROM a")).isEqualTo("0");
    }
  }

  private static TestDatabase database(String sql) {
    TestDatabase db = TestPostgres.shared().newDatabase();
    db.execute(sql);
    return db;
  }

  private static Session open(TestDatabase db) {
    return new Connector(
            ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()),
            "ebb-test",
            Duration.ZERO)
        .open();
  }

  private static Filling fill(TestDatabase db) {
    return fill(db, RowOptions.of(SEED));
  }

  private static Filling fill(TestDatabase db, RowOptions options) {
    try (Session session = open(db)) {
      return new RowGenerator(options, List.of("schema_migrations")).fill(session);
    }
  }

  private static Filling.Table table(Filling filling, String name) {
    return filling.tables().stream()
        .filter(table -> table.name().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
