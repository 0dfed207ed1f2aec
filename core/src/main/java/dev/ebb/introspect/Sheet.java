package dev.ebb.introspect;

import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Identity;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Row;
import dev.ebb.db.RowReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one result are read: columns named after facts are facts, the others are kind,
 * path and identity. Looks for each column once, because there are tens of thousands of rows.
 */
final class Sheet {
  private static final Map<String, Fact> FACTS = new HashMap<>();

  static {
    for (Fact fact : Fact.values()) {
      FACTS.put(fact.name().toLowerCase(Locale.ROOT), fact);
    }
  }

  /** Where an identity is in a row; a place that is not there is below 0. */
  private record Places(int classId, int oid, int part) {}

  private final List<String> columns;
  private final @Nullable Fact[] facts;
  private final int kindPlace;
  private final int pathPlace;
  private final Places self;
  private String kindText = "";
  private Kind kind = Kind.NAMESPACE;

  Sheet(List<String> columns, Set<Fact> without) {
    this.columns = columns;
    this.facts = new @Nullable Fact[columns.size()];
    for (int i = 0; i < facts.length; i++) {
      Fact fact = FACTS.get(columns.get(i));
      facts[i] = fact == null || without.contains(fact) ? null : fact;
    }
    this.kindPlace = columns.indexOf("kind");
    this.pathPlace = columns.indexOf("path");
    this.self = places("");
  }

  /** What the row is about; nearly always the same as for the row before. */
  Kind kind(Row row) {
    String text = String.valueOf(row.textAt(kindPlace));
    if (!text.equals(kindText)) {
      kind = Kind.valueOf(text);
      kindText = text;
    }
    return kind;
  }

  /** The path; null for a note, which has none of its own. */
  @Nullable String path(Row row) {
    return pathPlace < 0 ? null : row.textAt(pathPlace);
  }

  /** Any column, null also if it is not there. */
  @Nullable String text(Row row, String column) {
    int place = columns.indexOf(column);
    return place < 0 ? null : row.textAt(place);
  }

  /** All facts of a row. */
  Facts facts(Row row) {
    @Nullable String[] values = new @Nullable String[facts.length];
    for (int i = 0; i < facts.length; i++) {
      Fact fact = facts[i];
      if (fact != null) {
        values[i] = fact.isFlag() ? (row.boolAt(i) ? "true" : null) : row.textAt(i);
      }
    }
    return Facts.of(facts, values);
  }

  /** Who the row is about. */
  Identity identity(Row row) {
    return identity(row, self);
  }

  /** How to read who else the rows are about. */
  RowReader<Identity> other(String prefix) {
    Places places = places(prefix);
    return row -> identity(row, places);
  }

  private Places places(String prefix) {
    return new Places(
        columns.indexOf(prefix + "class"),
        columns.indexOf(prefix + "oid"),
        columns.indexOf(prefix + "part"));
  }

  private static Identity identity(Row row, Places at) {
    return new Identity(number(row, at.classId), number(row, at.oid), (int) number(row, at.part));
  }

  private static long number(Row row, int place) {
    return place < 0 ? 0 : row.int64At(place);
  }
}
