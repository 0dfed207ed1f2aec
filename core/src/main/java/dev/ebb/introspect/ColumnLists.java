package dev.ebb.introspect;

import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Identity;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of each relation in their order. Dropped columns leave holes in the server's numbers,
 * which are not to be seen.
 */
final class ColumnLists {
  /** Takes a column with its place among the others. */
  interface Taker {
    void take(String path, Identity identity, Facts facts);
  }

  private record Column(String path, Identity identity, Facts facts) {}

  private static final Comparator<Column> BY_NUMBER =
      Comparator.comparingInt(column -> column.identity.part());

  private final Map<Long, List<Column>> byRelation = new HashMap<>();

  void add(String path, Identity identity, Facts facts) {
    byRelation
        .computeIfAbsent(identity.objectId(), _ -> new ArrayList<>())
        .add(new Column(path, identity, facts));
  }

  /** Takes all of another one, which has none of the same relations. */
  void add(ColumnLists other) {
    byRelation.putAll(other.byRelation);
  }

  void forEach(Taker taker) {
    for (List<Column> columns : byRelation.values()) {
      columns.sort(BY_NUMBER);
      int position = 0;
      for (Column column : columns) {
        position++;
        Facts facts = column.facts.with(Fact.POSITION, Integer.toString(position));
        taker.take(column.path, column.identity, facts);
      }
    }
  }

  /**
   * The names of columns, with quotes where needed, without those of the system.
   *
   * @param numbers as the server writes them: {@code {1,2}} or {@code 1 2}
   */
  List<String> names(long relation, String numbers) {
    List<Column> columns = byRelation.getOrDefault(relation, List.of());
    List<String> names = new ArrayList<>();
    int at = numbers.startsWith("{") ? 1 : 0;
    int end = numbers.length() - at;
    while (at < end) {
      int next = at;
      while (next < end && numbers.charAt(next) != ',' && numbers.charAt(next) != ' ') {
        next++;
      }
      int number = Integer.parseInt(numbers, at, next, 10);
      for (Column column : columns) {
        if (column.identity.part() == number) {
          names.add(new ObjectName(Kind.COLUMN, column.path).simpleName());
        }
      }
      at = next + 1;
    }
    return names;
  }
}
