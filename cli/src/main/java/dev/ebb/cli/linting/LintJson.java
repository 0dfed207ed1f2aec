package dev.ebb.cli.linting;

import dev.ebb.cli.render.Json;
import dev.ebb.lint.Finding;
import dev.ebb.lint.Level;
import dev.ebb.lint.Linted;

/** Writes findings as JSON. */
final class LintJson {
  private LintJson() {}

  static void schema(Json json, LintedSchema schema) {
    json.field("schema", schema.schema().value())
        .field("migrations", schema.migrations())
        .field("errors", schema.count(Level.ERROR))
        .field("warnings", schema.count(Level.WARNING))
        .field("notices", schema.count(Level.NOTICE))
        .field("allowed", schema.allowed())
        .field("millis", schema.elapsed().toMillis())
        .objects("looked", schema.linted(), LintJson::migration);
  }

  private static void migration(Json json, Linted linted) {
    json.field("id", linted.migration().id().value())
        .field("name", linted.migration().name())
        .objects("findings", linted.findings(), LintJson::finding);
  }

  private static void finding(Json json, Finding finding) {
    json.field("rule", finding.rule().id())
        .field("level", finding.level().word())
        .field("direction", finding.direction().word())
        .field("file", finding.place().file())
        .field("line", finding.place().line())
        .field("statement", finding.statement())
        .field("head", finding.head())
        .field("what", finding.what())
        .field("instead", finding.rule().instead())
        .field("allowed", finding.allowed());
  }
}
