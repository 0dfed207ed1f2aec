package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.SchemaStatus;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.PlanText;
import dev.ebb.cli.render.StatusJson;
import dev.ebb.cli.render.StatusText;
import dev.ebb.cli.render.Verdict;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Entry;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code validate}: whether each schema is what this project needs, for an application that starts.
 * While another Ebb is at work on a schema it waits. Changes nothing.
 */
public final class ValidateCommand implements Command {
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** For one call. */
  public ValidateCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("validate", "check that the databases are what this project needs")
        .options(SchemaChoice.SEVERAL)
        .options(RunFlags.LOCK)
        .note(
            "For start-up checks. A database that is ahead of the project is valid: the newer release"
                + " migrates first. Waits while another Ebb is at work. Exit status 4 if something is"
                + " missing, failed, unfinished, or not what ran.")
        .examples("validate", "validate --db=frontend --lock-wait=1m");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Ebb ebb = call.ebb(EventSink.NONE);
    call.workspace().notices().forEach(call.problems()::notice);
    EachSchema<SchemaStatus> all = EachSchema.ask(call, schema -> settled(call, ebb, schema));
    List<Problem> problems =
        all.found().stream().flatMap(s -> Verdict.problems(s).stream()).toList();
    List<Problem> both = Stream.concat(all.problems().stream(), problems.stream()).toList();
    ExitStatus status = all.status(!problems.isEmpty());
    if (call.json()) {
      return call.emit(
          status, both, json -> json.objects("schemas", all.found(), ValidateCommand::json));
    }
    for (SchemaStatus schema : all.found()) {
      if (!schema.survey().ahead().isEmpty()) {
        List<Entry> ahead = schema.survey().ahead();
        call.terminal()
            .say(
                schema.schema().name()
                    + ": the database is ahead of this project by "
                    + Amount.of(ahead.size(), "migration")
                    + " ("
                    + PlanText.list(ahead.stream().map(Entry::id).toList())
                    + "), which is fine");
      }
    }
    call.problems().show(both);
    if (both.isEmpty()) {
      call.out("schema okay!");
    }
    return status;
  }

  // What looks unfinished may only be at work: as long as somebody holds the lock, and patience
  // lasts, it is looked at again.
  private static SchemaStatus settled(Invocation call, Ebb ebb, SchemaConfig schema) {
    long deadline = System.nanoTime() + RunFlags.lockWait(call).toNanos();
    boolean said = false;
    while (true) {
      SchemaStatus status = ebb.status(schema.name());
      boolean well = Verdict.problems(status).isEmpty();
      if (well || System.nanoTime() >= deadline || !isBusy(call, schema)) {
        return well ? status : ebb.status(schema.name());
      }
      if (!said) {
        call.terminal().say(schema.name() + ": another Ebb is at work; waiting for it");
        call.terminal().flush();
        said = true;
      }
      pause();
    }
  }

  private static boolean isBusy(Invocation call, SchemaConfig schema) {
    Connector connector = call.connections().connector(schema);
    try (Session session = connector.open()) {
      return !MigrationLock.holders(session, LockKey.of(schema.versionTable())).isEmpty();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void json(Json json, SchemaStatus status) {
    json.field("schema", status.schema().name().value())
        .field("valid", Verdict.problems(status).isEmpty())
        .objects("missing", StatusText.pending(status.survey()), StatusJson::migration)
        .objects("unsettled", status.survey().unsettled(), StatusJson::unsettled)
        .objects("changed", status.survey().changed(), StatusJson::changed)
        .field("ahead", status.survey().ahead().size());
  }
}
