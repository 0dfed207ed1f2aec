package dev.ebb.cli.progress;

import dev.ebb.cli.render.Amount;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words for what happens, one or more lines without a final line feed. */
final class EventText {
  private static final String INDENT = "\n      ";

  private EventText() {}

  /** The words; null for what the form of the progress itself shows. */
  static @Nullable String of(Event event) {
    String words = words(event);
    return words == null ? null : event.schema() + ": " + words;
  }

  private static @Nullable String words(Event event) {
    return switch (event) {
      case Event.StepStarted _, Event.StepFinished _, Event.RunStarted _, Event.RunEnded _ -> null;
      case Event.LockBusy busy -> busy(busy);
      case Event.TakenOver over -> takenOver(over);
      case Event.SharedTransaction shared -> shared(shared);
      case Event.SharedTransactionGivenUp(_, Step step, String reason) ->
          "%s did not work in the transaction that it shared (%s); it gets its own"
              .formatted(step.title(), reason);
      case Event.StillRunning still -> still(still);
      case Event.Retrying retry -> retrying(retry);
      case Event.OutsideTransaction(_, Step step, String statement) ->
          step.title()
              + " commits by itself ("
              + statement
              + "), so it runs statement by statement";
      case Event.Resuming resuming -> resuming(resuming);
      case Event.NothingLeftBehind(_, MigrationId id, Direction direction) ->
          "%s %s was interrupted and left nothing behind; the ledger says so now"
              .formatted(direction.word(), id);
      case Event.InvalidIndexDropped(_, String index) ->
          "the invalid index " + index + ", left by a build that did not finish, was dropped";
      case Event.ConnectionLost(_, String reason, Duration pause) ->
          "the connection was lost (%s); connecting again in %s"
              .formatted(reason, Amount.of(pause));
      case Event.CommitConfirmed(_, Step step) ->
          "the ledger confirms that " + step.title() + " was committed";
      case Event.RecordedOnly(_, Step step) -> recorded(step);
      case Event.Kept kept -> kept(kept);
      case Event.NotKept not -> notKept(not);
      case Event.GivenBack back -> givenBack(back);
      case Event.ServerNotice(_, Step step, String text) ->
          step.title() + ": the server says: " + text;
      case Event.Cancelling _ -> "cancelling the running statement";
      case Event.Remark(_, String text) -> text;
    };
  }

  private static String takenOver(Event.TakenOver over) {
    return "taken over from another tool at version %s: %s recorded as applied"
        .formatted(over.version(), Amount.of(over.applied().size(), "migration"));
  }

  private static String notKept(Event.NotKept not) {
    return "%s destroys %s, which cannot be kept: %s"
        .formatted(not.step().title(), not.object(), not.reason());
  }

  private static String kept(Event.Kept kept) {
    return "kept %s of %s".formatted(kept.object() + rows(kept.rows()), kept.step().title());
  }

  private static String rows(long rows) {
    return rows < 0 ? ", moved as it is," : " (" + Amount.of(rows, "row") + ")";
  }

  private static String givenBack(Event.GivenBack back) {
    String text = "gave back " + back.object() + " (" + Amount.of(back.rows(), "row") + ")";
    return back.left() == 0 && back.reason() == null
        ? text
        : text + INDENT + Amount.of(back.left(), "row") + " stay kept: " + back.reason();
  }

  private static String retrying(Event.Retrying retry) {
    return "%s was rolled back: %s; attempt %d of %d follows in %s"
        .formatted(
            retry.step().title(),
            retry.reason(),
            retry.attempt() + 1,
            retry.of(),
            Amount.of(retry.pause()));
  }

  private static String resuming(Event.Resuming resuming) {
    return "%s %s was interrupted; %d of its %d statements took effect, and it goes on from there"
        .formatted(
            resuming.direction().word(), resuming.id(), resuming.statementsDone(), resuming.of());
  }

  private static String busy(Event.LockBusy busy) {
    StringBuilder text = new StringBuilder("waiting for another Ebb");
    if (!busy.waited().isZero()) {
      text.append(", ").append(Amount.of(busy.waited())).append(" already");
    }
    busy.holders().forEach(holder -> text.append(INDENT).append("it is ").append(who(holder)));
    return text.toString();
  }

  private static String shared(Event.SharedTransaction shared) {
    return shared.whole()
        ? "the database is new and nobody else is in it, so "
            + Amount.of(shared.steps(), "migration")
            + " share one transaction"
        : "nobody else is in the database, so migrations share transactions while they are short";
  }

  private static String still(Event.StillRunning still) {
    StringBuilder text = new StringBuilder();
    text.append(still.step().title())
        .append(": still at it after ")
        .append(Amount.of(still.elapsed()))
        .append(": ")
        .append(still.statement());
    Event.IndexBuild build = still.build();
    if (build != null) {
      text.append(INDENT).append("index: ").append(build.phase());
      if (build.total() > 0) {
        text.append(", ").append(build.done() * 100 / build.total()).append(" %");
      }
    }
    List<BlockingSession> blockers = still.waitingFor();
    blockers.forEach(b -> text.append(INDENT).append("it waits for ").append(who(b)));
    if (still.behind() > 0) {
      text.append(INDENT).append(behind(still.behind())).append(" behind this statement");
    }
    return text.toString();
  }

  private static String behind(int sessions) {
    return sessions == 1 ? "1 session waits" : sessions + " sessions wait";
  }

  private static String recorded(Step step) {
    return step.title()
        + " was recorded and not run; "
        + switch (step.direction()) {
          case UP -> "its SQL was to be run by somebody with the rights";
          case DOWN -> "somebody with the rights has to run its SQL from " + step.source().file();
        };
  }

  private static String who(BlockingSession session) {
    StringBuilder text = new StringBuilder("pid ").append(session.pid()).append(" (");
    text.append("user ").append(session.user());
    if (!session.application().isEmpty()) {
      text.append(", ").append(session.application());
    }
    if (!session.state().isEmpty()) {
      text.append(", ").append(session.state());
    }
    text.append(", for ").append(Amount.of(session.age()));
    // the statement that waits for it is one of them
    if (session.waiters() > 1) {
      text.append(", ").append(behind(session.waiters())).append(" behind it");
    }
    text.append(')');
    return session.query().isEmpty()
        ? text.toString()
        : text.append(": ").append(session.query()).toString();
  }
}
