package dev.ebb.cli.compatibility;

import dev.ebb.cli.render.Json;
import dev.ebb.compat.Compared;
import dev.ebb.compat.Outcome;
import dev.ebb.compat.TestRun;
import java.util.List;
import java.util.Optional;

/** Writes what becomes of a release as JSON. */
final class CompatJson {
  private CompatJson() {}

  static void members(
      Json json, String release, List<Examined> all, Optional<TestRun.Result> test) {
    json.field("release", release).objects("schemas", all, CompatJson::schema);
    json.objects("runs", test.stream().toList(), CompatJson::run);
  }

  private static void schema(Json json, Examined examined) {
    json.field("schema", examined.schema().value())
        .field("breaks", examined.count(Outcome.Breaks.class))
        .field("differs", examined.count(Outcome.Differs.class))
        .field("same", examined.count(Outcome.Same.class))
        .field("unknown", examined.count(Outcome.Unknown.class))
        .field("otherKinds", examined.recording().others())
        .field("hidden", examined.recording().hidden())
        .objects("statements", examined.compared(), CompatJson::statement);
  }

  private static void statement(Json json, Compared compared) {
    json.field("text", compared.query().text())
        .field("origin", compared.query().origin())
        .field("calls", compared.query().calls());
    switch (compared.outcome()) {
      case Outcome.Same _ -> outcome(json, "same", List.of());
      case Outcome.Differs(List<String> how) -> outcome(json, "differs", how);
      case Outcome.Breaks(List<String> how) -> outcome(json, "breaks", how);
      case Outcome.Unknown(String why) -> outcome(json, "unknown", List.of(why));
    }
  }

  private static void outcome(Json json, String word, List<String> how) {
    json.field("outcome", word).texts("how", how);
  }

  private static void run(Json json, TestRun.Result result) {
    json.field("passed", result.passed())
        .field("how", result.how())
        .field("tail", result.tail())
        .field("millis", result.elapsed().toMillis());
  }
}
