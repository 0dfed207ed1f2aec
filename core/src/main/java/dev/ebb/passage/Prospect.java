package dev.ebb.passage;

import dev.ebb.Proposal;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.WayBack;
import dev.ebb.release.Itinerary;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a passage would do, found out without changing anything: for a person to agree to.
 *
 * @param plan the way
 * @param stages its legs in order, each with what is left to do there
 * @param whole for each schema everything that its legs do, as one proposal
 * @param resumed since when it is under way, if it was begun before
 * @param turned the way that it turns back, if it does
 * @param there whether the database says that the release at the end is installed; if it says
 *     nothing, whether no data has to move
 * @param findings all that speaks against it; empty if it may begin
 * @param warnings what a person should know and what stops nothing
 */
public record Prospect(
    Itinerary plan,
    List<Stage> stages,
    SequencedMap<SchemaName, Proposal> whole,
    Optional<String> resumed,
    Optional<Itinerary> turned,
    boolean there,
    List<Problem> findings,
    List<String> warnings) {
  public Prospect {
    stages = List.copyOf(stages);
    findings = List.copyOf(findings);
    warnings = List.copyOf(warnings);
  }

  /**
   * What is to do on one leg.
   *
   * @param leg the leg
   * @param schemas what each schema has to run; one that is done already is not there
   * @param data what out-of-band migrations run after that; none if they are done already
   */
  public record Stage(
      Itinerary.Leg leg, SequencedMap<SchemaName, Proposal> schemas, List<Data> data) {
    public Stage {
      data = List.copyOf(data);
    }

    /** Whether nothing of it is left to do. */
    public boolean isDone() {
      return schemas.isEmpty() && data.isEmpty();
    }
  }

  /**
   * An out-of-band migration on the way.
   *
   * @param wayBack what taking it back takes
   * @param runnable whether its definition is known here
   * @param progress the share that is done, if the database knows
   */
  public record Data(
      int id, String description, WayBack wayBack, boolean runnable, Optional<Double> progress) {}

  /** Whether every schema is where it is to go, and nothing is under way. */
  public boolean isReached() {
    return resumed.isEmpty()
        && turned.isEmpty()
        && there
        && whole.values().stream().allMatch(p -> p.plan().steps().isEmpty());
  }

  /** How many migrations run, of all schemas. */
  public int migrations() {
    return whole.values().stream().mapToInt(p -> p.plan().steps().size()).sum();
  }

  Prospect onTheWay(String since) {
    return new Prospect(plan, stages, whole, Optional.of(since), turned, there, findings, warnings);
  }

  Prospect beginning(Optional<Itinerary> turning, boolean already) {
    return new Prospect(plan, stages, whole, resumed, turning, already, findings, warnings);
  }

  Prospect with(List<Problem> found, List<String> more) {
    return new Prospect(plan, stages, whole, resumed, turned, there, found, more);
  }
}
