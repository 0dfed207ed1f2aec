package dev.ebb.cli.rehearsing;

import dev.ebb.Proposal;
import dev.ebb.cli.render.Json;
import dev.ebb.graph.SchemaName;
import dev.ebb.passage.PassageRehearsal;
import dev.ebb.passage.PassageRehearsal.DataMoved;
import dev.ebb.passage.Prospect;
import dev.ebb.rehearse.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the rehearsal of a passage as JSON: its legs, and the schemas as for any other run. */
final class PassageJson {
  private PassageJson() {}

  static void write(Json json, PassageRehearsal rehearsal) {
    Prospect prospect = rehearsal.prospect();
    List<Rehearsed> schemas =
        rehearsal.schemas().entrySet().stream()
            .map(each -> new Rehearsed(each.getKey(), each.getValue()))
            .toList();
    json.objects("schemas", schemas, RehearsalJson::schema)
        .field("from", prospect.plan().from().toString())
        .field("to", prospect.plan().to().toString())
        .field("direction", prospect.plan().direction().word())
        .texts("warnings", prospect.warnings())
        .objects("legs", prospect.stages(), (j, stage) -> leg(j, stage, rehearsal));
    time(json, rehearsal.schemaTime().plus(rehearsal.dataTime()));
  }

  private static void leg(Json json, Prospect.Stage stage, PassageRehearsal rehearsal) {
    json.field("version", stage.leg().version().toString())
        .objects("schemas", List.copyOf(stage.schemas().entrySet()), PassageJson::schema)
        .objects("outOfBand", stage.data(), (j, data) -> data(j, data, rehearsal));
  }

  private static void schema(Json json, Map.Entry<SchemaName, Proposal> leg) {
    json.field("schema", leg.getKey().value())
        .objects(
            "migrations",
            leg.getValue().plan().steps(),
            (j, step) -> j.field("id", step.id().value()).field("name", step.migration().name()));
  }

  private static void data(Json json, Prospect.Data data, PassageRehearsal rehearsal) {
    DataMoved moved = Objects.requireNonNull(rehearsal.data().get(data.id()));
    json.field("id", data.id())
        .field("description", data.description())
        .field("wayBack", data.wayBack().word())
        .field("table", moved.table())
        .fieldOrNull("rows", moved.rows() < 0 ? null : Long.valueOf(moved.rows()));
    time(json, moved.time());
  }

  private static void time(Json json, Estimate time) {
    json.field("leastMillis", time.least().toMillis()).field("mostMillis", time.most().toMillis());
  }
}
