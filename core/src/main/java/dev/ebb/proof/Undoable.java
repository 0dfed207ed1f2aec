package dev.ebb.proof;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Refusal;
import dev.ebb.loss.Touch;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Observation.RowChange;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells what an up does to rows that were there before, which no down computed from catalogs takes
 * back: from what was seen on the shadow, and from the text, as a statement may find no rows there.
 */
final class Undoable {
  private final Observation up;
  private final List<Note> notes;
  private final Set<String> made = new HashSet<>();

  /**
   * About an up.
   *
   * @param notes of a trial of it
   */
  Undoable(Observation up, List<Note> notes) {
    this.up = up;
    this.notes = notes;
    for (CatalogObject object : up.before().evolution(up.after()).onlyThere()) {
      if (object.kind() == Kind.TABLE) {
        made.add(object.name().simpleName());
      }
    }
  }

  /** What is not undone: what was refused, and changes of rows, a clause each. */
  List<String> not(List<Refusal> refusals) {
    Set<String> clauses = new LinkedHashSet<>();
    refusals.forEach(refusal -> clauses.add(refusal.toString()));
    for (CatalogObject gone : up.before().evolution(up.after()).onlyHere()) {
      if (gone.kind() == Kind.TABLE && holdsRows(gone)) {
        clauses.add("the up drops the rows of " + gone.name().path() + kept());
      }
    }
    notes.forEach(note -> values(clauses, note));
    up.statements().forEach(seen -> clauses.addAll(rows(seen)));
    return List.copyOf(clauses);
  }

  private static String kept() {
    return ", which come back only if Ebb kept them when it ran";
  }

  private static boolean holdsRows(CatalogObject table) {
    return table.facts().text(Fact.SORT).equals("table");
  }

  private static void values(Set<String> clauses, Note note) {
    if (note instanceof Note.ValuesChange(String table, String column, Note.Cause cause)) {
      String what = table + "." + column;
      switch (cause) {
        case DROPPED -> clauses.add("the up drops the values of " + what + kept());
        case CONVERTED ->
            clauses.add("the up converts the values of " + what + ", and not all fit both types");
        case WRITTEN -> {}
      }
    }
  }

  private List<String> rows(StatementSeen seen) {
    List<String> what = new ArrayList<>();
    if (Touch.of(seen.statement()) instanceof Touch.ChangesRows(List<Touch.Target> targets, _)) {
      targets.stream().filter(target -> wasThere(target.table())).forEach(t -> what.add(told(t)));
    } else {
      seen.rows().stream().filter(this::wasThere).forEach(change -> what.add(told(change)));
    }
    int line = seen.statement().start().line();
    String head = seen.statement().head();
    return what.stream().map(one -> "line %d of the up %s: %s".formatted(line, one, head)).toList();
  }

  private boolean wasThere(SqlName table) {
    return !made.contains(new SqlName(null, table.name()).toSql());
  }

  private boolean wasThere(RowChange change) {
    return up.before().object(new ObjectName(Kind.TABLE, change.table().path())).isPresent();
  }

  private static String told(Touch.Target target) {
    return switch (target.how()) {
      case DELETE -> "deletes rows of " + target.table();
      case TRUNCATE -> "empties " + target.table();
      case UPDATE ->
          "changes "
              + (target.columns().isEmpty() ? "values" : String.join(", ", target.columns()))
              + " of "
              + target.table();
    };
  }

  private static String told(RowChange change) {
    List<String> did = new ArrayList<>();
    if (change.inserted() > 0) {
      did.add("adds");
    }
    if (change.updated() > 0) {
      did.add("changes");
    }
    if (change.deleted() > 0) {
      did.add("deletes");
    }
    return String.join(" and ", did) + " rows of " + change.table().path();
  }
}
