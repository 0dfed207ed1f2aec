package dev.ebb.backfill;

import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.OutOfBandId;
import dev.ebb.run.Cancellation;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One migration that is being run in one direction by this process: what all of its workers share.
 *
 * @param walker goes through its table; null if it declares none
 */
record Job(
    Declaration declaration,
    Direction direction,
    Task task,
    @Nullable Walker walker,
    Connector connector,
    BackfillOptions options,
    Timing timing,
    Cancellation cancellation,
    Consumer<Advance> events) {

  OutOfBandId id() {
    return declaration.id();
  }

  String title() {
    return title(declaration);
  }

  static String title(Declaration declaration) {
    return declaration.id() + (declaration.slug().isEmpty() ? "" : " (" + declaration.slug() + ")");
  }

  void tell(Advance event) {
    events.accept(event);
  }

  void refuseIfCancelled() {
    if (cancellation.requested()) {
      throw Fault.of(
          FaultCode.CANCELLED,
          "out-of-band migration " + title() + " was interrupted",
          "what is done is committed; run it again to go on from there");
    }
  }

  /** The way back to work after this one was stopped for good. */
  String again() {
    return "ebb run-out-of-band-migrations --id="
        + id()
        + (direction == Direction.DOWN ? " --apply-reverse" : "");
  }

  Fault noProgress(String what) {
    return new Fault(
        List.of(
            Problem.of(
                FaultCode.STATEMENT,
                "out-of-band migration " + title() + " makes no progress: " + what,
                "either what it sets does not end what it looks for, or a trigger undoes it: mend "
                    + declaration.folder()
                    + ", then '"
                    + again()
                    + "'; what is done is committed")));
  }
}
