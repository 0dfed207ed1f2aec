package dev.ebb.cli.proving;

import dev.ebb.Workspace;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.git.GitTree;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.proof.Proof;
import dev.ebb.proof.ProofSetting;
import dev.ebb.proof.Prover;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code prove}: whether every way back is one: up, down and up again on a shadow with rows in it.
 * Touches no database of anybody.
 */
public final class ProveCommand implements Command {
  private static final Option SINCE =
      Option.value("REV", "only what is new or changed since this Git revision", "since");
  private static final Option EVERYTHING = Option.flag("all migrations; the default", "all");
  private static final Option SHADOW =
      Option.value(
          "embedded|target|URL",
          "where scratch databases are made: on a PostgreSQL of Ebb's own, on the server of the"
              + " schema's database, or on another; default: embedded",
          "shadow");
  private static final Option FORM =
      Option.value("text|json|junit|github", "how the result looks; default: text", "format");
  private static final Option BASELINE =
      Option.value("FILE", "disproven ways back that are borne, each with a reason", "baseline");
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  /** For one call. */
  public ProveCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("prove", "run every migration up, down and up again on a scratch database")
        .options(SchemaChoice.SEVERAL, SINCE, EVERYTHING, SHADOW, FORM, BASELINE)
        .note(
            "The scratch database is filled with made-up rows. Before the up and after the down the"
                + " objects must be the same, rows that could survive must be there, and the up must"
                + " run again. Exit status 4 if a way back is disproven and not in the baseline.")
        .note(
            "What is not provable here, as for want of an extension, is said and does not fail; with"
                + " --shadow=target the server of the schema's database is used, whose role needs"
                + " CREATEDB. -v also shows what was noticed on the way.")
        .examples(
            "prove",
            "prove --db=frontend --since=origin/main --format=github",
            "prove --format=junit --baseline=prove.yaml > proofs.xml");
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
    Baseline baseline = baseline(call);
    Map<String, Graph> earlier = earlier(call);
    List<Proven> all = new ArrayList<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      Definitions definitions = call.workspace().definitions(schema.name());
      Graph old = earlier.getOrDefault(schema.name().value(), Graph.EMPTY);
      all.add(prove(call, definitions, changed(definitions.graph(), old), baseline));
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
        all.forEach(proven -> call.terminal().result(text.of(proven)));
      }
      case JSON -> call.emit(status, json -> json.objects("schemas", all, ProofJson::schema));
      case JUNIT -> call.terminal().result(JUnitXml.of(all));
      case GITHUB ->
          all.forEach(proven ->
              call.terminal()
                  .result(GitHubAnnotations.of(proven, file -> inRepository(call, file))));
    }
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

  private static Baseline baseline(Invocation call) {
    return call.arguments()
        .value(BASELINE)
        .map(name -> Baseline.read(call.folder().resolve(name), name))
        .orElse(Baseline.NONE);
  }

  private static Map<String, Graph> earlier(Invocation call) {
    Map<String, Graph> graphs = new HashMap<>();
    String revision = call.arguments().value(SINCE).orElse("");
    if (revision.isEmpty()) {
      return graphs;
    }
    try (GitTree tree = GitTree.at(call.folder(), revision)) {
      for (Definitions old : Workspace.read(Project.read(tree), tree).definitions()) {
        graphs.put(old.schema().name().value(), old.graph());
      }
    }
    return graphs;
  }

  private static Set<MigrationId> changed(Graph now, Graph earlier) {
    Set<MigrationId> changed = new HashSet<>();
    for (Migration migration : now.order()) {
      boolean same =
          earlier.find(migration.id()).filter(old -> sums(old).equals(sums(migration))).isPresent();
      if (!same) {
        changed.add(migration.id());
      }
    }
    return changed;
  }

  private static List<String> sums(Migration migration) {
    return List.of(
        migration.up().script().checksum().value(), migration.down().script().checksum().value());
  }

  private static Proven prove(
      Invocation call, Definitions definitions, Set<MigrationId> asked, Baseline baseline) {
    long started = System.nanoTime();
    SchemaConfig schema = definitions.schema();
    Consumer<Proof> progress = progress(call, schema, asked.size());
    List<Proof> proofs = List.of();
    if (!asked.isEmpty()) {
      ProofSetting setting = setting(call, schema);
      call.terminal()
          .say(
              schema.name()
                  + ": proving "
                  + asked.size()
                  + " of "
                  + definitions.graph().size()
                  + " migrations");
      call.terminal().flush();
      proofs = new Prover(setting).prove(definitions.graph(), asked, progress);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    return new Proven(schema.name(), proofs, baseline, elapsed);
  }

  private static Consumer<Proof> progress(Invocation call, SchemaConfig schema, int all) {
    long[] state = {System.nanoTime(), 0};
    return _ -> {
      state[1]++;
      if (System.nanoTime() - state[0] > SIGN_OF_LIFE.toNanos()) {
        state[0] = System.nanoTime();
        call.terminal().say("%s: %d of %d".formatted(schema.name(), state[1], all));
        call.terminal().flush();
      }
    };
  }

  private static ProofSetting setting(Invocation call, SchemaConfig schema) {
    String where = call.arguments().value(SHADOW).orElse("embedded");
    if (where.equals("embedded")) {
      int major = EmbeddedOptions.DEFAULT_MAJOR;
      return ProofSetting.of(
          new ShadowPlace.Embedded(major),
          Likeness.ofMajor(major),
          schema.name(),
          schema.versionTable());
    }
    ConnectionSettings settings =
        where.equals("target")
            ? call.connections().connector(schema).settings()
            : ((ShadowPlace.OnServer) ShadowPlace.at(where)).settings();
    try (Session session = new Connector(settings, "ebb").open()) {
      return ProofSetting.of(
          new ShadowPlace.OnServer(settings),
          Likeness.of(session),
          schema.name(),
          schema.versionTable());
    }
  }

  private static String inRepository(Invocation call, String file) {
    String workspace = call.surroundings().environment().getOrDefault("GITHUB_WORKSPACE", "");
    Path path = call.folder().resolve(file);
    return !workspace.isEmpty() && path.startsWith(workspace)
        ? Path.of(workspace).relativize(path).toString()
        : file;
  }
}
