package dev.ebb.cli.releases;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.cli.drift.Aftermath;
import dev.ebb.cli.drift.DriftProgress;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Foresight;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.outofband.AdvanceTalk;
import dev.ebb.cli.progress.Progress;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.restoring.Precaution;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.passage.Arrival;
import dev.ebb.passage.Passage;
import dev.ebb.passage.Prospect;
import java.util.ArrayList;
import java.util.List;

/** What {@code upgrade} and {@code downgrade} have in common: look, tell, ask, go, compare. */
final class Travelling {
  private final Invocation call;
  private final Direction direction;
  private final Narrator narrator;
  private final Ears ears;

  /** Tells what runs on a shadow from what runs in earnest: nobody must take one for the other. */
  private static final class Ears implements EventSink {
    private final EventSink shadows;
    private EventSink steps = EventSink.NONE;
    private volatile EventSink next;

    Ears(EventSink shadows) {
      this.shadows = shadows;
      this.next = shadows;
    }

    @Override
    public void accept(Event event) {
      next.accept(event);
    }
  }

  Travelling(Invocation call, Direction direction) {
    this.call = call;
    this.direction = direction;
    this.narrator = new Narrator(call);
    this.ears = new Ears(new DriftProgress(call.terminal()));
  }

  ExitStatus run() {
    Outfit outfit = Outfit.of(call, direction);
    boolean moving = !call.arguments().isSet(CommonOptions.PLAIN);
    try (Progress progress = Progress.on(call.terminal(), moving);
        AdvanceTalk talk = new AdvanceTalk(call.terminal(), moving)) {
      ears.steps = progress;
      Ebb ebb = call.audited(outfit.ebb(call.heard(ears)));
      Passage passage = outfit.passage(ebb, talk);
      return call.interruption().during(ebb.cancellation(), () -> travel(ebb, passage));
    }
  }

  private ExitStatus travel(Ebb ebb, Passage passage) {
    Prospect prospect = passage.prospect();
    call.terminal().eraseLine();
    boolean dryRun = call.arguments().isSet(RunFlags.DRY_RUN);
    TravelReport report = new TravelReport(call, prospect);
    if (prospect.isReached() && !dryRun) {
      Watchers.figures(call, prospect, List.of(), List.of());
      return end(ebb, passage, report, new Arrival.Arrived(List.of()));
    }
    List<Foresight> foresights = new ArrayList<>();
    List<Problem> against = new ArrayList<>(prospect.findings());
    for (Proposal proposal : prospect.whole().values()) {
      if (!proposal.plan().steps().isEmpty()) {
        Foresight foresight = Foresight.of(call, ebb, proposal);
        foresights.add(foresight);
        demand(foresight, against);
      }
    }
    call.terminal().eraseLine();
    prospect.warnings().forEach(warning -> call.terminal().warn("note: " + warning));
    if (dryRun) {
      narrator.banner();
      return report.planned(foresights, against, Estimate.of(ebb, prospect));
    }
    if (!against.isEmpty()) {
      throw new Fault(against);
    }
    agree(prospect, foresights);
    takePrecaution(ebb, prospect);
    narrator.banner();
    Arrival arrival = go(passage, prospect);
    return end(ebb, passage, report, arrival);
  }

  private Arrival go(Passage passage, Prospect prospect) {
    try (Watchers watchers = new Watchers(call, prospect, ears.steps)) {
      ears.next = watchers.sink();
      watchers.begins();
      try {
        Arrival arrival = passage.go(prospect, narrator);
        watchers.ended(arrival);
        return arrival;
      } catch (Fault fault) {
        watchers.failed(fault.problems());
        throw fault;
      }
    } finally {
      ears.next = ears.shadows;
    }
  }

  private void takePrecaution(Ebb ebb, Prospect prospect) {
    if (RunFlags.isPrecautious(call)) {
      Precaution precaution = new Precaution(call);
      for (Proposal proposal : prospect.whole().values()) {
        precaution.before(ebb, proposal);
      }
    }
  }

  private static void demand(Foresight foresight, List<Problem> against) {
    try {
      foresight.demand();
    } catch (Fault fault) {
      against.addAll(fault.problems());
    }
  }

  private void agree(Prospect prospect, List<Foresight> foresights) {
    prospect
        .resumed()
        .ifPresent(
            since -> call.terminal().say("going on with what was begun at " + since + " UTC"));
    boolean down = prospect.plan().direction() == Direction.DOWN && prospect.migrations() > 0;
    if (Consent.isGiven(call) || !down) {
      foresights.forEach(Foresight::announce);
      return;
    }
    StringBuilder details = new StringBuilder();
    foresights.forEach(foresight -> details.append(foresight.details()));
    Consent.ask(
        call,
        "To be taken back:\n" + details,
        "Take back "
            + Amount.of(prospect.migrations(), "migration")
            + " and go to "
            + prospect.plan().to()
            + "?");
  }

  private ExitStatus end(Ebb ebb, Passage passage, TravelReport report, Arrival arrival) {
    call.terminal().eraseLine();
    return switch (arrival) {
      case Arrival.Halted halted -> report.halted(halted);
      case Arrival.Arrived arrived -> report.arrived(arrived, after(ebb, passage, report));
    };
  }

  private List<Aftermath> after(Ebb ebb, Passage passage, TravelReport report) {
    boolean finish = call.arguments().isSet(TravelOptions.FINISH);
    List<Aftermath> all = new ArrayList<>();
    try {
      for (Passage.Compared compared : passage.compare(report.plan())) {
        call.terminal().eraseLine();
        report.compared(compared.report());
        all.add(Aftermath.of(call, ebb, compared.request(), compared.report(), finish));
      }
    } catch (Fault fault) {
      call.trace(fault);
      all.add(new Aftermath(ExitStatus.ATTENTION, fault.problems()));
    }
    return all;
  }
}
