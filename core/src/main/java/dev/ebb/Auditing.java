package dev.ebb;

import dev.ebb.audit.Clerk;
import dev.ebb.audit.Deed;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.keep.LossPolicy;
import dev.ebb.loss.Losing;
import dev.ebb.loss.LossReport;
import dev.ebb.run.Done;
import dev.ebb.run.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Enters a run of migrations into the record of the database. */
final class Auditing {
  private final Clerk clerk;

  Auditing(Clerk clerk) {
    this.clerk = clerk;
  }

  /** Hears what was kept and what was not, and passes everything on. */
  static final class Ears implements EventSink {
    private final EventSink next;
    private final List<String> kept = new ArrayList<>();
    private final List<String> notKept = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Ears(EventSink next) {
      this.next = next;
    }

    @Override
    public void accept(Event event) {
      synchronized (this) {
        if (event instanceof Event.Kept one) {
          kept.add(one.object() + (one.rows() < 0 ? "" : ", rows: " + one.rows()));
        } else if (event instanceof Event.NotKept one) {
          notKept.add(one.object() + ": " + one.reason());
        } else if (event instanceof Event.Remark one) {
          remarks.add(one.text());
        }
      }
      next.accept(event);
    }
  }

  /**
   * A run.
   *
   * @param proposal what was to be done
   * @param policy what was to become of data that it destroys
   * @param foreseen what it would destroy, as far as somebody has looked
   */
  record Run(Proposal proposal, LossPolicy policy, LossReport foreseen) {}

  /** Enters a run, unless it found nothing to do or nobody could be reached. */
  void ran(Run run, Ears ears, Outcome outcome) {
    List<Problem> problems =
        outcome instanceof Outcome.Stopped stopped ? stopped.problems() : List.of();
    boolean nothing = outcome.done().isEmpty();
    if (nothing
        && (problems.isEmpty()
            || problems.stream().anyMatch(p -> p.code() == FaultCode.CONNECTION))) {
      return;
    }
    clerk.enter(body -> {
      body.put("plan", run.proposal().plan().steps().stream().map(Step::title).toList())
          .each("done", outcome.done().stream().map(Auditing::done).toList())
          .put("outcome", problems.isEmpty() ? "done" : nothing ? "failed" : "half-way")
          .put("problems", problems.stream().map(Clerk::told).toList())
          .put("loss", run.policy().name().toLowerCase(Locale.ROOT))
          .put("foreseenLoss", run.foreseen().realLosses().stream().map(Auditing::told).toList());
      synchronized (ears) {
        body.put("kept", ears.kept).put("notKept", ears.notKept).put("remarks", ears.remarks);
      }
      if (run.policy() == LossPolicy.ACCEPT) {
        body.put("lossAcceptedBy", clerk.by());
      }
    });
  }

  private static Consumer<Deed> done(Done done) {
    Duration elapsed = done.elapsed();
    return body ->
        body.put("step", done.step().title())
            .put("how", done.how().name().toLowerCase(Locale.ROOT))
            .put("millis", elapsed.toMillis());
  }

  private static String told(Losing losing) {
    return losing.loss().title();
  }
}
