package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the tables of a shadow hold, in few words: how many rows, and for each column a sum that any
 * other value would change. In which order rows come does not count. Immutable.
 *
 * @param tables by namespace and name, quoted where SQL needs it
 */
record RowDigests(Map<String, Table> tables) {
  static final RowDigests NONE = new RowDigests(Map.of());

  // The server refuses more than 1664 columns in a result; a question is also kept to a size that
  // is quickly planned.
  private static final int TABLES_AT_ONCE = 40;

  RowDigests {
    tables = Map.copyOf(tables);
  }

  /**
   * One table.
   *
   * @param rows how many
   * @param columns a sum over all values, by the name of the column, quoted where SQL needs it
   */
  record Table(long rows, Map<String, String> columns) {
    Table {
      columns = Map.copyOf(columns);
    }
  }

  /** All tables of a catalog that hold rows themselves. */
  static Set<String> holders(Catalog catalog) {
    return catalog.objects().stream()
        .filter(o -> o.kind() == Kind.TABLE && o.facts().text(Fact.SORT).equals("table"))
        .map(CatalogObject::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** These, with what some tables hold now; without those that the catalog does not have. */
  RowDigests with(Session session, Catalog catalog, Collection<String> changed) {
    Set<String> there = holders(catalog);
    Map<String, Table> all = new HashMap<>(tables);
    all.keySet().retainAll(there);
    List<String> asked =
        new ArrayList<>(changed.stream().filter(there::contains).sorted().toList());
    there.stream()
        .filter(table -> !all.containsKey(table) && !asked.contains(table))
        .forEach(asked::add);
    Map<String, List<String>> columns = columns(catalog);
    for (int from = 0; from < asked.size(); from += TABLES_AT_ONCE) {
      List<String> some = asked.subList(from, Math.min(asked.size(), from + TABLES_AT_ONCE));
      all.putAll(read(session, some, columns));
    }
    return new RowDigests(all);
  }

  private static Map<String, List<String>> columns(Catalog catalog) {
    return catalog.objects().stream()
        .filter(o -> o.kind() == Kind.COLUMN)
        .collect(
            Collectors.groupingBy(
                o -> o.name().container(),
                Collectors.mapping(o -> o.name().simpleName(), Collectors.toList())));
  }

  private static Map<String, Table> read(
      Session session, List<String> some, Map<String, List<String>> columns) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < some.size(); i++) {
      String sums =
          columns.getOrDefault(some.get(i), List.of()).stream()
              .map(RowDigests::sum)
              .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
      sql.append(i == 0 ? "" : "\nUNION ALL ")
          .append(
              "SELECT %d AS i, count(*) AS n, %s AS s FROM ONLY %s x"
                  .formatted(i, sums, some.get(i)));
    }
    Map<String, Table> read = new HashMap<>();
    session.query(
        sql.toString(),
        row -> {
          String table = some.get(row.int32("i"));
          List<String> sums = row.texts("s");
          List<String> names = columns.getOrDefault(table, List.of());
          Map<String, String> byName = new HashMap<>();
          for (int c = 0; c < names.size(); c++) {
            byName.put(names.get(c), sums.get(c));
          }
          return read.put(table, new Table(row.int64("n"), byName));
        });
    return read;
  }

  private static String sum(String column) {
    return "coalesce(sum(('x' || substr(pg_catalog.md5(coalesce(x.%s::text, '(null)')), 1, 15))::bit(60)::int8)::text, '')"
        .formatted(column);
  }
}
