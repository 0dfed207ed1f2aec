package dev.ebb.keep;

import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All tables and sequences of users with their columns by number, as a transaction sees them at one
 * moment: two of them tell exactly what was dropped or got another type in between, whatever did
 * it. Immutable.
 */
final class Inventory {
  private static final String QUERY =
      """
      SELECT c.oid::bigint AS oid, c.relkind = 'S' AS sequence, c.relfilenode::bigint AS node,
             c.relispartition AS partition,
             (SELECT i.inhparent::bigint FROM pg_catalog.pg_inherits i
               WHERE i.inhrelid = c.oid AND c.relispartition LIMIT 1) AS parent,
             (SELECT d.refobjid::bigint FROM pg_catalog.pg_depend d
               WHERE c.relkind = 'S' AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                 AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass LIMIT 1) AS owner,
             (SELECT pg_catalog.string_agg(pg_catalog.concat(a.attnum, ':', a.atttypid, ':', a.atttypmod), ',')
                FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.oid AND c.relkind <> 'S' AND a.attnum > 0 AND NOT a.attisdropped
                 AND a.attgenerated = '') AS columns
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't' AND :others
      """;

  private final Map<Long, Relation> relations = new HashMap<>();

  /**
   * A table or sequence.
   *
   * @param parent the partitioned table that it is a partition of; null if it is none
   * @param owner the table whose column owns it; null if it is no sequence or nobody's
   * @param columns type and modifier by number
   */
  record Relation(
      long oid,
      boolean sequence,
      long node,
      @Nullable Long parent,
      @Nullable Long owner,
      Map<Integer, String> columns) {}

  private Inventory() {}

  /** What there is now. */
  static Inventory read(Session session, Books books) {
    Inventory inventory = new Inventory();
    session
        .query(QUERY.replace(":others", books.others()), Inventory::relation)
        .forEach(r -> inventory.relations.put(r.oid(), r));
    return inventory;
  }

  /** The tables in which tools keep their books, which are nobody's data. */
  record Books(String namespace, List<String> tables) {
    /** What holds for relations {@code c} in namespaces {@code n} that are users'. */
    String others() {
      String names = String.join(", ", tables.stream().map(Quote::literal).toList());
      return "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ebb_keep')"
          + " AND NOT (n.nspname = "
          + Quote.literal(namespace)
          + " AND c.relname IN ("
          + names
          + "))";
    }
  }

  private static Relation relation(Row row) {
    Map<Integer, String> columns = new HashMap<>();
    String all = row.textOrNull("columns");
    if (all != null) {
      for (String column : all.split(",")) {
        int colon = column.indexOf(':');
        columns.put(Integer.valueOf(column.substring(0, colon)), column.substring(colon + 1));
      }
    }
    return new Relation(
        row.int64("oid"),
        row.bool("sequence"),
        row.int64("node"),
        row.int64OrNull("parent"),
        row.int64OrNull("owner"),
        columns);
  }

  /** Whether a table is in it. */
  boolean has(long oid) {
    return relations.containsKey(oid);
  }

  /** Whether a column is in it. */
  boolean has(long oid, int column) {
    Relation relation = relations.get(oid);
    return relation != null && relation.columns().containsKey(column);
  }

  /** The table at the top of the tree that a partition is in; itself if it is none. */
  long root(long oid) {
    Relation relation = relations.get(oid);
    Long parent = relation == null ? null : relation.parent();
    return parent == null ? oid : root(parent);
  }

  /** A table and all partitioned tables above it. */
  List<Long> withAncestors(long oid) {
    List<Long> line = new ArrayList<>();
    Long next = oid;
    while (next != null) {
      line.add(next);
      Relation relation = relations.get(next);
      next = relation == null ? null : relation.parent();
    }
    return line;
  }

  /** What is in this one and was taken away when the later one was made. */
  Gone goneIn(Inventory later) {
    Gone gone =
        new Gone(
            new ArrayList<>(),
            new HashMap<>(),
            new HashMap<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Relation before : relations.values()) {
      Relation after = later.relations.get(before.oid());
      if (after == null) {
        vanished(before, later, gone);
      } else if (!before.sequence()) {
        compare(before, after, gone);
      }
    }
    return gone;
  }

  private void vanished(Relation before, Inventory later, Gone gone) {
    if (before.sequence()) {
      gone.sequences().add(before.oid());
    } else if (before.parent() == null || later.has(before.parent())) {
      gone.tables().add(before.oid());
    }
  }

  private void compare(Relation before, Relation after, Gone gone) {
    if (before.parent() != null && relations.containsKey(before.parent())) {
      // what happens to the columns of a partition happens to those of its root
    } else {
      before
          .columns()
          .forEach((number, type) -> {
            String now = after.columns().get(number);
            if (now == null) {
              gone.columns().computeIfAbsent(before.oid(), _ -> new ArrayList<>()).add(number);
            } else if (!now.equals(type)) {
              gone.retyped().computeIfAbsent(before.oid(), _ -> new ArrayList<>()).add(number);
            }
          });
    }
    if (before.node() != after.node() && before.columns().equals(after.columns())) {
      gone.rewritten().add(before.oid());
    }
  }

  /**
   * What is no longer there, by number.
   *
   * @param tables but no partitions of tables that went with them
   * @param columns of tables that are still there
   * @param retyped columns that have another type now
   * @param sequences owned or not
   * @param rewritten tables that have a new file, as after TRUNCATE
   */
  record Gone(
      List<Long> tables,
      Map<Long, List<Integer>> columns,
      Map<Long, List<Integer>> retyped,
      List<Long> sequences,
      List<Long> rewritten) {}
}
