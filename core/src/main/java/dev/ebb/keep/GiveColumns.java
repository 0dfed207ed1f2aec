package dev.ebb.keep;

import dev.ebb.keep.Kept.Matching;
import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Table;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Puts the values of dropped columns back into the rows that they were in. Stateless. */
final class GiveColumns {
  private GiveColumns() {}

  static Giving of(Kept kept, Table live, boolean wasAbsent) {
    List<Column> columns = live.columns(kept.columns());
    // Somebody may have given values to a column that was there before the step.
    String set =
        columns.stream()
            .map(c ->
                wasAbsent
                    ? c.sql() + " = " + c.restored(c.of("k"))
                    : "%s = coalesce(%s, %s)".formatted(c.sql(), c.of("t"), c.restored(c.of("k"))))
            .collect(Collectors.joining(", "));
    String changes =
        columns.stream()
            .map(c ->
                wasAbsent
                    ? "%s::text IS DISTINCT FROM %s::text".formatted(c.of("t"), c.of("k"))
                    : "%s IS NULL AND %s IS NOT NULL".formatted(c.of("t"), c.of("k")))
            .collect(Collectors.joining(" OR ", "(", ")"));
    String same =
        columns.stream()
            .map(c -> "%s::text IS NOT DISTINCT FROM %s::text".formatted(c.of("t"), c.of("k")))
            .collect(Collectors.joining(" AND "));
    return kept.matching() == Matching.KEY
        ? byKey(kept, live, new Parts(set, changes, same))
        : byContent(kept, live, new Parts(set, changes, same));
  }

  /** What both ways of finding a row have in common. */
  private record Parts(String set, String changes, String same) {}

  private static Giving byKey(Kept kept, Table live, Parts parts) {
    String match = Table.match(live.columns(kept.key()));
    return new Giving(
        kept,
        live,
        "",
        "UPDATE %s AS t SET %s FROM %s k WHERE %s AND %s AND %s"
            .formatted(
                live.from(), parts.set(), kept.storeSql(), match, Giving.WHICH, parts.changes()),
        "EXISTS (SELECT FROM %s t WHERE %s AND %s)".formatted(live.from(), match, parts.same()),
        match,
        List.of());
  }

  private static Giving byContent(Kept kept, Table live, Parts parts) {
    List<Column> rest =
        kept.key().stream().map(name -> Objects.requireNonNull(live.column(name))).toList();
    String rows =
        "(SELECT t.ctid AS ebb_row, t.tableoid AS ebb_table, %s AS %s, row_number() OVER (PARTITION BY %s) AS %s FROM %s t) l"
            .formatted(
                Keeper.sum(rest, "t"),
                Keeper.REST,
                Keeper.rowText(rest, "t"),
                Keeper.NTH,
                live.from());
    String match = "l.ebb_rest = k.ebb_rest AND l.ebb_nth = k.ebb_nth";
    String there = "EXISTS (SELECT FROM " + rows + " WHERE " + match + ")";
    return new Giving(
        kept,
        live,
        "",
        "UPDATE %s AS t SET %s FROM %s k JOIN %s ON %s WHERE t.ctid = l.ebb_row AND t.tableoid = l.ebb_table AND %s AND %s"
            .formatted(
                live.from(),
                parts.set(),
                kept.storeSql(),
                rows,
                match,
                Giving.WHICH,
                parts.changes()),
        there,
        there,
        List.of());
  }
}
