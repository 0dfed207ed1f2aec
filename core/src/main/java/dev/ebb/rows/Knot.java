package dev.ebb.rows;

import dev.ebb.db.Session;
import dev.ebb.rows.Table.ForeignKey;
import dev.ebb.rows.Table.KeyColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rows of which none can exist before the others: their keys are settled beforehand, and they come
 * in one statement, at whose end the server looks whether all keys exist.
 */
final class Knot {
  private static final int MOST = 3;

  private final Session session;
  private final Composer composer;
  private final Inserter inserter;
  private final FillOrder.Batch batch;
  private final Set<ForeignKey> inner = new HashSet<>();
  private final Map<Spot, Spot> same = new HashMap<>();

  /** A column of a table. */
  private record Spot(Table table, int column) {}

  Knot(Session session, Composer composer, Inserter inserter, FillOrder.Batch batch) {
    this.session = session;
    this.composer = composer;
    this.inserter = inserter;
    this.batch = batch;
    for (Table table : batch.tables()) {
      for (ForeignKey key : table.foreignKeys()) {
        if (!batch.later().contains(key)) {
          batch.tables().stream()
              .filter(t -> t.is(key.target()))
              .findFirst()
              .ifPresent(t -> tie(table, key, t));
        }
      }
    }
  }

  private void tie(Table table, ForeignKey key, Table target) {
    inner.add(key);
    for (int i = 0; i < key.columns().size(); i++) {
      KeyColumn there = key.targetColumns().get(i);
      int number =
          target.columns().stream()
              .filter(c -> c.name().equals(there.name()))
              .findFirst()
              .orElseThrow()
              .number();
      Spot one = find(new Spot(table, key.columns().get(i)));
      Spot other = find(new Spot(target, number));
      if (!one.equals(other)) {
        same.put(one, other);
      }
    }
  }

  private Spot find(Spot spot) {
    Spot at = spot;
    for (Spot next = same.get(at); next != null; next = same.get(at)) {
      at = next;
    }
    return at;
  }

  /** Inserts some; returns what the server said to the last that it refused, or what is missing. */
  @Nullable String fill(int rows) {
    String why = null;
    for (int row = 0; row < Math.min(MOST, rows); row++) {
      String refusal = one(row);
      why = refusal == null ? why : refusal;
    }
    return why;
  }

  private @Nullable String one(int row) {
    Map<Spot, @Nullable String> settled = settled(row);
    List<String> inserts = new ArrayList<>();
    for (Table table : batch.tables()) {
      Map<Integer, @Nullable String> fixed = LateKeys.nulls(table, batch.later());
      for (Column column : table.columns()) {
        Spot root = find(new Spot(table, column.number()));
        if (settled.containsKey(root)) {
          fixed.put(column.number(), settled.get(root));
        }
      }
      Set<ForeignKey> ignored = new HashSet<>(inner);
      ignored.addAll(batch.later());
      Composer.Rows rows = composer.compose(table, ignored, fixed, row + 1);
      if (rows.why() != null) {
        return rows.why();
      }
      inserts.add(Inserter.statement(table, rows.columns(), List.of(rows.values().getLast())));
    }
    return inserter.attempt(oneStatement(inserts));
  }

  private static String oneStatement(List<String> inserts) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < inserts.size() - 1; i++) {
      sql.append(i == 0 ? "WITH " : ", ")
          .append("ebb_")
          .append(i)
          .append(" AS (")
          .append(inserts.get(i))
          .append(")\n");
    }
    return sql.append(inserts.getLast()).toString();
  }

  private Map<Spot, @Nullable String> settled(int row) {
    Map<Spot, @Nullable String> settled = new HashMap<>();
    for (Table table : batch.tables()) {
      for (Column column : table.columns()) {
        Spot spot = new Spot(table, column.number());
        Spot root = find(spot);
        boolean tied = same.containsKey(spot) || same.containsValue(spot);
        boolean better = column.fallback() != null && column.given() != Column.Given.COMPUTED;
        if (tied && (better || !settled.containsKey(root))) {
          settled.put(root, value(table, column, row));
        }
      }
    }
    return settled;
  }

  // Where the server has a way to make a key, that way is taken, so that its sequence moves on.
  private @Nullable String value(Table table, Column column, int row) {
    String fallback = column.fallback();
    if (fallback != null && column.given() != Column.Given.COMPUTED) {
      return session
          .queryFirst(
              "SELECT (" + fallback + ")::text AS v", r -> Optional.ofNullable(r.textOrNull("v")))
          .flatMap(value -> value)
          .orElse(null);
    }
    SplittableRandom random = composer.random(table, row);
    return composer.maker().make(column.type(), Style.PLAIN, random);
  }
}
