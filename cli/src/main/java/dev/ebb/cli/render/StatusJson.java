package dev.ebb.cli.render;

import dev.ebb.SchemaStatus;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Progress;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Survey;

/** Writes where a schema stands as JSON. */
public final class StatusJson {
  private StatusJson() {}

  /** The members of one schema. */
  public static void schema(Json json, SchemaStatus status) {
    Survey survey = status.survey();
    json.field("schema", status.schema().name().value())
        .field("needsAttention", status.needsAttention())
        .objects("applied", survey.applied(), StatusJson::migration)
        .objects("pending", StatusText.pending(survey), StatusJson::migration)
        .objects("unsettled", survey.unsettled(), StatusJson::unsettled)
        .objects("changed", survey.changed(), StatusJson::changed)
        .objects("ahead", survey.ahead(), StatusJson::ahead);
    LedgerState.LegacyVersion legacy = status.state().legacy();
    if (legacy != null) {
      json.object(
          "legacy",
          j -> j.field("version", legacy.version().value()).field("dirty", legacy.dirty()));
    }
  }

  /** The members that tell which migration is meant. */
  public static void migration(Json json, Migration migration) {
    json.field("id", migration.id().value()).field("name", migration.name());
  }

  /** The members of a failed or unfinished migration. */
  public static void unsettled(Json json, Entry entry) {
    json.field("id", entry.id().value())
        .field("direction", entry.direction().word())
        .field("standing", entry.standing() == Standing.FAILED ? "failed" : "unfinished")
        .field("startedAt", Times.iso(entry.at()));
    Progress progress = entry.progress();
    json.fieldOrNull(
            "statementsDone", progress == null ? null : Long.valueOf(progress.statementsDone()))
        .fieldOrNull(
            "statements", progress == null ? null : Long.valueOf(progress.statements().size()))
        .field("error", progress == null ? null : progress.error());
  }

  /** The members of a migration that changed since it was applied. */
  public static void changed(Json json, Survey.Changed changed) {
    migration(json, changed.migration());
    json.field("statement", changed.statement())
        .field("file", changed.place().file())
        .field("line", changed.place().line())
        .field("column", changed.place().column());
  }

  private static void ahead(Json json, Entry entry) {
    json.field("id", entry.id().value())
        .field("name", entry.recorded() == null ? "" : entry.recorded().name());
  }
}
