package dev.ebb.rows;

import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the values of some columns of a table, row by row. */
@FunctionalInterface
interface Supply {
  /** Puts the values for a row, as SQL, to those of the other columns. */
  void give(int row, Style style, RandomGenerator random, Map<Column, String> values);

  /** One after the other of a list, from the start again when it is used up. */
  static Supply listed(List<Column> columns, List<List<@Nullable String>> choices) {
    List<List<@Nullable String>> fullFirst = new ArrayList<>(choices);
    fullFirst.sort(Comparator.comparingLong(Supply::nulls));
    int first = fullFirst.size();
    while (first > 1 && nulls(fullFirst.get(first - 1)) > nulls(fullFirst.get(0))) {
      first--;
    }
    int full = first;
    return (row, style, _, values) -> {
      // without nulls as long as there is a choice: a row that refers to nothing proves less
      int last = fullFirst.size() - 1;
      int wanted = row % full;
      List<@Nullable String> chosen = fullFirst.get(style == Style.BARE ? last : wanted);
      for (int i = 0; i < columns.size(); i++) {
        String value = chosen.get(i);
        values.put(columns.get(i), value == null ? "NULL" : Quote.literal(value));
      }
    };
  }

  private static long nulls(List<@Nullable String> choice) {
    return choice.stream().filter(Objects::isNull).count();
  }
}
