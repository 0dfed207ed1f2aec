package dev.ebb.cli.checklist;

import dev.ebb.Ebb;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.ledger.HistoryRow;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What staging tells about whether something was practised there before: its database, or what
 * {@code ebb audit export} wrote there.
 */
final class Staging {
  static final Option OPTION =
      Option.value(
          "DSN|FILE",
          "the database of staging, or a file that 'ebb audit export' wrote there; default:"
              + " EBB_STAGING",
          "staging");

  private static final int ROWS = 10_000;
  private static final Pattern STEP = Pattern.compile("\"step\":\"(up|down) ([0-9]{1,18})[ \"]");
  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]*)\"");

  private final Invocation call;

  Staging(Invocation call) {
    this.call = call;
  }

  private String given() {
    return call.arguments()
        .value(OPTION)
        .orElseGet(() -> call.surroundings().environment().getOrDefault("EBB_STAGING", ""));
  }

  /** Whether the newest migration of a schema was taken back there. */
  Item practised(SchemaConfig schema, List<HistoryRow> newest) {
    String title = "Practise it on staging first (" + schema.name() + ")";
    MigrationId id =
        newest.stream()
            .filter(row -> row.direction() == Direction.UP)
            .map(HistoryRow::id)
            .findFirst()
            .orElse(null);
    if (given().isEmpty() || id == null) {
      return Item.open(
          title,
          id == null
              ? "nothing was applied there"
              : "--staging or EBB_STAGING says where staging is, and then Ebb looks");
    }
    try {
      Map<String, String> ran = ran(schema);
      String up = ran.get("up " + id);
      String down = ran.get("down " + id);
      return down != null
          ? Item.done(title, "staging took " + id + " back at " + down)
          : up != null
              ? Item.open(title, "staging ran " + id + " at " + up + ", and never took it back")
              : Item.failed(title, "staging never ran " + id + ", so it proves nothing");
    } catch (Fault | IOException e) {
      return Item.open(
          title,
          "staging could not be asked: "
              + (e instanceof Fault fault ? fault.problems().getFirst().what() : e.toString()));
    }
  }

  /** When each step was run, as "up 17", the newest time of each. */
  private Map<String, String> ran(SchemaConfig schema) throws IOException {
    Path file = call.surroundings().folder().resolve(given());
    return Files.isRegularFile(file) ? fromFile(schema, file) : fromDatabase(schema);
  }

  private static Map<String, String> fromFile(SchemaConfig schema, Path file) throws IOException {
    Map<String, String> ran = new HashMap<>();
    String ours = "\"schema\":\"" + schema.name() + "\"";
    for (String line : Files.readAllLines(file)) {
      Matcher at = AT.matcher(line);
      if (line.contains(ours) && at.find()) {
        Matcher step = STEP.matcher(line);
        while (step.find()) {
          ran.put(step.group(1) + " " + step.group(2), at.group(1));
        }
      }
    }
    return ran;
  }

  private Map<String, String> fromDatabase(SchemaConfig schema) {
    Map<String, String> variables = new HashMap<>(call.surroundings().environment());
    variables.put("PGDATASOURCE", given());
    Connector connector =
        new Connector(ConnectionSettings.fromEnvironment(variables, "").orElseThrow(), "ebb");
    Ebb there = new Ebb(call.workspace(), _ -> connector, RunFlags.options(call), EventSink.NONE);
    Map<String, String> ran = new HashMap<>();
    for (HistoryRow row : there.history(schema.name(), ROWS).reversed()) {
      if (Boolean.TRUE.equals(row.success())) {
        ran.put(row.direction().word() + " " + row.id(), row.startedAt().toString());
      }
    }
    return ran;
  }
}
