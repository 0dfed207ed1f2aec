package dev.ebb.drill;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Session;
import dev.ebb.graph.MigrationId;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a database holds, in few words: what is applied, every object, and for each table how many
 * rows there are and sums over all their values. Enough to tell whether a way led back. Immutable.
 *
 * @param applied what the ledger says is applied
 * @param catalog all objects
 * @param tables by qualified name as SQL
 */
public record Holdings(
    SortedSet<MigrationId> applied, Catalog catalog, SortedMap<String, Table> tables) {

  /** Defends itself against later changes of its parts. */
  public Holdings {
    applied = Collections.unmodifiableSortedSet(new TreeSet<>(applied));
    tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
  }

  /**
   * One table.
   *
   * @param rows how many
   * @param sum over whole rows, whatever their order and that of the columns
   * @param columns a sum over each column, by its name as SQL, to name the one that differs
   */
  public record Table(long rows, String sum, SortedMap<String, String> columns) {
    /** Defends itself against later changes of its parts. */
    public Table {
      columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    }
  }

  /**
   * Looks into a database; reads all its rows.
   *
   * @param session in no transaction
   */
  public static Holdings read(Session session, Site.Tenant tenant) {
    SortedSet<MigrationId> applied = new TreeSet<>();
    new ContentsReader(List.of(tenant)).ledgers(session).forEach(m -> applied.addAll(m.applied()));
    Catalog catalog = new CatalogReader(List.of(tenant.versionTable())).read(session);
    Map<String, List<String>> columns =
        catalog.objects().stream()
            .filter(o -> o.kind() == Kind.COLUMN)
            .collect(
                Collectors.groupingBy(
                    o -> o.name().container(),
                    Collectors.mapping(o -> o.name().simpleName(), Collectors.toList())));
    SortedMap<String, Table> tables = new TreeMap<>();
    for (CatalogObject object : catalog.objects()) {
      if (object.kind() == Kind.TABLE && object.facts().text(Fact.SORT).equals("table")) {
        List<String> names =
            columns.getOrDefault(object.path(), List.of()).stream().sorted().toList();
        tables.put(object.path(), table(session, object.path(), names));
      }
    }
    return new Holdings(applied, catalog, tables);
  }

  // A strong sum over rows, with columns in the order of their names; quick ones over columns.
  private static Table table(Session session, String path, List<String> columns) {
    if (columns.isEmpty()) {
      return session.queryOne(
          "SELECT count(*) AS n FROM ONLY " + path,
          row -> new Table(row.int64("n"), "", new TreeMap<>()));
    }
    String values =
        columns.stream().map(c -> "x." + c + "::text").collect(Collectors.joining(", "));
    String sums =
        columns.stream()
            .map(c ->
                "coalesce(sum(hashtextextended(coalesce(x.%s::text, '(null)'), 0)::numeric)::text, '')"
                    .formatted(c))
            .collect(Collectors.joining(", "));
    return session.queryOne(
        """
        SELECT count(*) AS n, ARRAY[%s]::text[] AS columns,
               coalesce(sum(('x' || substr(md5(ROW(%s)::text), 1, 15))::bit(60)::int8)::text, '') AS total
          FROM ONLY %s x\
        """
            .formatted(sums, values, path),
        row -> {
          SortedMap<String, String> byName = new TreeMap<>();
          List<String> found = row.texts("columns");
          for (int i = 0; i < columns.size(); i++) {
            byName.put(columns.get(i), found.get(i));
          }
          return new Table(row.int64("n"), row.text("total"), byName);
        });
  }

  /** All rows of all tables. */
  public long rows() {
    return tables.values().stream().mapToLong(Table::rows).sum();
  }

  /**
   * How what was found differs from this; empty if a way led back.
   *
   * @param further migrations that may be applied on top: a forward fix adds to history
   */
  public List<String> differences(Holdings found, SortedSet<MigrationId> further) {
    List<String> all = new ArrayList<>();
    SortedSet<MigrationId> missing = new TreeSet<>(applied);
    missing.removeAll(found.applied);
    SortedSet<MigrationId> surplus = new TreeSet<>(found.applied);
    surplus.removeAll(applied);
    surplus.removeAll(further);
    if (!missing.isEmpty()) {
      all.add("the ledger lacks " + missing);
    }
    if (!surplus.isEmpty()) {
      all.add("the ledger has " + surplus + ", which was not applied before");
    }
    Difference difference = catalog.difference(found.catalog);
    if (!difference.isEmpty() && !difference.isOnlyColumnOrder()) {
      difference.lines().forEach(line -> all.add("object: " + line));
    }
    tables.forEach((path, table) -> {
      Table there = found.tables.get(path);
      if (there != null) {
        all.addAll(differences(path, table, there));
      }
    });
    return List.copyOf(all);
  }

  /** Whether the columns of a table stand in another order there, and everything else is equal. */
  public boolean inOtherOrder(Holdings found) {
    return catalog.difference(found.catalog).isOnlyColumnOrder();
  }

  private static List<String> differences(String path, Table table, Table there) {
    if (table.rows() != there.rows()) {
      return List.of("table %s has %d rows, not %d".formatted(path, there.rows(), table.rows()));
    }
    if (table.sum().equals(there.sum())
        || !table.columns().keySet().equals(there.columns().keySet())) {
      return List.of(); // other columns are named among the objects
    }
    List<String> columns =
        table.columns().entrySet().stream()
            .filter(column -> !column.getValue().equals(there.columns().get(column.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    return List.of(
        "table %s has other values%s"
            .formatted(path, columns.isEmpty() ? "" : " in " + String.join(", ", columns)));
  }
}
