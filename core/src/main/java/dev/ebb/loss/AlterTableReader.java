package dev.ebb.loss;

import dev.ebb.sql.Cursor;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the actions of an {@code ALTER TABLE}. Confined to one statement. */
final class AlterTableReader {
  private static final Touch NOTHING = new Touch.Nothing();

  private final Cursor cursor;
  private final List<String> dropped = new ArrayList<>();
  private final List<Touch.Retype> retyped = new ArrayList<>();
  private boolean strange;

  private AlterTableReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Reads on behind the words {@code ALTER TABLE}. */
  static Touch read(Cursor cursor) {
    Touch calls = TouchReader.calls(cursor);
    if (cursor.accept("all", "in")) {
      return NOTHING;
    }
    cursor.acceptIfExists();
    cursor.accept("only");
    SqlName table = cursor.name();
    if (table == null) {
      return new Touch.RunsCode("an ALTER TABLE that Ebb cannot read");
    }
    cursor.acceptSymbol('*');
    Touch renaming = renaming(cursor, table);
    if (renaming != null) {
      return renaming;
    }
    AlterTableReader reader = new AlterTableReader(cursor);
    do {
      reader.action();
    } while (cursor.skipPastComma());
    if (reader.strange) {
      return new Touch.RunsCode("an ALTER TABLE that Ebb cannot read");
    }
    return reader.dropped.isEmpty() && reader.retyped.isEmpty()
        ? calls
        : new Touch.AltersTable(table, reader.dropped, reader.retyped);
  }

  private static @Nullable Touch renaming(Cursor cursor, SqlName table) {
    if (cursor.accept("set", "schema")) {
      String namespace = cursor.identifier();
      return namespace == null ? NOTHING : new Touch.Renames(table, null, null, namespace);
    }
    if (!cursor.accept("rename")) {
      return null;
    }
    if (cursor.sees("constraint")) {
      return NOTHING;
    }
    if (cursor.accept("to")) {
      String name = cursor.identifier();
      return name == null ? NOTHING : new Touch.Renames(table, null, name, null);
    }
    cursor.accept("column");
    String column = cursor.identifier();
    String name = cursor.accept("to") ? cursor.identifier() : null;
    return column == null || name == null ? NOTHING : new Touch.Renames(table, column, name, null);
  }

  private void action() {
    if (cursor.accept("drop")) {
      drop();
    } else if (cursor.accept("alter") && !cursor.sees("constraint")) {
      alter();
    }
  }

  private void drop() {
    if (cursor.sees("constraint")) {
      return;
    }
    cursor.accept("column");
    cursor.acceptIfExists();
    String column = cursor.identifier();
    if (column == null) {
      strange = true;
    } else {
      dropped.add(column);
    }
  }

  private void alter() {
    cursor.accept("column");
    String column = cursor.identifier();
    cursor.accept("set", "data");
    if (!cursor.accept("type")) {
      return;
    }
    if (column == null) {
      strange = true;
    } else {
      retype(column);
    }
  }

  private void retype(String column) {
    StringBuilder type = new StringBuilder();
    boolean whole = true;
    while (!cursor.atEnd() && !cursor.sees("using") && !cursor.sees("collate")) {
      String word = cursor.word();
      if (word.isEmpty()) {
        whole = false;
        break;
      }
      type.append(type.isEmpty() ? "" : " ").append(word);
    }
    boolean computed = cursor.sees("using") && !plainCast(column);
    retyped.add(new Touch.Retype(column, whole ? type.toString() : "", computed));
  }

  // USING column::type says no more than that the type changes.
  private boolean plainCast(String column) {
    cursor.accept("using");
    boolean own = column.equals(cursor.identifier());
    boolean cast = own && cursor.acceptOperator("::");
    while (cast && !cursor.word().isEmpty()) {
      // the words of the type
    }
    return cast && (cursor.atEnd() || cursor.isSymbol(','));
  }
}
