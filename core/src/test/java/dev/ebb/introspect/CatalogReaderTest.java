package dev.ebb.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class CatalogReaderTest {
  private static final String EVERYTHING =
      """
      CREATE SCHEMA side;
      CREATE EXTENSION citext;
      CREATE TYPE side.mood AS ENUM ('sad', 'ok');
      CREATE TYPE pair AS (a int, b text);
      CREATE DOMAIN handle AS citext CHECK (VALUE <> '');
      CREATE SEQUENCE numbers START 7;
      CREATE TABLE people (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name handle NOT NULL DEFAULT 'x' UNIQUE,
        mood side.mood, sum int GENERATED ALWAYS AS (1 + 2) STORED, note text COLLATE "C", age int);
      CREATE INDEX people_age ON people (age) WHERE age > 3;
      CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
      CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
      CREATE VIEW adults AS SELECT * FROM people WHERE age >= 18;
      CREATE MATERIALIZED VIEW counts AS SELECT mood, count(*) FROM people GROUP BY mood;
      CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql RETURN x * 2;
      CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
      CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
      CREATE FUNCTION hook() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER people_hook BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION hook();
      CREATE RULE no_delete AS ON DELETE TO people DO INSTEAD NOTHING;
      ALTER TABLE people ENABLE ROW LEVEL SECURITY;
      CREATE POLICY young ON people USING (age < 30);
      CREATE STATISTICS people_both ON age, mood FROM people;
      COMMENT ON COLUMN people.age IS 'in years';
      GRANT SELECT ON adults TO PUBLIC;
      """;

  /** Indexes whose definitions need every word that there is, and some that need none. */
  static final String INDEXES =
      """
      CREATE EXTENSION citext;
      CREATE SCHEMA "S.1";
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE DOMAIN word AS text COLLATE "C";
      CREATE DOMAIN number AS int;
      CREATE TYPE like_int;
      CREATE FUNCTION like_int_in(cstring) RETURNS like_int LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
      CREATE FUNCTION like_int_out(like_int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
      CREATE TYPE like_int (INPUT = like_int_in, OUTPUT = like_int_out, LIKE = int4);
      CREATE CAST (like_int AS int) WITHOUT FUNCTION AS IMPLICIT;
      CREATE CAST (like_int AS date) WITHOUT FUNCTION AS IMPLICIT;
      CREATE TABLE "S.1"."T ""x"" y" (
        i int, b bigint, t text, c text COLLATE "C", v varchar(9), bp char(3), ci citext, n name, o oid,
        m mood, w word, d number, l like_int, a int[], r int4range, j jsonb, p point, "Q.c" int, "select" int,
        net inet, cid cidr, bits bit(3), vb varbit, by bytea, at timestamptz, PRIMARY KEY (i) INCLUDE (b));
      ALTER TABLE "S.1"."T ""x"" y" DROP COLUMN b, ADD CONSTRAINT "u 1" UNIQUE (t, v);
      ALTER TABLE "S.1"."T ""x"" y" ADD UNIQUE (at) WITH (fillfactor = 50), ADD UNIQUE ("select", "Q.c");
      DO $$ DECLARE one text; BEGIN
        FOREACH one IN ARRAY ARRAY['(i)', '("Q.c", "select")', '(t)', '(c)', '(v)', '(bp)', '(ci)', '(n)', '(o)', '(m)',
          '(w)', '(d)', '(a)', '(r)', '(net)', '(cid)', '(bits)', '(vb)', '(by)', '(at)', '(i oid_ops)', '(t text_pattern_ops)',
          '(v bpchar_ops)', '(v varchar_ops)', '(ci text_ops)', '(l int4_ops)', '(l date_ops)', '(d int4_ops)',
          '(t COLLATE "C")', '(c COLLATE "default")', '(w COLLATE "default")', '(i DESC)', '(i NULLS FIRST)', '(i, t DESC)',
          '(i) INCLUDE (t)', '(i) WHERE (t > '''')', '((i + 1))', '(i, (lower(t)))', '(i) WITH (fillfactor = 70)',
          'USING hash (t)', 'USING hash (i)', 'USING gin (j)', 'USING gin (j jsonb_path_ops)', 'USING gin (a)',
          'USING gist (p)', 'USING gist (r)', 'USING spgist (t)', 'USING brin (i, t)', 'USING brin (v)',
          'USING brin (i) WITH (pages_per_range = 4)', 'USING gist (net inet_ops)']
        LOOP
          EXECUTE format('CREATE INDEX %I ON "S.1"."T ""x"" y" %s', 'on ' || one, one);
        END LOOP;
      END $$;
      CREATE TABLE sober (i int, t text);
      CREATE UNIQUE INDEX "of.all" ON sober (i, t);
      CREATE INDEX sober_i ON sober (i);
      CREATE INDEX sober_t ON sober (t) WHERE i > 3;
      ALTER INDEX "S.1"."on ((i + 1))" ALTER COLUMN 1 SET STATISTICS 7;
      CREATE MATERIALIZED VIEW seen AS SELECT 1 AS one, 'x'::text AS other;
      CREATE UNIQUE INDEX seen_one ON seen (one, other);
      CREATE TABLE parted (id int, at date) PARTITION BY RANGE (id);
      CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (9);
      CREATE INDEX parted_at ON parted (at);
      """;

  private final CatalogReader reader = new CatalogReader(List.of("schema_migrations"));

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void findsEveryKindOfObject(int major) {
    try (TestDatabase db = server(major).newDatabase()) {
      db.execute(EVERYTHING);
      Catalog catalog = read(db);
      assertThat(catalog.objects().stream().map(CatalogObject::kind).collect(Collectors.toSet()))
          .contains(
              Kind.NAMESPACE,
              Kind.EXTENSION,
              Kind.TYPE,
              Kind.SEQUENCE,
              Kind.TABLE,
              Kind.COLUMN,
              Kind.CONSTRAINT,
              Kind.INDEX,
              Kind.VIEW,
              Kind.MATERIALIZED_VIEW,
              Kind.ROUTINE,
              Kind.TRIGGER,
              Kind.RULE,
              Kind.POLICY,
              Kind.STATISTICS,
              Kind.GRANT,
              Kind.COMMENT);
      assertThat(catalog.objects().stream().map(CatalogObject::title))
          .contains(
              "namespace side",
              "type side.mood",
              "sequence public.numbers",
              "column public.people.sum",
              "column public.pair.b",
              "constraint public.people.people_pkey",
              "constraint public.handle.handle_check",
              "routine public.twice(integer)",
              "policy public.people.young",
              "grant view public.adults to PUBLIC")
          .noneMatch(title -> title.contains("citext("));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void anEmptyDatabaseIsTheNamespacePublicAndPlpgsql(int major) {
    try (TestDatabase db = server(major).newDatabase()) {
      assertThat(read(db).objects().stream().map(CatalogObject::title))
          .containsExactly("namespace public", "extension plpgsql");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void tellsEveryIndexInTheWordsOfTheServer(int major) {
    try (TestDatabase db = server(major).newDatabase()) {
      db.execute(INDEXES);
      Catalog catalog = read(db);
      List<CatalogObject> indexes =
          catalog.objects().stream().filter(o -> o.kind() == Kind.INDEX).toList();
      assertThat(indexes).hasSizeGreaterThan(50);
      for (CatalogObject index : indexes) {
        long oid = catalog.identity(index.name()).orElseThrow().objectId();
        assertThat(index.facts().text(Fact.DEFINITION))
            .isEqualTo(db.value("SELECT pg_get_indexdef(" + oid + ")"));
      }
    }
  }

  @Test
  void twoSessionsReadTheSameAsOneAndLeaveNothingOpen() {
    try (TestDatabase db = server(15).newDatabase();
        Session session = session(db);
        Session other = session(db)) {
      db.execute(EVERYTHING);
      Catalog alone = reader.read(session);
      Catalog together = reader.readAtOnce(session, other);
      assertThat(together).isEqualTo(alone);
      assertThat(together.fingerprint()).isEqualTo(alone.fingerprint());
      assertThat(session.inTransaction()).isFalse();
      alone
          .objects()
          .forEach(
              o -> assertThat(together.identity(o.name())).isEqualTo(alone.identity(o.name())));
    }
  }

  @Test
  void aSecondSessionThatComesLateSeesTheSame() throws Exception {
    try (TestDatabase db = server(15).newDatabase();
        Session session = session(db);
        Session other = session(db)) {
      db.execute(EVERYTHING);
      Catalog alone = reader.read(session);
      long process =
          other.queryOne("SELECT pg_backend_pid()::int8 AS pid", row -> row.int64("pid"));
      signal("STOP", process);
      Thread late =
          Thread.ofPlatform()
              .start(() -> {
                LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
                signal("CONT", process);
              });
      assertThat(reader.readAtOnce(session, other)).isEqualTo(alone);
      late.join();
    }
  }

  private static void signal(String name, long process) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process)).inheritIO().start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void questionsThatWereUnderstoodBeforeAreAnsweredAnew() {
    try (TestDatabase db = server(15).newDatabase();
        Session session = session(db);
        RepeatedReading reading = new RepeatedReading(reader, session(db))) {
      assertThat(reading.read()).isEqualTo(reader.read(session));
      db.execute(EVERYTHING);
      assertThat(reading.read()).isEqualTo(reader.read(session));
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
          db.execute(
              "CREATE TABLE \"t %d %d\" (a serial PRIMARY KEY, b int, c int, d int, e int)"
                  .formatted(round, i));
        }
        assertThat(reading.read()).isEqualTo(reader.read(session));
      }
      db.execute(
          "CREATE SCHEMA later; CREATE VIEW later.v AS SELECT 1 AS one; DROP TABLE \"t 1 1\"");
      assertThat(reading.read()).isEqualTo(reader.read(session));
    }
  }

  @Test
  void theSameStatementsGiveTheSameFingerprint() {
    try (TestDatabase one = server(15).newDatabase();
        TestDatabase other = server(15).newDatabase()) {
      one.execute(EVERYTHING);
      other.execute("CREATE TABLE passing (id int); DROP TABLE passing;" + EVERYTHING);
      assertThat(read(one).difference(read(other)).lines()).isEmpty();
      assertThat(read(one).fingerprint()).isEqualTo(read(other).fingerprint());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void tellsARenamingFromAnythingElse(int major) {
    try (TestDatabase db = server(major).newDatabase()) {
      db.execute(EVERYTHING);
      Catalog before = read(db);
      db.execute(
          """
          ALTER TABLE people RENAME TO persons; ALTER TABLE persons RENAME age TO years;
          ALTER TYPE side.mood SET SCHEMA public; DROP VIEW adults;
          CREATE VIEW adults AS SELECT 1 AS one;
          """);
      Difference evolution = before.evolution(read(db));
      assertThat(evolution.renamed().stream().filter(Difference.Renaming::isOwn))
          .extracting(Difference.Renaming::toString)
          .contains(
              "table public.people to public.persons",
              "column public.people.age to public.persons.years");
      assertThat(evolution.renamed())
          .extracting(Difference.Renaming::toString)
          .contains(
              "type side.mood to public.mood", "column public.people.id to public.persons.id");
      assertThat(evolution.recreated()).contains(new ObjectName(Kind.VIEW, "public.adults"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void knowsWhatNeedsWhat(int major) {
    try (TestDatabase db = server(major).newDatabase();
        Session session = session(db)) {
      db.execute(EVERYTHING);
      Dependencies needs = reader.readWithDependencies(session).dependencies();
      assertThat(needs.of(new ObjectName(Kind.COLUMN, "public.people.name")))
          .extracting(ObjectName::toString)
          .containsExactly("extension citext", "type public.handle", "table public.people");
      assertThat(needs.of(new ObjectName(Kind.VIEW, "public.adults")))
          .extracting(ObjectName::toString)
          .contains("column public.people.age")
          .doesNotContain("column public.adults.age");
      assertThat(needs.of(new ObjectName(Kind.TYPE, "public.handle")))
          .extracting(ObjectName::toString)
          .contains("extension citext");
      assertThat(needs.allOn(new ObjectName(Kind.TABLE, "public.people")))
          .extracting(ObjectName::toString)
          .contains(
              "view public.adults",
              "materialized view public.counts",
              "sequence public.people_id_seq",
              "trigger public.people.people_hook",
              "policy public.people.young",
              "statistics public.people_both");
    }
  }

  @Test
  void tellsOfNotNullAsAFactOfTheColumnAlsoWhereTheServerCataloguesIt() {
    try (TestDatabase older = server(15).newDatabase();
        TestDatabase newer = server(18).newDatabase()) {
      String table =
          "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int); COMMENT ON COLUMN t.a IS 'x'";
      older.execute(table);
      newer.execute(table);
      assertThat(
              read(older)
                  .without(Fact.VERSION)
                  .difference(read(newer).without(Fact.VERSION))
                  .lines())
          .isEmpty();
      Catalog before = read(newer);
      newer.execute(
          """
          ALTER TABLE t ADD CONSTRAINT b_known NOT NULL b NOT VALID;
          ALTER TABLE t ADD c int GENERATED ALWAYS AS (a * 2) VIRTUAL;
          ALTER TABLE t ADD CONSTRAINT small CHECK (a < 9) NOT ENFORCED;
          """);
      assertThat(before.difference(read(newer)).lines())
          .containsExactly(
              "+ column public.t.c: type integer, generated (a * 2), virtual, position 4",
              "+ constraint public.t.small: sort check, columns {a}, clause CHECK ((a < 9)) NOT ENFORCED",
              "~ column public.t.b: now not null; not null name (none), now b_known;"
                  + " now not null not valid");
    }
  }

  static List<Map.Entry<String, String>> changesAndTheirWaysBack() {
    return List.of(
        Map.entry("ALTER TABLE events ALTER what TYPE varchar(9)", ""),
        Map.entry("ALTER TABLE people ADD x int", "ALTER TABLE people DROP x"),
        Map.entry(
            "ALTER TABLE people ALTER age SET NOT NULL",
            "ALTER TABLE people ALTER age DROP NOT NULL"),
        Map.entry(
            "ALTER TABLE people ALTER age SET DEFAULT 3",
            "ALTER TABLE people ALTER age DROP DEFAULT"),
        Map.entry(
            "ALTER TABLE people RENAME note TO remark", "ALTER TABLE people RENAME remark TO note"),
        Map.entry(
            "ALTER TABLE people ALTER id SET GENERATED BY DEFAULT",
            "ALTER TABLE people ALTER id SET GENERATED ALWAYS"),
        Map.entry(
            "ALTER TABLE people ADD CONSTRAINT c CHECK (age > 0) NOT VALID",
            "ALTER TABLE people DROP CONSTRAINT c"),
        Map.entry(
            "ALTER TABLE people DISABLE TRIGGER people_hook",
            "ALTER TABLE people ENABLE TRIGGER people_hook"),
        Map.entry(
            "ALTER TABLE people FORCE ROW LEVEL SECURITY",
            "ALTER TABLE people NO FORCE ROW LEVEL SECURITY"),
        Map.entry("ALTER TABLE events DETACH PARTITION events_old", ""),
        Map.entry("ALTER INDEX people_age RENAME TO a", "ALTER INDEX a RENAME TO people_age"),
        Map.entry(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'people_age'::regclass",
            "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'people_age'::regclass"),
        Map.entry("ALTER TYPE side.mood ADD VALUE 'happy'", ""),
        Map.entry("ALTER DOMAIN handle SET DEFAULT 'y'", "ALTER DOMAIN handle DROP DEFAULT"),
        Map.entry("ALTER SEQUENCE numbers CACHE 5", "ALTER SEQUENCE numbers CACHE 1"),
        Map.entry(
            "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql RETURN x + x",
            "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql RETURN x * 2"),
        Map.entry(
            "CREATE OR REPLACE VIEW adults AS SELECT * FROM people WHERE age >= 21",
            "CREATE OR REPLACE VIEW adults AS SELECT * FROM people WHERE age >= 18"),
        Map.entry(
            "COMMENT ON COLUMN people.age IS 'in days'",
            "COMMENT ON COLUMN people.age IS 'in years'"),
        Map.entry("COMMENT ON TABLE people IS 'p'", "COMMENT ON TABLE people IS NULL"),
        Map.entry("ALTER POLICY young ON people USING (age < 31)", ""),
        Map.entry("DROP EXTENSION citext CASCADE", ""));
  }

  @ParameterizedTest
  @MethodSource("changesAndTheirWaysBack")
  void aChangeShowsAndItsWayBackLeavesNoTrace(Map.Entry<String, String> change) {
    try (TestDatabase db = server(15).newDatabase()) {
      db.execute(EVERYTHING);
      String fixture = db.catalog();
      Catalog before = read(db);
      db.execute(change.getKey());
      assertThat(read(db).fingerprint()).isNotEqualTo(before.fingerprint());
      assertThat(before.difference(read(db)).isEmpty()).isFalse();
      if (!change.getValue().isEmpty()) {
        db.execute(change.getValue());
        assertThat(read(db).difference(before).lines()).isEmpty();
        assertThat(db.catalog()).isEqualTo(fixture);
      }
    }
  }

  @Test
  void aRightThatWasGivenAndTakenBackLeavesNoTrace() {
    try (TestDatabase db = server(15).newDatabase()) {
      db.execute("CREATE TABLE t (id int)");
      Catalog before = read(db);
      db.execute("GRANT SELECT (id), UPDATE ON t TO PUBLIC");
      assertThat(read(db)).isNotEqualTo(before);
      db.execute("REVOKE ALL ON t FROM PUBLIC; REVOKE SELECT (id) ON t FROM PUBLIC");
      assertThat(read(db)).isEqualTo(before);
    }
  }

  @Test
  void inATransactionItSeesWhatThatHasDoneAndLeavesItsSettings() {
    try (TestDatabase db = server(15).newDatabase();
        Session session = session(db)) {
      session.execute("BEGIN; SET LOCAL search_path = pg_catalog; CREATE TABLE public.t (id int)");
      assertThat(reader.read(session).objects())
          .extracting(CatalogObject::title)
          .contains("table public.t");
      String path = session.queryOne("SHOW search_path", row -> row.text("search_path"));
      assertThat(path).isEqualTo("pg_catalog");
      session.execute("ROLLBACK");
      assertThat(reader.read(session).objects()).hasSize(2);
      assertThat(session.inTransaction()).isFalse();
    }
  }

  @Test
  void namesThatNeedQuotesAreQuoted() {
    try (TestDatabase db = server(15).newDatabase()) {
      db.execute(
          """
          CREATE SCHEMA "a.b";
          CREATE TABLE "a.b"."c""d" ("e f" text DEFAULT E'\\\\'';--', "ПРИВЕТ" int);
          COMMENT ON COLUMN "a.b"."c""d"."e f" IS E'line\\nbreak';
          """);
      assertThat(read(db).objects())
          .extracting(CatalogObject::title)
          .contains("column \"a.b\".\"c\"\"d\".\"e f\"", "column \"a.b\".\"c\"\"d\".\"ПРИВЕТ\"");
    }
  }

  private Catalog read(TestDatabase db) {
    try (Session session = session(db)) {
      return reader.read(session);
    }
  }

  private static Session session(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    return new Connector(settings, "ebb-test").open();
  }

  private static TestPostgres server(int major) {
    return major == 15 ? TestPostgres.shared() : TestPostgres.shared(major);
  }
}
