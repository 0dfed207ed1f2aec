package dev.ebb.telemetry;

import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.event.Telemetry;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One command as a trace: a span for the command, below it one for each schema that is migrated,
 * below that one for each step; what happens meanwhile is an event of the step. Nothing of scratch
 * databases is told: only what runs in earnest. Thread-safe.
 */
final class CommandTelemetry implements Telemetry {
  private static final AttributeKey<Long> EXIT_STATUS = AttributeKey.longKey("ebb.exit_status");
  private static final AttributeKey<Long> PID = AttributeKey.longKey("ebb.blocker.pid");
  private static final AttributeKey<String> WHO = AttributeKey.stringKey("ebb.blockers");
  private static final AttributeKey<Long> BEHIND = AttributeKey.longKey("ebb.waiting_behind");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("ebb.reason");
  private static final AttributeKey<String> MIGRATION = AttributeKey.stringKey("ebb.migration");
  private static final AttributeKey<String> OBJECT = AttributeKey.stringKey("ebb.object");
  private static final AttributeKey<Long> ROWS = AttributeKey.longKey("ebb.rows");

  private final Call call;
  private final Pipeline pipeline;
  private final Figures figures;
  private final Span command;
  private final Context context;
  private final long begun = System.nanoTime();
  private final Map<SchemaName, RunSpan> runs = new HashMap<>();

  CommandTelemetry(Call call, Pipeline pipeline) {
    this.call = call;
    this.pipeline = pipeline;
    this.figures = new Figures(pipeline.meter());
    this.command =
        pipeline
            .tracer()
            .spanBuilder("ebb " + call.command())
            .setParent(pipeline.parent())
            .setAttribute("ebb.command", call.command())
            .startSpan();
    this.context = pipeline.parent().with(command);
  }

  @Override
  public synchronized void accept(Event event) {
    if (event instanceof Event.RunStarted started) {
      runs.put(started.schema(), new RunSpan(pipeline.tracer(), context, started));
    }
    RunSpan run = runs.get(event.schema());
    if (run == null) {
      outside(event);
    } else {
      within(run, event);
    }
  }

  // Before the lock is held there is no run yet.
  private void outside(Event event) {
    if (event instanceof Event.LockBusy busy) {
      figures.waited(busy.schema());
      command.addEvent("another run holds the lock", blockers(busy.holders(), 0));
    } else if (event instanceof Event.RunEnded ended && !ended.problems().isEmpty()) {
      figures.failed(ended.schema());
      command.addEvent("failed", reason(ended.problems().getFirst()));
    }
  }

  private void within(RunSpan run, Event event) {
    switch (event) {
      case Event.RunStarted _ -> {}
      case Event.RunEnded ended -> end(run, ended);
      case Event.StepStarted started -> run.begin(started);
      case Event.StepFinished finished -> {
        run.finish(finished.step());
        figures.did(finished);
      }
      case Event.StillRunning still -> waiting(run, still);
      case Event.Retrying retrying -> {
        figures.retried(retrying.schema());
        run.tell("retry", reason(retrying.reason()));
      }
      case Event.SharedTransactionGivenUp given -> run.tell("alone again", reason(given.reason()));
      case Event.Kept kept -> {
        figures.kept(kept.schema(), Math.max(0, kept.rows()));
        run.tell("kept", object(kept.step(), kept.object(), kept.rows()));
      }
      case Event.NotKept not -> run.tell("not kept", object(not.step(), not.object(), -1));
      case Event.GivenBack back ->
          run.tell("given back", object(back.step(), back.object(), back.rows()));
      case Event.ConnectionLost lost -> run.tell("connection lost", reason(lost.reason()));
      case Event.CommitConfirmed _ -> run.tell("commit confirmed", Attributes.empty());
      case Event.Resuming _ -> run.tell("resuming", Attributes.empty());
      case Event.InvalidIndexDropped dropped ->
          run.tell("invalid index dropped", Attributes.of(OBJECT, dropped.index()));
      case Event.Cancelling _ -> run.tell("cancelling", Attributes.empty());
      case Event.LockBusy _,
          Event.TakenOver _,
          Event.SharedTransaction _,
          Event.OutsideTransaction _,
          Event.NothingLeftBehind _,
          Event.RecordedOnly _,
          Event.ServerNotice _,
          Event.Remark _ -> {}
    }
  }

  private void waiting(RunSpan run, Event.StillRunning still) {
    if (!still.waitingFor().isEmpty() || still.behind() > 0) {
      figures.waited(still.schema());
      run.tell("waiting", blockers(still.waitingFor(), still.behind()));
    }
  }

  private void end(RunSpan run, Event.RunEnded ended) {
    if (!ended.problems().isEmpty()) {
      figures.failed(ended.schema());
    }
    run.end(ended.problems());
    runs.remove(ended.schema());
  }

  // Statements of others are nobody's business but theirs.
  private static Attributes blockers(List<BlockingSession> sessions, int behind) {
    var attributes = Attributes.builder();
    if (!sessions.isEmpty()) {
      attributes
          .put(PID, sessions.getFirst().pid())
          .put(
              WHO,
              sessions.stream()
                  .map(s ->
                      "%d %s %s %s %ds"
                          .formatted(
                              s.pid(), s.user(), s.application(), s.state(), s.age().toSeconds()))
                  .collect(Collectors.joining("; ")));
    }
    return attributes.put(BEHIND, behind).build();
  }

  private static Attributes reason(String text) {
    return Attributes.of(REASON, text.lines().findFirst().orElse(""));
  }

  // What was kept is told once it is committed: its step may be over by then.
  private static Attributes object(Step step, String name, long rows) {
    var attributes = Attributes.builder().put(MIGRATION, step.id().toString()).put(OBJECT, name);
    return rows < 0 ? attributes.build() : attributes.put(ROWS, rows).build();
  }

  @Override
  public synchronized void end(int exitStatus) {
    runs.values().forEach(run -> run.end(List.of("the command ended before the run")));
    runs.clear();
    command.setAttribute(EXIT_STATUS, (long) exitStatus);
    if (exitStatus != 0) {
      command.setStatus(StatusCode.ERROR, "exit status " + exitStatus);
    }
    command.end();
    figures.ended(call.command(), exitStatus, Duration.ofNanos(System.nanoTime() - begun));
    pipeline.close().ifPresent(why -> call.remarks().accept("the collector was not told: " + why));
  }
}
