import dev.ebb.graph.Entry;
import dev.ebb.graph.Graph;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Planner;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.release.Bundle;
import dev.ebb.release.Itinerary;
import dev.ebb.release.ItineraryPlanner;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.release.Span;
import dev.ebb.release.StitchedJson;
import dev.ebb.release.StitchedSchema;
import dev.ebb.version.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of releases.sh that needs a JVM: reading releases, and planning from the newest to the oldest. */
final class ReleasePlanning {
  public static void main(String[] args) throws Exception {
    Path graph = Path.of(args[0]);
    Path bundle = Path.of(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Bundle.write(bundle, Bundle.bytes(json(graph), "bench"));
    System.out.printf("graph %,d bytes, bundle %,d bytes%n", Files.size(graph), Files.size(bundle));
    List<Long> texts = new ArrayList<>();
    List<Long> reads = new ArrayList<>();
    List<Long> plans = new ArrayList<>();
    int steps = 0;
    Releases releases = null;
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      json(graph);
      long parsed = System.nanoTime();
      releases = Bundle.read(bundle);
      long read = System.nanoTime();
      steps = plan(releases);
      long end = System.nanoTime();
      texts.add(parsed - start);
      reads.add(read - parsed);
      plans.add(end - read);
    }
    int migrations = releases.schemas().stream().mapToInt(s -> s.graph().size()).sum();
    System.out.printf("%d releases, %d migrations of %d schemas; a plan of %d steps, with a stop at every release%n",
        releases.releases().size(), migrations, releases.schemas().size(), steps);
    tell("reading the graph as JSON", texts);
    tell("reading the bundle", reads);
    tell("planning the way down", plans);
  }

  private static Releases json(Path file) throws Exception {
    return StitchedJson.read(Files.readString(file, StandardCharsets.UTF_8), file.toString());
  }

  // The worst case: an out-of-band migration in each release, so that the way stops at every one.
  private static int plan(Releases releases) {
    List<Version> all = releases.versions().all();
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i + 1 < all.size(); i++) {
      spans.add(new Span(i, all.get(i), Optional.of(all.get(i + 1))));
    }
    Itinerary way =
        new ItineraryPlanner(all, spans).downgrade(all.getLast(), all.getFirst(), Set.of());
    int steps = 0;
    for (StitchedSchema schema : releases.schemas()) {
      Graph graph = schema.graph();
      Planner planner = new Planner(schema.config().name(), graph, Map.of(), Step.Origin.PROJECT);
      Release newest = releases.newest().orElseThrow();
      LedgerState state = state(graph.ancestorsOrSelf(newest.leaves(schema.config().name())));
      for (Itinerary.Leg leg : way.legs()) {
        List<MigrationId> leaves = releases.release(leg.version()).leaves(schema.config().name());
        Plan plan = planner.plan(Target.DownTo.of(leaves), state);
        steps += plan.steps().size();
        state = state(graph.ancestorsOrSelf(leaves));
      }
    }
    return steps;
  }

  private static LedgerState state(Collection<MigrationId> applied) {
    return LedgerState.of(
        applied.stream()
            .map(id -> new Entry(id, Standing.APPLIED, dev.ebb.graph.Direction.UP, 1, java.time.Instant.EPOCH, false, null, null))
            .toList());
  }

  private static void tell(String what, List<Long> times) {
    double first = times.getFirst() / 1e6;
    List<Long> warm = new ArrayList<>(times.subList(times.size() / 2, times.size()));
    Collections.sort(warm);
    System.out.printf("%s: cold %.1f ms, warm %.1f ms%n", what, first, warm.get(warm.size() / 2) / 1e6);
  }
}
