package dev.ebb.cli.render;

import dev.ebb.Proposal;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Step;
import dev.ebb.run.Done;
import dev.ebb.run.Outcome;
import java.time.Duration;
import java.util.List;

/** Tells people what became of a schema: in one line when all is well, in a few when not. */
public final class RunText {
  private final Terminal terminal;
  private final ProblemText problems;

  /** Tells it on a terminal. */
  public RunText(Terminal terminal, ProblemText problems) {
    this.terminal = terminal;
    this.problems = problems;
  }

  /** Tells it. */
  public void show(RunReport report) {
    String schema = report.schema().name().value();
    // The usual end of a start that must be quick; the first switch over types costs milliseconds.
    if (report instanceof RunReport.Reached reached) {
      good(schema, reached(reached.proposal()));
      return;
    }
    switch (report) {
      case RunReport.Reached _ -> {} // shown above
      case RunReport.Ran(Proposal proposal, _, Outcome.Finished end) ->
          good(schema, done(end, proposal));
      case RunReport.Ran(Proposal proposal, _, Outcome.Stopped end) -> {
        problems.show(end.problems());
        aftermath(schema, end, proposal.plan());
      }
      case RunReport.Planned _ -> {} // the plan itself is the result
      case RunReport.NotRun notRun -> problems.show(notRun.problems());
      case RunReport.Skipped _ ->
          terminal.say(
              schema + ": skipped; it is optional, and nothing says where its database is");
    }
  }

  private void good(String schema, String what) {
    terminal.result(terminal.styled(Style.GOOD, "✅") + " " + schema + ": " + what + "\n");
  }

  private static String reached(Proposal proposal) {
    int applied = proposal.state().applied().size();
    return proposal.plan().target().heading() == Direction.DOWN
        ? "nothing to take back (" + applied + " applied)"
        : "up to date (" + applied + " applied)";
  }

  private static String done(Outcome outcome, Proposal proposal) {
    List<Done> done = outcome.done();
    if (done.isEmpty()) {
      return proposal.plan().steps().isEmpty() || !proposal.state().unsettled().isEmpty()
          ? "what was left unfinished is settled"
          : "another Ebb has done it in the meantime";
    }
    return tally(done) + " in " + Amount.of(total(done));
  }

  private static Duration total(List<Done> done) {
    Duration total = Duration.ZERO;
    for (Done step : done) {
      total = total.plus(step.elapsed());
    }
    return total;
  }

  /** "3 migrations applied", "1 migration taken back", both if both. */
  private static String tally(List<Done> done) {
    int up = 0;
    for (Done step : done) {
      up += step.step().direction() == Direction.UP ? 1 : 0;
    }
    int down = done.size() - up;
    String applied = up == 0 ? "" : Amount.of(up, "migration") + " applied";
    String back = down == 0 ? "" : Amount.of(down, "migration") + " taken back";
    return applied + (up > 0 && down > 0 ? ", " : "") + back;
  }

  private void aftermath(String schema, Outcome.Stopped stopped, Plan plan) {
    boolean untouched = stopped.done().isEmpty() && !stopped.partly();
    Step failed = stopped.failed();
    if (untouched && stopped.problems().getFirst().code() == FaultCode.BUSY) {
      return; // its remedy says so
    }
    StringBuilder state = new StringBuilder("  state: ");
    state.append(
        untouched
            ? "nothing of schema \"" + schema + "\" was changed"
            : tally(stopped.done()) + " and committed");
    if (failed != null) {
      state.append("; ").append(failed.title()).append(ending(stopped));
    }
    int left = plan.steps().size() - stopped.done().size() - (failed == null ? 0 : 1);
    if (left > 0 && (!untouched || failed != null)) {
      state.append("; ").append(left).append(" not tried");
    }
    terminal.warn(state.toString());
    if (!untouched) {
      terminal.warn(
          "         The database is consistent; 'ebb status --db=" + schema + "' shows it");
      terminal.result(stopLine(schema, stopped, plan));
    }
  }

  private static String ending(Outcome.Stopped stopped) {
    return stopped.partly()
        ? " is half done, since it cannot run in one transaction: the ledger knows which of its"
            + " statements took effect, and the next run goes on from there"
        : " was rolled back and left nothing behind";
  }

  private String stopLine(String schema, Outcome.Stopped stopped, Plan plan) {
    return terminal.styled(Style.BAD, "✖")
        + (" " + schema + ": stopped after " + stopped.done().size())
        + (" of " + plan.steps().size() + "\n");
  }
}
