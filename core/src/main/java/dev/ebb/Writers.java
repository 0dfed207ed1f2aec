package dev.ebb;

import dev.ebb.catalog.ObjectName;
import dev.ebb.drift.Cause.OtherScript.Why;
import dev.ebb.drift.Writing;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.introspect.RowAges;
import dev.ebb.ledger.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the numbers of transactions who wrote an object: a migration and its row of the ledger
 * are one transaction, so that their rows have the same age. Says nothing where that proves
 * nothing: after a restore from a dump, all is written by the restore.
 */
final class Writers {
  /** Rows of one transaction that are farther apart were written by a restore, not by a run. */
  private static final Duration ONE_RUN = Duration.ofHours(12);

  private final List<Entry> youngestFirst = new ArrayList<>();

  private record Entry(Resident resident, Trace trace) {
    Optional<Migration> migration() {
      return resident.graph().find(trace.id());
    }

    Why why() {
      if (migration().isEmpty()) {
        return Why.NOT_IN_PROJECT;
      }
      boolean changed =
          resident.survey().changed().stream().anyMatch(c -> c.migration().id().equals(trace.id()));
      return changed ? Why.SCRIPT_CHANGED : Why.SAME_SCRIPT;
    }

    Writing writing() {
      MigrationId id = trace.id();
      return new Writing.ByMigration(
          id, migration().map(Migration::title).orElse(id.toString()), why());
    }
  }

  Writers(Map<Resident, List<Trace>> traces) {
    traces.forEach(
        (resident, rows) -> rows.forEach(row -> youngestFirst.add(new Entry(resident, row))));
    youngestFirst.sort(Comparator.comparingLong(entry -> entry.trace().age()));
  }

  /** Who wrote what, as far as that can be told. */
  Map<ObjectName, Writing> of(Map<ObjectName, RowAges.Age> ages) {
    Map<ObjectName, Writing> writings = new HashMap<>();
    ages.forEach((object, age) -> of(age).ifPresent(writing -> writings.put(object, writing)));
    return writings;
  }

  private Optional<Writing> of(RowAges.Age age) {
    List<Entry> same =
        youngestFirst.stream().filter(e -> e.trace().age() == age.transactions()).toList();
    return same.isEmpty() ? byOthers(age.transactions(), age.committed()) : byMigration(same);
  }

  // Many migrations in one transaction: one of them that is not what it was stands out.
  private static Optional<Writing> byMigration(List<Entry> same) {
    if (isRestored(same)) {
      return Optional.empty();
    }
    List<Entry> odd = same.stream().filter(e -> e.why() != Why.SAME_SCRIPT).toList();
    List<Entry> suspects = odd.isEmpty() ? same : odd;
    return suspects.size() == 1 ? Optional.of(suspects.getFirst().writing()) : Optional.empty();
  }

  private Optional<Writing> byOthers(long age, @Nullable Instant committed) {
    List<Entry> older = youngestFirst.stream().filter(e -> e.trace().age() > age).toList();
    List<Entry> younger = youngestFirst.stream().filter(e -> e.trace().age() < age).toList();
    // What is older than the whole ledger may have been there, or may come from a restore.
    if (older.isEmpty() || (!younger.isEmpty() && isOutside(younger.getLast()))) {
      return Optional.empty();
    }
    long nearest = older.getFirst().trace().age();
    Instant after =
        older.stream()
            .filter(e -> e.trace().age() == nearest)
            .map(e -> e.trace().finishedAt())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant before = younger.isEmpty() ? null : younger.getLast().trace().startedAt();
    return Optional.of(new Writing.ByOthers(after, before, committed));
  }

  // What is no single transaction writes objects before it writes its row.
  private static boolean isOutside(Entry entry) {
    return entry.migration().filter(m -> !m.up().script().transactional()).isPresent();
  }

  private static boolean isRestored(List<Entry> together) {
    Instant first =
        together.stream()
            .map(e -> e.trace().startedAt())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Instant last =
        together.stream()
            .map(e -> e.trace().startedAt())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    return Duration.between(first, last).compareTo(ONE_RUN) > 0;
  }
}
