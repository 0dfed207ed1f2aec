package dev.ebb.cli.notifying;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Json;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.run.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a webhook when a run starts, when it is blocked, and how it ends; passes all events on. Of
 * a way from release to release it tells the whole, not each schema at each stop. Thread-safe.
 */
public final class Notices implements EventSink, AutoCloseable {
  /** The variable that names the address. Who has not set it does not pay for any of this. */
  public static final String ADDRESS = "EBB_WEBHOOK_URL";

  private final Invocation call;
  private final EventSink next;
  private final boolean whole;
  private final Optional<Webhook> webhook;
  private final Set<String> blocked = new HashSet<>();

  /** Of one call whose environment names an address: each run on each schema. */
  public static Notices ofRuns(Invocation call, EventSink next) {
    return new Notices(call, next, false);
  }

  /** Of one call from release to release: its beginning and end, which the caller tells. */
  public static Notices ofPassage(Invocation call, EventSink next) {
    return new Notices(call, next, true);
  }

  private Notices(Invocation call, EventSink next, boolean whole) {
    this.call = call;
    this.next = next;
    this.whole = whole;
    this.webhook =
        Webhook.of(
            call.surroundings().environment(),
            why ->
                call.terminal()
                    .warn("note: " + why + "; nobody is told about this run, which goes on"));
  }

  /** Whether a call asks for any of this: its environment names an address, even if a bad one. */
  public static boolean areAskedFor(Invocation call) {
    return !call.surroundings().environment().getOrDefault(ADDRESS, "").isEmpty();
  }

  @Override
  public void accept(Event event) {
    next.accept(event);
    if (event instanceof Event.RunStarted started && !whole) {
      tell("started", started.schema().value(), started.plan().steps().size(), List.of());
    } else if (event instanceof Event.StillRunning running && !running.waitingFor().isEmpty()) {
      blocked(running.schema(), running.step().id() + "", waiting(running.waitingFor()));
    } else if (event instanceof Event.Retrying retrying) {
      blocked(retrying.schema(), retrying.step().id() + "", retrying.reason());
    } else if (event instanceof Event.LockBusy busy) {
      blocked(busy.schema(), "lock", "another run holds the lock: " + waiting(busy.holders()));
    }
  }

  private void blocked(SchemaName schema, String what, String why) {
    synchronized (blocked) {
      if (!blocked.add(schema + " " + what)) {
        return;
      }
    }
    tell("blocked", schema.value(), 0, List.of(what + ": " + why));
  }

  private static String waiting(List<BlockingSession> sessions) {
    return sessions.stream()
        .map(s ->
            "pid %d, user %s, %s, %s for %d s"
                .formatted(s.pid(), s.user(), s.application(), s.state(), s.age().toSeconds()))
        .collect(Collectors.joining("; "));
  }

  /** Tells how it ended. */
  public void ended(Outcome outcome) {
    int steps = outcome.done().size();
    switch (outcome) {
      case Outcome.Finished _ -> tell("succeeded", outcome.schema().value(), steps, List.of());
      case Outcome.Stopped stopped ->
          tell(
              "failed",
              outcome.schema().value(),
              steps,
              stopped.problems().stream().map(problem -> problem.what()).toList());
    }
  }

  /**
   * Tells that a way begins.
   *
   * @param schemas whose databases go it
   * @param migrations how many there are on it
   * @param way from where to where
   */
  public void begins(Collection<SchemaName> schemas, int migrations, String way) {
    tell("started", names(schemas), migrations, List.of(way));
  }

  /**
   * Tells how it ended.
   *
   * @param problems why it did, if it did on the way
   */
  public void ends(
      Collection<SchemaName> schemas, int migrations, String way, List<Problem> problems) {
    List<String> details = new ArrayList<>(List.of(way));
    problems.forEach(problem -> details.add(problem.what()));
    tell(problems.isEmpty() ? "succeeded" : "failed", names(schemas), migrations, details);
  }

  private static String names(Collection<SchemaName> schemas) {
    return schemas.stream().map(SchemaName::value).collect(Collectors.joining(", "));
  }

  private void tell(String event, String schema, int steps, List<String> details) {
    String command = call.arguments().syntax().name();
    String text =
        "ebb %s %s on schema %s (%s)%s%s"
            .formatted(
                command,
                event,
                schema,
                call.environment().word(),
                steps == 0 ? "" : ", migrations: " + steps,
                details.isEmpty() ? "" : ": " + String.join("; ", details));
    String json =
        Json.document(j ->
            j.field("event", event)
                .field("command", command)
                .field("schema", schema)
                .field("environment", call.environment().word())
                .field("version", call.surroundings().version())
                .field("at", Instant.now().toString())
                .field("migrations", steps)
                .texts("details", details)
                .field("text", text));
    webhook.ifPresent(hook -> hook.send(text, json));
  }

  /** Waits a moment for what is under way, and says what did not arrive. */
  @Override
  public void close() {
    webhook.ifPresent(hook -> {
      hook.failures()
          .forEach(why ->
              call.terminal().warn("note: the webhook was not told: " + why + "; the run is fine"));
      hook.close();
    });
  }
}
