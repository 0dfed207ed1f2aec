package dev.ebb.introspect;

import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Identity;
import dev.ebb.db.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one result are read: columns named after facts are facts, the others are kind,
 * path and identity.
 */
final class Sheet {
  private static final Map<String, Fact> FACTS = new HashMap<>();

  static {
    for (Fact fact : Fact.values()) {
      FACTS.put(fact.name().toLowerCase(Locale.ROOT), fact);
    }
  }

  private final List<String> columns;
  private final @Nullable Fact[] facts;

  Sheet(List<String> columns) {
    this.columns = columns;
    this.facts = columns.stream().map(FACTS::get).toArray(Fact[]::new);
  }

  /** All facts of a row. */
  Facts facts(Row row) {
    @Nullable String[] values = new @Nullable String[facts.length];
    for (int i = 0; i < facts.length; i++) {
      Fact fact = facts[i];
      if (fact != null) {
        values[i] = value(fact, row.textAt(i));
      }
    }
    return Facts.of(facts, values);
  }

  // The server writes t and f for what is either so or not.
  private static @Nullable String value(Fact fact, @Nullable String text) {
    if (!fact.isFlag()) {
      return text;
    }
    return "t".equals(text) ? "true" : null;
  }

  /** Who the row is about. */
  Identity identity(Row row) {
    return identity(row, "");
  }

  /** Who else the row is about. */
  Identity identity(Row row, String prefix) {
    return new Identity(
        number(row, prefix + "class"),
        number(row, prefix + "oid"),
        (int) number(row, prefix + "part"));
  }

  /** The numbers of columns in a row: the server writes {@code {1,2}} or {@code 1 2}. */
  List<Integer> key(Row row) {
    int place = columns.indexOf("key");
    String text = place < 0 ? null : row.textAt(place);
    if (text == null) {
      return List.of();
    }
    List<Integer> numbers = new ArrayList<>();
    for (String number : text.replaceAll("[{}]", "").split("[, ]")) {
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  private long number(Row row, String column) {
    int place = columns.indexOf(column);
    String text = place < 0 ? null : row.textAt(place);
    return text == null ? 0 : Long.parseLong(text);
  }
}
