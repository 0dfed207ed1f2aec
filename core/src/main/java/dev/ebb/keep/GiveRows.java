package dev.ebb.keep;

import dev.ebb.keep.table.Column;
import dev.ebb.keep.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows back, those of a dropped table or those that were deleted from one that is still there.
 * A live row that people may have made is never touched; what the step itself has put there gives
 * way if it stands in the script as it is, and is completed if it was computed. Stateless.
 */
final class GiveRows {
  private final Kept kept;
  private final Table live;
  private final List<Column> columns;
  private final List<Column> key;
  private final String madeHere;

  private GiveRows(Kept kept, Table live, @Nullable String since) {
    this.madeHere = madeHere(since == null ? "0" : "age('" + since + "'::xid)");
    this.kept = kept;
    this.live = live;
    this.columns = live.data().stream().filter(c -> kept.columns().contains(c.name())).toList();
    List<Column> known = live.columns(kept.key());
    this.key = known.size() == kept.key().size() ? known : List.of();
  }

  /**
   * A row that this step has made: each step begins with a savepoint, so that its rows bear later
   * numbers than those of a step before it in the same transaction. Rows of others that came later
   * look as young, but theirs are committed.
   */
  private static String madeHere(String age) {
    return "(age(t.xmin) <= "
        + age
        + " AND txid_status(txid_current() - txid_current() % 4294967296"
        + " + t.xmin::text::bigint) = 'in progress')";
  }

  static Giving of(Kept kept, Table live, boolean wasAbsent, Seeds seeds, @Nullable String since) {
    return new GiveRows(kept, live, since).giving(wasAbsent, seeds);
  }

  /** Live rows in the place of kept ones stay, or give way. */
  static Giving byHand(Kept kept, Table live, boolean keptWins) {
    GiveRows give = new GiveRows(kept, live, null);
    String first =
        keptWins && !give.key.isEmpty()
            ? "DELETE FROM %s AS t USING %s k WHERE %s;"
                .formatted(live.from(), kept.storeSql(), Table.match(give.key))
            : "";
    return give.giving(first, Seeds.NONE);
  }

  private Giving giving(boolean wasAbsent, Seeds seeds) {
    String first =
        switch (seeds) {
          case NONE -> "";
          case CONSTANT -> wasAbsent ? "DELETE FROM " + live.from() + " t;" : replaceSeeds();
          case COMPUTED -> key.isEmpty() ? "" : complete();
        };
    return giving(first, seeds);
  }

  private Giving giving(String first, Seeds seeds) {
    List<String> missing =
        kept.columns().stream().filter(name -> live.column(name) == null).toList();
    return new Giving(
        kept,
        live,
        first,
        insert(seeds),
        "EXISTS (SELECT FROM %s t WHERE %s)".formatted(live.from(), same(columns)),
        key.isEmpty() ? same(columns) : Table.match(key),
        missing);
  }

  private String insert(Seeds seeds) {
    String free =
        !key.isEmpty()
            ? " AND NOT EXISTS (SELECT FROM %s t WHERE %s)".formatted(live.from(), Table.match(key))
            : seeds == Seeds.COMPUTED
                ? " AND NOT EXISTS (SELECT FROM %s t WHERE %s AND %s)"
                    .formatted(live.from(), madeHere, same(columns))
                : "";
    return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s k WHERE %s%s ON CONFLICT DO NOTHING"
        .formatted(
            live.name().toSql(),
            Table.list(columns),
            columns.stream().map(c -> c.restored(c.of("k"))).collect(Collectors.joining(", ")),
            kept.storeSql(),
            Giving.WHICH,
            free);
  }

  // What a default gives (a number, a time) says nothing about which row of the script this is.
  private String replaceSeeds() {
    List<String> alike = new ArrayList<>();
    if (!key.isEmpty()) {
      alike.add(Table.match(key));
    }
    List<Column> telling =
        columns.stream().filter(c -> c.defaultText() == null && !key.contains(c)).toList();
    if (!telling.isEmpty()) {
      alike.add("(" + same(telling) + ")");
    }
    return alike.isEmpty()
        ? ""
        : "DELETE FROM %s AS t USING %s k WHERE %s AND (%s);"
            .formatted(live.from(), kept.storeSql(), madeHere, String.join(" OR ", alike));
  }

  /** Completes rows that the step computed, where all that it knew is what was kept. */
  private String complete() {
    List<Column> others = columns.stream().filter(c -> !key.contains(c)).toList();
    if (others.isEmpty()) {
      return "";
    }
    String compatible =
        others.stream()
            .map(c ->
                "(%1$s IS NULL OR %1$s::text IS NOT DISTINCT FROM %2$s::text%3$s)"
                    .formatted(c.of("t"), c.of("k"), unset(c)))
            .collect(Collectors.joining(" AND "));
    String set =
        others.stream()
            .map(c -> c.sql() + " = " + c.restored(c.of("k")))
            .collect(Collectors.joining(", "));
    return "UPDATE %s AS t SET %s FROM %s k WHERE %s AND %s AND %s;"
        .formatted(live.from(), set, kept.storeSql(), Table.match(key), madeHere, compatible);
  }

  private static String unset(Column column) {
    @Nullable String text = column.defaultText();
    return text == null || text.contains("nextval(")
        ? ""
        : " OR %s::text = (%s)::%s::text".formatted(column.of("t"), text, column.type());
  }

  private static String same(List<Column> columns) {
    return columns.isEmpty()
        ? "true"
        : columns.stream()
            .map(c -> "%s::text IS NOT DISTINCT FROM %s::text".formatted(c.of("t"), c.of("k")))
            .collect(Collectors.joining(" AND "));
  }
}
