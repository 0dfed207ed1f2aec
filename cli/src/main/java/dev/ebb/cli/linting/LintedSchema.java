package dev.ebb.cli.linting;

import dev.ebb.graph.SchemaName;
import dev.ebb.lint.Finding;
import dev.ebb.lint.Level;
import dev.ebb.lint.Linted;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A schema, and what its migrations do.
 *
 * @param migrations how many it has in all
 * @param linted those that were looked at
 * @param elapsed how long that took
 */
record LintedSchema(SchemaName schema, int migrations, List<Linted> linted, Duration elapsed) {
  LintedSchema {
    linted = List.copyOf(linted);
  }

  Stream<Finding> findings() {
    return linted.stream().flatMap(one -> one.findings().stream());
  }

  long count(Level level) {
    return findings().filter(f -> f.allowed() == null && f.level() == level).count();
  }

  long allowed() {
    return findings().filter(f -> f.allowed() != null).count();
  }

  boolean fails() {
    return linted.stream().anyMatch(Linted::fails);
  }
}
