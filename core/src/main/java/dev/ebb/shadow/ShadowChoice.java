package dev.ebb.shadow;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;

/** Where somebody wants shadows to be made, as the option {@code --shadow} says it. */
public sealed interface ShadowChoice {

  /**
   * Nobody said: a server of our own, if there is one of the right version; another would write
   * some objects otherwise.
   */
  record Usual() implements ShadowChoice {}

  /** A server of our own, of another version if there is none of the right one. */
  record Embedded() implements ShadowChoice {}

  /** The server of the database that the shadow stands for. */
  record Target() implements ShadowChoice {}

  /** A server that was named. */
  record Named(ShadowPlace place) implements ShadowChoice {}

  /**
   * {@code embedded}, {@code target}, or how to connect to a server.
   *
   * @throws Fault USAGE if it is none of them
   */
  static ShadowChoice parse(String text) {
    return switch (text) {
      case "embedded" -> new Embedded();
      case "target" -> new Target();
      default -> new Named(ShadowPlace.at(text));
    };
  }

  /**
   * The place, for a database.
   *
   * @param target how to connect to the database that the shadow stands for
   * @param major its server's major version
   * @throws Fault REFUSED if nobody said, and there is no server of our own of that version
   */
  default ShadowPlace place(ConnectionSettings target, int major) {
    return switch (this) {
      case Target _ -> new ShadowPlace.OnServer(target);
      case Named(ShadowPlace place) -> place;
      case Embedded _ ->
          new ShadowPlace.Embedded(
              EmbeddedPostgres.offers(major) ? major : EmbeddedOptions.DEFAULT_MAJOR);
      case Usual _ -> {
        if (!EmbeddedPostgres.offers(major)) {
          throw otherVersion(major);
        }
        yield new ShadowPlace.Embedded(major);
      }
    };
  }

  private static Fault otherVersion(int major) {
    return Fault.of(
        FaultCode.REFUSED,
        "the database runs on PostgreSQL %d, and Ebb brings none of that version along for a shadow"
            .formatted(major),
        "make the shadow on the database's own server with --shadow=target (the role needs"
            + " CREATEDB; the scratch database is dropped afterwards), or on another server of that"
            + " version with --shadow=postgres://…; --shadow=embedded takes PostgreSQL "
            + EmbeddedOptions.DEFAULT_MAJOR
            + " all the same, which may tell of differences that are none");
  }
}
