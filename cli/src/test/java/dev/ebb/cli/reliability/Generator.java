package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.GeneratedProject.Layout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes up migrations. Each uses only what its ancestors made, so that any order in which parents
 * come first works. No sequence is used: a rolled back attempt would use its values up.
 */
final class Generator {
  private static final int BULK_ROWS = 8_000;
  private static final int MOST_BRANCHES = 3;

  private final Layout layout;
  private final Random random;
  private final List<GeneratedMigration> migrations = new ArrayList<>();
  private final List<Tip> tips = new ArrayList<>();
  private long id;

  Generator(Layout layout, Random random) {
    this.layout = layout;
    this.random = random;
    this.id = layout == Layout.PAIRS ? 1000 : 1_700_000_000;
  }

  /** The end of a branch: the last migrations on it, and what there is to build upon. */
  private record Tip(List<Long> last, Set<String> tables, Set<String> indexes) {
    Tip copy(long id) {
      return new Tip(List.of(id), new LinkedHashSet<>(tables), new LinkedHashSet<>(indexes));
    }
  }

  /** Two scripts, each the inverse of the other. */
  private record Change(String name, String up, String down) {}

  List<GeneratedMigration> generate(int size) {
    root();
    while (migrations.size() < size) {
      Tip tip = tips.remove(random.nextInt(tips.size()));
      id += layout == Layout.PAIRS ? 1 : 1 + random.nextInt(1000);
      add(change(tip), tip);
      tips.add(tip.copy(id));
      if (layout == Layout.FOLDERS) {
        branchOrMerge(tip);
      }
    }
    return migrations;
  }

  private void branchOrMerge(Tip before) {
    if (tips.size() < MOST_BRANCHES && random.nextInt(8) == 0) {
      // A sibling that starts where the new one did, without what that one made.
      tips.add(new Tip(before.last(), before.tables(), withoutLatest(before)));
    } else if (tips.size() > 1 && random.nextInt(6) == 0) {
      Tip all = new Tip(new ArrayList<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
      for (Tip tip : tips) {
        all.last().addAll(tip.last());
        all.tables().addAll(tip.tables());
        all.indexes().addAll(tip.indexes());
      }
      tips.clear();
      tips.add(all);
    }
  }

  private Set<String> withoutLatest(Tip tip) {
    Set<String> earlier = new LinkedHashSet<>(tip.indexes());
    earlier.removeIf(name -> name.contains(String.valueOf(id)));
    tip.tables().removeIf(name -> name.contains(String.valueOf(id)));
    return earlier;
  }

  private void add(Change change, Tip tip) {
    migrations.add(
        new GeneratedMigration(
            id, change.name(), tip.last().stream().sorted().toList(), change.up(), change.down()));
  }

  private void root() {
    id++;
    String up =
        """
        -- what all others stand on
        CREATE TABLE "Zählung" (id bigint PRIMARY KEY, ups int NOT NULL, downs int NOT NULL);
        CREATE TABLE bulk (id int PRIMARY KEY, body text NOT NULL, n int NOT NULL);
        INSERT INTO bulk SELECT g, md5(g::text), g %% 100 FROM generate_series(1, %d) g;
        CREATE TABLE t_0 (id bigint PRIMARY KEY, name text, v int NOT NULL DEFAULT 0);
        INSERT INTO t_0 VALUES (1, 'ä;''"', 0), (2, NULL, 5);
        """
            .formatted(BULK_ROWS);
    migrations.add(
        new GeneratedMigration(
            id, "root", List.of(), up, "DROP TABLE t_0; DROP TABLE bulk; DROP TABLE \"Zählung\";"));
    tips.add(
        new Tip(List.of(id), new LinkedHashSet<>(List.of("t_0")), new LinkedHashSet<>(List.of())));
  }

  private Change change(Tip tip) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> table(tip);
      case 2 -> column(tip);
      case 3 -> index(tip);
      case 4 -> check(tip);
      case 5 -> foreignKey(tip);
      case 6 -> view(tip);
      case 7 -> function();
      case 8, 9 -> rows(tip);
      case 10 -> increment();
      case 11 -> type();
      case 12 -> copy(tip);
      case 13, 14 -> concurrentIndex(tip);
      case 15 -> dropConcurrently();
      case 16 -> increment();
      case 17 -> table(tip);
      case 18 -> column(tip);
      default -> layout == Layout.PAIRS ? mixture(tip) : maintenance(tip);
    };
  }

  private Change table(Tip tip) {
    String name = random.nextBoolean() ? "t_" + id : "\"Tabelle ß \"\"" + id + "\"\"\"";
    String parent = pick(tip.tables());
    tip.tables().add(name);
    return counted(
        "table",
        """
        CREATE TABLE %s (id bigint PRIMARY KEY, name text, v int NOT NULL DEFAULT 0);
        COMMENT ON TABLE %s IS 'it''s; from %s';
        """
            .formatted(name, name, parent.replace("'", "''")),
        "DROP TABLE " + name + ";\n");
  }

  private Change column(Tip tip) {
    String table = pick(tip.tables());
    return counted(
        "column",
        "ALTER TABLE %s ADD COLUMN \"c %d\" text DEFAULT $x$;$x$;\n".formatted(table, id),
        "ALTER TABLE %s DROP COLUMN \"c %d\";\n".formatted(table, id));
  }

  private Change index(Tip tip) {
    return counted(
        "index",
        "CREATE INDEX i_%d ON %s (name, v);\n".formatted(id, pick(tip.tables())),
        "DROP INDEX i_%d;\n".formatted(id));
  }

  private Change check(Tip tip) {
    String table = pick(tip.tables());
    return counted(
        "check",
        "ALTER TABLE %s ADD CONSTRAINT k_%d CHECK (v > -1000000) NOT VALID;\n".formatted(table, id)
            + "ALTER TABLE %s VALIDATE CONSTRAINT k_%d;\n".formatted(table, id),
        "ALTER TABLE %s DROP CONSTRAINT k_%d;\n".formatted(table, id));
  }

  private Change foreignKey(Tip tip) {
    String table = "r_" + id;
    return counted(
        "reference",
        """
        CREATE TABLE %s (id bigint PRIMARY KEY, other bigint);
        ALTER TABLE %s ADD FOREIGN KEY (other) REFERENCES %s DEFERRABLE INITIALLY DEFERRED;
        """
            .formatted(table, table, pick(tip.tables())),
        "DROP TABLE " + table + ";\n");
  }

  private Change view(Tip tip) {
    return counted(
        "view",
        "CREATE VIEW \"v_%d\" AS SELECT id, name FROM %s WHERE v >= 0;\n"
            .formatted(id, pick(tip.tables())),
        "DROP VIEW \"v_%d\";\n".formatted(id));
  }

  private Change function() {
    return counted(
        "function",
        """
        CREATE FUNCTION f_%d(a int) RETURNS int LANGUAGE plpgsql AS $body$
        BEGIN
          -- COMMIT; is only a word here
          RETURN a + %d;
        END $body$;
        """
            .formatted(id, random.nextInt(100)),
        "DROP FUNCTION f_%d(int);\n".formatted(id));
  }

  private Change rows(Tip tip) {
    String table = pick(tip.tables());
    int count = 1 + random.nextInt(20);
    return counted(
        "rows",
        "INSERT INTO %s (id, name) SELECT %d::bigint * 100 + g, 'row ' || g FROM generate_series(1, %d) g;\n"
            .formatted(table, id, count),
        "DELETE FROM %s WHERE id BETWEEN %d::bigint * 100 AND %d::bigint * 100 + 99;\n"
            .formatted(table, id, id));
  }

  // Shows in the data if it runs twice.
  private Change increment() {
    return counted(
        "increment",
        "UPDATE bulk SET n = n + 1 WHERE id <= 50;\n",
        "UPDATE bulk SET n = n - 1 WHERE id <= 50;\n");
  }

  private Change type() {
    return counted(
        "type",
        "CREATE TYPE \"e %d\" AS ENUM ('a', 'b;');\nCREATE DOMAIN d_%d AS int CHECK (VALUE > 0);\n"
            .formatted(id, id),
        "DROP DOMAIN d_%d;\nDROP TYPE \"e %d\";\n".formatted(id, id));
  }

  private Change copy(Tip tip) {
    String table = pick(tip.tables());
    return counted(
        "copy",
        "COPY %s (id, name, v) FROM stdin;\n%d\tone; two\t7\n%d\t\\N\t8\n\\.\n"
            .formatted(table, id * 1000, id * 1000 + 1),
        "DELETE FROM %s WHERE id BETWEEN %d::bigint * 1000 AND %d::bigint * 1000 + 1;\n"
            .formatted(table, id, id));
  }

  // The only statement of its script, so nothing counts: its rows in the ledger do.
  private Change concurrentIndex(Tip tip) {
    String name = random.nextBoolean() ? "ci_" + id : "\"ci Ω " + id + "\"";
    tip.indexes().add(name);
    String ifNot = random.nextBoolean() ? "IF NOT EXISTS " : "";
    String unique = random.nextInt(3) == 0 ? "UNIQUE " : "";
    return new Change(
        "concurrent_index",
        "CREATE %sINDEX CONCURRENTLY %s%s ON bulk (body, id);\n".formatted(unique, ifNot, name),
        "DROP INDEX CONCURRENTLY %s;\n".formatted(name));
  }

  private Change dropConcurrently() {
    String name = "di_" + id;
    return layout == Layout.PAIRS
        ? counted(
            "replaced_index",
            "CREATE INDEX %s ON bulk (n);\nDROP INDEX CONCURRENTLY %s;\nCREATE INDEX CONCURRENTLY %s ON bulk (n, id);\n"
                .formatted(name, name, name),
            "DROP INDEX CONCURRENTLY %s;\n".formatted(name))
        : counted(
            "dropped_index",
            "CREATE INDEX %s ON bulk (n);\nDROP INDEX CONCURRENTLY %s;\n".formatted(name, name),
            "-- nothing is left\n");
  }

  // Statements that commit together with their number, around ones that cannot.
  private Change mixture(Tip tip) {
    String index = "mi_" + id;
    tip.indexes().add(index);
    return counted(
        "mixture",
        """
        SET search_path = public, pg_catalog;
        ALTER TABLE bulk ADD COLUMN "m %1$d" int NOT NULL DEFAULT 0;
        UPDATE bulk SET "m %1$d" = id %% 7 WHERE id < 500;
        CREATE INDEX CONCURRENTLY %2$s ON bulk ("m %1$d");
        UPDATE bulk SET n = n + 1 WHERE id BETWEEN 100 AND 150;
        VACUUM bulk;
        CREATE INDEX CONCURRENTLY IF NOT EXISTS "%2$s 2" ON bulk (n, "m %1$d");
        """
            .formatted(id, index),
        """
        DROP INDEX CONCURRENTLY "%2$s 2";
        UPDATE bulk SET n = n - 1 WHERE id BETWEEN 100 AND 150;
        DROP INDEX CONCURRENTLY %2$s;
        ALTER TABLE bulk DROP COLUMN "m %1$d";
        """
            .formatted(id, index));
  }

  private Change maintenance(Tip tip) {
    String reindex = tip.indexes().isEmpty() ? "bulk_pkey" : pick(tip.indexes());
    return counted(
        "maintenance",
        """
        UPDATE bulk SET n = n + 1 WHERE id BETWEEN 200 AND 260;
        VACUUM bulk;
        REINDEX INDEX CONCURRENTLY %s;
        """
            .formatted(reindex),
        "UPDATE bulk SET n = n - 1 WHERE id BETWEEN 200 AND 260;\n");
  }

  private Change counted(String name, String up, String down) {
    return new Change(
        name,
        up
            + "INSERT INTO \"Zählung\" VALUES (%d, 1, 0) ON CONFLICT (id) DO UPDATE SET ups = \"Zählung\".ups + 1;\n"
                .formatted(id),
        down + "UPDATE \"Zählung\" SET downs = downs + 1 WHERE id = %d;\n".formatted(id));
  }

  private String pick(Set<String> names) {
    return List.copyOf(names).get(random.nextInt(names.size()));
  }
}
