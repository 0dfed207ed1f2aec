package dev.ebb;

import dev.ebb.db.Connector;
import dev.ebb.source.SchemaConfig;

/** Knows how to reach the database of each schema. */
@FunctionalInterface
public interface Connections {
  /**
   * How to connect to the database that holds this schema; connects to nothing yet.
   *
   * @throws dev.ebb.fault.Fault CONNECTION or USAGE, saying what to set, if nobody told
   */
  Connector connector(SchemaConfig schema);
}
