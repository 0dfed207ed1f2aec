package dev.ebb.cli.reliability;

import java.util.ArrayList;
import java.util.List;

/**
 * Migrations whose ways back all destroy something, one of each sort in every round, and the rows
 * that people put into their tables. Stateless.
 */
final class DestructiveScripts {
  private static final String[][] ROUND = {
    {
      "table",
      """
      CREATE TABLE a_# (id int PRIMARY KEY, name text, v int);
      CREATE TABLE "B ""# ß" (at int, what text);
      CREATE TABLE big_# (id int PRIMARY KEY, body text)
      """,
      "DROP TABLE a_#; DROP TABLE \"B \"\"# ß\"; DROP TABLE big_#"
    },
    {"column", "ALTER TABLE a_# ADD c_# text", "ALTER TABLE a_# DROP COLUMN c_#"},
    {"big_column", "ALTER TABLE big_# ADD c json", "ALTER TABLE big_# DROP c"},
    {
      "keyless", "ALTER TABLE \"B \"\"# ß\" ADD note numeric", "ALTER TABLE \"B \"\"# ß\" DROP note"
    },
    {"rows", "SELECT 1", "DELETE FROM a_# WHERE id % 3 = 0"},
    {"values", "SELECT 1", "UPDATE a_# SET name = upper(name) WHERE id % 2 = 0"},
    {
      "type",
      "ALTER TABLE a_# ALTER v TYPE numeric",
      "ALTER TABLE a_# ALTER v TYPE int USING round(v)"
    },
    {
      "block",
      "ALTER TABLE a_# ADD extra int",
      """
      DO $$ BEGIN
        DELETE FROM a_# WHERE id % 5 = 1;
        EXECUTE 'ALTER TABLE a_# DROP COLUMN extra';
        DELETE FROM big_# WHERE id % 100 = 7;
      END $$
      """
    },
    {
      "outside",
      "VACUUM a_#",
      "DELETE FROM big_# WHERE id % 50 = 1;\nVACUUM a_#;\nUPDATE a_# SET v = -v WHERE id % 7 = 2"
    },
    {"truncate", "SELECT 1", "TRUNCATE \"B \"\"# ß\""},
  };

  private DestructiveScripts() {}

  /**
   * Migrations, and the rows that people put into their tables.
   *
   * @param moved how many of the tables are so large that they are moved away when they are dropped
   */
  record Play(List<GeneratedMigration> migrations, String people, int moved) {}

  /** Everything that destroys. */
  static Play ofAllSorts(int rounds) {
    return new Play(of(rounds), people(rounds), rounds);
  }

  /** Nothing but tables that are moved, so that nearly every moment is amid a move or a return. */
  static Play ofMoves(int tables) {
    List<GeneratedMigration> all = new ArrayList<>();
    all.add(root());
    StringBuilder people = new StringBuilder("INSERT INTO root VALUES (1);");
    for (int i = 1; i <= tables; i++) {
      long id = 1000L + i;
      String table = "\"Big \"\"" + i + "\"";
      all.add(
          new GeneratedMigration(
              id,
              "big" + i,
              List.of(id - 1),
              "CREATE TABLE " + table + " (id int PRIMARY KEY, body text)",
              "DROP TABLE " + table));
      people
          .append("INSERT INTO ")
          .append(table)
          .append(" SELECT g, repeat(md5(g::text), 4) FROM generate_series(1, 8000) g;");
    }
    return new Play(all, people.toString(), tables);
  }

  private static GeneratedMigration root() {
    return new GeneratedMigration(
        1000, "root", List.of(), "CREATE TABLE root (id int)", "DROP TABLE root");
  }

  /** The first migration destroys nothing; it is where the way back ends. */
  private static List<GeneratedMigration> of(int rounds) {
    List<GeneratedMigration> all = new ArrayList<>();
    all.add(root());
    for (int round = 1; round <= rounds; round++) {
      for (String[] sort : ROUND) {
        long id = 1000L + all.size();
        all.add(
            new GeneratedMigration(
                id,
                sort[0] + round,
                List.of(id - 1),
                sort[1].replace("#", "" + round),
                sort[2].replace("#", "" + round)));
      }
    }
    return all;
  }

  /** Rows in all tables: few in some, too many for a row of text in others. */
  private static String people(int rounds) {
    StringBuilder sql = new StringBuilder("INSERT INTO root VALUES (1);");
    for (int round = 1; round <= rounds; round++) {
      sql.append(
          """
          INSERT INTO a_# (id, name, v, c_#, extra)
            SELECT g, 'Näme ' || g, g + 0.25, CASE WHEN g % 4 > 0 THEN 'c''"' || g END, nullif(g % 6, 0)
              FROM generate_series(1, 120) g;
          INSERT INTO "B ""# ß" SELECT g % 3, nullif('w' || g % 2, 'w1'), nullif(g, 5) * 1.10
              FROM generate_series(1, 30) g;
          INSERT INTO big_# SELECT g, repeat(md5(g::text), 4), json_build_object('g', g)
              FROM generate_series(1, 8000) g;
          """
              .replace("#", "" + round));
    }
    return sql.toString();
  }
}
