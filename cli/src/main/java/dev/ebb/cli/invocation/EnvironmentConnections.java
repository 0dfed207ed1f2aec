package dev.ebb.cli.invocation;

import dev.ebb.Connections;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Connects to where {@code PGHOST} and its kin say, each schema with its own prefix. */
final class EnvironmentConnections implements Connections {
  private final Map<String, String> environment;
  private final Project project;
  private final Consumer<String> waiting;

  /**
   * Connections for a project.
   *
   * @param waiting hears of a server that may only be starting, and is waited for
   */
  EnvironmentConnections(
      Map<String, String> environment, Project project, Consumer<String> waiting) {
    this.environment = environment;
    this.project = project;
    this.waiting = waiting;
  }

  @Override
  public Connector connector(SchemaConfig schema) {
    return settings(schema)
        .map(s -> new Connector(s, "ebb").telling(waiting))
        .orElseThrow(() -> missing(schema));
  }

  /** Whether anything says where the schema's database is. */
  boolean knows(SchemaConfig schema) {
    return settings(schema).isPresent();
  }

  private Optional<ConnectionSettings> settings(SchemaConfig schema) {
    return ConnectionSettings.fromEnvironment(environment, schema.environmentPrefix());
  }

  private Fault missing(SchemaConfig schema) {
    String prefix = schema.environmentPrefix();
    String hint =
        prefix.isEmpty() || project.schemas().size() == 1
            ? ""
            : "\nThe variables of other schemas are not used for this one"
                + (schema.optional() ? "; it is optional: leave it out with --db" : "");
    return Fault.of(
        FaultCode.CONNECTION,
        "nothing says where the database of schema \"" + schema.name() + "\" is",
        "either name a server:       export "
            + prefix
            + "PGHOST=… "
            + prefix
            + "PGUSER=… "
            + prefix
            + "PGDATABASE=…   (or "
            + prefix
            + "PGDATASOURCE=postgres://…)\n"
            + "or use one of Ebb's own:  add --embedded"
            + hint);
  }
}
