package dev.ebb.rows;

import dev.ebb.rows.Table.Check;
import dev.ebb.rows.Table.ForeignKey;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes rows for a table: finds out which columns must agree, and gives each group its values. */
final class Composer {
  private final RowOptions options;
  private final Solver solver;
  private final ValueMaker maker;
  private final Keys keys;

  Composer(RowOptions options, Solver solver, Keys keys) {
    this.options = options;
    this.solver = solver;
    this.maker = new ValueMaker(solver);
    this.keys = keys;
  }

  /**
   * Rows to be tried, or why there can be none.
   *
   * @param columns which columns they give values for
   * @param values for each row the values as SQL
   * @param why what is missing; null if nothing is
   */
  record Rows(List<Column> columns, List<List<String>> values, @Nullable String why) {
    Rows {
      columns = List.copyOf(columns);
      values = List.copyOf(values);
    }
  }

  ValueMaker maker() {
    return maker;
  }

  SplittableRandom random(Table table, int row) {
    long mixed = options.seed() * 31 + options.round();
    mixed = mixed * 1_000_003 + table.name().toSql().hashCode();
    return new SplittableRandom(mixed * 1_000_003 + row);
  }

  /**
   * Makes that many rows.
   *
   * @param ignored foreign keys that need not hold yet
   * @param fixed values that are settled, by the number of their column; null is a value
   */
  Rows compose(
      Table table, Set<ForeignKey> ignored, Map<Integer, @Nullable String> fixed, int count) {
    List<Column> columns =
        table.columns().stream().filter(c -> c.written() || fixed.containsKey(c.number())).toList();
    List<Supply> supplies = new ArrayList<>();
    for (Cluster cluster : clusters(table, columns, ignored)) {
      ForeignKey barren = barren(cluster, fixed);
      if (barren != null) {
        String why = "needs a row of " + barren.targetName() + ", which has none";
        return new Rows(columns, List.of(), why);
      }
      Supply supply = supply(table, cluster, fixed);
      if (supply == null) {
        return new Rows(columns, List.of(), "found no values for " + cluster.describe());
      }
      supplies.add(supply);
    }
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(row(table, columns, supplies, row));
    }
    return new Rows(columns, rows, null);
  }

  private List<String> row(Table table, List<Column> columns, List<Supply> supplies, int row) {
    SplittableRandom random = random(table, row);
    Style style = Style.ofRow(row, options.extremes());
    Map<Column, String> values = new HashMap<>();
    supplies.forEach(supply -> supply.give(row + options.round(), style, random, values));
    return columns.stream().map(column -> values.getOrDefault(column, "NULL")).toList();
  }

  /** Columns whose values must agree, and on what. */
  private record Cluster(List<Column> columns, List<Check> checks, List<ForeignKey> keys) {
    String describe() {
      List<String> names = columns.stream().map(Column::sql).toList();
      return String.join(", ", names)
          + (checks.isEmpty() ? "" : " that satisfy " + checks.getFirst().expression());
    }

    boolean isFreeColumn() {
      return columns.size() == 1 && checks.isEmpty() && keys.isEmpty();
    }

    boolean isKeyAlone() {
      return keys.size() == 1
          && checks.isEmpty()
          && keys.getFirst().columns().size() == columns.size();
    }
  }

  private static List<Cluster> clusters(
      Table table, List<Column> columns, Set<ForeignKey> ignored) {
    List<Check> checks =
        table.checks().stream()
            .filter(check -> !check.columns().isEmpty() && covers(columns, check.columns()))
            .toList();
    List<ForeignKey> keys =
        table.foreignKeys().stream()
            .filter(key -> !ignored.contains(key) && covers(columns, key.columns()))
            .toList();
    Map<Integer, Integer> root = new HashMap<>();
    columns.forEach(column -> root.put(column.number(), column.number()));
    checks.forEach(check -> join(root, check.columns()));
    keys.forEach(key -> join(root, key.columns()));
    return root.values().stream()
        .distinct()
        .sorted()
        .map(r ->
            new Cluster(
                columns.stream().filter(c -> r.equals(root.get(c.number()))).toList(),
                checks.stream().filter(c -> r.equals(root.get(c.columns().getFirst()))).toList(),
                keys.stream().filter(k -> r.equals(root.get(k.columns().getFirst()))).toList()))
        .toList();
  }

  private static boolean covers(List<Column> columns, List<Integer> numbers) {
    return numbers.stream().allMatch(n -> columns.stream().anyMatch(c -> c.number() == n));
  }

  private static void join(Map<Integer, Integer> root, List<Integer> members) {
    Integer first = root.get(members.getFirst());
    for (Integer member : members) {
      Integer other = root.get(member);
      root.replaceAll((_, r) -> r.equals(other) && first != null ? first : r);
    }
  }

  private @Nullable ForeignKey barren(Cluster cluster, Map<Integer, @Nullable String> fixed) {
    for (ForeignKey key : cluster.keys) {
      boolean needed =
          cluster.columns.stream()
              .filter(c -> key.columns().contains(c.number()))
              .allMatch(c -> c.required() && !fixed.containsKey(c.number()));
      if (needed && keys.of(key).isEmpty()) {
        return key;
      }
    }
    return null;
  }

  private @Nullable Supply supply(
      Table table, Cluster cluster, Map<Integer, @Nullable String> fixed) {
    boolean settled = cluster.columns.stream().anyMatch(c -> fixed.containsKey(c.number()));
    if (cluster.isFreeColumn()) {
      Column column = cluster.columns.getFirst();
      return settled
          ? Supply.listed(cluster.columns, List.of(listOf(fixed.get(column.number()))))
          : free(column);
    }
    if (cluster.isKeyAlone() && !settled) {
      return ofKey(cluster);
    }
    List<Solver.Unknown> unknowns =
        cluster.columns.stream().map(c -> unknown(table, cluster, c, fixed)).toList();
    List<String> conditions =
        new ArrayList<>(cluster.checks.stream().map(Check::expression).toList());
    cluster.keys.forEach(key -> conditions.add(exists(key, cluster.columns)));
    List<List<@Nullable String>> solutions =
        solver.solve(unknowns, conditions, options.seed() + options.round());
    return solutions.isEmpty() ? null : Supply.listed(cluster.columns, solutions);
  }

  private static List<@Nullable String> listOf(@Nullable String value) {
    List<@Nullable String> one = new ArrayList<>();
    one.add(value);
    return one;
  }

  private Supply free(Column column) {
    return (_, style, random, values) -> {
      boolean bare = style == Style.BARE;
      String made = bare && !column.required() ? null : maker.make(column.type(), style, random);
      String sql = made == null ? "NULL" : Quote.literal(made);
      values.put(column, bare && column.given() == Column.Given.DEFAULT ? "DEFAULT" : sql);
    };
  }

  private Supply ofKey(Cluster cluster) {
    ForeignKey key = cluster.keys.getFirst();
    List<Column> inOrder =
        key.columns().stream()
            .map(n ->
                cluster.columns.stream().filter(c -> c.number() == n).findFirst().orElseThrow())
            .toList();
    List<List<@Nullable String>> choices = new ArrayList<>();
    keys.of(key).forEach(tuple -> choices.add(new ArrayList<>(tuple)));
    if (inOrder.stream().noneMatch(Column::required)) {
      List<@Nullable String> nothing = new ArrayList<>();
      inOrder.forEach(_ -> nothing.add(null));
      choices.add(nothing);
    } else if (choices.isEmpty()) {
      // one part may be null, and then the others may be anything
      List<@Nullable String> partly = new ArrayList<>();
      inOrder.forEach(c ->
          partly.add(
              c.required() ? maker.make(c.type(), Style.PLAIN, new SplittableRandom(7)) : null));
      choices.add(partly);
    }
    return Supply.listed(inOrder, choices);
  }

  private Solver.Unknown unknown(
      Table table, Cluster cluster, Column column, Map<Integer, @Nullable String> fixed) {
    if (fixed.containsKey(column.number())) {
      return new Solver.Unknown(
          column.name(), column.typeSql(), listOf(fixed.get(column.number())));
    }
    List<@Nullable String> candidates = new ArrayList<>();
    for (ForeignKey key : cluster.keys) {
      int at = key.columns().indexOf(column.number());
      if (at >= 0) {
        keys.of(key).stream().map(tuple -> tuple.get(at)).distinct().forEach(candidates::add);
        break;
      }
    }
    if (candidates.isEmpty()) {
      Hints hints = Hints.of(cluster.checks.stream().map(Check::expression).toList());
      candidates.addAll(maker.candidates(column.type(), hints, random(table, column.number())));
    }
    if (!column.required()) {
      candidates.add(Math.min(1, candidates.size()), null);
    }
    return new Solver.Unknown(column.name(), column.typeSql(), candidates);
  }

  private static String exists(ForeignKey key, List<Column> columns) {
    StringBuilder nothing = new StringBuilder();
    StringBuilder same = new StringBuilder();
    for (int i = 0; i < key.columns().size(); i++) {
      int number = key.columns().get(i);
      for (int s = 0; s < columns.size(); s++) {
        if (columns.get(s).number() == number) {
          String own = "s" + s + "." + columns.get(s).sql();
          nothing.append(own).append(" IS NULL OR ");
          same.append(i == 0 ? "" : " AND ")
              .append("k.")
              .append(Quote.identifier(key.targetColumns().get(i).name()))
              .append(" = ")
              .append(own);
        }
      }
    }
    return nothing + "EXISTS (SELECT FROM " + key.targetSql() + " AS k WHERE " + same + ")";
  }
}
