package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the way from release to release with the fewest stops. A pure function.
 *
 * <p>On the way up, whatever is relied on by the end and was not at the start has to run to its end
 * at a release that knows it and does not rely on it yet. On the way down, whatever the start knows
 * and the end does not has to be taken back at such a release. Each of them is a stretch of the way
 * in which there must be a stop; the stretches are met at their far end, the nearest first, and one
 * that has a stop in it needs no other: there is no way with fewer. What can run at several stops
 * runs at the last of them.
 */
public final class ItineraryPlanner {
  private final List<Version> releases;
  private final Collection<Span> spans;

  /**
   * Plans on these releases.
   *
   * @param releases where one can stop
   * @param spans the out-of-band migrations that any of them knows
   */
  public ItineraryPlanner(Collection<Version> releases, Collection<Span> spans) {
    this.releases = releases.stream().sorted().distinct().toList();
    this.spans = List.copyOf(spans);
  }

  /**
   * The way up.
   *
   * @throws Fault USAGE if it does not go up; DEFINITION if there is no release at which an
   *     out-of-band migration could run
   */
  public Itinerary upgrade(Version from, Version to) {
    if (from.compareTo(to) >= 0) {
      throw wrongWay(Direction.UP, from, to);
    }
    List<Span> needed =
        spans.stream().filter(s -> !s.reliedOnAt(from) && s.reliedOnAt(to)).toList();
    return itinerary(Direction.UP, from, to, needed);
  }

  /**
   * The way down.
   *
   * @param untouched out-of-band migrations of which nothing has run in the database yet. What only
   *     the release at the start has introduced is left alone if it is among them: then there is
   *     nothing to take back
   * @throws Fault USAGE if it does not go down; DEFINITION if there is no release at which an
   *     out-of-band migration could run
   */
  public Itinerary downgrade(Version from, Version to, Set<Integer> untouched) {
    if (from.compareTo(to) <= 0) {
      throw wrongWay(Direction.DOWN, from, to);
    }
    List<Span> needed =
        spans.stream()
            .filter(s -> s.knownAt(from) && !s.knownAt(to))
            .filter(s -> !(s.introducedWith(from) && untouched.contains(s.id())))
            .toList();
    return itinerary(Direction.DOWN, from, to, needed);
  }

  /** What to say to somebody whose way does not lead in its direction. */
  public static Fault wrongWay(Direction direction, Version from, Version to) {
    boolean up = direction == Direction.UP;
    String other =
        up
            ? "an upgrade goes to a newer release; the way back is 'ebb downgrade --from=%s --to=%s'"
            : "a downgrade goes to an older release; the way forth is 'ebb upgrade --from=%s --to=%s'";
    return Fault.of(
        FaultCode.USAGE,
        "invalid range (from=%s %s to=%s)".formatted(from, up ? ">=" : "<=", to),
        from.equals(to)
            ? "there is nothing to do between a release and itself"
            : other.formatted(from, to));
  }

  private Itinerary itinerary(Direction direction, Version from, Version to, List<Span> needed) {
    boolean up = direction == Direction.UP;
    List<Version> way =
        releases.stream()
            .filter(v -> (up ? from : to).compareTo(v) <= 0 && v.compareTo(up ? to : from) <= 0)
            .sorted(up ? Comparator.naturalOrder() : Comparator.reverseOrder())
            .toList();
    SortedMap<Integer, List<Integer>> stops = stops(way, needed);
    List<Itinerary.Leg> legs = new ArrayList<>();
    stops.forEach((at, ids) -> legs.add(new Itinerary.Leg(way.get(at), ids)));
    legs.add(new Itinerary.Leg(to, List.of()));
    return new Itinerary(direction, from, to, legs);
  }

  /** A stretch of the way, by the numbers of its first and last possible stop. */
  private record Stretch(Span span, int first, int last) {}

  private static SortedMap<Integer, List<Integer>> stops(List<Version> way, List<Span> needed) {
    SortedMap<Integer, List<Integer>> stops = new TreeMap<>();
    List<Stretch> stretches = stretches(way, needed);
    int latest = -1;
    for (Stretch stretch : stretches) {
      if (latest < stretch.first()) {
        latest = stretch.last();
        stops.put(latest, new ArrayList<>());
      }
    }
    for (Stretch stretch : stretches) {
      int stop = stops.headMap(stretch.last() + 1).lastKey();
      stops.getOrDefault(stop, new ArrayList<>()).add(stretch.span().id());
    }
    return stops;
  }

  private static List<Stretch> stretches(List<Version> way, List<Span> needed) {
    List<Stretch> stretches = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Span span : needed) {
      Optional<Version> first = way.stream().filter(span::runsAt).findFirst();
      if (first.isEmpty()) {
        problems.add(
            Problem.of(
                FaultCode.DEFINITION,
                "out-of-band migration "
                    + span.title()
                    + " has to run on the way, and no release is known in which it can",
                "add one of those releases: tag it, put it into releases/, or make the bundle anew"));
      } else {
        int last = way.lastIndexOf(way.stream().filter(span::runsAt).toList().getLast());
        stretches.add(new Stretch(span, way.indexOf(first.get()), last));
      }
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
    stretches.sort(Comparator.comparingInt(Stretch::last).thenComparingInt(s -> s.span().id()));
    return stretches;
  }
}
