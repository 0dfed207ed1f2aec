package dev.ebb.cli.demo;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.introspect.CatalogReader;
import java.util.List;

/** Holds databases against each other, by all that the server says of their objects. */
final class Proof {
  private static final CatalogReader READER =
      new CatalogReader(
          List.of(
              "schema_migrations",
              "codeintel_schema_migrations",
              "codeinsights_schema_migrations"));

  private final Stage stage;

  Proof(Stage stage) {
    this.stage = stage;
  }

  /** What is in a database now. */
  Catalog catalog(String database) {
    try (Session session = stage.connector(database).open()) {
      return READER.read(session);
    }
  }

  /**
   * A line that says that two catalogs are equal.
   *
   * @throws Fault ATTENTION, with the differences, if they are not
   */
  static String equal(String what, Catalog actual, Catalog expected) {
    if (!actual.equals(expected)) {
      throw Fault.of(
          FaultCode.OUT_OF_DATE,
          what
              + " is not what it should be:\n"
              + String.join("\n", expected.difference(actual).lines()),
          "please report this, with the output above");
    }
    return "%-13s %3d objects, fingerprint %s = %s"
        .formatted(
            what,
            actual.objects().size(),
            actual.fingerprint().abbreviated(),
            expected.fingerprint().abbreviated());
  }
}
