package dev.ebb.keep;

import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import java.util.List;
import java.util.stream.Collectors;

/** Says no on behalf of a policy, or says aloud what the policy lets go. */
final class Refusal {
  private final SchemaName schema;
  private final Step step;
  private final LossPolicy policy;
  private final EventSink events;

  Refusal(SchemaName schema, Step step, LossPolicy policy, EventSink events) {
    this.schema = schema;
    this.step = step;
    this.policy = policy;
    this.events = events;
  }

  /**
   * Something is about to be destroyed that cannot be kept.
   *
   * @throws Fault REFUSED if the policy does not let it go
   */
  void impossible(String what, String why) {
    if (policy == LossPolicy.KEEP_OR_SAY) {
      events.accept(new Event.NotKept(schema, step, what, why));
      return;
    }
    throw fault(
        "%s would destroy %s, which cannot be kept: %s".formatted(step.title(), what, why),
        "the step was rolled back; --loss=accept lets that go for good, and so does --loss=keep in"
            + " another --environment than production");
  }

  /**
   * A step has destroyed something in a transaction that is still open.
   *
   * @throws Fault REFUSED if the policy is that nothing may be
   */
  void losses(List<Keeper.News> kept) {
    if (policy == LossPolicy.REFUSE && !kept.isEmpty()) {
      throw fault(
          step.title()
              + " would destroy "
              + kept.stream()
                  .map(n -> n.object() + " (" + n.rows() + ")")
                  .collect(Collectors.joining(", ")),
          "the step was rolled back, as --loss=refuse asks; --loss=keep runs it and keeps that data,"
              + " --loss=accept lets it go for good");
    }
  }

  private Fault fault(String what, String remedy) {
    return new Fault(
        List.of(Problem.at(Place.of(step.source().file()), FaultCode.REFUSED, what, remedy)));
  }
}
