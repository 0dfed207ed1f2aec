package dev.ebb.cli.command;

import dev.ebb.Ebb;
import dev.ebb.SchemaStatus;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.releases.VersionRule;
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
import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Entry;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code validate}: whether each schema is what this project needs, for an application that starts.
 * While another Ebb is at work on a schema it waits. Changes nothing.
 */
public final class ValidateCommand implements Command {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final Option SKIP_DATA =
      Option.flag(
          "do not ask whether the out-of-band migrations are where this version needs them",
          "skip-out-of-band-migrations");
  private static final Option POLICY =
      Option.value(
          "one-minor|any",
          "which versions may come before that of the project or bundle; default: what upgrades says in"
              + " ebb.yaml, and any if it says nothing",
          "upgrade-policy");

  /** For one call. */
  public ValidateCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("validate", "check that the databases are what this project needs")
        .options(SchemaChoice.SEVERAL)
        .options(RunFlags.LOCK)
        .options(SKIP_DATA, POLICY)
        .note(
            "For start-up checks. A database that is ahead of the project is valid: the newer release"
                + " migrates first. Waits while another Ebb is at work. Exit status 4 if something is"
                + " missing, failed, unfinished, or not what ran.")
        .note(
            "If ebb.yaml says which version this is (upgrades: {version: v4.5.1}), it also has to be one"
                + " that may follow the version that is installed, and the out-of-band migrations on"
                + " which it relies have to be complete.")
        .examples("validate", "validate --db=frontend --lock-wait=1m");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Ebb ebb = call.ebb(EventSink.NONE);
    call.workspace().notices().forEach(call.problems()::notice);
    EachSchema<SchemaStatus> all = EachSchema.ask(call, schema -> settled(call, ebb, schema));
    List<Problem> problems =
        all.found().stream().flatMap(s -> Verdict.problems(s).stream()).toList();
    Optional<List<Problem>> released = released(call);
    List<Problem> both =
        Stream.of(all.problems(), problems, released.orElse(List.of()))
            .flatMap(List::stream)
            .toList();
    ExitStatus status =
        all.status(!problems.isEmpty() || released.filter(p -> !p.isEmpty()).isPresent());
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
    if (all.problems().isEmpty() && problems.isEmpty()) {
      call.out("schema okay!");
      released.filter(List::isEmpty).ifPresent(_ -> call.out("oobmigrations okay!"));
    }
    return status;
  }

  // Nothing where no version is written down to look at.
  private static Optional<List<Problem>> released(Invocation call) {
    if (call.project().upgrades().isEmpty() && !call.arguments().has(POLICY)) {
      return Optional.empty();
    }
    VersionRule.Options options = new VersionRule.Options(false, call.arguments().isSet(SKIP_DATA));
    try {
      return VersionRule.of(call, POLICY).map(rule -> rule.problems(options));
    } catch (Fault fault) {
      if (fault.code().exitStatus() == ExitStatus.BAD_INPUT) {
        throw fault;
      }
      return Optional.of(fault.problems());
    }
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
