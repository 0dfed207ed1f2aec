package dev.ebb.release;

import dev.ebb.graph.Direction;
import dev.ebb.version.Version;
import java.util.List;

/**
 * The way from one release to another: where it stops for data, and where it ends. A value, made
 * for a list of releases and of out-of-band migrations.
 *
 * @param direction up for an upgrade, down for a downgrade
 * @param from where it begins
 * @param to where it ends
 * @param legs in the order of travelling; the last one ends at {@code to}
 */
public record Itinerary(Direction direction, Version from, Version to, List<Leg> legs) {
  public Itinerary {
    legs = List.copyOf(legs);
  }

  /**
   * One part of the way: first the schemas go to a release, then data is moved there.
   *
   * @param version the release
   * @param outOfBand what runs to its end there, ascending; none at the end of the way
   */
  public record Leg(Version version, List<Integer> outOfBand) {
    public Leg {
      outOfBand = outOfBand.stream().sorted().toList();
    }
  }

  /** All out-of-band migrations on the way, ascending. */
  public List<Integer> outOfBand() {
    return legs.stream().flatMap(leg -> leg.outOfBand().stream()).sorted().toList();
  }
}
