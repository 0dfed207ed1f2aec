package dev.ebb.cli.proving;

import dev.ebb.DownFiles;
import dev.ebb.Workspace;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Repository;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.checking.Since;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.dump.DumpedRows;
import dev.ebb.exec.Programs;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code prove}: whether every way back is one: up, down and up again on a shadow with rows in it.
 * Of anybody's database it reads the ledger at most.
 */
public final class ProveCommand implements Command {
  private static final Option EVERYTHING = Option.flag("all migrations; the default", "all");
  private static final Option FORM =
      Option.value("text|json|junit|github", "how the result looks; default: text", "format");
  private static final Option BASELINE =
      Option.value("FILE", "disproven ways back that are borne, each with a reason", "baseline");
  private static final Option DATA =
      Option.value(
          "DUMP",
          "what pg_dump wrote: its rows are used where there are such tables, beside made-up ones",
          "data");
  private static final Option DATA_ROWS =
      Option.value(
          "N",
          "how many rows of each table of the dump, from its first; default: "
              + DumpedRows.USUAL_ROWS,
          "data-rows");
  private static final Option WRITE =
      Option.flag("write derived downs that are proven where there is no down yet", "write-downs");
  private static final Option OVERWRITE =
      Option.flag("with --write-downs: also in place of downs that are disproven", "overwrite");

  /** For one call. */
  public ProveCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("prove", "run every migration up, down and up again on a scratch database")
        .options(
            SchemaChoice.SEVERAL, Since.SINCE, EVERYTHING, Scratch.SHADOW, FORM, BASELINE, WRITE)
        .options(OVERWRITE, RunFlags.DRY_RUN, DATA, DATA_ROWS)
        .note(
            "The scratch database is filled with made-up rows. Before the up and after the down the"
                + " objects must be the same, rows that could survive must be there, and the up must"
                + " run again. Exit status 4 if a way back is disproven and not in the baseline.")
        .note(
            "What is not provable here, as for want of an extension, is said and does not fail; with"
                + " --shadow=target the server of the schema's database is used, whose role needs"
                + " CREATEDB. -v also shows what was noticed on the way.")
        .note(
            "--data takes plain SQL with COPY (packed by gzip or not), and pg_dump's other formats if"
                + " there is a pg_restore along PATH. What of it did not fit is said.")
        .note(
            "Of a schema that --db names, and whose database can be reached, the downs that were stored"
                + " there are compared with the project's.")
        .note(
            "Where a down is disproven, or missing, one is derived from what the up changes, and tried"
                + " in the same way. --write-downs puts what is proven beside the ups; what a derived"
                + " down cannot undo, such as changes of rows, it names in comments.")
        .examples(
            "prove",
            "prove --db=frontend --since=origin/main --format=github",
            "prove --format=junit --baseline=prove.yaml > proofs.xml",
            "prove --data=backup.dump",
            "prove --write-downs",
            "prove --write-downs --overwrite --dry-run");
  }

  private enum Form {
    TEXT,
    JSON,
    JUNIT,
    GITHUB
  }

  @Override
  public ExitStatus run(Invocation call) {
    Form form = form(call);
    if (call.arguments().isSet(OVERWRITE) && !call.arguments().isSet(WRITE)) {
      throw Fault.of(
          FaultCode.USAGE,
          "--overwrite without --write-downs",
          "add --write-downs, or leave it out");
    }
    Baseline baseline = baseline(call);
    Since since = Since.of(call);
    DownFiles files = new DownFiles(call.project(), call.tree());
    Workspace workspace = files.workspace();
    Optional<DumpedRows> data = data(call).map(rows -> rows.without(books(workspace)));
    List<Proven> all = new ArrayList<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      Definitions definitions = workspace.definitions(schema.name());
      Set<MigrationId> asked =
          since.changed(schema, definitions.graph(), script -> script.checksum().value());
      Proven proven =
          new Proving(call)
              .prove(
                  definitions,
                  asked,
                  baseline,
                  data.map(rows -> rows.without(Set.of())).orElse(null))
              .storedOtherwise(StoredDowns.differing(call, workspace, schema));
      all.add(
          call.arguments().isSet(WRITE)
              ? Writing.write(
                  proven, call.arguments().isSet(OVERWRITE), dryRun(call) ? null : files)
              : proven);
    }
    ExitStatus status =
        all.stream().anyMatch(Proven::fails) ? ExitStatus.ATTENTION : ExitStatus.DONE;
    show(call, form, all, status);
    List<Problem> stale =
        all.stream().flatMap(p -> baseline.stale(p.schema(), p.proofs()).stream()).toList();
    stale.forEach(call.problems()::notice);
    return status;
  }

  private static void show(Invocation call, Form form, List<Proven> all, ExitStatus status) {
    switch (form) {
      case TEXT -> {
        ProofText text = new ProofText(call.terminal(), call.verbose());
        all.forEach(proven ->
            call.terminal()
                .result(
                    text.of(proven)
                        + text.data(proven)
                        + text.stored(proven)
                        + text.written(proven, dryRun(call))));
      }
      case JSON -> call.emit(status, json -> json.objects("schemas", all, ProofJson::schema));
      case JUNIT -> call.terminal().result(JUnitXml.of(all));
      case GITHUB ->
          all.forEach(proven ->
              call.terminal()
                  .result(GitHubAnnotations.of(proven, file -> Repository.path(call, file))));
    }
  }

  private static boolean dryRun(Invocation call) {
    return call.arguments().isSet(RunFlags.DRY_RUN);
  }

  private static Form form(Invocation call) {
    String given = call.arguments().value(FORM).orElse("text");
    return switch (given) {
      case "text" -> Form.TEXT;
      case "json" -> Form.JSON;
      case "junit" -> Form.JUNIT;
      case "github" -> Form.GITHUB;
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "unrecognized format \"" + given + "\" (must be text, json, junit or github)",
              "write --format=text, --format=json, --format=junit or --format=github");
    };
  }

  // What is applied there is no data of these migrations.
  private static Set<String> books(Workspace workspace) {
    Set<String> books = new HashSet<>(Set.of("migration_logs"));
    workspace.project().schemas().forEach(schema -> books.add(schema.versionTable()));
    return books;
  }

  private static Optional<DumpedRows> data(Invocation call) {
    int rows =
        call.arguments().value(DATA_ROWS).map(ProveCommand::count).orElse(DumpedRows.USUAL_ROWS);
    if (call.arguments().has(DATA_ROWS) && !call.arguments().has(DATA)) {
      throw Fault.of(FaultCode.USAGE, "--data-rows without --data", "name a dump with --data=…");
    }
    return call.arguments()
        .value(DATA)
        .map(name -> DumpedRows.read(call.folder().resolve(name), rows, Programs.local()));
  }

  private static int count(String given) {
    try {
      int count = Integer.parseInt(given);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw Fault.of(
        FaultCode.USAGE,
        "--data-rows takes a number above 0, not \"" + given + "\"",
        "leave it out for " + DumpedRows.USUAL_ROWS);
  }

  private static Baseline baseline(Invocation call) {
    return call.arguments()
        .value(BASELINE)
        .map(name -> Baseline.read(call.folder().resolve(name), name))
        .orElse(Baseline.NONE);
  }
}
