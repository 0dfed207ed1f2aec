package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.Session;
import dev.ebb.fix.FixScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts and sums over everything in a database that a script has no right to touch: rows of tables
 * that stay, and values of columns that stay as they are.
 */
final class RowSums {
  private final Map<String, String> queries = new TreeMap<>();

  RowSums(Catalog actual, Catalog wanted, FixScript script) {
    Set<ObjectName> lost =
        script.losses().stream().map(loss -> loss.object()).collect(Collectors.toSet());
    Map<String, List<String>> columns = new TreeMap<>();
    for (CatalogObject column : actual.objects()) {
      if (column.kind() == Kind.COLUMN
          && staysAsItIs(column, wanted)
          && !lost.contains(column.name())) {
        columns
            .computeIfAbsent(column.name().container(), _ -> new ArrayList<>())
            .add(column.name().simpleName());
      }
    }
    for (CatalogObject table : actual.objects()) {
      boolean stays =
          table.kind() == Kind.TABLE
              && table.facts().text(Fact.SORT).equals("table")
              && wanted.object(table.name()).isPresent()
              && !lost.contains(table.name());
      if (stays) {
        queries.put(
            table.path(), query(table.path(), columns.getOrDefault(table.path(), List.of())));
      }
    }
  }

  private static boolean staysAsItIs(CatalogObject column, Catalog wanted) {
    return !column.facts().has(Fact.GENERATED)
        && wanted
            .object(column.name())
            .filter(o -> !o.facts().has(Fact.GENERATED))
            .filter(o -> o.facts().get(Fact.TYPE).equals(column.facts().get(Fact.TYPE)))
            .isPresent();
  }

  private static String query(String table, List<String> columns) {
    return "SELECT count(*) || ' rows, sum '"
        + " || coalesce(sum(hashtextextended(ROW(%s)::text, 0)::numeric), 0) AS sum FROM ONLY %s"
            .formatted(String.join(", ", columns), table);
  }

  /** What the tables hold now. */
  Map<String, String> read(Session session) {
    Map<String, String> sums = new TreeMap<>();
    queries.forEach(
        (table, query) -> sums.put(table, session.queryOne(query, row -> row.text("sum"))));
    return sums;
  }
}
