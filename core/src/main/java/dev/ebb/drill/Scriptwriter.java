package dev.ebb.drill;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes bad migrations for the tables that a database really has: with values to lose, so that
 * coming back means something. Immutable; uses the session that it is given.
 */
public final class Scriptwriter {
  // A column counts as free if nothing but its own default depends on it: then what goes wrong is
  // the column's loss, and not that of a view or a key.
  private static final String COLUMNS =
      """
      SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS path, a.attname AS column,
             format_type(a.atttypid, a.atttypmod) AS type, t.typcategory::text AS category,
             t.typtype::text AS sort, NOT a.attnotnull AS nullable, a.atthasdef AS has_default,
             a.attcollation <> t.typcollation AS collated,
             pg_table_size(c.oid) AS bytes, greatest(c.reltuples, 0)::int8 AS rows,
             coalesce(s.null_frac, 1) < 1 AS has_values,
             EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal) AS has_triggers
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
       WHERE c.relkind = 'r' AND NOT c.relispartition AND c.reltuples > 0
         AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ebb_keep', 'ebb_audit')
         AND c.relname NOT IN ('migration_logs', $1) AND c.relname !~ '^ebb_'
         AND NOT EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent))
         AND a.attidentity = '' AND a.attgenerated = ''
         AND a.attname !~ ','
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass
             AND d.refobjid = c.oid AND d.refobjsubid = a.attnum AND d.classid <> 'pg_attrdef'::regclass)
       ORDER BY c.reltuples DESC, 1, a.attnum\
      """;

  private final List<Candidate> candidates;

  private record Candidate(Subject subject, Traits traits) {}

  private record Traits(boolean values, boolean plain, boolean triggers) {}

  private Scriptwriter(List<Candidate> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  /**
   * Looks at the tables; their statistics have to be fresh.
   *
   * @param versionTable is left alone
   */
  public static Scriptwriter of(Session session, String versionTable) {
    return new Scriptwriter(
        session.query(
            COLUMNS.replace("$1", Quote.literal(versionTable)),
            row -> {
              String column = Quote.identifier(row.text("column"));
              boolean fit = row.text("sort").equals("b");
              Subject subject =
                  new Subject(
                      row.text("path"),
                      column,
                      row.text("type"),
                      row.bool("nullable"),
                      fit ? filler(row.text("category"), row.text("type")) : "",
                      row.int64("rows"),
                      row.int64("bytes"),
                      "");
              return new Candidate(
                  subject,
                  new Traits(
                      row.bool("has_values"),
                      !row.bool("has_default") && !row.bool("collated"),
                      row.bool("has_triggers")));
            }));
  }

  private static String filler(String category, String type) {
    return switch (category) {
      case "S" -> "'?'";
      case "N" -> type.equals("money") || type.startsWith("reg") || type.equals("oid") ? "" : "0";
      case "B" -> "false";
      case "D" ->
          type.startsWith("time ") || type.startsWith("time(") || type.equals("date")
              ? ""
              : "'2000-01-01 00:00:00+00'";
      default -> "";
    };
  }

  /** The script; empty if no table is fit for such a mishap. */
  public Optional<Script> write(Mishap mishap) {
    return switch (mishap) {
      case WRONG_DROP ->
          best(
                  c -> c.subject().nullable() && c.traits().plain() && c.traits().values(),
                  "nothing else depends on the column, it may be empty, and has values to lose")
              .map(Scriptwriter::drop);
      case NOT_NULL ->
          best(_ -> true, "who inserts as before fails from then on").map(Scriptwriter::notNull);
      case CORRUPTION ->
          best(
                  c -> fills(c) && c.traits().values(),
                  "nothing else depends on the column, and it has values to lose")
              .map(Scriptwriter::overwrite);
      case HANG -> best(_ -> true, "everybody who works in it waits").map(Scriptwriter::waiting);
      case HALF_INDEX ->
          best(
                  Scriptwriter::fills,
                  "the larger the table, the longer its index builds and may be killed")
              .map(Scriptwriter::index);
      case GIVEN -> Optional.empty();
    };
  }

  private static boolean fills(Candidate candidate) {
    return !candidate.subject().filler().isEmpty();
  }

  // With the most rows; without triggers of users if there is such a table, since what these do
  // else is theirs.
  private Optional<Subject> best(Predicate<Candidate> fit, String why) {
    return candidates.stream()
        .filter(fit)
        .min(Comparator.comparing((Candidate c) -> c.traits().triggers()))
        .map(Candidate::subject)
        .map(s ->
            new Subject(
                s.table(),
                s.column(),
                s.type(),
                s.nullable(),
                s.filler(),
                s.rows(),
                s.bytes(),
                "of the tables that fit, it has the most rows (%,d); ".formatted(s.rows()) + why));
  }

  private static Script drop(Subject s) {
    return script(
        Mishap.WRONG_DROP,
        s,
        "ALTER TABLE :table DROP COLUMN :column;",
        "ALTER TABLE :table ADD COLUMN :column :type;");
  }

  private static Script notNull(Subject s) {
    return script(
        Mishap.NOT_NULL,
        s,
        """
        ALTER TABLE :table ADD COLUMN ebb_drill integer NOT NULL DEFAULT 0;
        ALTER TABLE :table ALTER COLUMN ebb_drill DROP DEFAULT;\
        """,
        "ALTER TABLE :table DROP COLUMN ebb_drill;");
  }

  // Where there is no value, none is lost: which those were nobody keeps.
  private static Script overwrite(Subject s) {
    return script(
        Mishap.CORRUPTION,
        s,
        "UPDATE :table SET :column = :filler WHERE :column IS NOT NULL;",
        "SELECT 'what it overwrote is in ebb_keep';");
  }

  private static Script waiting(Subject s) {
    return script(
        Mishap.HANG,
        s,
        "ALTER TABLE :table ADD COLUMN ebb_drill integer;",
        "ALTER TABLE :table DROP COLUMN ebb_drill;");
  }

  private static Script index(Subject s) {
    return script(
        Mishap.HALF_INDEX,
        s,
        "CREATE INDEX CONCURRENTLY ebb_drill_half ON :table (:column);",
        "DROP INDEX CONCURRENTLY IF EXISTS :namespace.ebb_drill_half;");
  }

  private static Script script(Mishap mishap, Subject s, String up, String down) {
    boolean concurrently = mishap == Mishap.HALF_INDEX;
    return new Script(mishap, s, filled(up, s), filled(down, s), concurrently);
  }

  private static String filled(String text, Subject s) {
    StringBuilder out = new StringBuilder();
    // one pass: a name may contain what stands for another
    for (int at = 0; at < text.length(); ) {
      String rest = text.substring(at);
      String word = rest.startsWith(":") ? rest.substring(1).split("[^a-z]", 2)[0] : "";
      String value =
          switch (word) {
            case "table" -> s.table();
            case "column" -> s.column();
            case "type" -> s.type();
            case "filler" -> s.filler();
            case "namespace" -> namespace(s);
            default -> "";
          };
      out.append(value.isEmpty() ? rest.substring(0, 1) : value);
      at += value.isEmpty() ? 1 : word.length() + 1;
    }
    return out.append('\n').toString();
  }

  private static String namespace(Subject s) {
    String namespace = SqlName.parse(s.table()).namespace();
    return Quote.identifier(namespace == null ? "public" : namespace);
  }
}
