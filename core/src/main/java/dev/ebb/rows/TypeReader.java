package dev.ebb.rows;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads all types that the columns of some tables are made of, however deep, in one query. */
final class TypeReader {
  private static final String SQL =
      """
      WITH RECURSIVE reach (oid) AS (
        SELECT atttypid FROM pg_catalog.pg_attribute
         WHERE attrelid = ANY (:tables) AND attnum > 0 AND NOT attisdropped
        UNION
        SELECT x.oid
          FROM reach r JOIN pg_catalog.pg_type t ON t.oid = r.oid
         CROSS JOIN LATERAL (
               SELECT t.typelem WHERE t.typelem <> 0 AND t.typcategory = 'A'
               UNION ALL SELECT t.typbasetype WHERE t.typtype = 'd'
               UNION ALL SELECT g.rngsubtype FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid
               :multiranges
               UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                          WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
               ) x (oid)
      )
      SELECT t.oid::int8 AS oid, t.typname::text AS name, t.typtype::text AS kind, t.typcategory::text AS category,
             t.typelem::int8 AS element, (SELECT e.typdelim::text FROM pg_catalog.pg_type e WHERE e.oid = t.typelem) AS delimiter,
             t.typbasetype::int8 AS base, t.typtypmod AS modifier, format_type(t.typbasetype, t.typtypmod) AS base_sql,
             t.typnotnull AS required,
             (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS labels,
             (SELECT array_agg(a.atttypid::int8 ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
               WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
             (SELECT array_agg(a.atttypmod::int8 ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
               WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS modifiers,
             (SELECT array_agg(pg_get_expr(c.conbin, 0) ORDER BY c.conname) FROM pg_catalog.pg_constraint c
               WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
             coalesce((SELECT g.rngsubtype FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid)::int8, :range_of) AS inner
        FROM reach r JOIN pg_catalog.pg_type t ON t.oid = r.oid
      """;

  private static final String MULTIRANGES =
      "UNION ALL SELECT g.rngtypid FROM pg_catalog.pg_range g WHERE g.rngmultitypid = t.oid";
  private static final String RANGE_OF =
      "(SELECT g.rngtypid FROM pg_catalog.pg_range g WHERE g.rngmultitypid = t.oid)::int8";
  private static final int FIRST_WITH_MULTIRANGES = 14;

  /** Called arrays by the catalog, but written without braces. */
  private static final Set<String> VECTORS = Set.of("int2vector", "oidvector");

  private final Map<Long, Raw> raw = new HashMap<>();

  private record Raw(
      long oid,
      String name,
      String kind,
      String category,
      long element,
      @Nullable String delimiter,
      long base,
      int modifier,
      String baseSql,
      boolean required,
      List<String> labels,
      List<Long> attributes,
      List<Long> modifiers,
      List<String> checks,
      @Nullable Long inner) {}

  private TypeReader() {}

  /** Reads the types of the columns of these tables. */
  static TypeReader read(Session session, String tables) {
    boolean multiranges = session.facts().major() >= FIRST_WITH_MULTIRANGES;
    String sql =
        SQL.replace(":tables", tables)
            .replace(":multiranges", multiranges ? MULTIRANGES : "")
            .replace(":range_of", multiranges ? RANGE_OF : "NULL::int8");
    TypeReader reader = new TypeReader();
    session.query(sql, TypeReader::raw).forEach(type -> reader.raw.put(type.oid, type));
    return reader;
  }

  private static Raw raw(Row row) {
    return new Raw(
        row.int64("oid"),
        row.text("name"),
        row.text("kind"),
        row.text("category"),
        row.int64("element"),
        row.textOrNull("delimiter"),
        row.int64("base"),
        row.int32("modifier"),
        row.text("base_sql"),
        row.bool("required"),
        orEmpty(row.textsOrNull("labels")),
        orEmpty(row.int64sOrNull("attributes")),
        orEmpty(row.int64sOrNull("modifiers")),
        orEmpty(row.textsOrNull("checks")),
        row.int64OrNull("inner"));
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** The type with that number and modifier. */
  ValueType type(long oid, int modifier) {
    Raw type = raw.get(oid);
    if (type == null) {
      return new ValueType.Scalar("unknown", "X", -1);
    }
    return switch (type.kind) {
      case "e" -> new ValueType.Enumerated(type.labels);
      case "d" ->
          new ValueType.Domain(oid, type(type.base, type.modifier), type.baseSql, type.checks);
      case "c" -> composite(type);
      case "r" -> new ValueType.Range(type(inner(type), -1));
      case "m" ->
          new ValueType.Multirange(new ValueType.Range(type(inner(raw.get(inner(type))), -1)));
      default -> base(type, modifier);
    };
  }

  /** Whether a domain, or one that it is made of, refuses null. */
  boolean required(long oid) {
    Raw type = raw.get(oid);
    return type != null && type.kind.equals("d") && (type.required || required(type.base));
  }

  private ValueType base(Raw type, int modifier) {
    boolean array = type.category.equals("A") && type.element != 0 && !VECTORS.contains(type.name);
    return array
        ? new ValueType.Many(
            type(type.element, modifier), type.delimiter == null ? "," : type.delimiter)
        : new ValueType.Scalar(type.name, type.category, modifier);
  }

  private ValueType composite(Raw type) {
    List<ValueType> attributes = new ArrayList<>();
    for (int i = 0; i < type.attributes.size(); i++) {
      attributes.add(type(type.attributes.get(i), type.modifiers.get(i).intValue()));
    }
    return new ValueType.Composite(attributes);
  }

  private static long inner(@Nullable Raw type) {
    return type == null || type.inner == null ? 0 : type.inner;
  }
}
