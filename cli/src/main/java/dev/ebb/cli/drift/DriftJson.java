package dev.ebb.cli.drift;

import dev.ebb.DriftReport;
import dev.ebb.amend.Amendment;
import dev.ebb.amend.Weighed;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.cli.render.Json;
import dev.ebb.drift.AllowList;
import dev.ebb.drift.Cause;
import dev.ebb.drift.Drift;
import dev.ebb.drift.Explained;
import dev.ebb.drift.Finding;
import dev.ebb.fix.FixScript;
import dev.ebb.graph.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes how a database differs from what should be in it. */
final class DriftJson {
  private DriftJson() {}

  private record Value(Fact fact, @Nullable String expected, @Nullable String actual) {}

  /** The members for one database. */
  static void database(Json json, DriftReport report, boolean sql) {
    Drift drift = report.drift();
    json.field("database", report.database())
        .texts("schemas", report.schemas().stream().map(schema -> schema.name()).toList())
        .field("against", report.against())
        .field("needsAttention", drift.needsAttention())
        .field("expected", report.expected().fingerprint().value())
        .field("actual", report.actual().fingerprint().value())
        .objects("findings", drift.findings(), DriftJson::finding)
        .objects("allowed", drift.allowed(), DriftJson::allowed)
        .objects("expired", drift.expired(), DriftJson::entry)
        .objects("unused", drift.unused(), DriftJson::entry)
        .texts("remarks", report.remarks());
    if (sql) {
      FixScript script = RepairScript.of(report);
      json.object(
          "sql",
          j ->
              j.texts("statements", script.statements())
                  .texts("losses", script.losses())
                  .texts("refusals", script.refusals()));
    }
  }

  /** The members for one database that was to be set right. */
  static void database(Json json, Fixed fixed) {
    database(json, fixed.report(), false);
    Amendment amendment = fixed.amendment();
    json.object(
        "fix",
        j -> {
          j.field("result", fixed.result().word());
          if (amendment != null) {
            plan(j, amendment);
          }
        });
  }

  private static void plan(Json json, Amendment amendment) {
    json.texts("statements", amendment.course().together())
        .texts("afterwards", amendment.course().afterwards())
        .objects("losses", amendment.losses(), DriftJson::loss)
        .texts("inTheWay", amendment.hindrances().stream().map(AmendmentText::words).toList())
        .texts("refusals", amendment.script().refusals())
        .texts("remarks", amendment.script().remarks())
        .texts("trialFlaws", amendment.trial().flaws())
        .texts("trialNotes", amendment.trial().notes());
  }

  private static void loss(Json json, Weighed weighed) {
    json.field("kind", weighed.loss().object().kind().word())
        .field("object", weighed.loss().object().path())
        .field("what", weighed.loss().what().name().toLowerCase(Locale.ROOT))
        .field("amount", weighed.amount())
        .field("exact", weighed.exact())
        .field("why", weighed.loss().why());
  }

  private static void finding(Json json, Explained explained) {
    Finding finding = explained.finding();
    json.field("finding", DriftWords.word(finding))
        .field("severity", finding.severity().word())
        .field("kind", finding.object().kind().word())
        .field("object", finding.object().path());
    switch (finding) {
      case Finding.Missing missing -> json.objects("facts", expected(missing), DriftJson::value);
      case Finding.Unexpected found -> json.objects("facts", actual(found), DriftJson::value);
      case Finding.Different other -> json.objects("facts", both(other), DriftJson::value);
      case Finding.ColumnOrder order ->
          json.texts("expectedOrder", order.expected()).texts("actualOrder", order.actual());
    }
    json.texts("parts", DriftWords.parts(finding).stream().map(CatalogObject::title).toList());
    json.object("cause", j -> cause(j, explained.cause()));
  }

  private static List<Value> expected(Finding.Missing missing) {
    List<Value> values = new ArrayList<>();
    missing.expected().facts().forEach((fact, value) -> values.add(new Value(fact, value, null)));
    return values;
  }

  private static List<Value> actual(Finding.Unexpected found) {
    List<Value> values = new ArrayList<>();
    found.actual().facts().forEach((fact, value) -> values.add(new Value(fact, null, value)));
    return values;
  }

  private static List<Value> both(Finding.Different different) {
    return different.facts().stream()
        .map(fact ->
            new Value(
                fact,
                different.expected().facts().get(fact).orElse(null),
                different.actual().facts().get(fact).orElse(null)))
        .toList();
  }

  private static void value(Json json, Value value) {
    json.field("fact", value.fact().words())
        .field("expected", value.expected())
        .field("actual", value.actual());
  }

  private static void cause(Json json, Cause cause) {
    json.field("code", DriftWords.code(cause)).field("words", DriftWords.cause(cause).orElse(null));
    switch (cause) {
      case Cause.ImperfectDown down ->
          json.field("migration", down.migration().value())
              .field("stored", down.origin() == Step.Origin.STORED);
      case Cause.OtherScript script -> json.field("migration", script.migration().value());
      case Cause.ByHand hand ->
          json.field("after", text(hand.after()))
              .field("before", text(hand.before()))
              .field("at", text(hand.at()));
      case Cause.InvalidIndex _, Cause.Unfinished _, Cause.Unknown _ -> {}
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static void allowed(Json json, Drift.Allowed allowed) {
    finding(json, allowed.explained());
    json.field("reason", allowed.entry().reason());
  }

  private static void entry(Json json, AllowList.Entry entry) {
    json.field("object", entry.object())
        .field("line", entry.place().line())
        .field("reason", entry.reason())
        .field("until", entry.until() == null ? null : entry.until().toString());
  }
}
