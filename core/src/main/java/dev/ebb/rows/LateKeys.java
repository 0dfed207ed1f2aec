package dev.ebb.rows;

import dev.ebb.rows.Table.ForeignKey;
import dev.ebb.sql.Quote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys that had to stay null until the rows that they refer to were there. */
final class LateKeys {
  private static final int ROWS = 3;

  private final Keys keys;
  private final Inserter inserter;

  LateKeys(Keys keys, Inserter inserter) {
    this.keys = keys;
    this.inserter = inserter;
  }

  /** Null for every column of these keys that may be null, by its number. */
  static Map<Integer, @Nullable String> nulls(Table table, Set<ForeignKey> later) {
    Map<Integer, @Nullable String> nulls = new HashMap<>();
    for (ForeignKey key : table.foreignKeys()) {
      if (later.contains(key)) {
        key.columns().stream()
            .flatMap(number -> table.column(number).stream())
            .filter(column -> !column.required() && column.written())
            .forEach(column -> nulls.put(column.number(), null));
      }
    }
    return nulls;
  }

  /** Lets some rows of a table refer to what is there now. */
  void fill(Table table, Set<ForeignKey> later) {
    for (ForeignKey key : table.foreignKeys()) {
      if (later.contains(key)) {
        List<List<String>> there = keys.of(key);
        there.stream().limit(ROWS).forEach(tuple -> inserter.attempt(update(table, key, tuple)));
      }
    }
  }

  private static String update(Table table, ForeignKey key, List<String> tuple) {
    StringBuilder set = new StringBuilder();
    StringBuilder open = new StringBuilder();
    for (int i = 0; i < tuple.size(); i++) {
      String column = table.column(key.columns().get(i)).map(Column::sql).orElseThrow();
      set.append(i == 0 ? "" : ", ")
          .append(column)
          .append(" = ")
          .append(Quote.literal(tuple.get(i)));
      open.append(i == 0 ? "" : " OR ").append(column).append(" IS NULL");
    }
    return "UPDATE ONLY %s SET %s WHERE ctid = (SELECT ctid FROM ONLY %s WHERE %s LIMIT 1)"
        .formatted(table.name().toSql(), set, table.name().toSql(), open);
  }
}
