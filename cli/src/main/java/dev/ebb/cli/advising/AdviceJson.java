package dev.ebb.cli.advising;

import dev.ebb.advice.Advice;
import dev.ebb.advice.DecisionTree;
import dev.ebb.advice.Facts;
import dev.ebb.advice.Price;
import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.Times;
import dev.ebb.cli.restoring.PointText;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Unasked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Facts and advice as JSON. */
final class AdviceJson {
  private AdviceJson() {}

  static void of(Json json, Facts facts, DecisionTree.Path path, List<Advice> ways) {
    json.field("schema", facts.schema().value())
        .field("environment", facts.environment().word())
        .field("symptom", facts.symptom().word())
        .field("at", Times.iso(facts.now()));
    facts
        .lastRun()
        .ifPresent(run ->
            json.object(
                "lastRun",
                o ->
                    o.texts("migrations", run.migrations())
                        .field("startedAt", Times.iso(run.started()))
                        .field("by", run.by())));
    json.texts("unsettled", facts.unsettled())
        .field("waiting", facts.hang().map(hang -> hang.waiting()).orElse(0))
        .objects(
            "answers",
            path.answers(),
            (o, answer) -> o.field("question", answer.question()).field("yes", answer.yes()))
        .field("reason", path.reason())
        .objects("notAsked", facts.unasked(), AdviceJson::unasked)
        .objects("ways", ways, (o, advice) -> way(o, advice, facts.now()));
  }

  private static void unasked(Json json, Unasked unasked) {
    json.field("method", unasked.method().word())
        .field("source", unasked.source())
        .field("why", unasked.why())
        .field("remedy", unasked.remedy());
  }

  private static void way(Json json, Advice advice, Instant now) {
    json.field("way", advice.way().word())
        .field("detail", advice.detail())
        .field("advised", advice.advised())
        .field("works", advice.works())
        .objects("conditions", advice.conditions(), AdviceJson::condition)
        .object("loses", o -> price(o, advice.price(), now))
        .fieldOrNull("millis", advice.time().map(Duration::toMillis).orElse(null))
        .field("drilledAt", advice.drill().map(Times::iso).orElse(null))
        .field("command", advice.command().map(command -> "ebb " + command).orElse(null))
        .field("undo", advice.undo());
  }

  /** Of how long a time all writes go. */
  static Optional<Duration> lost(List<Forfeit> forfeits, Instant now) {
    return forfeits.stream()
        .filter(Forfeit.Writes.class::isInstance)
        .map(Forfeit.Writes.class::cast)
        .map(writes -> Duration.between(writes.since(), now))
        .filter(Duration::isPositive)
        .findFirst();
  }

  private static void condition(Json json, Condition condition) {
    switch (condition) {
      case Condition.Met(String what) -> json.field("state", "met").field("what", what);
      case Condition.Unmet(String what, String why, String remedy) ->
          json.field("state", "unmet")
              .field("what", what)
              .field("why", why)
              .field("remedy", remedy);
      case Condition.Open(String what, String why) ->
          json.field("state", "open").field("what", what).field("why", why);
    }
  }

  private static void price(Json json, Price price, Instant now) {
    switch (price) {
      case Price.Nothing _ -> json.field("kind", "nothing");
      case Price.Kept(List<String> things, long bytes) ->
          json.field("kind", "kept").texts("things", things).field("bytes", bytes);
      case Price.Gone(List<String> things, long bytes) ->
          json.field("kind", "gone").texts("things", things).field("bytes", bytes);
      case Price.Since(var forfeits) ->
          json.field("kind", "writes-since")
              .fieldOrNull("seconds", lost(forfeits, now).map(Duration::toSeconds).orElse(null))
              .texts("things", PointText.forfeits(forfeits).lines().map(String::strip).toList());
      case Price.Unknown(List<String> why) -> json.field("kind", "unknown").texts("things", why);
    }
  }
}
