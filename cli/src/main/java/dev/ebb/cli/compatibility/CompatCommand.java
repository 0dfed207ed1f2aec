package dev.ebb.cli.compatibility;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Revision;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.checking.SignsOfLife;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.compat.Compared;
import dev.ebb.compat.Recording;
import dev.ebb.compat.Schemata;
import dev.ebb.compat.TestRun;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Session;
import dev.ebb.exec.Programs;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Graph;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code compat}: whether the previous release would work on the new schema. Works in scratch
 * databases; a live database is only asked which statements it has recorded.
 */
public final class CompatCommand implements Command {
  private static final Option RELEASE =
      Option.value(
          "REV", "the release that is to go on working: a tag, branch or commit", "release");
  private static final Option RUN =
      Option.value(
          "COMMAND",
          "a command of that release, run by a shell with PGHOST and its kin set to a scratch"
              + " database with the new schema",
          "run");
  private static final Option QUERIES =
      Option.value(
          "pg_stat_statements|FILE",
          "the statements of that release: as the schema's live database has recorded them, or from a"
              + " file, separated by semicolons, with $1 and so on for values",
          "queries");
  private static final Option TIMEOUT =
      Option.value("TIME", "how long the command may take; default: 1h", "timeout");
  private static final String RECORDED = "pg_stat_statements";

  /** For one call. */
  public CompatCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("compat", "show whether a release would still work on the new schema")
        .options(SchemaChoice.SEVERAL, RELEASE, RUN, QUERIES, Scratch.SHADOW, TIMEOUT)
        .note(
            "The migrations of the project as it is now, and those of the release, are applied to"
                + " scratch databases. Each statement is prepared on both: it breaks if it is"
                + " understood before and not after, if its result has other columns, or if it inserts"
                + " without a column that is demanded now. The command gets a database with the new"
                + " schema, and the release's name as EBB_RELEASE.")
        .note("Exit status 4 if a statement breaks or the command fails.")
        .examples(
            "compat --release=v4.4.0 --queries=pg_stat_statements",
            "compat --db=frontend --release=v4.4.0 --queries=app-queries.sql",
            "compat --release=v4.4.0 --run='cd ../app-v4.4.0 && make test'");
  }

  @Override
  public ExitStatus run(Invocation call) {
    String release = release(call);
    Optional<String> command = call.arguments().value(RUN);
    Optional<String> queries = call.arguments().value(QUERIES);
    if (command.isEmpty() && queries.isEmpty()) {
      throw Fault.of(
          FaultCode.USAGE,
          "there is nothing that the release could be tried with",
          "give a test command of it with --run='…', or its statements with"
              + " --queries=pg_stat_statements or --queries=FILE");
    }
    Map<String, Graph> then = Revision.graphs(call, release);
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    Map<SchemaConfig, Schemata> built = new LinkedHashMap<>();
    try {
      Map<SchemaConfig, Recording> recordings = new LinkedHashMap<>();
      for (SchemaConfig schema : schemas) {
        queries.ifPresent(from -> recordings.put(schema, recording(call, schema, from)));
      }
      for (SchemaConfig schema : schemas) {
        call.terminal().say(schema.name() + ": building the new schema in a scratch database");
        call.terminal().flush();
        Definitions now = call.workspace().definitions(schema.name());
        built.put(schema, Schemata.build(setting(call, schema), now.graph()));
      }
      List<Examined> examined = new ArrayList<>();
      built.forEach((schema, both) -> {
        Recording recording = recordings.get(schema);
        if (recording != null) {
          Optional<Graph> old = Optional.ofNullable(then.get(schema.name().value()));
          examine(call, schema, both, old, recording).ifPresent(examined::add);
        }
      });
      Optional<TestRun.Result> test = command.map(c -> test(call, c, release, built));
      return tell(call, release, examined, test);
    } finally {
      built.values().forEach(Schemata::close);
    }
  }

  private static ExitStatus tell(
      Invocation call, String release, List<Examined> examined, Optional<TestRun.Result> test) {
    boolean fails =
        examined.stream().anyMatch(Examined::breaks) || test.filter(t -> !t.passed()).isPresent();
    ExitStatus status = fails ? ExitStatus.ATTENTION : ExitStatus.DONE;
    if (call.json()) {
      return call.emit(status, json -> CompatJson.members(json, release, examined, test));
    }
    new CompatText(call.terminal(), call.verbose()).show(release, examined, test);
    return status;
  }

  private static String release(Invocation call) {
    return call.arguments()
        .required(
            RELEASE,
            "there is no release to hold the new schema against",
            "supply it via --release, as in --release=v4.4.0");
  }

  private static Optional<Examined> examine(
      Invocation call,
      SchemaConfig schema,
      Schemata both,
      Optional<Graph> old,
      Recording recording) {
    if (old.isEmpty()) {
      call.terminal().say(schema.name() + ": that release has no such schema; passed over");
    }
    return old.map(graph ->
        new Examined(schema.name(), recording, compare(call, schema, both, graph, recording)));
  }

  private static List<Compared> compare(
      Invocation call, SchemaConfig schema, Schemata both, Graph old, Recording recording) {
    int all = recording.queries().size();
    call.terminal().say("%s: preparing %d statements on both".formatted(schema.name(), all));
    call.terminal().flush();
    return both.compare(
        old, recording, new SignsOfLife(call.terminal(), schema.name(), all)::accept);
  }

  private static TestRun.Result test(
      Invocation call, String command, String release, Map<SchemaConfig, Schemata> built) {
    Map<String, ConnectionSettings> databases = new LinkedHashMap<>();
    built.forEach((schema, both) -> databases.put(schema.environmentPrefix(), both.settings()));
    call.terminal().say("running the command of " + release + " on the new schema");
    call.terminal().flush();
    Duration deadline = call.arguments().duration(TIMEOUT, Duration.ofHours(1));
    return new TestRun(command, call.folder(), deadline, release).run(Programs.local(), databases);
  }

  private static Recording recording(Invocation call, SchemaConfig schema, String from) {
    Recording recording;
    if (from.equals(RECORDED)) {
      try (Session session = call.connections().connector(schema).open()) {
        recording = Recording.of(session);
      }
    } else {
      recording = Recording.inFile(content(call, from), from);
    }
    if (recording.queries().isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "there is no statement in " + from + " that could be tried for schema " + schema.name(),
          recording.hidden() > 0
              ? "the role may not see those of others: GRANT pg_read_all_stats TO it, or connect as"
                  + " the application does"
              : "let the application work for a while, or give its statements in a file");
    }
    return recording;
  }

  private static String content(Invocation call, String name) {
    Path file = call.surroundings().folder().resolve(name);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "cannot read the statements from " + name + ": " + e.getMessage(),
          "name a file in UTF-8, or write --queries=pg_stat_statements",
          e);
    }
  }

  private static Schemata.Setting setting(Invocation call, SchemaConfig schema) {
    Scratch scratch = Scratch.of(call, schema);
    return new Schemata.Setting(
        scratch.place(), scratch.likeness(), schema.name(), schema.versionTable());
  }
}
