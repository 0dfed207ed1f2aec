package dev.ebb.cli.releases;

import dev.ebb.Ebb;
import dev.ebb.cli.render.Amount;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.ledger.HistoryRow;
import dev.ebb.passage.Prospect;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long the schemas take on a way, as far as history tells: what a migration took here before,
 * in the same direction, else in the other.
 *
 * @param known what is known to have taken so long
 * @param unknown how many migrations have not run here before
 * @param all how many run
 */
record Estimate(Duration known, int unknown, int all) {
  private static final int ROWS = 20_000;

  static Estimate of(Ebb ebb, Prospect prospect) {
    Duration known = Duration.ZERO;
    int unknown = 0;
    int all = 0;
    for (var entry : prospect.whole().entrySet()) {
      List<Step> steps = entry.getValue().plan().steps();
      if (!steps.isEmpty()) {
        Map<MigrationId, Map<Direction, Duration>> took = took(ebb, entry.getKey());
        for (Step step : steps) {
          Optional<Duration> time = time(took.getOrDefault(step.id(), Map.of()), step.direction());
          known = known.plus(time.orElse(Duration.ZERO));
          unknown += time.isEmpty() ? 1 : 0;
          all++;
        }
      }
    }
    return new Estimate(known, unknown, all);
  }

  private static Optional<Duration> time(Map<Direction, Duration> took, Direction direction) {
    Duration same = took.get(direction);
    return same != null ? Optional.of(same) : took.values().stream().findFirst();
  }

  // Nobody is kept from going because it cannot be told how long it takes.
  private static Map<MigrationId, Map<Direction, Duration>> took(Ebb ebb, SchemaName schema) {
    Map<MigrationId, Map<Direction, Duration>> took = new HashMap<>();
    try {
      for (HistoryRow row : ebb.history(schema, ROWS)) {
        if (row.finishedAt() != null
            && Boolean.TRUE.equals(row.success())
            && !row.backfilled()
            && !row.startedAt().isAfter(row.finishedAt())) {
          took.computeIfAbsent(row.id(), _ -> new HashMap<>())
              .putIfAbsent(row.direction(), Duration.between(row.startedAt(), row.finishedAt()));
        }
      }
    } catch (Fault _) {
      took.clear();
    }
    return took;
  }

  /** In a line; nothing if nothing runs. */
  Optional<String> words() {
    if (all == 0) {
      return Optional.empty();
    }
    String besides = "; waiting for locks, and moving data, come on top";
    if (unknown == all) {
      return Optional.of(
          "estimated time: not known, none of it has run here before ('ebb rehearse' measures it)"
              + besides);
    }
    return Optional.of(
        "estimated time: about %s, as it took here before%s%s"
            .formatted(
                Amount.of(known),
                unknown == 0
                    ? ""
                    : "; "
                        + unknown
                        + " of "
                        + all
                        + " have not run here before ('ebb rehearse' measures them)",
                besides));
  }
}
