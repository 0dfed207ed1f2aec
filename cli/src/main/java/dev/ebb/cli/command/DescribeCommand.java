package dev.ebb.cli.command;

import dev.ebb.catalog.Catalog;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.CatalogJson;
import dev.ebb.cli.render.CatalogText;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.source.SchemaConfig;

/** {@code describe}: what is in the database of a schema, besides rows. Changes nothing. */
public final class DescribeCommand implements Command {
  private static final Option OWNERS = Option.flag("tell who owns each object, too", "owners");

  /** For one call. */
  public DescribeCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("describe", "show every object in a schema's database, with a fingerprint")
        .options(SchemaChoice.ONE, OWNERS)
        .note(
            "Two databases with the same fingerprint give the same pg_dump --schema-only. Members of"
                + " extensions, Ebb's own tables and rows are left out; so are secrets, as the"
                + " password of a user mapping.")
        .examples(
            "describe --db=frontend",
            "describe --db=frontend --format=json > frontend.json",
            "describe --embedded --owners");
  }

  @Override
  public ExitStatus run(Invocation call) {
    SchemaConfig schema = SchemaChoice.one(call);
    Catalog catalog = read(call, schema);
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE, json -> CatalogJson.members(json, schema.name().value(), catalog));
    }
    call.terminal().result(CatalogText.of(schema.name().value(), catalog));
    return ExitStatus.DONE;
  }

  private static Catalog read(Invocation call, SchemaConfig schema) {
    CatalogReader reader =
        new CatalogReader(
            call.project().schemas().stream().map(SchemaConfig::versionTable).toList());
    try (Session session = call.connections().connector(schema).open()) {
      return (call.arguments().isSet(OWNERS) ? reader.withOwners() : reader).read(session);
    } catch (SqlFailure failure) {
      throw Fault.of(
          failure.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
          "schema \"" + schema.name() + "\" cannot be described: " + failure.serverMessage(),
          "nothing was changed; mend the cause and run the same command again",
          failure);
    }
  }
}
