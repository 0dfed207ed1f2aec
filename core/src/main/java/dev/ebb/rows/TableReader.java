package dev.ebb.rows;

import dev.ebb.db.Row;
import dev.ebb.db.RowReader;
import dev.ebb.db.Session;
import dev.ebb.rows.Column.Given;
import dev.ebb.rows.Table.Check;
import dev.ebb.rows.Table.ForeignKey;
import dev.ebb.rows.Table.KeyColumn;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what must be known of tables to make rows for them, in four queries. */
final class TableReader {
  private static final String TABLES =
      """
      SELECT c.oid::int8 AS oid, n.nspname::text AS namespace, c.relname::text AS name,
             pg_get_partition_constraintdef(c.oid) AS bound,
             (SELECT array_agg(p.relid::oid::int8) FROM pg_partition_ancestors(c.oid) p WHERE p.relid <> c.oid) AS ancestors
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence <> 't'
         AND :users
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
       ORDER BY namespace, name
      """
          .replace(":users", SqlName.ofUsers("n.nspname"));

  private static final String COLUMNS =
      """
      SELECT a.attrelid::int8 AS relation, a.attnum::int4 AS number, a.attname::text AS name, a.atttypid::int8 AS type,
             a.atttypmod AS modifier, format_type(a.atttypid, a.atttypmod) AS type_sql, a.attnotnull AS required,
             a.attgenerated <> '' AS computed,
             CASE WHEN a.attidentity <> ''
                  THEN (SELECT format('nextval(%L::regclass)', d.objid::regclass) FROM pg_catalog.pg_depend d
                         WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                           AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i' LIMIT 1)
                  ELSE coalesce(pg_get_expr(f.adbin, f.adrelid), (SELECT t.typdefault FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid AND t.typtype = 'd'))
             END AS fallback,
             a.attidentity <> '' AS identity
        FROM pg_catalog.pg_attribute a
        LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
       WHERE a.attrelid = ANY (:tables) AND a.attnum > 0 AND NOT a.attisdropped
       ORDER BY a.attrelid, a.attnum
      """;

  private static final String CHECKS =
      """
      SELECT k.conrelid::int8 AS relation, pg_get_expr(k.conbin, k.conrelid) AS expression, k.conkey::int8[] AS columns
        FROM pg_catalog.pg_constraint k
       WHERE k.conrelid = ANY (:tables) AND k.contype = 'c'
       ORDER BY k.conrelid, k.conname
      """;

  // A key that names a partitioned table has copies that name its partitions, and those tell
  // nothing.
  private static final String FOREIGN_KEYS =
      """
      SELECT k.conrelid::int8 AS relation, k.conkey::int8[] AS columns, k.confrelid::int8 AS target,
             n.nspname::text AS namespace, c.relname::text AS name, c.relkind = 'p' AS partitioned,
             k.confkey::int8[] AS keys,
             (SELECT array_agg(a.attname::text ORDER BY o.n)
                FROM unnest(k.confkey) WITH ORDINALITY AS o (number, n)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.number) AS key_names
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE k.conrelid = ANY (:tables) AND k.contype = 'f'
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
       ORDER BY k.conrelid, k.conname
      """;

  private final Session session;

  private record Raw(long oid, SqlName name, @Nullable String bound, List<Long> ancestors) {}

  TableReader(Session session) {
    this.session = session;
  }

  /** The tables with these names, or all if there are none, by name; those left out never. */
  List<Table> read(Set<SqlName> wanted, Set<String> leftOut) {
    List<Raw> found =
        session.query(TABLES, TableReader::raw).stream()
            .filter(table -> wanted.isEmpty() || wanted.contains(table.name))
            .filter(table -> !leftOut.contains(table.name.name()))
            .toList();
    if (found.isEmpty()) {
      return List.of();
    }
    String oids =
        found.stream()
            .map(t -> String.valueOf(t.oid))
            .collect(Collectors.joining(",", "'{", "}'::oid[]"));
    Map<Long, List<Column>> columns = columns(oids);
    Map<Long, List<Check>> checks =
        grouped(
            CHECKS,
            oids,
            row -> new Check(row.text("expression"), numbers(row.int64sOrNull("columns"))));
    Map<Long, List<ForeignKey>> keys = grouped(FOREIGN_KEYS, oids, TableReader::foreignKey);
    return found.stream()
        .map(t ->
            new Table(
                t.oid,
                t.name,
                columns.getOrDefault(t.oid, List.of()),
                withBound(checks.getOrDefault(t.oid, List.of()), t, columns),
                keys.getOrDefault(t.oid, List.of()),
                t.ancestors))
        .toList();
  }

  private static List<Check> withBound(
      List<Check> checks, Raw table, Map<Long, List<Column>> columns) {
    String bound = table.bound;
    if (bound == null) {
      return checks;
    }
    List<Integer> named =
        columns.getOrDefault(table.oid, List.of()).stream()
            .filter(column -> names(bound, column.sql()))
            .map(Column::number)
            .toList();
    List<Check> all = new ArrayList<>(checks);
    all.add(new Check(bound, named));
    return all;
  }

  // A bound may partition by an expression, of which the catalog does not tell the columns.
  private static boolean names(String expression, String column) {
    return Pattern.compile("(?<![\\w\"$])" + Pattern.quote(column) + "(?![\\w\"$])")
        .matcher(expression)
        .find();
  }

  private Map<Long, List<Column>> columns(String oids) {
    TypeReader types = TypeReader.read(session, oids);
    return grouped(
        COLUMNS,
        oids,
        row ->
            new Column(
                row.int32("number"),
                row.text("name"),
                types.type(row.int64("type"), row.int32("modifier")),
                row.text("type_sql"),
                row.bool("required") || types.required(row.int64("type")),
                given(row),
                row.textOrNull("fallback")));
  }

  private static Given given(Row row) {
    String fallback = row.textOrNull("fallback");
    if (row.bool("computed")) {
      return Given.COMPUTED;
    }
    if (row.bool("identity") || (fallback != null && fallback.contains("nextval("))) {
      return Given.SEQUENCE;
    }
    return fallback == null ? Given.NULL : Given.DEFAULT;
  }

  private <T> Map<Long, List<T>> grouped(String sql, String oids, RowReader<T> reader) {
    Map<Long, List<T>> all = new HashMap<>();
    session.query(
        sql.replace(":tables", oids),
        row ->
            all.computeIfAbsent(row.int64("relation"), _ -> new ArrayList<>())
                .add(reader.read(row)));
    return all;
  }

  private static Raw raw(Row row) {
    List<Long> ancestors = row.int64sOrNull("ancestors");
    return new Raw(
        row.int64("oid"),
        new SqlName(row.text("namespace"), row.text("name")),
        row.textOrNull("bound"),
        ancestors == null ? List.of() : ancestors);
  }

  private static ForeignKey foreignKey(Row row) {
    SqlName name = new SqlName(row.text("namespace"), row.text("name"));
    List<Integer> numbers = numbers(row.int64s("keys"));
    List<String> names = row.texts("key_names");
    List<KeyColumn> keys = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      keys.add(new KeyColumn(numbers.get(i), names.get(i)));
    }
    String sql = (row.bool("partitioned") ? "" : "ONLY ") + name.toSql();
    return new ForeignKey(numbers(row.int64s("columns")), row.int64("target"), name, sql, keys);
  }

  private static List<Integer> numbers(@Nullable List<Long> numbers) {
    return numbers == null ? List.of() : numbers.stream().map(Long::intValue).toList();
  }
}
