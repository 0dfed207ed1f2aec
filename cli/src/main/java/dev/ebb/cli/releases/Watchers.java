package dev.ebb.cli.releases;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.notifying.Metrics;
import dev.ebb.cli.notifying.Notices;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.passage.Arrival;
import dev.ebb.passage.Prospect;
import dev.ebb.release.Itinerary;
import dev.ebb.run.Outcome;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a webhook and a file of figures of a way from release to release. For one call. */
final class Watchers implements AutoCloseable {
  private final Invocation call;
  private final Prospect prospect;
  private final EventSink steps;
  private final @Nullable Notices notices;

  Watchers(Invocation call, Prospect prospect, EventSink steps) {
    this.call = call;
    this.prospect = prospect;
    this.steps = steps;
    this.notices = Notices.areAskedFor(call) ? Notices.ofPassage(call, steps) : null;
  }

  EventSink sink() {
    return notices == null ? steps : notices;
  }

  private Set<SchemaName> schemas() {
    return prospect.whole().keySet();
  }

  private String way() {
    Itinerary plan = prospect.plan();
    return "from " + plan.from() + " to " + plan.to();
  }

  void begins() {
    if (notices != null) {
      notices.begins(schemas(), prospect.migrations(), way());
    }
  }

  void ended(Arrival arrival) {
    ended(
        arrival.outcomes(),
        switch (arrival) {
          case Arrival.Arrived _ -> List.of();
          case Arrival.Halted halted -> halted.problems();
        });
  }

  /** It ended before anything of it could be done. */
  void failed(List<Problem> problems) {
    ended(List.of(), problems);
  }

  private void ended(List<Outcome> outcomes, List<Problem> problems) {
    if (notices != null) {
      int migrations = outcomes.stream().mapToInt(outcome -> outcome.done().size()).sum();
      notices.ends(schemas(), migrations, way(), problems);
    }
    figures(call, prospect, outcomes, problems);
  }

  /** Writes figures, if they are asked for. */
  static void figures(
      Invocation call, Prospect prospect, List<Outcome> outcomes, List<Problem> problems) {
    if (call.arguments().has(RunFlags.METRICS)) {
      String file = call.arguments().value(RunFlags.METRICS).orElse("");
      Metrics.write(call, file, Metrics.ofAll(prospect.whole().keySet(), outcomes, problems));
    }
  }

  @Override
  public void close() {
    if (notices != null) {
      notices.close();
    }
  }
}
