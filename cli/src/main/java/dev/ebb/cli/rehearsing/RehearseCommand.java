package dev.ebb.cli.rehearsing;

import dev.ebb.Ebb;
import dev.ebb.RehearsalRequest;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Ids;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.releases.Outfit;
import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.source.SchemaConfig;
import java.util.List;

/**
 * {@code rehearse}: what a run would lock, rewrite and take in time. Changes nothing in the real
 * database.
 */
public final class RehearseCommand implements Command {
  private static final List<String> RUNS =
      List.of("up", "upto", "down", "downto", "undo", "upgrade", "downgrade");
  private static final Option TARGET =
      Option.list("ID,…", "the migrations to go to, as for upto and downto", "target");
  private static final Option STEPS =
      Option.value("N|all", "how many migrations to take back, as for down", "steps");
  private static final Option STORED =
      Option.flag("prefer the ways back that are stored in the database", "stored");
  private static final Option ON_BRANCH =
      Option.flag(
          "run it on a copy of the database, rows included, and measure; while others are connected"
              + " to the database it takes a pg_dump and a pg_restore along PATH to copy it",
          "on-branch");

  /** For one call. */
  public RehearseCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("rehearse", "show what a run would lock and rewrite, and for how long")
        .operands("[" + String.join("|", RUNS) + "]", 0, 1)
        .options(SchemaChoice.SEVERAL, TARGET, STEPS, STORED, Scratch.SHADOW, ON_BRANCH)
        .options(Outfit.OPTIONS)
        .note(
            "The steps that the command would run (default: up) run on a scratch database with the"
                + " objects of the real one, and are watched: locks, rewrites, scans, builds of"
                + " indexes. The real database is only asked for the sizes of its tables, who uses"
                + " them now, what data would go and which rows would be in the way.")
        .note(
            "Times are bounds from those sizes: a table is read at 80 MB to 3 GB a second, written"
                + " anew at 12 to 250, indexed at 12 to 400; waiting for others comes on top. What"
                + " a loop over rows does shows only with --on-branch, which measures. Exit status"
                + " 4 if a step fails.")
        .note(
            "upgrade and downgrade, with --from and --to, are rehearsed for all databases: the steps of"
                + " every schema, and between them which out-of-band migrations run, whether they can"
                + " be taken back, and how many rows are about left to move. What speaks against"
                + " beginning is told as well, and gives its exit status.")
        .examples(
            "rehearse --db=frontend",
            "rehearse downto --db=frontend --target=1528395968",
            "rehearse down --db=frontend --on-branch --yes",
            "rehearse downgrade --from=v4.5.1 --to=v4.0.0");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String run = run(call.arguments().operands());
    if (run.equals("upgrade") || run.equals("downgrade")) {
      return new RehearsedPassage(call, run, progress(call)).run();
    }
    refuse(call, Outfit.OPTIONS, run);
    Target target = target(call, run);
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    if (!run.equals("up") && schemas.size() > 1) {
      throw Fault.of(
          FaultCode.USAGE,
          "rehearse " + run + " needs one schema, and this goes for " + schemas.size(),
          "supply a schema via --db");
    }
    Ebb ebb = call.ebb(progress(call));
    EachSchema<Rehearsed> all = EachSchema.ask(call, schema -> rehearse(call, ebb, schema, target));
    call.terminal().eraseLine();
    ExitStatus status = all.status(all.found().stream().anyMatch(r -> !r.rehearsal().succeeded()));
    if (call.json()) {
      return call.emit(
          status,
          all.problems(),
          json -> json.objects("schemas", all.found(), RehearsalJson::schema));
    }
    RehearsalText text = new RehearsalText(call.terminal(), call.verbose());
    all.found().forEach(text::show);
    call.problems().show(all.problems());
    return status;
  }

  private static Rehearsed rehearse(Invocation call, Ebb ebb, SchemaConfig schema, Target target) {
    boolean copy = call.arguments().isSet(ON_BRANCH);
    if (copy) {
      agree(call, schema);
    }
    Step.Origin preferred =
        call.arguments().isSet(STORED) ? Step.Origin.STORED : Step.Origin.PROJECT;
    RehearsalRequest request =
        new RehearsalRequest(copy ? Basis.COPY : Basis.SHADOW, Scratch.likeTheDatabase(call));
    Rehearsal rehearsal =
        call.interruption()
            .during(
                ebb.cancellation(),
                () -> ebb.rehearse(ebb.propose(schema.name(), target, preferred), request));
    return new Rehearsed(schema.name(), rehearsal);
  }

  /** Options that mean nothing for what is rehearsed are no accident to be passed over. */
  static void refuse(Invocation call, List<Option> options, String run) {
    for (Option option : options) {
      if (call.arguments().has(option)) {
        throw Fault.of(
            FaultCode.USAGE,
            "--%s does not go with rehearse %s".formatted(option.name(), run),
            "leave it out; 'ebb help rehearse' tells what goes with what");
      }
    }
  }

  /** What a copy of the data, or a target, would say of all databases at once: nothing. */
  static List<Option> ofOneSchema() {
    return List.of(TARGET, STEPS, STORED, ON_BRANCH);
  }

  private static void agree(Invocation call, SchemaConfig schema) {
    long bytes;
    try (Session session = call.connections().connector(schema).open()) {
      bytes =
          session.queryOne(
              "SELECT pg_database_size(current_database()) AS bytes", row -> row.int64("bytes"));
    }
    Consent.ask(
        call,
        ("The database of schema %s (%s) is copied beside itself on its server, and the copy is"
                + " dropped afterwards.\nThat takes as much room again, and nobody can connect to"
                + " the database while it is copied. If somebody is connected now, pg_dump and"
                + " pg_restore of this machine copy it: that keeps nobody out but who alters tables,"
                + " takes several times as long, and room for a packed dump among temporary files"
                + " here.")
            .formatted(schema.name(), Bytes.of(bytes)),
        "Copy the database of schema " + schema.name() + "?");
  }

  private static String run(List<String> operands) {
    String run = operands.isEmpty() ? "up" : operands.getFirst();
    if (RUNS.contains(run)) {
      return run;
    }
    throw Fault.of(
        FaultCode.USAGE,
        "there is no run \"" + run + "\" to rehearse",
        Nearest.to(run, RUNS).map(n -> "did you mean " + n + "? ").orElse("")
            + "there are: "
            + String.join(", ", RUNS));
  }

  private static Target target(Invocation call, String run) {
    boolean named = call.arguments().has(TARGET);
    if (call.arguments().has(STEPS) && !run.equals("down")) {
      throw Fault.of(FaultCode.USAGE, "--steps goes with down only", "leave it out");
    }
    return switch (run) {
      case "up" -> named ? Target.UpTo.of(Ids.of(call, TARGET)) : new Target.Latest();
      case "upto" -> Target.UpTo.of(Ids.of(call, TARGET));
      case "downto" -> Target.DownTo.of(Ids.of(call, TARGET));
      case "undo" -> new Target.Undo();
      default ->
          call.arguments().values(STEPS).contains("all")
              ? Target.DownTo.of(List.of())
              : new Target.Back(call.arguments().number(STEPS, 1, 1));
    };
  }

  private static EventSink progress(Invocation call) {
    return event -> {
      if (event instanceof Event.StepStarted step) {
        call.terminal()
            .show(
                "%s: on the scratch database, %d of %d: %s"
                    .formatted(step.schema(), step.number(), step.of(), step.step().title()));
      }
    };
  }
}
