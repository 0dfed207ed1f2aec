package dev.ebb.loss;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.loss.Touch.How;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TouchTest {
  private static Touch of(String sql) {
    return Touch.of(Script.parse(sql).statements().getFirst());
  }

  private static SqlName name(String text) {
    return SqlName.parse(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (id int DEFAULT now())",
        "CREATE INDEX CONCURRENTLY i ON t (lower(a))",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM t'",
        "ALTER TABLE t ADD COLUMN c numeric(10, 2) NOT NULL DEFAULT 0",
        "ALTER TABLE t DROP CONSTRAINT x, ALTER c SET NOT NULL, ALTER COLUMN d DROP DEFAULT",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) ON DELETE CASCADE",
        "ALTER TYPE e ADD VALUE 'x'",
        "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
        "ALTER TYPE c ADD ATTRIBUTE a int",
        "DROP INDEX CONCURRENTLY i",
        "DROP VIEW v",
        "DROP FUNCTION f(int)",
        "DROP TRIGGER x ON t",
        "DROP TYPE e",
        "SELECT setval('s', (SELECT max(id) FROM t))",
        "SELECT set_config('a.b', 'c', false)",
        "COMMENT ON TABLE t IS 'delete from t'",
        "SET search_path = a",
        "GRANT SELECT ON t TO u",
        "REINDEX TABLE t",
        "ANALYZE t"
      })
  void whatCanTakeNothingAwayIsCalledNothing(String sql) {
    assertThat(of(sql)).isEqualTo(new Touch.Nothing());
  }

  @Test
  void droppedAndRetypedColumnsAreToldByName() {
    assertThat(
            of(
                "ALTER TABLE IF EXISTS ONLY a.\"T.x\" DROP a, ADD b int, DROP COLUMN IF EXISTS \"C\" CASCADE"))
        .isEqualTo(new Touch.AltersTable(name("a.\"T.x\""), List.of("a", "C"), List.of()));
    assertThat(
            of(
                "ALTER TABLE t ALTER a TYPE int USING a::int, ALTER COLUMN b SET DATA TYPE varchar(10),"
                    + " ALTER c TYPE double precision USING (c * 2), DROP d"))
        .isEqualTo(
            new Touch.AltersTable(
                name("t"),
                List.of("d"),
                List.of(
                    new Touch.Retype("a", "int", false),
                    new Touch.Retype("b", "", false),
                    new Touch.Retype("c", "double precision", true))));
  }

  @Test
  void renamesAreFollowed() {
    assertThat(of("ALTER TABLE t RENAME COLUMN a TO b"))
        .isEqualTo(new Touch.Renames(name("t"), "a", "b", null));
    assertThat(of("ALTER TABLE t RENAME a TO \"B\""))
        .isEqualTo(new Touch.Renames(name("t"), "a", "B", null));
    assertThat(of("ALTER TABLE s.t RENAME TO u"))
        .isEqualTo(new Touch.Renames(name("s.t"), null, "u", null));
    assertThat(of("ALTER TABLE t SET SCHEMA s"))
        .isEqualTo(new Touch.Renames(name("t"), null, null, "s"));
  }

  @Test
  void dropsOfWhatHoldsDataOrCascades() {
    assertThat(of("DROP TABLE IF EXISTS a, s.b CASCADE"))
        .isEqualTo(new Touch.Drops(ObjectKind.TABLE, List.of(name("a"), name("s.b")), true));
    assertThat(of("DROP TYPE e CASCADE")).isInstanceOf(Touch.Drops.class);
    assertThat(of("DROP EXTENSION citext")).isInstanceOf(Touch.Drops.class);
    assertThat(of("DROP OWNED BY me")).isEqualTo(new Touch.Drops(null, List.of(), false));
    assertThat(of("DROP OPERATOR CLASS c USING btree CASCADE")).isInstanceOf(Touch.Drops.class);
    assertThat(of("ALTER TYPE c DROP ATTRIBUTE a")).isInstanceOf(Touch.Opaque.class);
  }

  @Test
  void tablesWhoseRowsChangeAreFoundWhereverTheyStand() {
    assertThat(of("DELETE FROM ONLY s.t WHERE true")).isEqualTo(rows("s.t", How.DELETE));
    assertThat(of("UPDATE t AS x SET a = 1, (b, c) = (SELECT 1, 2), d = f(1, 2) WHERE x.e"))
        .isEqualTo(rows("t", How.UPDATE, "a", "b", "c", "d"));
    assertThat(of("UPDATE t x SET a[1] = 2 FROM u")).isEqualTo(rows("t", How.UPDATE, "a"));
    assertThat(of("TRUNCATE a, ONLY b CASCADE"))
        .isEqualTo(
            new Touch.ChangesRows(
                List.of(
                    new Touch.Target(name("a"), How.TRUNCATE, List.of()),
                    new Touch.Target(name("b"), How.TRUNCATE, List.of())),
                true));
    assertThat(of("INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1"))
        .isEqualTo(rows("t", How.UPDATE));
    assertThat(of("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE"))
        .isEqualTo(
            new Touch.ChangesRows(
                List.of(
                    new Touch.Target(name("t"), How.UPDATE, List.of()),
                    new Touch.Target(name("t"), How.DELETE, List.of())),
                false));
    assertThat(of("WITH gone AS (DELETE FROM a RETURNING *) UPDATE b SET x = 1 FROM gone"))
        .isEqualTo(
            new Touch.ChangesRows(
                List.of(
                    new Touch.Target(name("a"), How.DELETE, List.of()),
                    new Touch.Target(name("b"), How.UPDATE, List.of("x"))),
                false));
  }

  private static Touch rows(String table, How how, String... columns) {
    return new Touch.ChangesRows(
        List.of(new Touch.Target(name(table), how, List.of(columns))), false);
  }

  @Test
  void codeIsCalledCode() {
    for (String sql :
        List.of(
            "DO $$ BEGIN END $$",
            "CALL p()",
            "EXECUTE q",
            "EXPLAIN ANALYZE DELETE FROM t",
            "ALTER EXTENSION x UPDATE",
            "COPY t FROM PROGRAM 'x'")) {
      assertThat(of(sql)).as(sql).isInstanceOf(Touch.RunsCode.class);
    }
    assertThat(of("SELECT my.f(1), lower('x')")).isEqualTo(new Touch.Calls(List.of(name("my.f"))));
    assertThat(of("INSERT INTO t (a) SELECT g(1)")).isEqualTo(new Touch.Adds(List.of(name("g"))));
  }
}
