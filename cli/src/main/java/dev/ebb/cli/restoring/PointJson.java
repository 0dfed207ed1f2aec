package dev.ebb.cli.restoring;

import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.Times;
import dev.ebb.graph.MigrationId;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.LedgerMark;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.snapshot.Returned;
import java.util.Collection;
import java.util.List;

/** Writes what restore points are as JSON. */
final class PointJson {
  private PointJson() {}

  /** The members of a point. */
  static void point(Json json, RestorePoint point) {
    Contents contents = point.contents();
    json.field("method", point.method().word())
        .field("reference", point.reference())
        .field("origin", point.origin().word())
        .field("at", Times.iso(point.at()))
        .field("lsn", point.lsn())
        .field("bytes", point.bytes())
        .field("verifiedAt", Times.iso(point.verifiedAt()))
        .field("fingerprint", contents == null ? null : contents.fingerprint().value())
        .fieldOrNull("rows", contents == null ? null : contents.rowCount())
        .objects("ledgers", contents == null ? List.of() : contents.ledgers(), PointJson::mark);
  }

  private static void mark(Json json, LedgerMark mark) {
    json.field("schema", mark.schema().value())
        .field("applied", mark.applied().size())
        .fieldOrNull("newest", mark.applied().isEmpty() ? null : mark.applied().last().value());
  }

  static void estimate(Json json, Estimate estimate) {
    json.field("millis", estimate.time().toMillis())
        .field("pauseMillis", estimate.pause().toMillis())
        .field("bytes", estimate.disk());
  }

  static void condition(Json json, Condition condition) {
    json.field("what", condition.what());
    switch (condition) {
      case Condition.Met _ -> json.field("state", "met");
      case Condition.Unmet(String _, String why, String remedy) ->
          json.field("state", "unmet").field("why", why).field("remedy", remedy);
      case Condition.Open(String _, String why) -> json.field("state", "open").field("why", why);
    }
  }

  static void forfeit(Json json, Forfeit forfeit) {
    switch (forfeit) {
      case Forfeit.Writes(var since) ->
          json.field("kind", "writes").field("since", Times.iso(since));
      case Forfeit.Migrations(var schema, var applied) ->
          migrations(json.field("kind", "migrations"), schema.value(), applied);
      case Forfeit.Returns(var schema, var applied) ->
          migrations(json.field("kind", "returns"), schema.value(), applied);
      case Forfeit.Neighbours(var databases) ->
          json.field("kind", "databases").texts("databases", databases);
      case Forfeit.Rows(var table, var then, var now) ->
          json.field("kind", "rows").field("table", table).field("then", then).field("now", now);
    }
  }

  private static void migrations(Json json, String schema, Collection<MigrationId> ids) {
    json.field("schema", schema).texts("migrations", ids);
  }

  static void replacement(Json json, Replacement done) {
    json.field("database", done.database())
        .field("keptAs", done.keptAs())
        .field("keptDatabase", done.keptDatabase())
        .field("pauseMillis", done.pause().toMillis())
        .field("sessionsEnded", done.sessionsEnded());
  }

  static void returned(Json json, String table, Returned rows) {
    json.field("table", table)
        .field("inSnapshot", rows.inSnapshot())
        .field("returned", rows.returned())
        .field("changed", rows.changed())
        .field("left", rows.left());
  }
}
