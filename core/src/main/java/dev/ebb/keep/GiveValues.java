package dev.ebb.keep;

import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Table;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts overwritten values back into the rows that still have what was written over them. Stateless.
 */
final class GiveValues {
  private GiveValues() {}

  static Giving of(Kept kept, Table live) {
    return of(kept, live, true);
  }

  /** Whatever was written over them meanwhile. */
  static Giving always(Kept kept, Table live) {
    return of(kept, live, false);
  }

  private static Giving of(Kept kept, Table live, boolean ifUnchanged) {
    List<Column> columns =
        live.columns(kept.columns()).stream()
            .filter(c -> !c.generated() && !kept.key().contains(c.name()))
            .toList();
    String match = Table.match(live.columns(kept.key()));
    String set =
        columns.stream()
            .map(c ->
                "%1$s = CASE WHEN %2$s IS NULL THEN %3$s ELSE %4$s END"
                    .formatted(c.sql(), old(c), c.of("t"), c.restored("(" + old(c) + ")")))
            .collect(Collectors.joining(", "));
    String unchanged =
        ifUnchanged ? "(k.ebb_same OR " + all("ebb_new", columns, "NULL") + ")" : "true";
    String differs = "NOT " + all("ebb_old", columns, "NULL");
    List<String> missing =
        kept.columns().stream().filter(name -> live.column(name) == null).toList();
    return new Giving(
        kept,
        live,
        "",
        "UPDATE %s AS t SET %s FROM %s k WHERE %s AND %s AND k.ebb_new IS NOT NULL AND %s AND %s"
            .formatted(live.from(), set, kept.storeSql(), match, Giving.WHICH, unchanged, differs),
        "EXISTS (SELECT FROM %s t WHERE %s AND %s)"
            .formatted(live.from(), match, all("ebb_old", columns, "NULL")),
        match,
        missing);
  }

  static String mark(Kept kept, Table live) {
    String match = Table.match(live.columns(kept.key()));
    return "UPDATE %s k SET ebb_same = true FROM %s t WHERE %s AND k.ebb_new IS NOT NULL AND %s"
        .formatted(kept.storeSql(), live.from(), match, all("ebb_new", live.columns(), "e.value"));
  }

  private static String old(Column column) {
    return "k.ebb_old ->> " + Quote.literal(column.name());
  }

  /** Whether a live row has all the values of an object; {@code otherwise} for other columns. */
  private static String all(String object, List<Column> columns, String otherwise) {
    String value =
        columns.stream()
            .map(c -> "WHEN " + Quote.literal(c.name()) + " THEN " + c.of("t") + "::text")
            .collect(Collectors.joining(" ", "CASE e.key ", " ELSE " + otherwise + " END"));
    return "NOT EXISTS (SELECT FROM jsonb_each_text(k.%s) e WHERE e.value IS DISTINCT FROM %s)"
        .formatted(object, columns.isEmpty() ? otherwise : value);
  }
}
