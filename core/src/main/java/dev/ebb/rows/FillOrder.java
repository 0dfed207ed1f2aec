package dev.ebb.rows;

import dev.ebb.rows.Table.ForeignKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts tables in an order in which keys exist before they are referred to. Pure. */
final class FillOrder {
  private final List<Batch> batches = new ArrayList<>();

  /**
   * Tables to be filled at one time.
   *
   * @param tables one; or several, or one that refers to itself, of which no row can exist before
   *     the others
   * @param tied whether their rows must come in one statement
   * @param later keys that stay null at first and are filled in when all rows are there
   */
  record Batch(List<Table> tables, boolean tied, Set<ForeignKey> later) {
    Batch {
      tables = List.copyOf(tables);
      later = Set.copyOf(later);
    }
  }

  private FillOrder() {}

  static List<Batch> of(List<Table> tables) {
    FillOrder order = new FillOrder();
    for (List<Table> ring : new Rings(tables, Set.of()).found()) {
      order.add(ring);
    }
    return order.batches;
  }

  private void add(List<Table> ring) {
    Set<ForeignKey> later = new HashSet<>();
    for (Table table : ring) {
      for (ForeignKey key : table.foreignKeys()) {
        if (ring.stream().anyMatch(t -> t.is(key.target())) && mayBeNull(table, key)) {
          later.add(key);
        }
      }
    }
    for (List<Table> left : new Rings(ring, later).found()) {
      batches.add(new Batch(left, refersWithin(left, later), later));
    }
  }

  private static boolean refersWithin(List<Table> tables, Set<ForeignKey> except) {
    return tables.stream()
        .flatMap(table -> table.foreignKeys().stream())
        .filter(key -> !except.contains(key))
        .anyMatch(key -> tables.stream().anyMatch(table -> table.is(key.target())));
  }

  private static boolean mayBeNull(Table table, ForeignKey key) {
    return key.columns().stream()
        .anyMatch(number -> table.column(number).map(c -> !c.required()).orElse(false));
  }

  /** Finds the sets of tables that refer to each other in a ring, those referred to first. */
  private static final class Rings {
    private final List<Table> tables;
    private final Set<ForeignKey> except;
    private final List<List<Table>> found = new ArrayList<>();
    private final Map<Table, Integer> number = new HashMap<>();
    private final Map<Table, Integer> lowest = new HashMap<>();
    private final Deque<Table> open = new ArrayDeque<>();

    Rings(List<Table> tables, Set<ForeignKey> except) {
      this.tables = tables;
      this.except = except;
    }

    List<List<Table>> found() {
      for (Table table : tables) {
        if (!number.containsKey(table)) {
          visit(table);
        }
      }
      return found;
    }

    private void visit(Table table) {
      int own = number.size();
      number.put(table, own);
      lowest.put(table, own);
      open.push(table);
      for (Table target : targets(table)) {
        if (!number.containsKey(target)) {
          visit(target);
          lowest.merge(table, low(target), Math::min);
        } else if (open.contains(target)) {
          lowest.merge(table, low(target), Math::min);
        }
      }
      if (low(table) == own) {
        close(table);
      }
    }

    private int low(Table table) {
      return lowest.getOrDefault(table, 0);
    }

    private List<Table> targets(Table table) {
      return table.foreignKeys().stream()
          .filter(key -> !except.contains(key))
          .flatMap(key -> tables.stream().filter(t -> t.is(key.target())))
          .toList();
    }

    private void close(Table first) {
      List<Table> ring = new ArrayList<>();
      Table table;
      do {
        table = open.pop();
        ring.add(table);
      } while (!table.equals(first));
      found.add(ring);
    }
  }
}
