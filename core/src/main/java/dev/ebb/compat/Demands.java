package dev.ebb.compat;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Columns that every new row must have from now on and that the old application does not know: its
 * INSERT is still understood, and fails. Immutable.
 */
final class Demands {
  private static final Pattern TARGET =
      Pattern.compile(
          "(?is)\\binsert\\s+into\\s+((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)"
              + "(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))?)");

  private final Map<String, List<String>> byTable = new HashMap<>();

  private Demands() {}

  static Demands between(Catalog old, Catalog now) {
    Demands demands = new Demands();
    for (CatalogObject column : now.objects()) {
      boolean demanded =
          column.kind() == Kind.COLUMN
              && column.facts().has(Fact.NOT_NULL)
              && !column.facts().has(Fact.DEFAULT)
              && !column.facts().has(Fact.IDENTITY)
              && !column.facts().has(Fact.GENERATED);
      String table = column.name().container();
      if (demanded
          && old.object(column.name()).isEmpty()
          && old.object(Kind.TABLE, table).isPresent()) {
        demands.byTable.computeIfAbsent(table, _ -> new ArrayList<>()).add(column.title());
      }
    }
    return demands;
  }

  /** What a statement would have to give, and cannot. */
  List<String> of(String sql) {
    List<String> missing = new ArrayList<>();
    Matcher matcher = TARGET.matcher(sql);
    while (matcher.find()) {
      named(matcher.group(1))
          .ifPresent(name ->
              byTable.forEach((table, columns) -> {
                SqlName path = SqlName.parse(table);
                if (path.name().equals(name.name())
                    && (name.namespace() == null || name.namespace().equals(path.namespace()))) {
                  columns.forEach(column ->
                      missing.add("gives no value for " + column + ", which must have one now"));
                }
              }));
    }
    return missing;
  }

  private static Optional<SqlName> named(String text) {
    try {
      return Optional.of(SqlName.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
