package dev.ebb.incident;

import dev.ebb.advice.LastRun;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.ledger.HistoryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Tells from the history which migrations ran last, one soon after the other. */
final class Suspects {
  /** Within a run the next begins when the one before has ended; between two somebody types. */
  private static final Duration APART = Duration.ofSeconds(10);

  private final Set<MigrationId> applied;
  private final Set<MigrationId> seen = new HashSet<>();
  private final List<HistoryRow> run = new ArrayList<>();

  private Suspects(Collection<MigrationId> applied) {
    this.applied = new HashSet<>(applied);
  }

  /**
   * The last run, as far as it is still applied.
   *
   * @param history the newest first
   * @param applied what is applied now
   */
  static Optional<LastRun> among(List<HistoryRow> history, Collection<MigrationId> applied) {
    Suspects suspects = new Suspects(applied);
    for (HistoryRow row : history) {
      if (!suspects.take(row)) {
        break;
      }
    }
    return suspects.result();
  }

  // Whether those before it may belong to the same run.
  private boolean take(HistoryRow row) {
    boolean counts =
        row.direction() == Direction.UP
            && Objects.equals(row.success(), true)
            && !row.backfilled()
            && applied.contains(row.id())
            && !seen.contains(row.id());
    seen.add(row.id());
    if (!counts) {
      return true;
    }
    if (!run.isEmpty() && !isOfOneRun(row, run.getLast())) {
      return false;
    }
    run.add(row);
    return true;
  }

  private static boolean isOfOneRun(HistoryRow earlier, HistoryRow later) {
    Instant end = Objects.requireNonNullElse(earlier.finishedAt(), earlier.startedAt());
    return Objects.equals(earlier.runBy(), later.runBy())
        && Duration.between(end, later.startedAt()).compareTo(APART) <= 0;
  }

  private Optional<LastRun> result() {
    if (run.isEmpty()) {
      return Optional.empty();
    }
    HistoryRow first = run.getLast();
    List<MigrationId> ids = run.reversed().stream().map(HistoryRow::id).toList();
    return Optional.of(new LastRun(ids, first.startedAt(), first.runBy()));
  }
}
