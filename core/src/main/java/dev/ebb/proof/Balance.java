package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.shadow.Observation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of rows and values on the way up and back, and who is to blame. Rows whose table the
 * up drops, and values whose column it drops, could not survive by any down.
 *
 * @param lost by the down
 * @param notes about the rest
 */
record Balance(List<Flaw.RowLoss> lost, List<Note> notes) {
  Balance {
    lost = List.copyOf(lost);
    notes = List.copyOf(notes);
  }

  /**
   * Compares.
   *
   * @param up what the up did
   * @param down what the down did
   */
  static Balance of(Observation up, Observation down, Moments moments) {
    Difference upwards = up.before().evolution(up.after());
    Set<ObjectName> gone = gone(upwards);
    Set<String> written = new HashSet<>();
    up.rows().forEach(change -> written.add(change.table().path()));
    down.rows().forEach(change -> written.add(change.table().path()));
    Teller teller = new Teller(upwards, gone, written, up.after(), down.after());
    new TreeMap<>(moments.before().tables())
        .forEach((table, before) -> teller.table(table, before, moments));
    return new Balance(teller.lost, teller.notes);
  }

  /** What the tables held before the up, after it, and after the down. */
  record Moments(RowDigests before, RowDigests between, RowDigests after) {}

  private static Set<ObjectName> gone(Difference upwards) {
    Set<ObjectName> gone = new HashSet<>(upwards.recreated());
    upwards.onlyHere().stream().map(CatalogObject::name).forEach(gone::add);
    return gone;
  }

  /** Goes through the tables. */
  private static final class Teller {
    private final Difference upwards;
    private final Set<ObjectName> gone;
    private final Set<String> written;
    private final Catalog between;
    private final Catalog after;
    private final List<Flaw.RowLoss> lost = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    Teller(
        Difference upwards,
        Set<ObjectName> gone,
        Set<String> written,
        Catalog between,
        Catalog after) {
      this.upwards = upwards;
      this.gone = gone;
      this.written = written;
      this.between = between;
      this.after = after;
    }

    void table(String table, RowDigests.Table before, Moments moments) {
      RowDigests.Table now = moments.after().tables().get(table);
      ObjectName name = new ObjectName(Kind.TABLE, table);
      if (before.rows() == 0 || now == null || now.equals(before)) {
        return;
      }
      RowDigests.Table meanwhile = moments.between().tables().get(renamed(name).path());
      if (now.rows() < before.rows()) {
        Flaw.RowLoss loss = new Flaw.RowLoss(table, before.rows(), now.rows());
        if (gone.contains(name) || meanwhile == null || meanwhile.rows() < before.rows()) {
          notes.add(new Note.UpRemovesRows(loss));
        } else {
          lost.add(loss);
        }
        return;
      }
      new TreeMap<>(before.columns())
          .forEach((column, sum) -> column(table, column, sum, now.columns()));
    }

    private void column(String table, String column, String sum, Map<String, String> now) {
      ObjectName name = new ObjectName(Kind.COLUMN, table + "." + column);
      if (!now.containsKey(column) || sum.equals(now.get(column)) || after.object(name).isEmpty()) {
        return;
      }
      notes.add(new Note.ValuesChange(table, column, cause(table, name)));
    }

    private Note.Cause cause(String table, ObjectName column) {
      if (gone.contains(column) || gone.contains(new ObjectName(Kind.TABLE, table))) {
        return Note.Cause.DROPPED;
      }
      boolean retyped =
          upwards.changed().stream()
              .anyMatch(c -> c.here().name().equals(column) && c.facts().contains(Fact.TYPE));
      String later = renamed(new ObjectName(Kind.TABLE, table)).path();
      boolean wrote = written.contains(table) || written.contains(later);
      return retyped && !wrote ? Note.Cause.CONVERTED : Note.Cause.WRITTEN;
    }

    private ObjectName renamed(ObjectName name) {
      return upwards.renamed().stream()
          .filter(r -> r.here().equals(name) && between.object(r.there()).isPresent())
          .map(Difference.Renaming::there)
          .findFirst()
          .orElse(name);
    }
  }
}
