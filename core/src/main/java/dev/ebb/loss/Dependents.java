package dev.ebb.loss;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds what goes when something is dropped: by itself, and what only CASCADE takes. */
final class Dependents {
  // A view hangs on a rule, and the rule on what it reads: the rule stands for its view.
  private static final String QUERY =
      """
      WITH RECURSIVE gone(root, classid, objid, objsubid, forced) AS (
        SELECT r.root::int, r.classid::pg_catalog.oid, r.objid::pg_catalog.oid, r.objsubid::int, false
          FROM (:roots) r(classid, objid, objsubid, root)
        UNION
        SELECT g.root,
               CASE WHEN w.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::pg_catalog.regclass END,
               CASE WHEN w.oid IS NULL THEN d.objid ELSE w.ev_class END,
               CASE WHEN w.oid IS NULL THEN d.objsubid ELSE 0 END,
               g.forced OR d.deptype = 'n'
          FROM gone g
          JOIN pg_catalog.pg_depend d
            ON d.refclassid = g.classid AND d.refobjid = g.objid
           AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid)
          LEFT JOIN pg_catalog.pg_rewrite w
            ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = d.objid
         WHERE d.deptype IN ('n', 'a', 'i', 'e', 'x', 'P', 'S')),
      one AS (
        SELECT root, classid, objid, objsubid, bool_and(forced) AS forced FROM gone GROUP BY 1, 2, 3, 4)
      SELECT o.root, o.objid::bigint AS oid, o.objsubid AS column_number, o.forced,
             coalesce(i.type, '') AS type, coalesce(i.identity, '') AS identity, coalesce(c.relkind::text, '') AS kind,
             a.attname::text AS column_name,
             coalesce(n.conrelid, t.tgrelid, p.polrelid, f.adrelid, x.indrelid, q.refobjid, 0)::bigint AS on_table,
             coalesce(n.conname, t.tgname, p.polname, c.relname, y.typname, s.proname)::text AS name
        FROM one o
        CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, o.objsubid) i
        LEFT JOIN pg_catalog.pg_class c ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = o.objid
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = o.objsubid AND o.objsubid > 0
        LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid
        LEFT JOIN pg_catalog.pg_constraint n ON o.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND n.oid = o.objid
        LEFT JOIN pg_catalog.pg_trigger t ON o.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND t.oid = o.objid
        LEFT JOIN pg_catalog.pg_policy p ON o.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = o.objid
        LEFT JOIN pg_catalog.pg_attrdef f ON o.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.oid = o.objid
        LEFT JOIN pg_catalog.pg_type y ON o.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.oid = o.objid
        LEFT JOIN pg_catalog.pg_proc s ON o.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND s.oid = o.objid
        LEFT JOIN pg_catalog.pg_depend q
          ON c.relkind = 'S' AND q.objid = c.oid AND q.deptype IN ('a', 'i')
         AND q.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
         AND q.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
       WHERE NOT coalesce(t.tgisinternal, false)
         AND (c.oid IS NULL OR c.relnamespace <> 'pg_toast'::pg_catalog.regnamespace)
       ORDER BY o.root, i.type, i.identity
      """;

  // For the usual root, of which there may be many: planning takes longer than running.
  private static final String PREPARED =
      "PREPARE ebb_gone(pg_catalog.oid, text) AS "
          + QUERY.replace(
              ":roots",
              "(SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, $1, 0, 0 WHERE $2 IS NULL) UNION ALL ("
                  + column("$1", "$2")
                  + ")");

  // Relations, and columns of them.
  private static final String MANY =
      """
      SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, v.oid, coalesce(a.attnum, 0), v.root
        FROM (VALUES :things) v(root, oid, name)
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = v.oid AND a.attname = v.name AND NOT a.attisdropped
       WHERE v.name IS NULL OR a.attnum IS NOT NULL
      """;

  private final Asking asking;
  private final Session session;
  private final Map<String, List<Dependent>> known = new HashMap<>();
  private boolean prepared;

  Dependents(Asking asking) {
    this.asking = asking;
    this.session = asking.session();
  }

  /**
   * Something that goes.
   *
   * @param column its number if it is a column, else 0
   * @param columnName null if it is no column
   * @param forced whether only CASCADE takes it; otherwise it goes by itself
   * @param type what it is, as PostgreSQL calls it
   * @param identity its name, as PostgreSQL writes it
   * @param kind of a relation, as in {@code pg_class}; empty for others
   * @param table on which it stands: a constraint, trigger, policy, default or index, or that owns
   *     it: a sequence; else 0
   * @param name its own name, without those around it; null if it has none
   */
  record Dependent(
      long oid,
      int column,
      @Nullable String columnName,
      boolean forced,
      String type,
      String identity,
      String kind,
      long table,
      @Nullable String name) {
    boolean isTable() {
      return column == 0 && (kind.equals("r") || kind.equals("p"));
    }

    boolean isColumnOfTable() {
      return column > 0 && (kind.equals("r") || kind.equals("p"));
    }

    boolean isSequence() {
      return kind.equals("S");
    }

    /** Whether it has a name by which people know it, and is more than a part of something. */
    boolean isNotable() {
      return switch (type) {
        case "view", "materialized view", "foreign table", "function", "procedure" -> true;
        case "aggregate", "trigger", "policy", "table constraint", "index", "rule" -> true;
        case "default value", "operator", "cast", "event trigger" -> true;
        default -> false;
      };
    }

    /** Whether it is no type or index that PostgreSQL made for another thing. */
    boolean isKnownToPeople() {
      return isNotable() || isTable() || isColumnOfTable() || isSequence();
    }

    String title() {
      return type.replace("table constraint", "constraint") + " " + identity;
    }

    /** Its title where it is clear on which table it stands. */
    String shortTitle() {
      return name == null
          ? title()
          : type.replace("table constraint", "constraint") + " " + Quote.identifier(name);
    }
  }

  /**
   * Where to begin.
   *
   * @param sql a query for class, number and column number
   * @param arguments what {@link #PREPARED} takes for it; null if it knows no such roots
   */
  record Root(String sql, @Nullable String arguments) {}

  /** A root: a relation. */
  static Root relation(Thing thing) {
    return new Root(
        "SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, " + thing.oid() + ", 0, 0",
        thing.oid() + ", NULL");
  }

  /** A root: a column under the name that it has today. */
  static Root column(Thing thing, String column) {
    String name = Quote.literal(column);
    return new Root(column(Long.toString(thing.oid()), name), thing.oid() + ", " + name);
  }

  private static String column(String oid, String name) {
    return "SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, attrelid, attnum, 0"
        + " FROM pg_catalog.pg_attribute WHERE NOT attisdropped AND attrelid = "
        + oid
        + " AND attname = "
        + name;
  }

  /** A root: a type. */
  static Root type(Thing thing) {
    return new Root(
        "SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, " + thing.oid() + ", 0, 0", null);
  }

  /** A root: a namespace. */
  static Root namespace(String name) {
    return new Root(
        "SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, 0"
            + " FROM pg_catalog.pg_namespace WHERE nspname = "
            + Quote.literal(name),
        null);
  }

  /** A root: an extension. */
  static Root extension(String name) {
    return new Root(
        "SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass, oid, 0, 0"
            + " FROM pg_catalog.pg_extension WHERE extname = "
            + Quote.literal(name),
        null);
  }

  /** A root: the function of that name, if there is but one. */
  static Root function(String name) {
    return new Root(
        "SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, max(oid::bigint), 0, 0"
            + " FROM pg_catalog.pg_proc WHERE proname = "
            + Quote.literal(name)
            + " HAVING count(*) = 1",
        null);
  }

  /**
   * Asks at once about many relations and columns, each by itself; what there is no answer to is
   * asked again when it comes to it.
   */
  void know(List<Root> roots) {
    List<String> arguments =
        roots.stream().map(Root::arguments).filter(Objects::nonNull).distinct().toList();
    if (arguments.isEmpty()) {
      return;
    }
    String values =
        IntStream.range(0, arguments.size())
            .mapToObj(i -> "(%d, %s::text)".formatted(i, arguments.get(i)))
            .collect(Collectors.joining(", "));
    Map<String, List<Dependent>> found = new HashMap<>();
    arguments.forEach(one -> found.put(one, new ArrayList<>()));
    List<Boolean> rows =
        asking.all(
            QUERY.replace(":roots", MANY.replace(":things", values)),
            row ->
                Objects.requireNonNull(found.get(arguments.get(row.int32("root"))))
                    .add(dependent(row)));
    if (!rows.isEmpty()) {
      known.putAll(found);
    }
  }

  /** All that goes with these roots, themselves among it. */
  List<Dependent> of(List<Root> roots) {
    String arguments = roots.size() == 1 ? roots.getFirst().arguments() : null;
    List<Dependent> found = arguments == null ? null : known.get(arguments);
    if (found != null || roots.isEmpty()) {
      return found == null ? List.of() : found;
    }
    return session.query(query(roots), Dependents::dependent);
  }

  private static Dependent dependent(Row row) {
    return new Dependent(
        row.int64("oid"),
        row.int32("column_number"),
        row.textOrNull("column_name"),
        row.bool("forced"),
        row.text("type"),
        row.text("identity"),
        row.text("kind"),
        row.int64("on_table"),
        row.textOrNull("name"));
  }

  private String query(List<Root> roots) {
    String arguments = roots.size() == 1 ? roots.getFirst().arguments() : null;
    if (arguments == null) {
      return QUERY.replace(
          ":roots",
          roots.stream().map(r -> "(" + r.sql() + ")").collect(Collectors.joining(" UNION ALL ")));
    }
    if (!prepared) {
      session.execute("SET plan_cache_mode = force_generic_plan;" + PREPARED);
      prepared = true;
    }
    return "EXECUTE ebb_gone(" + arguments + ")";
  }
}
