package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: a table of a gigabyte loses nothing on the way down and up again, neither one of its
 * columns nor all of it, and Ebb needs no more memory for it than for a small one.
 */
class GigabyteTest {
  private static final int GIGABYTE = 925_000;
  private static final int ROWS = Integer.getInteger("ebb.gigabyte.rows", GIGABYTE);

  private static final String SUM =
      "SELECT count(*) || ' rows, sum ' || sum(hashtextextended(id || body || coalesce(note, '-'),"
          + " 0)) FROM big";

  private static final List<GeneratedMigration> MIGRATIONS =
      List.of(
          new GeneratedMigration(
              1000, "root", List.of(), "CREATE TABLE root (id int)", "DROP TABLE root"),
          new GeneratedMigration(
              1001,
              "big",
              List.of(1000L),
              "CREATE TABLE big (id bigint PRIMARY KEY, body text NOT NULL)",
              "DROP TABLE big"),
          new GeneratedMigration(
              1002,
              "note",
              List.of(1001L),
              "ALTER TABLE big ADD COLUMN note text",
              "ALTER TABLE big DROP COLUMN note"));

  @TempDir private Path folder;
  private final List<String> times = new ArrayList<>();

  @Test
  @Tag("proof")
  void aColumnOfItAndAllOfItComeBackWithLittleMemory() {
    GeneratedProject project =
        GeneratedProject.write(folder, GeneratedProject.Layout.PAIRS, MIGRATIONS);
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      EbbCommand ebb =
          EbbCommand.in(project.folder()).on(database).with("JDK_JAVA_OPTIONS", "-Xmx256m");
      ebb.run(0, "up", "--db=shop");
      database.execute(
          "INSERT INTO big SELECT g, repeat(md5(g::text), 24), repeat(md5((-g)::text), 8)"
              + " FROM generate_series(1, "
              + ROWS
              + ") g; ANALYZE big");
      if (ROWS >= GIGABYTE) {
        assertThat(Long.parseLong(database.value("SELECT pg_table_size('big')")))
            .isGreaterThanOrEqualTo(1L << 30);
      }
      String before = database.value(SUM);
      look(ebb, "note");
      time(ebb, "down, column kept", "down", "--db=shop", "--yes", "--loss=keep");
      assertThat(database.query("SELECT kind, kept_rows FROM ebb_keep.catalogue"))
          .containsExactly("columns|" + ROWS);
      look(ebb, "big");
      time(ebb, "down, table kept", "down", "--db=shop", "--yes", "--loss=keep");
      assertThat(database.value("SELECT coalesce(to_regclass('big')::text, 'gone')"))
          .isEqualTo("gone");
      assertThat(
              database.value("SELECT count(*) FROM ebb_keep.catalogue WHERE checksum ~ '^moved'"))
          .isEqualTo("1");
      time(ebb, "up, both given back", "up", "--db=shop");
      assertThat(database.value(SUM)).isEqualTo(before);
      assertThat(database.query("SELECT DISTINCT state, left_rows FROM ebb_keep.catalogue"))
          .containsExactly("returned|0");
    }
    System.out.println(ROWS + " rows, 256 MB of heap: " + String.join("; ", times));
  }

  // What is shown, tried and proven before does not read or copy all of it.
  private void look(EbbCommand ebb, String what) {
    assertThat(time(ebb, "shown", "down", "--db=shop", "--dry-run")).contains(what);
    assertThat(time(ebb, "rehearsed", "rehearse", "down", "--db=shop", "--shadow=target"))
        .contains("public.big (");
    time(ebb, "proven", "prove", "--db=shop", "--shadow=target");
  }

  private String time(EbbCommand ebb, String what, String... words) {
    long started = System.nanoTime();
    String said = ebb.run(0, words);
    times.add(what + " " + (System.nanoTime() - started) / 1_000_000 + " ms");
    return said;
  }
}
