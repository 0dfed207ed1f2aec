package dev.ebb.advice;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.restore.Contents;
import dev.ebb.restore.LedgerMark;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.Unasked;
import dev.ebb.source.Project.Environment;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * All that advice rests on, found out a moment ago.
 *
 * @param schema whose database is in trouble
 * @param environment how much is at stake
 * @param symptom what was noticed
 * @param lastRun the migrations under suspicion; empty if nothing is applied
 * @param unsettled migrations that failed or did not end
 * @param hang who blocks whom; empty if nobody waits
 * @param descent what taking the last run back would mean; empty if there is nothing to take back
 * @param offers the earlier states that could be had again, of every method the newest few from
 *     before the last run, the newest first
 * @param unasked who may know of more, and did not answer
 * @param definitionsHere whether the project has the suspected migrations, so that a next one can
 *     be written
 * @param drilled how long ways took when they were practised; empty if that never was
 * @param now when this was found out, by the server's clock
 */
public record Facts(
    SchemaName schema,
    Environment environment,
    Symptom symptom,
    Optional<LastRun> lastRun,
    List<MigrationId> unsettled,
    Optional<Hang> hang,
    Optional<Descent> descent,
    List<Offer> offers,
    List<Unasked> unasked,
    boolean definitionsHere,
    Optional<Drilled> drilled,
    Instant now) {
  public Facts {
    unsettled = List.copyOf(unsettled);
    offers = List.copyOf(offers);
    unasked = List.copyOf(unasked);
  }

  /** The states from before the suspected migrations, in their order. */
  List<Offer> offersBeforeTheRun() {
    return offers.stream().filter(offer -> isBeforeTheRun(offer.point())).toList();
  }

  private boolean isBeforeTheRun(RestorePoint point) {
    return isBefore(point, lastRun, schema);
  }

  /**
   * Whether a point has the state from before a run. What its ledger says counts more than its
   * time, which another machine's clock has given.
   */
  public static boolean isBefore(RestorePoint point, Optional<LastRun> run, SchemaName schema) {
    if (run.isEmpty()) {
      return true;
    }
    Contents contents = point.contents();
    Optional<LedgerMark> ledger = contents == null ? Optional.empty() : contents.ledger(schema);
    return ledger
        .map(mark -> Collections.disjoint(mark.applied(), run.get().migrations()))
        .orElseGet(() -> !point.at().isAfter(run.get().started()));
  }
}
