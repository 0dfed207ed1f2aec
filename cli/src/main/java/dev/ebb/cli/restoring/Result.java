package dev.ebb.cli.restoring;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.snapshot.Returned;
import dev.ebb.restore.swap.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a command about restore points found or did, to be written in either form. */
final class Result {
  private final Invocation call;
  private final String verb;
  private final Site site;
  private List<RestorePoint> points = List.of();
  private List<Condition> conditions = List.of();
  private List<Forfeit> forfeits = List.of();
  private @Nullable Estimate estimate;
  private @Nullable Replacement replacement;
  private @Nullable List<Mismatch> mismatches;
  private @Nullable String table;
  private @Nullable Returned returned;

  Result(Invocation call, String verb, Site site) {
    this.call = call;
    this.verb = verb;
    this.site = site;
  }

  Invocation call() {
    return call;
  }

  Site site() {
    return site;
  }

  boolean json() {
    return call.json();
  }

  boolean dryRun() {
    return call.arguments().isSet(RunFlags.DRY_RUN);
  }

  /** A line for people. */
  void out(String line) {
    call.out(line);
  }

  /** Lines for people; nothing if the result is to be JSON. */
  void tell(String text) {
    if (!json()) {
      call.terminal().result(text);
    }
  }

  Result points(List<RestorePoint> these) {
    points = these;
    return this;
  }

  Result conditions(List<Condition> these) {
    conditions = these;
    return this;
  }

  Result estimate(Estimate costs) {
    estimate = costs;
    return this;
  }

  Result offer(Offer offer) {
    conditions = offer.conditions();
    forfeits = offer.forfeits();
    estimate = offer.estimate();
    return this;
  }

  Result replacement(Replacement done) {
    replacement = done;
    return this;
  }

  Result mismatches(List<Mismatch> found) {
    mismatches = found;
    return this;
  }

  Result returned(String from, Returned rows) {
    table = from;
    returned = rows;
    return this;
  }

  /** What the process should end with. */
  private ExitStatus status() {
    return mismatches == null || mismatches.isEmpty() ? ExitStatus.DONE : ExitStatus.ATTENTION;
  }

  /** The end of the call: the document, if one was asked for. */
  ExitStatus emit() {
    if (!json()) {
      return status();
    }
    return call.emit(
        status(),
        json -> {
          json.field("verb", verb)
              .field("schema", SchemaChoice.one(call).name().value())
              .field("database", site.database())
              .field("dryRun", dryRun())
              .objects("points", points, PointJson::point)
              .objects("conditions", conditions, PointJson::condition)
              .objects("forfeits", forfeits, PointJson::forfeit);
          Estimate costs = estimate;
          if (costs != null) {
            json.object("estimate", j -> PointJson.estimate(j, costs));
          }
          Replacement done = replacement;
          if (done != null) {
            json.object("replacement", j -> PointJson.replacement(j, done));
          }
          List<Mismatch> found = mismatches;
          if (found != null) {
            json.texts("mismatches", found.stream().map(Mismatch::what).toList());
          }
          Returned rows = returned;
          if (rows != null) {
            json.object("returned", j -> PointJson.returned(j, String.valueOf(table), rows));
          }
        });
  }
}
