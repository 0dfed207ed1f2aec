package dev.ebb.cli.rehearsing;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.RehearsalRequest;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.releases.Outfit;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.passage.Passage;
import dev.ebb.passage.PassageRehearsal;
import dev.ebb.passage.Prospect;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import java.util.List;
import java.util.Map;

/** {@code rehearse upgrade} and {@code rehearse downgrade}: all databases, with their data. */
final class RehearsedPassage {
  private final Invocation call;
  private final String run;
  private final EventSink progress;

  RehearsedPassage(Invocation call, String run, EventSink progress) {
    this.call = call;
    this.run = run;
    this.progress = progress;
  }

  ExitStatus run() {
    RehearseCommand.refuse(call, RehearseCommand.ofOneSchema(), run);
    List<String> named = call.arguments().values(SchemaChoice.SEVERAL);
    if (!named.isEmpty() && !named.contains("all")) {
      throw Fault.of(
          FaultCode.USAGE,
          "rehearse " + run + " is for all databases at once, as " + run + " is",
          "leave --db out");
    }
    Outfit outfit = Outfit.of(call, run.equals("upgrade") ? Direction.UP : Direction.DOWN);
    Ebb ebb = outfit.ebb(progress);
    Passage passage = outfit.passage(ebb, _ -> {});
    RehearsalRequest manner = new RehearsalRequest(Basis.SHADOW, Scratch.likeTheDatabase(call));
    PassageRehearsal rehearsal =
        call.interruption().during(ebb.cancellation(), () -> passage.rehearse(manner));
    call.terminal().eraseLine();
    return tell(rehearsal);
  }

  private ExitStatus tell(PassageRehearsal rehearsal) {
    Prospect prospect = rehearsal.prospect();
    ExitStatus status = status(rehearsal);
    if (call.json()) {
      return call.emit(status, prospect.findings(), json -> PassageJson.write(json, rehearsal));
    }
    prospect.warnings().forEach(warning -> call.terminal().warn("note: " + warning));
    new PassageText(call).show(rehearsal);
    if (!prospect.findings().isEmpty()) {
      call.terminal().warn("it would not begin, because:");
      call.problems().show(prospect.findings());
    }
    return status;
  }

  // A step that fails is worse than what only somebody has to agree to or to wait for.
  private static ExitStatus status(PassageRehearsal rehearsal) {
    if (!rehearsal.succeeded()) {
      return ExitStatus.ATTENTION;
    }
    return rehearsal.prospect().findings().isEmpty()
        ? ExitStatus.DONE
        : rehearsal.prospect().findings().getFirst().code().exitStatus();
  }

  /** What was seen of those steps that a schema runs on one leg; fewer if one of them failed. */
  static List<RehearsedStep> steps(
      PassageRehearsal rehearsal, Map.Entry<SchemaName, Proposal> leg) {
    Rehearsal seen = rehearsal.schemas().get(leg.getKey());
    List<Step> wanted = leg.getValue().plan().steps();
    return seen == null
        ? List.of()
        : seen.steps().stream().filter(step -> wanted.contains(step.step())).toList();
  }
}
