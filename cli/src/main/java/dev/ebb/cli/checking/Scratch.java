package dev.ebb.cli.checking;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.CommonOptions;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowChoice;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.SchemaConfig;

/**
 * Where a call has its scratch databases made, and what they have in common with the real one.
 *
 * @param place where
 * @param likeness what in common
 */
public record Scratch(ShadowPlace place, Likeness likeness) {
  /** The option that says where. */
  public static final Option SHADOW =
      Option.value(
          "embedded|target|URL",
          "where scratch databases are made: on a PostgreSQL of Ebb's own, on the server of the"
              + " schema's database, or on another; default: embedded",
          "shadow");

  /**
   * For migrations that are looked at as such: a PostgreSQL of our own, of the version that Ebb
   * brings along, unless the call names a server. Of the schema's database nothing is asked unless
   * it is that server.
   *
   * @throws dev.ebb.fault.Fault USAGE if the option names no server; or if it cannot be reached
   */
  public static Scratch of(Invocation call, SchemaConfig schema) {
    String where = call.arguments().value(SHADOW).orElse("embedded");
    if (where.equals("embedded")) {
      int major = EmbeddedOptions.DEFAULT_MAJOR;
      return new Scratch(new ShadowPlace.Embedded(major), Likeness.ofMajor(major));
    }
    ConnectionSettings settings =
        where.equals("target")
            ? call.connections().connector(schema).settings()
            : ((ShadowPlace.OnServer) ShadowPlace.at(where)).settings();
    try (Session session = new Connector(settings, "ebb").open()) {
      return new Scratch(new ShadowPlace.OnServer(settings), Likeness.of(session));
    }
  }

  /**
   * For what is held against a live database: of its version. With {@code --embedded} its server is
   * one of our own already.
   *
   * @throws dev.ebb.fault.Fault USAGE if the option names no server
   */
  public static ShadowChoice likeTheDatabase(Invocation call) {
    return call.arguments()
        .value(SHADOW)
        .map(ShadowChoice::parse)
        .orElseGet(() ->
            call.arguments().isSet(CommonOptions.EMBEDDED)
                ? new ShadowChoice.Target()
                : new ShadowChoice.Usual());
  }
}
