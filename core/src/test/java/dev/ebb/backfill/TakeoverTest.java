package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.backfill.Standing.Phase;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Databases in which another tool ran out-of-band migrations before. */
@ExtendWith(LeakCheck.class)
final class TakeoverTest {
  private static final String ERRORS =
      """
      CREATE TABLE out_of_band_migrations_errors (id serial PRIMARY KEY,
        migration_id int NOT NULL REFERENCES out_of_band_migrations (id) ON DELETE CASCADE,
        message text NOT NULL CHECK (message <> ''), created timestamptz NOT NULL DEFAULT now());
      CREATE TABLE s (id int PRIMARY KEY, v text, w text);
      INSERT INTO s SELECT i, 'v' || i FROM generate_series(1, 300) i;
      """;
  private static final String COMMON =
      """
      CREATE TABLE out_of_band_migrations (id int PRIMARY KEY, team text NOT NULL CHECK (team <> ''),
        component text NOT NULL CHECK (component <> ''), description text NOT NULL CHECK (description <> ''),
        progress double precision NOT NULL DEFAULT 0 CHECK (progress >= 0 AND progress <= 1),
        created timestamptz NOT NULL, last_updated timestamptz, non_destructive boolean NOT NULL,
        apply_reverse boolean NOT NULL DEFAULT false,\s
      """;
  private static final String FILL =
      """
      table: s
      key: id
      up: {predicate: w IS NULL, set: w = upper(v)}
      down: {predicate: w IS NOT NULL, set: w = NULL}
      """;

  @TempDir private Path project;
  private TestDatabase database;
  private Rig rig;

  @BeforeEach
  void open() {
    database = TestPostgres.shared().newDatabase();
    rig = new Rig(database, project);
    rig.declare(17, FILL);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void numbered() {
    database.execute(
        COMMON
            + """
            is_enterprise boolean NOT NULL DEFAULT false, introduced_version_major int NOT NULL,
            introduced_version_minor int NOT NULL, deprecated_version_major int, deprecated_version_minor int,
            metadata jsonb NOT NULL DEFAULT '{}');
            """
            + ERRORS);
  }

  @Test
  void theTableOfTheSchemasOwnMigrationsIsKeptTrue() {
    numbered();
    assertThat(rig.standing().phase()).isEqualTo(Phase.NEVER);
    rig.up();
    assertThat(
            rig.value(
                "SELECT id, team, progress, apply_reverse, introduced_version_major,"
                    + " introduced_version_minor, deprecated_version_minor, last_updated IS NOT NULL"
                    + " FROM out_of_band_migrations"))
        .isEqualTo("17|c|1|f|4|3|4|t");
    assertThat(rig.value("SELECT to_regclass('ebb_out_of_band.out_of_band_migrations')"))
        .isEqualTo("<null>");
    rig.down();
    assertThat(rig.value("SELECT progress, apply_reverse FROM out_of_band_migrations"))
        .isEqualTo("0|t");
  }

  @Test
  void itsOlderShapeWithVersionsAsTextsIsUnderstood() {
    database.execute(
        COMMON
            + "introduced text NOT NULL, deprecated text, metadata jsonb NOT NULL DEFAULT '{}');"
            + ERRORS);
    rig.up();
    assertThat(rig.value("SELECT id, progress, introduced, deprecated FROM out_of_band_migrations"))
        .isEqualTo("17|1|4.3.0|4.4.0");
  }

  @Test
  void whatAnotherToolFinishedIsProvenAndNotDoneAgain() {
    numbered();
    database.execute(
        "INSERT INTO out_of_band_migrations VALUES"
            + " (17, 't', 'c', 'd', 1, now(), now(), false, false, false, 4, 3, NULL, NULL);"
            + "UPDATE s SET w = 'theirs'");
    assertThat(rig.standing().complete()).isTrue();
    rig.up();
    assertThat(rig.events).hasExactlyElementsOfTypes(Advance.NothingToDo.class);
    assertThat(rig.value("SELECT count(*) FROM s WHERE w = 'theirs'")).isEqualTo("300");
  }

  @Test
  void whatAnotherToolOnlySaysToBeFinishedIsFinished() {
    numbered();
    database.execute(
        "INSERT INTO out_of_band_migrations VALUES"
            + " (17, 't', 'c', 'd', 1, now(), now(), false, false, false, 4, 3, NULL, NULL);"
            + "UPDATE s SET w = 'theirs' WHERE id <= 200");
    rig.up();
    assertThat(rig.value("SELECT count(*) FROM s WHERE w = upper(v)")).isEqualTo("100");
  }
}
