package dev.ebb.keep;

import dev.ebb.keep.table.Column;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names and types of stored columns, by which rows become text and rows again. Immutable. */
record Shape(List<String> names, List<String> types) {
  /** Columns as they are stored. */
  static Shape of(List<Column> columns) {
    return new Shape(
        columns.stream().map(Column::name).toList(),
        columns.stream().map(c -> c.plain() ? c.type() : "text").toList());
  }

  /** The place of a row without a key. */
  static Shape ofPlace() {
    return new Shape(List.of(Keeper.REST, Keeper.NTH), List.of("bytea", "bigint"));
  }

  /** What is written beside the key of a row in which values were overwritten. */
  Shape withValues() {
    return and(
        new Shape(
            List.of("ebb_old", "ebb_new", "ebb_n", "ebb_same"),
            List.of("jsonb", "jsonb", "bigint", "boolean")));
  }

  /** These, and then others. */
  Shape and(Shape others) {
    return new Shape(
        Stream.concat(names.stream(), others.names.stream()).toList(),
        Stream.concat(types.stream(), others.types.stream()).toList());
  }

  /** An array of a row's values as text. */
  String cells(String alias) {
    return names.stream()
        .map(name -> alias + "." + Quote.identifier(name) + "::text")
        .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
  }

  /** The rows that were stored as text, as they were. */
  String rows(long id) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      columns.append(i == 0 ? "" : ", ");
      columns.append("(r.cells[").append(i + 1).append("])::").append(types.get(i));
      columns.append(" AS ").append(Quote.identifier(names.get(i)));
    }
    // Not by s.cells[i][j]: that would look for each cell from the start.
    return """
    SELECT %s FROM ebb_keep.small s CROSS JOIN LATERAL (
      SELECT array_agg(u.cell ORDER BY u.n) AS cells
        FROM unnest(s.cells) WITH ORDINALITY u(cell, n) GROUP BY (u.n - 1) / %d) r
     WHERE s.kept = %d\
    """
        .formatted(columns, names.size(), id);
  }
}
