package dev.ebb.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the database says has been applied to one schema: a value, read in one query.
 *
 * @param entries by migration id; at most one each
 * @param legacy the row of the version table, if the ledger itself has nothing on this schema
 */
public record LedgerState(SortedMap<MigrationId, Entry> entries, @Nullable LegacyVersion legacy) {

  /** A database in which this schema was never touched. */
  public static final LedgerState EMPTY = new LedgerState(new TreeMap<>(), null);

  public LedgerState {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /**
   * The row of a version table from before there was a ledger.
   *
   * @param version the newest migration that was started
   * @param dirty whether it did not finish
   */
  public record LegacyVersion(MigrationId version, boolean dirty) {}

  /** From entries in any order. */
  public static LedgerState of(Collection<Entry> entries) {
    SortedMap<MigrationId, Entry> byId = new TreeMap<>();
    entries.forEach(e -> byId.put(e.id(), e));
    return new LedgerState(byId, null);
  }

  /** The ids that stand there, ascending. */
  public SortedSet<MigrationId> standing(Standing standing) {
    SortedSet<MigrationId> ids = new TreeSet<>();
    entries.values().stream().filter(e -> e.standing() == standing).forEach(e -> ids.add(e.id()));
    return ids;
  }

  /** The applied ids, ascending. */
  public SortedSet<MigrationId> applied() {
    return standing(Standing.APPLIED);
  }

  /**
   * The ids of which something may be in the database: applied ones, and ups that started and did
   * not end well. A way down has to take back both.
   */
  public SortedSet<MigrationId> present() {
    SortedSet<MigrationId> ids = applied();
    unsettled().stream().filter(e -> e.direction() == Direction.UP).forEach(e -> ids.add(e.id()));
    return ids;
  }

  /** The entries of failed and pending migrations, ascending by id. */
  public List<Entry> unsettled() {
    return entries.values().stream()
        .filter(e -> e.standing() == Standing.PENDING || e.standing() == Standing.FAILED)
        .toList();
  }

  /** The number of the newest row: any change to the ledger changes it. */
  public long newestRow() {
    return entries.values().stream().mapToLong(Entry::row).max().orElse(0);
  }

  /** This state with other words on some migrations. */
  public LedgerState with(Collection<Entry> changed) {
    SortedMap<MigrationId, Entry> copy = new TreeMap<>(entries);
    changed.forEach(e -> copy.put(e.id(), e));
    return new LedgerState(copy, legacy);
  }
}
