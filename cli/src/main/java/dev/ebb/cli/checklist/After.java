package dev.ebb.cli.checklist;

import dev.ebb.Ebb;
import dev.ebb.SchemaStatus;
import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Finding;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.ledger.HistoryRow;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is to be done after a rollback. For one call. */
final class After {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int NEWEST = 5;

  private final Invocation call;
  private final List<SchemaConfig> schemas;
  private final Ebb ebb;

  After(Invocation call, List<SchemaConfig> schemas) {
    this.call = call;
    this.schemas = schemas;
    this.ebb = call.ebb(EventSink.NONE);
  }

  void addTo(List<Item> items) {
    for (SchemaConfig schema : schemas) {
      items.add(settled(schema));
      items.add(DriftItem.of(call, ebb, schema));
      items.add(audit(schema));
    }
    items.add(smoke());
    items.add(Item.open("Monitor error rates", "Ebb cannot know"));
    schemas.forEach(schema -> items.add(what(schema)));
    items.add(Item.open("Schedule the post-mortem", "Ebb cannot know"));
    items.add(Item.open("Update runbooks if needed", "Ebb cannot know"));
  }

  private Item settled(SchemaConfig schema) {
    SchemaStatus status = ebb.status(schema.name());
    int unsettled = status.survey().unsettled().size();
    int applied = status.survey().applied().size();
    int pending = status.survey().pending().size();
    return Item.checked(
        "The ledger of " + schema.name() + " is settled",
        unsettled == 0,
        unsettled == 0
            ? applied + " applied, " + pending + " not"
            : unsettled + " failed or unfinished: 'ebb repair --db=" + schema.name() + "'");
  }

  private Item audit(SchemaConfig schema) {
    String title = "The audit of " + schema.name() + " is whole";
    try (Session session = call.connections().connector(schema).open()) {
      List<Finding> findings = new AuditTrail(session).verify();
      return Item.checked(
          title, findings.isEmpty(), findings.isEmpty() ? "" : findings.getFirst().toString());
    } catch (SqlFailure failure) {
      return Item.open(title, failure.serverMessage());
    }
  }

  private Item smoke() {
    String title = "Run smoke tests";
    String command = call.arguments().value(ChecklistCommand.SMOKE).orElse("");
    if (command.isEmpty()) {
      return Item.open(title, "--smoke=COMMAND runs one");
    }
    Ending ending =
        Programs.local()
            .run(
                dev.ebb.exec.Command.of("sh", "-c", command)
                    .in(call.folder())
                    .inheriting()
                    .within(LONGEST));
    return Item.checked(
        title,
        ending.succeeded(),
        ending.succeeded() ? command : command + ": " + ending.describe());
  }

  private Item what(SchemaConfig schema) {
    List<HistoryRow> rows = ebb.history(schema.name(), NEWEST);
    return Item.open(
        "Document what happened to " + schema.name(),
        rows.isEmpty()
            ? "nothing ran"
            : "'ebb audit show' has it; the newest: "
                + rows.stream()
                    .map(row -> row.id() + " " + row.direction().word() + " at " + row.startedAt())
                    .collect(Collectors.joining("; ")));
  }
}
