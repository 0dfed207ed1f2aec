package dev.ebb.cli.command;

import dev.ebb.catalog.Catalog;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.CatalogJson;
import dev.ebb.cli.render.CatalogText;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.describe.PredecessorShape;
import dev.ebb.describe.SchemaScript;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.source.SchemaConfig;

/** {@code describe}: what is in the database of a schema, besides rows. Changes nothing. */
public final class DescribeCommand implements Command {
  private static final Option OWNERS = Option.flag("tell who owns each object, too", "owners");

  private static final Option FORM =
      Option.value(
          "text|json|sql|sourcegraph",
          "how the result looks: sql is a script that builds it all in an empty database, sourcegraph"
              + " a schema file as Sourcegraph's migrator writes it; default: text",
          "format");

  private enum Form {
    TEXT,
    JSON,
    SQL,
    SOURCEGRAPH
  }

  /** For one call. */
  public DescribeCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("describe", "show every object in a schema's database, with a fingerprint")
        .options(SchemaChoice.ONE, FORM, OWNERS)
        .note(
            "Two databases with the same fingerprint give the same pg_dump --schema-only. Members of"
                + " extensions, Ebb's own tables and rows are left out; so are secrets, as the"
                + " password of a user mapping.")
        .note(
            "What json, sql and sourcegraph give can be held against a database with drift --file. A"
                + " script of SQL runs in any database that CREATE DATABASE has just made; what there"
                + " is no SQL for, as an invalid index, is named at its top.")
        .examples(
            "describe --db=frontend",
            "describe --db=frontend --format=json > frontend.json",
            "describe --db=frontend --format=sql | psql -X -1 -v ON_ERROR_STOP=1 empty",
            "describe --embedded --owners");
  }

  @Override
  public ExitStatus run(Invocation call) {
    Form form = form(call);
    SchemaConfig schema = SchemaChoice.one(call);
    String name = schema.name().value();
    Connector connector = call.connections().connector(schema);
    try (Session session = connector.open()) {
      return switch (form) {
        case TEXT -> told(call, CatalogText.of(name, reader(call).read(session, connector)));
        case JSON -> json(call, name, session, connector);
        case SQL -> sql(call, name, session);
        case SOURCEGRAPH ->
            told(call, PredecessorShape.write(reader(call).read(session, connector)));
      };
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
          "schema \"" + schema.name() + "\" cannot be described: " + failure.serverMessage(),
          "nothing was changed; mend the cause and run the same command again",
          failure);
    }
  }

  private static CatalogReader reader(Invocation call) {
    CatalogReader reader =
        new CatalogReader(
            call.project().schemas().stream().map(SchemaConfig::versionTable).toList());
    return call.arguments().isSet(OWNERS) ? reader.withOwners() : reader;
  }

  private static ExitStatus told(Invocation call, String text) {
    call.terminal().result(text);
    return ExitStatus.DONE;
  }

  private static ExitStatus json(
      Invocation call, String schema, Session session, Connector connector) {
    int major = session.facts().major();
    Catalog catalog = reader(call).read(session, connector);
    return call.emit(ExitStatus.DONE, json -> CatalogJson.members(json, schema, major, catalog));
  }

  private static ExitStatus sql(Invocation call, String schema, Session session) {
    int major = session.facts().major();
    Catalog catalog = reader(call).readWithDependencies(session);
    SchemaScript script = SchemaScript.of(catalog, major);
    script
        .refusals()
        .forEach(refusal -> call.terminal().warn("not in the script: " + refusal.object()));
    return told(
        call,
        script.text(
            "Objects of schema %s, from PostgreSQL %d, for an empty database.\nFingerprint %s"
                .formatted(schema, major, catalog.fingerprint())));
  }

  private static Form form(Invocation call) {
    String given = call.arguments().value(FORM).orElse("text");
    return switch (given) {
      case "text" -> Form.TEXT;
      case "json" -> Form.JSON;
      case "sql" -> Form.SQL;
      case "sourcegraph" -> Form.SOURCEGRAPH;
      default ->
          throw Fault.of(
              FaultCode.USAGE,
              "unrecognized format \"" + given + "\" (must be text, json, sql or sourcegraph)",
              "write --format=sql for a script that builds the same objects");
    };
  }
}
