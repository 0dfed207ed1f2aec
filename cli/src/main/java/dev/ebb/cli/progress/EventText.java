package dev.ebb.cli.progress;

import dev.ebb.cli.render.Amount;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words for what happens, one or more lines without a final line feed. */
final class EventText {
  private static final String INDENT = "\n      ";

  private EventText() {}

  /** The words; null for what the form of the progress itself shows. */
  static @Nullable String of(Event event) {
    String schema = event.schema().value();
    return switch (event) {
      case Event.StepStarted _, Event.StepFinished _, Event.RunStarted _ -> null;
      case Event.LockBusy busy -> schema + ": " + busy(busy);
      case Event.TakenOver over ->
          "%s: taken over from another tool at version %s: %s recorded as applied"
              .formatted(schema, over.version(), Amount.of(over.applied().size(), "migration"));
      case Event.SharedTransaction shared ->
          "%s: the database is new and nobody else is in it, so %s share one transaction"
              .formatted(schema, Amount.of(shared.migrations(), "migration"));
      case Event.SharedTransactionGivenUp up ->
          "%s: the shared transaction was rolled back at %s (%s); now each gets its own"
              .formatted(schema, up.step().title(), up.reason());
      case Event.StillRunning still -> schema + ": " + still(still);
      case Event.Retrying retry ->
          "%s: %s was rolled back: %s; attempt %d of %d follows in %s"
              .formatted(
                  schema,
                  retry.step().title(),
                  retry.reason(),
                  retry.attempt() + 1,
                  retry.of(),
                  Amount.of(retry.pause()));
      case Event.OutsideTransaction outside ->
          "%s: %s commits by itself (%s), so it runs statement by statement"
              .formatted(schema, outside.step().title(), outside.statement());
      case Event.Resuming resuming ->
          "%s: %s %s was interrupted; %d of its %d statements took effect, and it goes on from there"
              .formatted(
                  schema,
                  resuming.direction().word(),
                  resuming.id(),
                  resuming.statementsDone(),
                  resuming.of());
      case Event.NothingLeftBehind nothing ->
          "%s: %s %s was interrupted and left nothing behind; the ledger says so now"
              .formatted(schema, nothing.direction().word(), nothing.id());
      case Event.InvalidIndexDropped index ->
          "%s: the invalid index %s, left by a build that did not finish, was dropped"
              .formatted(schema, index.index());
      case Event.ConnectionLost lost ->
          "%s: the connection was lost (%s); connecting again in %s"
              .formatted(schema, lost.reason(), Amount.of(lost.pause()));
      case Event.CommitConfirmed confirmed ->
          "%s: the ledger confirms that %s was committed"
              .formatted(schema, confirmed.step().title());
      case Event.RecordedOnly recorded -> schema + ": " + recorded(recorded);
      case Event.ServerNotice notice ->
          "%s: %s: the server says: %s".formatted(schema, notice.step().title(), notice.text());
      case Event.Cancelling _ -> schema + ": cancelling the running statement";
      case Event.Remark remark -> schema + ": " + remark.text();
    };
  }

  private static String busy(Event.LockBusy busy) {
    StringBuilder text = new StringBuilder("waiting for another Ebb");
    if (!busy.waited().isZero()) {
      text.append(", ").append(Amount.of(busy.waited())).append(" already");
    }
    busy.holders().forEach(holder -> text.append(INDENT).append("it is ").append(who(holder)));
    return text.toString();
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
    return text.toString();
  }

  private static String recorded(Event.RecordedOnly recorded) {
    return recorded.step().title()
        + " was recorded and not run; "
        + switch (recorded.step().direction()) {
          case UP -> "its SQL was to be run by somebody with the rights";
          case DOWN ->
              "somebody with the rights has to run its SQL from " + recorded.step().source().file();
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
    text.append(", for ").append(Amount.of(session.age())).append(')');
    return session.query().isEmpty()
        ? text.toString()
        : text.append(": ").append(session.query()).toString();
  }
}
