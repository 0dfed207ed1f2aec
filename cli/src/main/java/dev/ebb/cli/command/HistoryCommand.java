package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.HistoryText;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.graph.SchemaName;
import dev.ebb.ledger.HistoryRow;
import java.util.List;

/** {@code history}: what ran in each schema, newest first. Changes nothing. */
public final class HistoryCommand implements Command {
  private static final int USUAL = 20;
  private static final Option LIMIT =
      Option.value("N|all", "how many rows of each schema to show; default: " + USUAL, "limit");

  /** For one call. */
  public HistoryCommand() {}

  /** What ran in one schema. */
  private record Rows(SchemaName schema, List<HistoryRow> rows) {}

  @Override
  public Syntax syntax() {
    return Syntax.of(
            "history", "show what ran, newest first: when, by whom, how long, how it ended")
        .options(SchemaChoice.SEVERAL, LIMIT)
        .examples("history", "history --db=frontend --limit=all", "history --format=json");
  }

  @Override
  public ExitStatus run(Invocation call) {
    boolean unlimited = call.arguments().value(LIMIT).orElse("").equals("all");
    int limit = unlimited ? Integer.MAX_VALUE : call.arguments().number(LIMIT, USUAL, 1);
    Ebb ebb = call.ebb(EventSink.NONE);
    EachSchema<Rows> all =
        EachSchema.ask(call, schema -> new Rows(schema.name(), ebb.history(schema.name(), limit)));
    if (call.json()) {
      return call.emit(
          all.status(false),
          all.problems(),
          json ->
              json.objects(
                  "schemas",
                  all.found(),
                  (j, rows) ->
                      j.field("schema", rows.schema().value())
                          .objects("rows", rows.rows(), HistoryText::json)));
    }
    for (Rows rows : all.found()) {
      HistoryText.show(call.terminal(), rows.schema(), rows.rows());
    }
    call.problems().show(all.problems());
    return all.status(false);
  }
}
