package dev.ebb.restore;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.sql.SqlName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Something that is in the database now and would not be after going back. */
public sealed interface Forfeit {

  /** Whatever was written since that moment: always true of going back in time. */
  record Writes(Instant since) implements Forfeit {}

  /** What these migrations did. */
  record Migrations(SchemaName schema, SortedSet<MigrationId> applied) implements Forfeit {}

  /** These migrations were taken back since, and would be applied again. */
  record Returns(SchemaName schema, SortedSet<MigrationId> applied) implements Forfeit {}

  /**
   * A table that has more rows now.
   *
   * @param then 0 if there was no such table
   */
  record Rows(String table, long then, long now) implements Forfeit {}

  /** Other databases of the same server, which go back, too: whatever was written there since. */
  record Neighbours(List<String> databases) implements Forfeit {
    public Neighbours {
      databases = List.copyOf(databases);
    }
  }

  /** What would go when a point replaces what is there now. */
  static List<Forfeit> of(RestorePoint point, Contents now) {
    List<Forfeit> all = new ArrayList<>();
    all.add(new Writes(point.at()));
    Contents then = point.contents();
    if (then == null) {
      return all;
    }
    for (LedgerMark mark : now.ledgers()) {
      SortedSet<MigrationId> before =
          then.ledger(mark.schema())
              .map(LedgerMark::applied)
              .orElseGet(Collections::emptySortedSet);
      SortedSet<MigrationId> lost = Contents.without(mark.applied(), before);
      SortedSet<MigrationId> back = Contents.without(before, mark.applied());
      if (!lost.isEmpty()) {
        all.add(new Migrations(mark.schema(), lost));
      }
      if (!back.isEmpty()) {
        all.add(new Returns(mark.schema(), back));
      }
    }
    for (Map.Entry<String, Long> table : now.rows().entrySet()) {
      long had = then.rows().getOrDefault(table.getKey(), 0L);
      if (!isBooks(table.getKey()) && !then.rows().isEmpty() && table.getValue() > had) {
        all.add(new Rows(table.getKey(), had, table.getValue()));
      }
    }
    return all;
  }

  // The audit is carried over; what is applied is told by the migrations; and what was kept since
  // is not lost but still in its tables there.
  private static boolean isBooks(String table) {
    return table.endsWith(".migration_logs")
        || SqlName.OWN_NAMESPACES.stream().anyMatch(own -> table.startsWith(own + "."));
  }
}
