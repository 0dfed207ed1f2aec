package dev.ebb.restore;

import dev.ebb.catalog.Fingerprint;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in a database, in short: enough to tell whether another has the same.
 *
 * @param ledgers where each schema stands that lives in it
 * @param fingerprint stands for all objects
 * @param rows how many each table has, by its qualified name as SQL; empty if nobody counted
 */
public record Contents(
    List<LedgerMark> ledgers, Fingerprint fingerprint, SortedMap<String, Long> rows) {

  public Contents {
    ledgers = List.copyOf(ledgers);
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
  }

  /** Where a schema stands, if it lives there. */
  public Optional<LedgerMark> ledger(SchemaName schema) {
    return ledgers.stream().filter(mark -> mark.schema().equals(schema)).findFirst();
  }

  /** All rows of all tables. */
  public long rowCount() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** In what a database differs that should have this. Tables are compared if both were counted. */
  public List<Mismatch> against(Contents found) {
    List<Mismatch> mismatches = new ArrayList<>();
    for (LedgerMark mark : ledgers) {
      Optional<LedgerMark> there = found.ledger(mark.schema());
      if (!there.equals(Optional.of(mark))) {
        SortedSet<MigrationId> applied =
            there.map(LedgerMark::applied).orElseGet(Collections::emptySortedSet);
        mismatches.add(
            new Mismatch.Ledger(
                mark.schema(), without(mark.applied(), applied), without(applied, mark.applied())));
      }
    }
    if (!fingerprint.equals(found.fingerprint)) {
      mismatches.add(new Mismatch.Objects(fingerprint, found.fingerprint));
    }
    if (!rows.isEmpty() && !found.rows.isEmpty()) {
      compareRows(found, mismatches);
    }
    return mismatches;
  }

  private void compareRows(Contents found, List<Mismatch> mismatches) {
    SortedSet<String> tables = new TreeSet<>(rows.keySet());
    tables.addAll(found.rows.keySet());
    for (String table : tables) {
      Long expected = rows.get(table);
      Long there = found.rows.get(table);
      if (expected == null || !expected.equals(there)) {
        mismatches.add(new Mismatch.Rows(table, expected, there));
      }
    }
  }

  static SortedSet<MigrationId> without(SortedSet<MigrationId> all, SortedSet<MigrationId> those) {
    SortedSet<MigrationId> rest = new TreeSet<>(all);
    rest.removeAll(those);
    return rest;
  }
}
