package dev.ebb.restore;

import dev.ebb.catalog.Fingerprint;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** One way in which a database is not what it should be: why it replaces nothing. */
public sealed interface Mismatch {
  /** What differs, for people; one line without a full stop. */
  String what();

  /**
   * The ledger of a schema says something else.
   *
   * @param missing applied in what was recorded, and not here
   * @param surplus applied here, and not in what was recorded
   */
  record Ledger(SchemaName schema, SortedSet<MigrationId> missing, SortedSet<MigrationId> surplus)
      implements Mismatch {
    @Override
    public String what() {
      return "the ledger of schema "
          + schema
          + " differs"
          + (missing.isEmpty() ? "" : "; missing: " + missing)
          + (surplus.isEmpty() ? "" : "; more than recorded: " + surplus)
          + (missing.isEmpty() && surplus.isEmpty() ? " in its history" : "");
    }
  }

  /** Its objects are others. */
  record Objects(Fingerprint expected, Fingerprint found) implements Mismatch {
    @Override
    public String what() {
      return "its objects are others: fingerprint "
          + found.abbreviated()
          + " instead of "
          + expected.abbreviated();
    }
  }

  /**
   * A table has another number of rows.
   *
   * @param expected null if the table should not be there
   * @param found null if the table is not there
   */
  record Rows(String table, @Nullable Long expected, @Nullable Long found) implements Mismatch {
    @Override
    public String what() {
      if (expected == null) {
        return "table " + table + " should not be there";
      }
      return found == null
          ? "table " + table + " is missing"
          : "table " + table + " has " + found + " rows instead of " + expected;
    }
  }
}
