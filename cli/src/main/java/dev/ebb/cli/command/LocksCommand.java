package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Json;
import dev.ebb.db.Blocker;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.locks.Backend;
import dev.ebb.locks.LockReport;
import dev.ebb.locks.SessionEnder;
import dev.ebb.locks.SessionEnder.Ending;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code locks}: who blocks whom, and for how long already; and a way to end one of them. */
public final class LocksCommand implements Command {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Option WATCH =
      Option.flag("look again every --interval, until it is interrupted", "watch");
  private static final Option INTERVAL =
      Option.value("TIME", "how often --watch looks; default: 2s", "interval");
  private static final Option TERMINATE =
      Option.value("PID", "end the session of this process: cancel first, then close", "terminate");
  private static final Option FORCE =
      Option.flag("end it even if it replicates or belongs to the server itself", "force");

  /** For one call. */
  public LocksCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("locks", "show who blocks whom, and for how long already")
        .options(SchemaChoice.SEVERAL, WATCH, INTERVAL, TERMINATE, FORCE)
        .note(
            "Those at the top wait for nobody: who ends one of them sets free what is below. Ending a"
                + " session rolls back its transaction. A role sees the statements of other roles only"
                + " with pg_read_all_stats.")
        .examples(
            "locks", "locks --db=frontend --watch", "locks --db=frontend --terminate=4711 --yes");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    if (call.arguments().value(TERMINATE).isPresent()) {
      return terminate(call, schemas);
    }
    if (call.arguments().isSet(WATCH)) {
      return watch(call, schemas);
    }
    Map<String, LockReport> reports = read(call, schemas);
    if (call.json()) {
      return call.emit(ExitStatus.DONE, json -> members(json, reports));
    }
    call.terminal().result(LockText.of(reports, call.terminal()));
    return ExitStatus.DONE;
  }

  /** By server and database, each once, however many schemas are in it. */
  private static Map<String, LockReport> read(Invocation call, List<SchemaConfig> schemas) {
    Map<String, LockReport> reports = new LinkedHashMap<>();
    for (SchemaConfig schema : schemas) {
      try (Session session = connector(call, schema).open()) {
        LockReport report = LockReport.read(session, LockKey.of(schema.versionTable()));
        reports.put(schema.name().value(), report);
      }
    }
    return reports;
  }

  private static Connector connector(Invocation call, SchemaConfig schema) {
    return call.connections().connector(schema);
  }

  private static ExitStatus watch(Invocation call, List<SchemaConfig> schemas) {
    if (call.json()) {
      throw Fault.of(
          FaultCode.USAGE,
          "--watch shows text only",
          "ask again and again with --format=json instead");
    }
    Duration interval = call.arguments().duration(INTERVAL, Duration.ofSeconds(2));
    boolean watched = call.terminal().screen().watched();
    while (!call.interruption().isInterrupted()) {
      String text = LockText.of(read(call, schemas), call.terminal());
      call.terminal().result((watched ? "\u001b[H\u001b[2J" : "") + text + (watched ? "" : "\n"));
      call.terminal().flush();
      try {
        Thread.sleep(interval);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return ExitStatus.DONE;
      }
    }
    return ExitStatus.DONE;
  }

  private static ExitStatus terminate(Invocation call, List<SchemaConfig> schemas) {
    if (schemas.size() > 1) {
      throw Fault.of(
          FaultCode.USAGE,
          "in which server that process is remains open",
          "name a schema with --db; 'ebb locks' shows in which the process is");
    }
    int pid = call.arguments().number(TERMINATE, 0, 1);
    try (Session session = connector(call, schemas.getFirst()).open()) {
      Backend backend =
          Backend.find(session, pid)
              .orElseThrow(() ->
                  Fault.of(
                      FaultCode.UNKNOWN_NAME,
                      "the server has no process " + pid,
                      "it may be gone already; 'ebb locks' shows who is there"));
      refuseHarm(call, backend);
      call.terminal().say(LockText.line(backend));
      agree(call, pid);
      boolean forced = backend.harm().isPresent();
      Ending ending =
          call.clerk(schemas.getFirst())
              .entered(
                  List.of((forced ? "ended by force: " : "ended: ") + LockText.line(backend)),
                  () -> new SessionEnder(session, PATIENCE).end(backend));
      if (call.json()) {
        return call.emit(
            ExitStatus.DONE,
            json -> json.field("pid", pid).field("ending", ending.name().toLowerCase(Locale.ROOT)));
      }
      call.out(LockText.ended(pid, ending));
      return ExitStatus.DONE;
    }
  }

  private static void refuseHarm(Invocation call, Backend backend) {
    if (call.arguments().isSet(FORCE)) {
      return;
    }
    backend
        .harm()
        .ifPresent(harm -> {
          throw Fault.of(
              FaultCode.REFUSED,
              "process " + backend.pid() + " is not ended: " + harm,
              "leave it alone, or add --force if you know better");
        });
  }

  private static void agree(Invocation call, int pid) {
    if (call.arguments().isSet(CommonOptions.YES)) {
      return;
    }
    if (call.terminal().screen().asks()) {
      String answer = call.terminal().ask("End process " + pid + "? [y/N]").orElse("");
      if (answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes")) {
        return;
      }
      throw Fault.of(FaultCode.REFUSED, "nothing was ended", "answer y, or add --yes");
    }
    throw Fault.of(
        FaultCode.REFUSED,
        "process " + pid + " is not ended: nobody is there to be asked",
        "add --yes to end it");
  }

  private static void members(Json json, Map<String, LockReport> reports) {
    json.objects(
        "schemas",
        reports.entrySet(),
        (j, entry) ->
            j.field("schema", entry.getKey())
                .objects("sessions", entry.getValue().sessions(), LocksCommand::session)
                .objects("migrating", entry.getValue().migrating(), LocksCommand::holder));
  }

  private static void session(Json json, Blocker session) {
    json.field("pid", session.pid())
        .field("user", session.user())
        .field("application", session.application())
        .field("client", session.client())
        .field("state", session.state())
        .field("transactionMillis", session.transactionAge().toMillis())
        .field("query", session.query())
        .texts("blockedBy", session.blockedBy())
        .field("waitersBehind", session.waitersBehind())
        .field("waitsFor", session.waitsFor());
  }

  private static void holder(Json json, MigrationLock.Holder holder) {
    json.field("pid", holder.pid())
        .field("user", holder.user())
        .field("application", holder.application())
        .field("client", holder.client())
        .field("state", holder.state())
        .field("connectedMillis", holder.connectedFor().toMillis());
  }
}
