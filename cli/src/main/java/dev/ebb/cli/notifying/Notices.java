package dev.ebb.cli.notifying;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Json;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.graph.SchemaName;
import dev.ebb.run.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a webhook when a run starts, when it is blocked, and how it ends; passes all events on.
 * Thread-safe.
 */
public final class Notices implements EventSink, AutoCloseable {
  private final Invocation call;
  private final EventSink next;
  private final Optional<Webhook> webhook;
  private final Set<String> blocked = new HashSet<>();

  /** For one call whose environment names an address. */
  public Notices(Invocation call, EventSink next) {
    this.call = call;
    this.next = next;
    this.webhook = Webhook.of(call.surroundings().environment());
    if (webhook.isEmpty()) {
      call.terminal().warn("note: EBB_WEBHOOK_URL is no address; nobody is told about this run");
    }
  }

  @Override
  public void accept(Event event) {
    next.accept(event);
    if (event instanceof Event.RunStarted started) {
      tell("started", started.schema(), started.plan().steps().size(), List.of());
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
    tell("blocked", schema, 0, List.of(what + ": " + why));
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
      case Outcome.Finished _ -> tell("succeeded", outcome.schema(), steps, List.of());
      case Outcome.Stopped stopped ->
          tell(
              "failed",
              outcome.schema(),
              steps,
              stopped.problems().stream().map(problem -> problem.what()).toList());
    }
  }

  private void tell(String event, SchemaName schema, int steps, List<String> details) {
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
                .field("schema", schema.value())
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
