package dev.ebb.cli.invocation;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.LossText;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.keep.LossPolicy;
import dev.ebb.loss.Losing;
import dev.ebb.loss.LossReport;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.loss.Obstacle;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a run is told beforehand: what would go, where it would fail, and whether that stops it. */
public final class Foresight {
  /** What becomes of a step that would fail on today's data. */
  public static final Option FEASIBILITY =
      Option.value(
          "refuse|warn|skip",
          "what happens if a step is bound to fail on today's data: nothing is run, or it is said and"
              + " run, or nobody looks; default: refuse",
          "feasibility");

  private static final int SHORT = 8;

  private final Invocation call;
  private final Proposal proposal;
  private final LossReport report;

  private Foresight(Invocation call, Proposal proposal, LossReport report) {
    this.call = call;
    this.proposal = proposal;
    this.report = report;
  }

  /** Looks ahead; asks no database where the plan can neither destroy anything nor fail on data. */
  public static Foresight of(Invocation call, Ebb ebb, Proposal proposal) {
    return new Foresight(
        call,
        proposal,
        word(call).equals("skip") && RunFlags.loss(call) == LossPolicy.ACCEPT
            ? LossReport.SILENT
            : ebb.foresee(proposal));
  }

  /**
   * Demands that the option is one of its words.
   *
   * @throws Fault USAGE if not
   */
  public static void check(Invocation call) {
    if (!List.of("refuse", "warn", "skip").contains(word(call))) {
      throw Fault.of(
          FaultCode.USAGE,
          "--feasibility=" + word(call) + " is none of refuse, warn and skip",
          "leave it out to run nothing that is bound to fail");
    }
  }

  private static String word(Invocation call) {
    return call.arguments().value(FEASIBILITY).orElse("refuse");
  }

  /** What was found. */
  public LossReport report() {
    return report;
  }

  /**
   * Says no where the policy or today's data do.
   *
   * @throws Fault REFUSED with everything that speaks against it
   */
  public void demand() {
    List<Problem> problems = new ArrayList<>();
    for (StepReport step : report.steps()) {
      for (Obstacle obstacle : step.obstacles()) {
        if (obstacle.isCertain() && word(call).equals("refuse")) {
          problems.add(infeasible(step.step(), obstacle));
        }
      }
      if (RunFlags.loss(call) == LossPolicy.REFUSE) {
        step.losses().stream()
            .filter(l -> l.certain() && !l.extent().isNothing() && l.extent().values() != 0)
            .forEach(l -> problems.add(refused(step.step(), l)));
      }
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
  }

  private static Problem infeasible(Step step, Obstacle obstacle) {
    String mend =
        obstacle.query() == null
            ? "mend that"
            : "mend these rows (" + LossText.oneLine(obstacle.query()) + ")";
    return problem(
        step,
        obstacle.statement(),
        step.title() + " would fail today: " + obstacle.what() + LossText.examples(obstacle),
        mend + ", or run it all the same with --feasibility=warn; nothing was changed");
  }

  private static Problem refused(Step step, Losing losing) {
    return problem(
        step,
        losing.statement(),
        step.title() + " " + LossText.phrase(losing),
        "--loss=refuse asks to refuse that; --loss=keep runs it and keeps that data, --loss=accept lets"
            + " it go for good; nothing was changed");
  }

  private static Problem problem(Step step, int number, String what, String remedy) {
    List<Statement> statements = step.source().script().statements();
    Statement statement = statements.get(Math.min(number, statements.size()) - 1);
    return Problem.at(step.source().at(statement.start()), FaultCode.REFUSED, what, remedy);
  }

  /** What goes and what becomes of it, for a question: all of it. */
  public String details() {
    StringBuilder text = new StringBuilder();
    int silent = 0;
    for (Step step : proposal.plan().steps()) {
      StepReport found = report.of(step).orElse(null);
      silent += found == null ? 1 : 0;
      if (found != null || silent <= SHORT) {
        text.append("  ").append(step.title()).append('\n');
      }
      if (found != null) {
        LossText.lines(found).forEach(line -> text.append("       ").append(line).append('\n'));
      }
    }
    if (silent > SHORT) {
      text.append("  … and ").append(silent - SHORT).append(" more that take nothing away\n");
    }
    end().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  /** The last lines: the sum, and what becomes of it. */
  public List<String> end() {
    String total = LossText.total(report);
    if (total.isEmpty()) {
      boolean unsure = report.steps().stream().anyMatch(s -> !s.unknown().isEmpty());
      return List.of(
          unsure
              ? "as far as can be told, nothing that holds data goes"
              : "nothing that holds data goes");
    }
    return List.of(total, fate());
  }

  /** The same where several schemas are told of. */
  public List<String> namedEnd() {
    return end().stream().map(line -> proposal.schema().name() + ": " + line).toList();
  }

  private String fate() {
    return switch (RunFlags.loss(call)) {
      case KEEP_OR_REFUSE, KEEP_OR_SAY ->
          "--loss=keep: it is kept in schema ebb_keep, which takes about as much room and "
              + Amount.of(report.keepingTime())
              + ", and comes back when the opposite is run";
      case ACCEPT -> "--loss=accept: it goes for good; only a copy made beforehand brings it back";
      case REFUSE -> "--loss=refuse: nothing is run that destroys any of it";
    };
  }

  /** In a few lines, for somebody who has agreed beforehand. */
  public void announce() {
    String schema = proposal.schema().name().value();
    List<Losing> losses = report.realLosses();
    for (Losing losing : losses.subList(0, Math.min(SHORT, losses.size()))) {
      call.terminal().say(schema + ": " + LossText.phrase(losing));
    }
    if (losses.size() > SHORT) {
      call.terminal()
          .say(schema + ": … and " + (losses.size() - SHORT) + " more; --dry-run shows all");
    }
    if (!losses.isEmpty()) {
      end().forEach(line -> call.terminal().say(schema + ": " + line));
    }
    warn();
  }

  /** What may go wrong, or cannot be known. */
  public void warn() {
    for (StepReport step : report.steps()) {
      String head = proposal.schema().name() + ": " + step.step().title() + ": ";
      for (Obstacle obstacle : step.obstacles()) {
        call.terminal()
            .warn(
                head
                    + (obstacle.isCertain() ? "will fail: " : "may fail: ")
                    + obstacle.what()
                    + LossText.examples(obstacle)
                    + (obstacle.doubt() == null ? "" : "; but " + obstacle.doubt()));
      }
      step.unknown().forEach(u -> call.terminal().say(head + u));
    }
  }
}
