package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.SchemaStatus;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.StatusJson;
import dev.ebb.cli.render.StatusText;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;

/** {@code status}: where each schema stands. Changes nothing, creates nothing, waits for nobody. */
public final class StatusCommand implements Command {
  /** For one call. */
  public StatusCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("status", "show what is applied, pending, failed, changed and ahead")
        .options(SchemaChoice.SEVERAL)
        .note(
            "Exit status 4 if a migration is failed or unfinished, or has changed since it was"
                + " applied; pending ones are no reason for that ('ebb validate' asks for them).")
        .examples("status", "status --db=frontend -v", "status --format=json");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Ebb ebb = call.ebb(EventSink.NONE);
    EachSchema<SchemaStatus> all = EachSchema.ask(call, schema -> ebb.status(schema.name()));
    ExitStatus status = all.status(all.found().stream().anyMatch(SchemaStatus::needsAttention));
    if (call.json()) {
      return call.emit(
          status, all.problems(), json -> json.objects("schemas", all.found(), StatusJson::schema));
    }
    StatusText text = new StatusText(call.terminal(), call.verbose());
    all.found().forEach(text::show);
    if (!call.inBundle() && !call.project().keep().isEmpty()) {
      all.found().forEach(one -> sayDue(call, ebb, one));
    }
    call.problems().show(all.problems());
    return status;
  }

  // Asked only where a policy says when something is due.
  private static void sayDue(Invocation call, Ebb ebb, SchemaStatus one) {
    KeepCommand.sayDue(call, one.schema().name(), ebb.kept(one.schema().name()));
  }
}
