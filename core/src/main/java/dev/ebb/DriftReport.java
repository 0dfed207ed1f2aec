package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Fingerprint;
import dev.ebb.drift.Drift;
import dev.ebb.source.SchemaConfig;
import java.util.List;

/**
 * How one database differs from what it is held against.
 *
 * @param database where it is, without a password
 * @param major its server's major version
 * @param schemas the schemas of the project that are in it
 * @param against what it was held against, in words
 * @param expected the objects that should be there
 * @param actual the objects that are there
 * @param drift the differences
 * @param remarks what one should know before believing them
 */
public record DriftReport(
    String database,
    int major,
    List<SchemaConfig> schemas,
    String against,
    Catalog expected,
    Catalog actual,
    Drift drift,
    List<String> remarks) {
  public DriftReport {
    schemas = List.copyOf(schemas);
    remarks = List.copyOf(remarks);
  }

  /**
   * The objects that should be there, where nobody has agreed to something else; with their
   * dependencies, if those of the expected ones are known.
   */
  public Catalog wanted() {
    return drift.allowed().isEmpty() ? expected : Agreed.to(expected, actual, drift.allowed());
  }

  /** Stands for the objects that are there. */
  public Fingerprint fingerprint() {
    return actual.fingerprint();
  }
}
