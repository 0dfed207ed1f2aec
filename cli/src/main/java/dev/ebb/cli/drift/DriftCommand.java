package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.DriftRequest;
import dev.ebb.Ebb;
import dev.ebb.Expectation;
import dev.ebb.Workspace;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Revision;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.EachSchema;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.ReleaseSource;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.describe.CatalogDocument;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Source;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Script;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code drift}: how databases differ from what their migrations give, and how to set that right.
 * Changes nothing in them unless told to; what should be there is found out in a scratch database.
 */
public final class DriftCommand implements Command {
  private static final Option VERSION =
      Option.value(
          "REV",
          "hold the databases against a tag, branch or commit of the project, or a release of the"
              + " bundle, not against what they say is applied",
          "version");
  private static final Option FILE =
      Option.value(
          "FILE",
          "hold a database against a file: what describe writes as json, sql or sourcegraph, a"
              + " schema file of Sourcegraph's migrator, or what pg_dump -s writes",
          "file");

  private static final Option LIKE =
      Option.value(
          "URL",
          "hold a database against another one, read at the same time: a URL or key=value; a password"
              + " belongs into ~/.pgpass, since others on this machine see what is written here",
          "like");

  /** What of the environment is about whoever calls, and not about a server. */
  private static final Set<String> WHOEVER =
      Set.of("HOME", "PGPASSFILE", "PGSYSCONFDIR", "PGSERVICEFILE", "PGSSLROOTCERT");

  private static final Option SQL =
      Option.flag("also show the SQL that would set it right, and what it would destroy", "sql");

  private static final Option FIX =
      Option.flag(
          "set it right: shows the SQL and what it takes away, tries it on a copy, asks, and runs it"
              + " in one transaction that commits only if the database is then as it should be; in"
              + " production it needs --yes",
          "fix");

  /** For one call. */
  public DriftCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("drift", "show how databases differ from what their migrations give")
        .options(SchemaChoice.SEVERAL, VERSION, FILE, LIKE)
        .options(DriftSetting.ALL)
        .options(SQL, FIX)
        .options(List.of(RunFlags.DRY_RUN, RunFlags.LOSS))
        .options(RunFlags.POLITENESS)
        .note(
            "The applied migrations are replayed in a scratch database of the same PostgreSQL version,"
                + " and every object is compared: what is missing, what is not expected, what is"
                + " different, and why, where there is evidence. Only reads the database itself,"
                + " unless --fix is given. Exit status 4 if anything differs but the order of a table's"
                + " columns, with --fix if something is left to a person.")
        .note(
            "The file of what may differ has entries with object (as shown), reason, until (a day, or"
                + " never) and, if only one kind of finding is meant, finding (missing, unexpected,"
                + " different or order), below the key allow.")
        .examples(
            "drift --db=frontend",
            "drift --db=frontend --shadow=target --format=json",
            "drift --db=frontend --sql",
            "drift --db=frontend --fix --dry-run",
            "drift --version=v4.5.1",
            "drift --db=frontend --file=schema.json",
            "drift --db=frontend --like=postgres://reader@staging/app");
  }

  @Override
  public ExitStatus run(Invocation call) {
    RunFlags.loss(call);
    DriftProgress progress = new DriftProgress(call.terminal());
    Ebb ebb = call.ebb(progress);
    Expectation expectation = expectation(call);
    DriftSetting setting = DriftSetting.of(call);
    List<Looked> looked = new ArrayList<>();
    EachSchema<DriftReport> all =
        EachSchema.ask(
            call,
            schema -> {
              Optional<DriftReport> told = sameDatabase(call, schema, looked);
              if (told.isPresent()) {
                return told.get();
              }
              DriftRequest request = setting.request(schema.name(), expectation);
              DriftReport report =
                  call.interruption().during(ebb.cancellation(), () -> ebb.drift(request));
              looked.add(new Looked(request, report));
              return report;
            });
    call.terminal().eraseLine();
    return call.arguments().isSet(FIX) ? fix(call, ebb, all, looked) : tell(call, all, looked);
  }

  /** What was asked of a database, and what was found. */
  private record Looked(DriftRequest request, DriftReport report) {}

  private static ExitStatus fix(
      Invocation call, Ebb ebb, EachSchema<DriftReport> all, List<Looked> looked) {
    Fixing fixing = new Fixing(call, ebb);
    DriftText text = new DriftText(call.terminal(), call.verbose());
    List<Fixed> fixed = new ArrayList<>();
    for (Looked one : looked) {
      if (!call.json()) {
        text.show(one.report());
      }
      Fixed result = fixing.fix(one.request(), one.report());
      fixed.add(result);
      if (!call.json()) {
        text.show(result);
        call.problems().show(result.problems());
      }
    }
    ExitStatus looking = all.status(false);
    ExitStatus status = looking == ExitStatus.DONE ? Fixing.status(fixed) : looking;
    if (!call.json()) {
      call.problems().show(all.problems());
      return status;
    }
    List<Problem> problems = new ArrayList<>(all.problems());
    fixed.forEach(one -> problems.addAll(one.problems()));
    return call.emit(
        status, problems, json -> json.objects("databases", fixed, DriftJson::database));
  }

  private static ExitStatus tell(
      Invocation call, EachSchema<DriftReport> all, List<Looked> looked) {
    List<DriftReport> reports = looked.stream().map(Looked::report).toList();
    ExitStatus status = all.status(reports.stream().anyMatch(r -> r.drift().needsAttention()));
    if (call.json()) {
      return call.emit(
          status,
          all.problems(),
          json ->
              json.objects(
                  "databases",
                  reports,
                  (j, r) -> DriftJson.database(j, r, call.arguments().isSet(SQL))));
    }
    show(call, reports);
    call.problems().show(all.problems());
    return status;
  }

  private static boolean wantsSql(Invocation call) {
    return call.arguments().isSet(SQL) || call.arguments().isSet(FIX);
  }

  private static void show(Invocation call, List<DriftReport> reports) {
    DriftText text = new DriftText(call.terminal(), call.verbose());
    for (DriftReport report : reports) {
      text.show(report);
      if (wantsSql(call) && !report.drift().findings().isEmpty()) {
        call.out("\n" + RepairScript.text(RepairScript.of(report)).stripTrailing());
      }
    }
  }

  /** Several schemas may be in one database, which is told once. */
  private static Optional<DriftReport> sameDatabase(
      Invocation call, SchemaConfig schema, List<Looked> looked) {
    List<DriftReport> reports = looked.stream().map(Looked::report).toList();
    if (reports.stream().noneMatch(r -> r.schemas().contains(schema))) {
      return Optional.empty();
    }
    String database = call.connections().connector(schema).settings().describe();
    return reports.stream()
        .filter(r -> r.schemas().contains(schema) && r.database().equals(database))
        .findFirst();
  }

  private static Expectation expectation(Invocation call) {
    Optional<String> version = call.arguments().value(VERSION);
    Optional<String> file = call.arguments().value(FILE);
    Optional<String> like = call.arguments().value(LIKE);
    if (file.isPresent() || like.isPresent()) {
      if (version.isPresent()
          || (file.isPresent() && like.isPresent())
          || SchemaChoice.several(call).size() > 1) {
        throw Fault.of(
            FaultCode.USAGE,
            "--file and --like tell what one database should be like",
            "say one of the two, name one schema with --db, and leave --version out");
      }
      return like.isPresent() ? alike(call, like.get()) : described(call, file.orElseThrow());
    }
    if (version.isEmpty()) {
      return new Expectation.Applied();
    }
    if (call.inBundle()) {
      Releases releases = call.releases().bundled();
      Release release = releases.release(Version.parse(version.get()));
      Workspace then = ReleaseSource.workspace(releases, releases.at(release));
      return new Expectation.Defined(then, release.version().toString(), release.fingerprints());
    }
    return new Expectation.Defined(Revision.workspace(call, version.get()), version.get());
  }

  // The password of the database that is looked at is none of the other one's business.
  private static Expectation alike(Invocation call, String url) {
    if (!url.contains("=") && !url.contains("://")) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + url + "\" names no database",
          "say --like=postgres://user@host/database, or --like='host=… dbname=…'");
    }
    Map<String, String> environment = new HashMap<>(call.surroundings().environment());
    environment.keySet().retainAll(WHOEVER);
    environment.put("PGDATASOURCE", url);
    return new Expectation.Alike(
        ConnectionSettings.fromEnvironment(environment, "")
            .map(settings -> new Connector(settings, "ebb"))
            .orElseThrow());
  }

  private static Expectation described(Invocation call, String name) {
    String text = GivenFile.read(call, name, "what should be there", "--file");
    String start = text.replace("\uFEFF", "").stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return new Expectation.Scripted(new Source(name, Script.parse(text)));
    }
    if (call.arguments().isSet(SQL) && !call.arguments().isSet(FIX)) {
      throw Fault.of(
          FaultCode.USAGE,
          name + " does not tell which object needs which, so no SQL can be put in order",
          "say --fix --dry-run, which builds what it describes on a scratch database and shows SQL"
              + " that was tried; or hold the database against a script, as describe --format=sql"
              + " gives");
    }
    return new Expectation.Described(CatalogDocument.read(text, name), name);
  }
}
