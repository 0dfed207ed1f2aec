package dev.ebb.cli.checklist;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.drift.DriftSetting;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.SchemaConfig;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code checklist}: what a rollback needs before and after it, for the incident's ticket. */
public final class ChecklistCommand implements Command {
  static final Option TICKET =
      Option.value("REF", "the incident's ticket, if there is one", "ticket");
  static final Option CAUSE = Option.value("TEXT", "the root cause, if it is known", "cause");
  static final Option METHOD =
      Option.value("TEXT", "the way back that was chosen, if it was", "method");
  static final Option SMOKE =
      Option.value("COMMAND", "a shell command that tells whether the application works", "smoke");

  /** For one call. */
  public ChecklistCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("checklist", "what is to be done before and after a rollback, checked")
        .operands("before|after", 1, 1)
        .options(SchemaChoice.SEVERAL, TICKET, CAUSE, METHOD, SMOKE, Staging.OPTION, Points.FRESH)
        .options(DriftSetting.ALL)
        .note(
            "Each item is checked where Ebb can: what ran last, what is unsettled, who blocks whom,"
                + " who is connected, whether staging practised it, how old the newest restore point is,"
                + " whether the log is archived, whether the objects are what the"
                + " migrations give, whether the audit is whole, whether the command of --smoke"
                + " succeeds. The others are named as open. What comes out is Markdown, for the"
                + " incident's ticket.")
        .note("It changes nothing. The exit status is 4 if something is not well.")
        .examples(
            "checklist before --ticket=OPS-1234",
            "checklist before --staging=staging-audit.jsonl --fresh=1h",
            "checklist after --smoke='curl -fsS http://localhost:3080/healthz' > ticket.md");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String when = call.arguments().operands().getFirst();
    if (!List.of("before", "after").contains(when)) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + when + "\" is neither before nor after",
          "write 'ebb checklist before' or 'ebb checklist after'");
    }
    boolean before = when.equals("before");
    List<Item> items = new ArrayList<>();
    List<SchemaConfig> schemas =
        SchemaChoice.several(call).stream()
            .filter(schema -> !SchemaChoice.isLeftOut(call, schema))
            .toList();
    if (before) {
      new Before(call, schemas).addTo(items);
    } else {
      new After(call, schemas).addTo(items);
    }
    boolean well = items.stream().noneMatch(item -> item.state() == Item.State.FAILED);
    ExitStatus status = well ? ExitStatus.DONE : ExitStatus.ATTENTION;
    if (call.json()) {
      return call.emit(
          status,
          json ->
              json.field("when", when)
                  .objects(
                      "items",
                      items,
                      (j, item) ->
                          j.field("title", item.title())
                              .field("state", item.state().name().toLowerCase(Locale.ROOT))
                              .field("evidence", item.evidence())));
    }
    show(call, before, items);
    return status;
  }

  private static void show(Invocation call, boolean before, List<Item> items) {
    call.out("## " + (before ? "Before" : "After") + " the rollback\n");
    String ticket = call.arguments().value(TICKET).map(ref -> ", " + ref).orElse("");
    call.out("As of " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ticket + ".\n");
    items.forEach(item -> call.out(item.markdown()));
    long open = items.stream().filter(item -> item.state() == Item.State.OPEN).count();
    call.terminal().say(open + " of " + items.size() + " items are for a person to settle");
  }
}
