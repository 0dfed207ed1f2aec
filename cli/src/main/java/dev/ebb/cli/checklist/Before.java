package dev.ebb.cli.checklist;

import dev.ebb.Ebb;
import dev.ebb.SchemaStatus;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.ledger.HistoryRow;
import dev.ebb.locks.LockReport;
import dev.ebb.source.SchemaConfig;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What is to be done before a rollback. For one call. */
final class Before {
  private static final int NEWEST = 3;

  private static final String CONNECTED =
      """
      SELECT coalesce(string_agg(app || ' × ' || n, ', ' ORDER BY n DESC, app), '') AS who
        FROM (SELECT coalesce(nullif(application_name, ''), 'unnamed') AS app, count(*) AS n
                FROM pg_catalog.pg_stat_activity
               WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
                 AND backend_type = 'client backend' GROUP BY 1) x\
      """;

  private static final String ARCHIVED =
      """
      SELECT pg_catalog.current_setting('archive_mode') AS mode,
             coalesce(extract(epoch FROM pg_catalog.now() - last_archived_time)::int8, -1) AS age,
             coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) AS failing
        FROM pg_catalog.pg_stat_archiver\
      """;

  private final Invocation call;
  private final List<SchemaConfig> schemas;
  private final Ebb ebb;

  Before(Invocation call, List<SchemaConfig> schemas) {
    this.call = call;
    this.schemas = schemas;
    this.ebb = call.ebb(EventSink.NONE);
  }

  void addTo(List<Item> items) {
    for (SchemaConfig schema : schemas) {
      List<HistoryRow> rows = ebb.history(schema.name(), NEWEST);
      items.add(newest(schema, rows));
      items.add(new Staging(call).practised(schema, rows));
    }
    items.add(
        said(
            ChecklistCommand.METHOD,
            "Determine the way back",
            "a forward fix is preferred: 'ebb forward-fix ID --dry-run'; else 'ebb downto --dry-run'"
                + " shows what an exact way back would lose"));
    items.add(
        said(ChecklistCommand.TICKET, "Create the incident's ticket", "--ticket=REF names it"));
    items.add(notified());
    schemas.forEach(schema -> addOf(schema, items));
    items.add(said(ChecklistCommand.CAUSE, "Document the root cause", "--cause=TEXT says it"));
    items.add(
        said(
            ChecklistCommand.SMOKE,
            "Plan how to verify it",
            "'ebb checklist after --smoke=COMMAND' runs a command that tells whether the"
                + " application works"));
    items.add(Item.open("Communicate to stakeholders", "Ebb cannot know"));
  }

  private Item said(Option option, String title, String otherwise) {
    return call.arguments()
        .value(option)
        .map(text -> Item.done(title, text))
        .orElseGet(() -> Item.open(title, otherwise));
  }

  private Item notified() {
    return !call.surroundings().environment().getOrDefault("EBB_WEBHOOK_URL", "").isEmpty()
        ? Item.done("Notify the team", "the webhook is told when a run starts, is blocked and ends")
        : Item.open("Notify the team", "with EBB_WEBHOOK_URL Ebb tells a channel about each run");
  }

  private static Item newest(SchemaConfig schema, List<HistoryRow> rows) {
    String title = "Identify the problematic migration of " + schema.name();
    if (rows.isEmpty()) {
      return Item.open(title, "nothing ever ran there");
    }
    return Item.open(
        title,
        "the newest are "
            + rows.stream()
                .map(row ->
                    row.id()
                        + (row.name() == null ? "" : " (" + row.name() + ")")
                        + " "
                        + row.direction().word()
                        + " at "
                        + row.startedAt())
                .collect(Collectors.joining("; ")));
  }

  private void addOf(SchemaConfig schema, List<Item> items) {
    SchemaStatus status = ebb.status(schema.name());
    int unsettled = status.survey().unsettled().size();
    items.add(
        Item.checked(
            "Nothing is failed or unfinished in " + schema.name(),
            unsettled == 0,
            unsettled == 0 ? "" : unsettled + "; 'ebb repair --db=" + schema.name() + "'"));
    LockReport locks = ebb.locks(schema.name());
    items.add(
        Item.checked(
            "Nobody blocks anybody in " + schema.name(),
            locks.sessions().isEmpty() && locks.migrating().isEmpty(),
            locks.migrating().isEmpty()
                ? locks.sessions().isEmpty() ? "" : "'ebb locks --db=" + schema.name() + "'"
                : "a migration is running: 'ebb locks --db=" + schema.name() + "'"));
    try (Session session = call.connections().connector(schema).open()) {
      items.add(connected(schema, session));
      items.add(archived(schema, session));
    } catch (SqlFailure failure) {
      items.add(Item.open("See who is connected to " + schema.name(), failure.serverMessage()));
    }
    new Points(call, Instant.now()).addTo(items, ebb, schema);
    items.add(DriftItem.of(call, ebb, schema));
  }

  private static Item connected(SchemaConfig schema, Session session) {
    String who = session.queryOne(CONNECTED, row -> row.text("who"));
    String title = "Drain the connections of " + schema.name();
    return who.isEmpty()
        ? Item.done(title, "nobody is connected")
        : Item.open(title, "connected are " + who);
  }

  private static Item archived(SchemaConfig schema, Session session) {
    String title = "The log of the server of " + schema.name() + " is archived";
    return session.queryOne(
        ARCHIVED,
        row -> {
          long age = row.int64("age");
          if (row.text("mode").equals("off")) {
            return Item.open(
                title, "the server archives no log, so there is no way to a point in time");
          }
          if (row.bool("failing")) {
            return Item.failed(title, "archiving the server's log fails: see pg_stat_archiver");
          }
          return age < 0
              ? Item.open(title, "the server is to archive its log, and has not done so yet")
              : Item.done(
                  title,
                  "the server archived its log "
                      + age
                      + " s ago; see that its base"
                      + " backup is good");
        });
  }
}
