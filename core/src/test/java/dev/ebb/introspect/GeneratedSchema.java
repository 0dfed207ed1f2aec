package dev.ebb.introspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Statements that make a schema, and ways round that lead to the same one, or nearly. */
final class GeneratedSchema {
  private static final List<String> TYPES =
      List.of(
          "int",
          "bigint",
          "text",
          "varchar(7)",
          "numeric(8, 2)",
          "timestamptz(3)",
          "jsonb",
          "int[]",
          "boolean",
          "uuid",
          "\"We.ird\".\"e num\"",
          "\"We.ird\".small",
          "bytea",
          "text COLLATE \"C\"");
  private static final List<String> NAMES =
      List.of("plain", "\"Quo.ted\"", "\"with \"\"quotes\"\"\"", "ünïcode", "\"select\"");

  private final Random random;
  private final List<String> tables = new ArrayList<>();

  GeneratedSchema(long seed) {
    this.random = new Random(seed);
  }

  /** To be run in this order. */
  List<String> statements() {
    List<String> statements = new ArrayList<>();
    statements.add("CREATE SCHEMA \"We.ird\"");
    statements.add("CREATE TYPE \"We.ird\".\"e num\" AS ENUM ('a', 'b c', 'd''e')");
    statements.add("CREATE DOMAIN \"We.ird\".small AS int CHECK (VALUE < 100)");
    statements.add(
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
    int count = 3 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      table(statements, i);
    }
    return statements;
  }

  private void table(List<String> statements, int number) {
    String table = (chance(4) ? "\"We.ird\"." : "public.") + name("t" + number);
    List<String> columns =
        new ArrayList<>(
            List.of(
                "id bigint GENERATED "
                    + (chance(2) ? "ALWAYS" : "BY DEFAULT")
                    + " AS IDENTITY PRIMARY KEY"));
    int width = 1 + random.nextInt(5);
    for (int c = 0; c < width; c++) {
      columns.add("c" + c + " " + pick(TYPES) + (chance(3) ? " NOT NULL" : ""));
    }
    columns.add("n int DEFAULT " + random.nextInt(9));
    statements.add("CREATE TABLE " + table + " (" + String.join(", ", columns) + ")");
    if (chance(2)) {
      statements.add(
          "ALTER TABLE "
              + table
              + " ADD CONSTRAINT "
              + name("k" + number)
              + " CHECK (n > "
              + random.nextInt(5)
              + ")"
              + (chance(2) ? " NOT VALID" : ""));
    }
    if (!tables.isEmpty() && chance(2)) {
      statements.add(
          "ALTER TABLE "
              + table
              + " ADD COLUMN other bigint REFERENCES "
              + pick(tables)
              + (chance(2) ? " ON DELETE CASCADE" : " DEFERRABLE"));
    }
    if (chance(2)) {
      statements.add(
          "CREATE "
              + (chance(3) ? "UNIQUE " : "")
              + "INDEX "
              + name("i" + number)
              + " ON "
              + table
              + " (n, (n + "
              + random.nextInt(4)
              + "))"
              + (chance(2) ? " WHERE n > 3" : ""));
    }
    if (chance(3)) {
      statements.add(
          "CREATE TRIGGER "
              + name("g" + number)
              + " BEFORE UPDATE ON "
              + table
              + " FOR EACH ROW EXECUTE FUNCTION touch()");
    }
    if (chance(2)) {
      statements.add(
          "CREATE VIEW public.v"
              + number
              + " AS SELECT id, n + "
              + random.nextInt(9)
              + " AS more FROM "
              + table);
    }
    if (chance(3)) {
      statements.add("COMMENT ON TABLE " + table + " IS 'number " + number + "'");
    }
    if (chance(3)) {
      statements.add("GRANT SELECT, UPDATE (n) ON " + table + " TO PUBLIC");
    }
    tables.add(table);
  }

  /** A few statements that change nothing in the end, or a little; for after all the others. */
  List<String> detours() {
    List<String> detours = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String table = pick(tables);
      String alter = "ALTER TABLE " + table + " ";
      detours.add(
          switch (random.nextInt(16)) {
            case 0 -> alter + "ADD junk int; " + alter + "DROP junk";
            case 1 -> alter + "RENAME n TO m; " + alter + "RENAME m TO n";
            case 2 -> alter + "ALTER n SET DEFAULT 77; " + alter + "ALTER n SET DEFAULT 5";
            case 3 -> alter + "ALTER n SET NOT NULL; " + alter + "ALTER n DROP NOT NULL";
            case 4 -> alter + "SET (fillfactor = 50); " + alter + "RESET (fillfactor)";
            case 5 ->
                "GRANT DELETE ON "
                    + table
                    + " TO PUBLIC; REVOKE DELETE ON "
                    + table
                    + " FROM PUBLIC";
            case 6 ->
                "COMMENT ON COLUMN "
                    + table
                    + ".n IS 'x'; COMMENT ON COLUMN "
                    + table
                    + ".n IS NULL";
            case 7 -> alter + "ALTER n TYPE bigint; " + alter + "ALTER n TYPE int";
            case 8 -> alter + "ADD late text; ";
            case 9 -> alter + "ALTER n SET STATISTICS 9; " + alter + "ALTER n SET STATISTICS -1";
            case 10 -> alter + "ENABLE ROW LEVEL SECURITY";
            case 11 -> "CREATE VIEW passing AS SELECT 1; DROP VIEW passing";
            case 12 -> alter + "DISABLE TRIGGER USER";
            case 13 -> alter + "REPLICA IDENTITY FULL; " + alter + "REPLICA IDENTITY DEFAULT";
            case 14 -> "INSERT INTO " + table + " (n) SELECT 3 WHERE false; ANALYZE " + table;
            default -> "REVOKE ALL ON " + table + " FROM PUBLIC";
          });
    }
    return detours;
  }

  private String name(String plain) {
    return chance(3) ? pick(NAMES).replaceFirst("(\"?)$", plain + "$1") : plain;
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
