package dev.ebb.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.graph.Direction;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ItineraryTest {
  private static final List<Version> PREDECESSOR =
      versions(
          Stream.concat(
              IntStream.rangeClosed(20, 43).mapToObj(minor -> "3." + minor),
              Stream.of("4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "5.0", "5.1")));
  private static final List<Span> KNOWN =
      List.of(
          span(1, "3.21", "3.34"),
          span(13, "3.36", "4.0"),
          span(17, "4.3", "4.4"),
          span(18, "4.3", "4.4"),
          span(19, "4.5", "5.0"),
          span(20, "4.5", "5.0"),
          span(21, "4.5", ""),
          span(22, "5.0", ""),
          span(23, "5.0", ""));
  private static final Set<Integer> ALL_RAN = Set.of();

  @Test
  void theSeedsDowngradeHasTwoSteps() {
    Itinerary plan = planner().downgrade(v("4.5.1"), v("4.0"), Set.of(19, 20, 21));
    assertThat(text(plan)).isEqualTo("v4.3 [17, 18], v4.0 []");
    assertThat(text(planner().downgrade(v("4.5.1"), v("4.0"), ALL_RAN)))
        .isEqualTo("v4.5 [19, 20, 21], v4.3 [17, 18], v4.0 []");
  }

  @Test
  void upgradesStopBeforeTheReleaseThatReliesOnTheData() {
    assertThat(text(planner().upgrade(v("4.0"), v("4.5")))).isEqualTo("v4.3 [17, 18], v4.5 []");
    assertThat(text(planner().upgrade(v("3.20"), v("5.1"))))
        .isEqualTo("v3.33 [1], v3.43 [13], v4.3 [17, 18], v4.5 [19, 20], v5.1 []");
    assertThat(text(planner().upgrade(v("4.3"), v("4.4")))).isEqualTo("v4.3 [17, 18], v4.4 []");
    assertThat(text(planner().upgrade(v("4.4"), v("4.5")))).isEqualTo("v4.5 []");
  }

  @Test
  void downgradesPastWhatIsNotDeprecatedArePlanned() {
    assertThat(text(planner().downgrade(v("5.1"), v("4.4"), ALL_RAN)))
        .isEqualTo("v5.0 [22, 23], v4.5 [19, 20, 21], v4.4 []");
    assertThat(text(planner().downgrade(v("5.0"), v("4.3"), Set.of(22, 23))))
        .isEqualTo("v4.5 [19, 20, 21], v4.3 []");
  }

  @Test
  void whatTheOlderReleaseKnowsIsLeftAlone() {
    assertThat(text(planner().downgrade(v("5.1"), v("5.0"), ALL_RAN))).isEqualTo("v5.0 []");
    assertThat(text(planner().downgrade(v("4.4"), v("4.3"), ALL_RAN))).isEqualTo("v4.3 []");
  }

  @Test
  void theWayStopsAtTheLastPatchUpAndTheFirstDown() {
    List<Version> patched =
        versions(Stream.of("4.0", "4.3.0-rc.1", "4.3", "4.3.1", "4.4.0-rc.1", "4.4"));
    ItineraryPlanner planner = new ItineraryPlanner(patched, KNOWN);
    assertThat(text(planner.upgrade(v("4.0"), v("4.4")))).isEqualTo("v4.3.1 [17, 18], v4.4 []");
    assertThat(text(planner.downgrade(v("4.4"), v("4.0"), ALL_RAN)))
        .isEqualTo("v4.3.0-rc.1 [17, 18], v4.0 []");
  }

  @Test
  void aWayThatLeadsNowhereIsRefused() {
    assertThatThrownBy(() -> planner().upgrade(v("4.5"), v("4.0")))
        .hasMessage("invalid range (from=v4.5.0 >= to=v4.0.0)");
    assertThatThrownBy(() -> planner().downgrade(v("4.0"), v("4.0"), ALL_RAN))
        .hasMessage("invalid range (from=v4.0.0 <= to=v4.0.0)");
    ItineraryPlanner gap =
        new ItineraryPlanner(versions(Stream.of("4.0", "4.2", "4.4", "4.5")), KNOWN);
    assertThatThrownBy(() -> gap.upgrade(v("4.0"), v("4.5")))
        .hasMessageContaining("out-of-band migration 17 (from v4.3, before v4.4) has to run")
        .hasMessageContaining("out-of-band migration 18");
  }

  @Test
  void noWayHasFewerStopsThanThePlannedOne() {
    long first = Long.getLong("ebb.seed", 1);
    for (long seed = first; seed < first + 3000; seed++) {
      new Trial(seed).check();
    }
  }

  /** A generated list of releases and of spans, and all ways there are. */
  private static final class Trial {
    private final long seed;
    private final Random random;
    private final List<Version> releases = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    Trial(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      int lines = 2 + random.nextInt(7);
      for (int line = 0; line < lines; line++) {
        Version minor = Version.of(line / 4, line % 4);
        for (int patch = random.nextInt(10) == 0 ? 1 : 0; patch >= 0; patch--) {
          releases.add(new Version(minor.major(), minor.minor(), patch, ""));
        }
      }
      for (int id = 1 + random.nextInt(7); id > 0; id--) {
        int from = random.nextInt(lines);
        int to = from + 1 + random.nextInt(lines);
        Optional<Version> deprecated =
            to >= lines ? Optional.empty() : Optional.of(Version.of(to / 4, to % 4));
        spans.add(new Span(id, Version.of(from / 4, from % 4), deprecated));
      }
    }

    void check() {
      Version one = releases.get(random.nextInt(releases.size()));
      Version other = releases.get(random.nextInt(releases.size()));
      Set<Integer> untouched =
          spans.stream()
              .map(Span::id)
              .filter(_ -> random.nextBoolean())
              .collect(Collectors.toSet());
      if (one.compareTo(other) < 0) {
        ItineraryPlanner planner = new ItineraryPlanner(releases, spans);
        check(planner.upgrade(one, other), required(one, other));
        check(planner.downgrade(other, one, untouched), toTakeBack(other, one, untouched));
      }
    }

    private List<Span> required(Version from, Version to) {
      return spans.stream()
          .filter(s -> s.deprecated().isPresent())
          .filter(s -> line(from).compareTo(s.deprecated().orElseThrow()) < 0)
          .filter(s -> s.deprecated().orElseThrow().compareTo(line(to)) <= 0)
          .toList();
    }

    private List<Span> toTakeBack(Version from, Version to, Set<Integer> untouched) {
      return spans.stream()
          .filter(s -> line(to).compareTo(s.introduced()) < 0)
          .filter(s -> s.introduced().compareTo(line(from)) <= 0)
          .filter(s -> !untouched.contains(s.id()) || !s.introduced().equals(line(from)))
          .toList();
    }

    private static Version line(Version version) {
      return Version.of(version.major(), version.minor());
    }

    private void check(Itinerary plan, List<Span> needed) {
      String what = "seed " + seed + ": " + plan;
      List<Itinerary.Leg> legs = plan.legs();
      assertThat(legs.getLast()).as(what).isEqualTo(new Itinerary.Leg(plan.to(), List.of()));
      assertThat(plan.outOfBand())
          .as(what)
          .isEqualTo(needed.stream().map(Span::id).sorted().toList());
      for (int i = 1; i < legs.size(); i++) {
        int order = legs.get(i - 1).version().compareTo(legs.get(i).version());
        assertThat(order).as(what).isEqualTo(plan.direction() == Direction.UP ? -1 : 1);
      }
      for (Itinerary.Leg leg : legs.subList(0, legs.size() - 1)) {
        assertThat(leg.outOfBand()).as(what).isNotEmpty();
        leg.outOfBand()
            .forEach(id -> assertThat(allows(leg.version(), find(id))).as(what).isTrue());
      }
      assertThat(legs.size() - 1).as(what).isEqualTo(fewest(plan, needed));
    }

    private Span find(int id) {
      return spans.stream().filter(s -> s.id() == id).findFirst().orElseThrow();
    }

    private static boolean allows(Version at, Span span) {
      boolean known = span.introduced().compareTo(line(at)) <= 0;
      return known && span.deprecated().map(d -> line(at).compareTo(d) < 0).orElse(true);
    }

    // Every set of releases on the way, by the bits of a number.
    private int fewest(Itinerary plan, List<Span> needed) {
      boolean up = plan.direction() == Direction.UP;
      List<Version> way =
          releases.stream()
              .filter(v -> v.compareTo(up ? plan.from() : plan.to()) >= 0)
              .filter(v -> v.compareTo(up ? plan.to() : plan.from()) <= 0)
              .toList();
      int fewest = Integer.MAX_VALUE;
      for (int set = 0; set < 1 << way.size(); set++) {
        int chosen = set;
        boolean enough =
            needed.stream()
                .allMatch(span ->
                    IntStream.range(0, way.size())
                        .anyMatch(i -> (chosen >> i & 1) == 1 && allows(way.get(i), span)));
        fewest = enough ? Math.min(fewest, Integer.bitCount(set)) : fewest;
      }
      return fewest;
    }
  }

  private static ItineraryPlanner planner() {
    return new ItineraryPlanner(PREDECESSOR, KNOWN);
  }

  private static String text(Itinerary plan) {
    return plan.legs().stream()
        .map(leg -> leg.version().brief() + " " + leg.outOfBand())
        .collect(Collectors.joining(", "));
  }

  private static List<Version> versions(Stream<String> texts) {
    return texts.map(Version::parse).toList();
  }

  private static Version v(String text) {
    return Version.parse(text);
  }

  private static Span span(int id, String introduced, String deprecated) {
    return new Span(
        id, v(introduced), Optional.of(deprecated).filter(d -> !d.isEmpty()).map(Version::parse));
  }
}
