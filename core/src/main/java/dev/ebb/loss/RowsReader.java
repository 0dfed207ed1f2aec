package dev.ebb.loss;

import dev.ebb.sql.Cursor;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the tables whose rows a statement deletes, changes or truncates, wherever in the statement
 * that is said. A name that is no table's, as that of a common table expression, may be among them.
 */
final class RowsReader {
  /** What may follow the name of a table that is updated, before SET. */
  private static final Set<String> NO_ALIAS = Set.of("set", "where", "using", "returning", "from");

  private final Cursor cursor;
  private final List<Touch.Target> targets = new ArrayList<>();
  private boolean cascade;

  private RowsReader(Cursor cursor) {
    this.cursor = cursor;
  }

  static Touch read(String text) {
    RowsReader reader = new RowsReader(Cursor.over(text));
    while (!reader.cursor.atEnd()) {
      reader.next();
    }
    return reader.targets.isEmpty()
        ? new Touch.RunsCode("a change of rows that Ebb cannot read")
        : new Touch.ChangesRows(reader.targets, reader.cascade);
  }

  private void next() {
    if (cursor.accept("delete", "from")) {
      one(Touch.How.DELETE);
    } else if (cursor.accept("truncate")) {
      truncate();
    } else if (cursor.accept("merge", "into")) {
      merge();
    } else if (cursor.accept("for", "update") || cursor.accept("do", "update")) {
      // row locks, and what INSERT does on a conflict, which its own name tells
    } else if (cursor.accept("insert", "into")) {
      insert();
    } else if (cursor.accept("update")) {
      update();
    } else {
      cursor.skip();
    }
  }

  private void one(Touch.How how) {
    cursor.accept("only");
    SqlName table = cursor.name();
    if (table != null) {
      targets.add(new Touch.Target(table, how, List.of()));
    }
  }

  private void merge() {
    cursor.accept("only");
    SqlName table = cursor.name();
    if (table != null) {
      targets.add(new Touch.Target(table, Touch.How.UPDATE, List.of()));
      targets.add(new Touch.Target(table, Touch.How.DELETE, List.of()));
    }
    // Its WHEN … THEN UPDATE and DELETE name no table of their own.
    while (!cursor.atEnd()) {
      cursor.skip();
    }
  }

  private void insert() {
    SqlName table = cursor.name();
    if (table != null && cursor.restHas("conflict")) {
      targets.add(new Touch.Target(table, Touch.How.UPDATE, List.of()));
    }
  }

  private void truncate() {
    cursor.accept("table");
    do {
      one(Touch.How.TRUNCATE);
      cursor.acceptSymbol('*');
    } while (cursor.acceptSymbol(','));
    cascade |= cursor.restHas("cascade");
  }

  private void update() {
    cursor.accept("only");
    SqlName table = cursor.name();
    if (table == null) {
      return;
    }
    cursor.acceptSymbol('*');
    cursor.accept("as");
    if (NO_ALIAS.stream().noneMatch(cursor::sees)) {
      cursor.identifier();
    }
    if (cursor.accept("set")) {
      targets.add(new Touch.Target(table, Touch.How.UPDATE, columns()));
    }
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    do {
      boolean several = cursor.acceptSymbol('(');
      do {
        String column = cursor.identifier();
        if (column == null) {
          return List.of();
        }
        columns.add(column);
      } while (several && cursor.acceptSymbol(','));
      if (several) {
        cursor.acceptSymbol(')');
      }
    } while (toNextAssignment());
    return columns;
  }

  /** Goes behind the comma after an assignment; false if it was the last one. */
  private boolean toNextAssignment() {
    int depth = 0;
    while (!cursor.atEnd()) {
      if (cursor.acceptSymbol('(') || cursor.acceptSymbol('[')) {
        depth++;
      } else if (cursor.isSymbol(')') || cursor.isSymbol(']')) {
        if (depth == 0) {
          return false;
        }
        depth--;
        cursor.skip();
      } else if (depth == 0 && cursor.acceptSymbol(',')) {
        return true;
      } else if (depth == 0
          && (cursor.sees("from") || cursor.sees("where") || cursor.sees("returning"))) {
        return false;
      } else {
        cursor.skip();
      }
    }
    return false;
  }
}
