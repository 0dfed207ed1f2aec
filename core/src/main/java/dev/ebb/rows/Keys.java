package dev.ebb.rows;

import dev.ebb.db.Session;
import dev.ebb.rows.Table.ForeignKey;
import dev.ebb.rows.Table.KeyColumn;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys that rows may refer to: those that are in the tables now, remembered between questions.
 */
final class Keys {
  private static final int MOST = 40;

  private final Session session;
  private final Map<ForeignKey, List<List<String>>> known = new HashMap<>();

  Keys(Session session) {
    this.session = session;
  }

  /**
   * Some keys that a foreign key can hold, in the order of its columns; empty if there are none.
   */
  List<List<String>> of(ForeignKey key) {
    return known.computeIfAbsent(key, this::read);
  }

  /** Forgets what was read of a table, because it has more rows now. */
  void forget(Table table) {
    known.keySet().removeIf(key -> table.is(key.target()));
  }

  private List<List<String>> read(ForeignKey key) {
    List<String> columns =
        key.targetColumns().stream().map(KeyColumn::name).map(Quote::identifier).toList();
    String values =
        columns.stream().map(c -> c + "::text").collect(Collectors.joining(", ", "ARRAY[", "]"));
    String present =
        columns.stream().map(c -> c + " IS NOT NULL").collect(Collectors.joining(" AND "));
    String sql =
        "SELECT DISTINCT %s AS k FROM %s WHERE %s ORDER BY 1 LIMIT %d"
            .formatted(values, key.targetSql(), present, MOST);
    return new ArrayList<>(session.query(sql, row -> row.texts("k")));
  }
}
