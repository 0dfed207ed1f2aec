package dev.ebb.cli.rehearsing;

import dev.ebb.graph.SchemaName;
import dev.ebb.rehearse.Rehearsal;

/** A schema and what was seen of its run. */
record Rehearsed(SchemaName schema, Rehearsal rehearsal) {}
