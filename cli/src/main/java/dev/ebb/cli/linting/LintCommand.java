package dev.ebb.cli.linting;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Repository;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.checking.SignsOfLife;
import dev.ebb.cli.checking.Since;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.db.Session;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.MigrationId;
import dev.ebb.lint.LintSetting;
import dev.ebb.lint.Linted;
import dev.ebb.lint.Linter;
import dev.ebb.lint.RuleSet;
import dev.ebb.rehearse.Surroundings;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code lint}: what migrations do that they should not, seen on a scratch database. Touches no
 * database of anybody.
 */
public final class LintCommand implements Command {
  private static final Option SIZES =
      Option.flag(
          "ask the schema's database how large its tables are: what happens to a small one is no more"
              + " than a notice",
          "sizes");
  private static final Option FORM =
      Option.value("text|json|github", "how the result looks; default: text", "format");

  /** For one call. */
  public LintCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("lint", "show what migrations do that hurts, in both directions")
        .options(SchemaChoice.SEVERAL, Since.SINCE, Scratch.SHADOW, SIZES, FORM)
        .note(
            "Every migration runs up and down on a scratch database and is watched: locks, rewrites,"
                + " scans, what is there before and after. docs/lint.md lists the rules, each with"
                + " what to do instead. Exit status 4 if a rule of level error is broken.")
        .note(
            "ebb.yaml may give a rule another level below the key lint: error, warning, notice or off."
                + " One statement is let off by a comment before it or on its last line: -- ebb:allow"
                + " RULE REASON. Notices are shown with -v.")
        .examples(
            "lint --since=origin/main",
            "lint --db=frontend --since=origin/main --format=github",
            "lint --sizes -v");
  }

  private enum Form {
    TEXT,
    JSON,
    GITHUB
  }

  @Override
  public ExitStatus run(Invocation call) {
    Form form = form(call);
    RuleSet rules = RuleSet.of(call.project().lint());
    Since since = Since.of(call);
    List<LintedSchema> all = new ArrayList<>();
    for (SchemaConfig schema : SchemaChoice.several(call)) {
      Definitions definitions = call.workspace().definitions(schema.name());
      // the whole text and not its checksum: a comment may allow something, or no longer
      Set<MigrationId> asked = since.changed(schema, definitions.graph(), Script::text);
      all.add(lint(call, definitions, asked, rules));
    }
    ExitStatus status =
        all.stream().anyMatch(LintedSchema::fails) ? ExitStatus.ATTENTION : ExitStatus.DONE;
    switch (form) {
      case TEXT -> new LintText(call.terminal(), call.verbose()).show(all);
      case JSON -> call.emit(status, json -> json.objects("schemas", all, LintJson::schema));
      case GITHUB ->
          call.terminal().result(LintAnnotations.of(all, file -> Repository.path(call, file)));
    }
    return status;
  }

  private static Form form(Invocation call) {
    String given = call.arguments().value(FORM).orElse("text");
    return switch (given) {
      case "text" -> Form.TEXT;
      case "json" -> Form.JSON;
      case "github" -> Form.GITHUB;
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "unrecognized format \"" + given + "\" (must be text, json or github)",
              "write --format=text, --format=json or --format=github");
    };
  }

  private static LintedSchema lint(
      Invocation call, Definitions definitions, Set<MigrationId> asked, RuleSet rules) {
    long started = System.nanoTime();
    SchemaConfig schema = definitions.schema();
    List<Linted> linted = List.of();
    if (!asked.isEmpty()) {
      LintSetting setting = setting(call, schema, rules);
      call.terminal()
          .say(
              "%s: looking at %d of %d migrations"
                  .formatted(schema.name(), asked.size(), definitions.graph().size()));
      call.terminal().flush();
      linted =
          new Linter(setting)
              .lint(
                  definitions.graph(),
                  asked,
                  new SignsOfLife(call.terminal(), schema.name(), asked.size())::accept);
    }
    return new LintedSchema(
        schema.name(),
        definitions.graph().size(),
        linted,
        Duration.ofNanos(System.nanoTime() - started));
  }

  private static LintSetting setting(Invocation call, SchemaConfig schema, RuleSet rules) {
    Optional<Surroundings> real = Optional.empty();
    if (call.arguments().isSet(SIZES)) {
      try (Session session = call.connections().connector(schema).open()) {
        real = Optional.of(Surroundings.read(session));
      }
    }
    Scratch scratch = Scratch.of(call, schema);
    return new LintSetting(
        scratch.place(), scratch.likeness(), schema.name(), schema.versionTable(), rules, real);
  }
}
