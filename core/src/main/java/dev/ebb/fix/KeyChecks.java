package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says which rows would break a constraint that is to come. Only where all that it speaks of is
 * there already, under the same names: the rest shows when it is run, and changes nothing then.
 */
final class KeyChecks {
  private final Passage passage;
  private final Draft draft;

  KeyChecks(Passage passage, Draft draft) {
    this.passage = passage;
    this.draft = draft;
  }

  void add(CatalogObject key) {
    Optional<String> table = table(key);
    if (table.isEmpty()) {
      return;
    }
    switch (key.facts().text(Fact.SORT)) {
      case "check" -> check(key, table.get());
      case "primary key", "unique" -> unique(key, table.get());
      case "foreign key" -> foreign(key, table.get());
      default -> {
        if (key.kind() == Kind.INDEX && !key.facts().text(Fact.DEFINITION).contains(" WHERE ")) {
          unique(key, table.get());
        }
      }
    }
  }

  /** The present name of the table, if it and all columns concerned keep theirs. */
  private Optional<String> table(CatalogObject key) {
    Optional<CatalogObject> table =
        passage.thereParts().whole(key.name()).filter(Passage::holdsRows);
    if (table.isEmpty()) {
      return Optional.empty();
    }
    for (ObjectName needed : passage.there().dependencies().of(key.name())) {
      Optional<CatalogObject> before = passage.pairs().here(needed);
      boolean column =
          (needed.kind() == Kind.COLUMN && needed.container().equals(table.get().path()))
              || needed.kind() == Kind.ROUTINE;
      if (needed.kind() == Kind.TYPE && (before.isEmpty() || isOther(before.get()))) {
        return Optional.empty();
      }
      if (column
          && before.filter(o -> o.name().simpleName().equals(needed.simpleName())).isEmpty()) {
        return Optional.empty();
      }
    }
    return passage.pairs().here(table.get().name()).map(CatalogObject::path);
  }

  // What the condition says of a type need not be true, or not even be said, of what it is now.
  private boolean isOther(CatalogObject type) {
    return passage
        .pairs()
        .there(type.name())
        .filter(o -> passage.pairs().changes(type, o).isEmpty())
        .isEmpty();
  }

  private void check(CatalogObject key, String table) {
    String clause = key.facts().text(Fact.CLAUSE);
    String prefix = "CHECK ";
    String suffix = " NO INHERIT";
    if (clause.startsWith(prefix)) {
      String condition = clause.substring(prefix.length());
      if (condition.endsWith(suffix)) {
        condition = condition.substring(0, condition.length() - suffix.length());
      }
      draft.precheck(
          key.name(),
          "SELECT * FROM " + table + " WHERE NOT " + condition,
          "is broken by rows that are there");
    }
  }

  private void unique(CatalogObject key, String table) {
    List<String> columns = new ArrayList<>();
    key.facts().list(Fact.COLUMNS).forEach(column -> columns.add(Quote.identifier(column)));
    if (columns.isEmpty() || key.facts().text(Fact.DEFINITION).contains("((")) {
      return;
    }
    String list = String.join(", ", columns);
    draft.precheck(
        key.name(),
        "SELECT * FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s GROUP BY %2$s HAVING count(*) > 1)"
            .formatted(table, list),
        "must be unique, and rows have the same");
  }

  private void foreign(CatalogObject key, String table) {
    String clause = key.facts().text(Fact.CLAUSE);
    String to = key.facts().text(Fact.REFERENCES);
    int start = clause.indexOf("REFERENCES " + to + "(");
    Optional<CatalogObject> target = passage.pairs().here(new ObjectName(Kind.TABLE, to));
    if (target.isEmpty() && key.facts().list(Fact.COLUMNS).size() == 1) {
      draft.precheck(
          key.name(),
          "SELECT * FROM "
              + table
              + " WHERE "
              + Quote.identifier(key.facts().list(Fact.COLUMNS).getFirst())
              + " IS NOT NULL",
          "points to rows of a table that is to come, and is empty then");
      return;
    }
    if (start < 0 || target.isEmpty() || key.facts().list(Fact.COLUMNS).size() != 1) {
      return;
    }
    int open = clause.indexOf('(', start);
    String column = Quote.identifier(key.facts().list(Fact.COLUMNS).getFirst());
    String referred = clause.substring(open + 1, clause.indexOf(')', open));
    if (passage
        .pairs()
        .here(new ObjectName(Kind.COLUMN, to + "." + referred))
        .filter(o -> o.name().simpleName().equals(referred))
        .isEmpty()) {
      return;
    }
    draft.precheck(
        key.name(),
        "SELECT * FROM %s o WHERE o.%s IS NOT NULL AND NOT EXISTS (SELECT FROM %s r WHERE r.%s = o.%2$s)"
            .formatted(table, column, target.get().path(), referred),
        "points to rows that are not there");
  }
}
