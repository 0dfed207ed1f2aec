package dev.ebb.keep;

import dev.ebb.graph.Step;
import dev.ebb.keep.table.Table;
import dev.ebb.loss.Touch;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;

/** Where the rows come from that a step itself puts into a table. */
enum Seeds {
  /** It puts none there. */
  NONE,
  /** They stand in the script: what was kept is what people made of them. */
  CONSTANT,
  /** They are computed from what is in the database now: that is as live as any other row. */
  COMPUTED;

  /** What the text of a step's statements tells. */
  static Seeds in(Step step, Table table) {
    Seeds seeds = NONE;
    for (Statement statement : step.source().script().statements()) {
      Seeds here = of(statement, table);
      seeds = here.compareTo(seeds) > 0 ? here : seeds;
    }
    return seeds;
  }

  private static Seeds of(Statement statement, Table table) {
    Cursor cursor = Cursor.over(statement.text());
    boolean copies = statement.kind() instanceof StatementKind.CopyIn;
    if (copies ? cursor.accept("copy") : cursor.accept("insert", "into")) {
      SqlName name = cursor.name();
      if (name != null && !name.name().equals(table.name().name())) {
        return NONE;
      }
      return copies || !cursor.restHas("select") ? CONSTANT : COMPUTED;
    }
    return switch (Touch.of(statement)) {
      case Touch.Nothing _, Touch.Renames _, Touch.Drops _, Touch.AltersTable _, Touch.Opaque _ ->
          NONE;
      case Touch.ChangesRows _, Touch.Adds _, Touch.Calls _, Touch.RunsCode _ -> COMPUTED;
    };
  }
}
