package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Target;
import dev.ebb.run.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A large table that a script drops is moved away as it is, and nothing of it is in the way. */
class MovingTest {
  private static final String BEFORE =
      """
      CREATE TABLE parent (id int PRIMARY KEY);
      CREATE FUNCTION looked() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE FUNCTION word() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$
      """;

  private static final String BIG =
      """
      CREATE TABLE "Big.t" (
        id serial PRIMARY KEY, p int REFERENCES parent, "B" text DEFAULT word() CHECK ("B" <> ''),
        loud text GENERATED ALWAYS AS (upper("B")) STORED, n bigint GENERATED ALWAYS AS IDENTITY);
      CREATE INDEX ON "Big.t" ("B");
      CREATE TRIGGER looked BEFORE UPDATE ON "Big.t" FOR EACH ROW EXECUTE FUNCTION looked();
      CREATE STATISTICS both_of ON p, id FROM "Big.t";
      ALTER TABLE "Big.t" ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON "Big.t" USING (id > 0);
      GRANT SELECT ON "Big.t" TO PUBLIC
      """;

  private static final String ROWS =
      """
      INSERT INTO parent VALUES (1);
      INSERT INTO "Big.t" (p, "B") SELECT nullif(g % 2, 0), repeat(md5(g::text), 3) FROM generate_series(1, 9000) g;
      DELETE FROM "Big.t" WHERE id % 10 = 0
      """;

  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  @BeforeEach
  void start() {
    rig.add(BEFORE, "DROP FUNCTION word(); DROP FUNCTION looked(); DROP TABLE parent")
        .add(BIG, "DROP TABLE \"Big.t\"");
  }

  private String file(String name) {
    return db.value(
        "SELECT relfilenode FROM pg_class WHERE relkind = 'r' AND relname ~ '" + name + "'");
  }

  @Test
  void itsFileStaysAndWhatItStoodOnCanGo() {
    rig.up(2);
    db.execute(ROWS);
    String before = db.catalogAndData();
    String file = file("^Big.t$");
    rig.down(0);
    assertThat(rig.kept()).contains("table public.\"Big.t\" 8100");
    assertThat(file("^kept_[0-9]+$")).isEqualTo(file);
    assertThat(db.query("SELECT indexrelid FROM pg_index WHERE indrelid::regclass::text ~ 'kept_'"))
        .isEmpty();
    rig.up(2);
    assertThat(rig.returned()).noneMatch(r -> r.contains("left"));
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
    db.execute("INSERT INTO \"Big.t\" (p) VALUES (1)");
    assertThat(db.value("SELECT max(id) FROM \"Big.t\"")).isEqualTo("9001");
  }

  @Test
  void whoeverAltersItWhereItLiesIsNoticedAndNothingElseIs() {
    rig.up(2);
    db.execute(ROWS);
    String before = db.catalogAndData();
    for (String harmless : List.of("VACUUM ", "VACUUM FULL ", "ANALYZE ")) {
      rig.down(1);
      assertThat(rig.ebb().kept(KeepRig.SCHEMA))
          .extracting(Kept::checked)
          .anyMatch(how -> how.matches(".* the number of its rows and (9\\d|100) % of them"));
      db.execute(harmless + stored());
      rig.up(2);
      assertThat(db.catalogAndData()).as(harmless).isEqualTo(before);
    }
    for (String harm :
        List.of(
            "UPDATE %s SET \"B\" = 'x' WHERE ctid = '(0,1)'",
            "DELETE FROM %s WHERE ctid = '(0,1)'")) {
      rig.down(1);
      db.execute(harm.formatted(stored()));
      rig.up(2);
      assertThat(rig.returned())
          .as(harm)
          .anyMatch(r -> r.contains("was altered since it was kept"));
      db.execute("DROP TABLE " + stored() + "; UPDATE ebb_keep.catalogue SET state = 'purged'");
      db.execute(ROWS.substring(ROWS.indexOf(';') + 1));
    }
  }

  private String stored() {
    return "ebb_keep."
        + db.value(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^kept_[0-9]+$'");
  }

  @Test
  void whatHangsOnItStopsTheStepAsItAlwaysDid() {
    rig.up(2);
    db.execute(ROWS + "; CREATE VIEW seen AS SELECT id FROM \"Big.t\"");
    String before = db.catalogAndData();
    Outcome outcome = rig.run(Target.DownTo.of(List.of(new MigrationId(1))));
    assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
    assertThat(db.catalogAndData()).isEqualTo(before);
  }

  @Test
  void whatCannotBeMovedIsCopied() {
    rig.up(2);
    db.execute(ROWS + "; ALTER TABLE \"Big.t\" SET UNLOGGED");
    String file = file("^Big.t$");
    rig.down(1);
    assertThat(rig.kept()).contains("table public.\"Big.t\" 8100");
    assertThat(file("^kept_[0-9]+$")).isNotEqualTo(file);
    rig.up(2);
    assertThat(db.value("SELECT count(*) FROM \"Big.t\"")).isEqualTo("8100");
  }
}
