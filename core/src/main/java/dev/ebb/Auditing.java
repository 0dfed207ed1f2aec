package dev.ebb;

import dev.ebb.audit.AuditFile;
import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Deed;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Step;
import dev.ebb.keep.LossPolicy;
import dev.ebb.loss.Losing;
import dev.ebb.loss.LossReport;
import dev.ebb.run.Done;
import dev.ebb.run.Outcome;
import dev.ebb.run.RunOptions;
import dev.ebb.source.SchemaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Enters what was changed into the record of the database, and into a file if asked. What cannot be
 * entered is told as a remark and stops nothing: the change itself is made by then.
 */
final class Auditing {
  private final Manner manner;
  private final RunOptions options;
  private final EventSink events;

  /**
   * On whose behalf, and where to.
   *
   * @param command what was called
   * @param environment how strict it was
   * @param person who is behind it where the user of the machine says nothing, as in CI; may be
   *     empty
   * @param file of the record in a file; empty for none
   */
  record Manner(String command, String environment, String person, String file) {}

  Auditing(Manner manner, RunOptions options, EventSink events) {
    this.manner = manner;
    this.options = options;
    this.events = events;
  }

  /** Hears what was kept and what was not, and passes everything on. */
  static final class Ears implements EventSink {
    private final EventSink next;
    private final List<String> kept = new ArrayList<>();
    private final List<String> notKept = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Ears(EventSink next) {
      this.next = next;
    }

    @Override
    public void accept(Event event) {
      synchronized (this) {
        if (event instanceof Event.Kept one) {
          kept.add(one.object() + (one.rows() < 0 ? "" : ", rows: " + one.rows()));
        } else if (event instanceof Event.NotKept one) {
          notKept.add(one.object() + ": " + one.reason());
        } else if (event instanceof Event.Remark one) {
          remarks.add(one.text());
        }
      }
      next.accept(event);
    }
  }

  /**
   * A run.
   *
   * @param proposal what was to be done
   * @param policy what was to become of data that it destroys
   * @param foreseen what it would destroy, as far as somebody has looked
   */
  record Run(Proposal proposal, LossPolicy policy, LossReport foreseen) {}

  /** Enters a run, unless it found nothing to do or nobody could be reached. */
  void ran(Connector connector, Run run, Ears ears, Outcome outcome) {
    List<Problem> problems =
        outcome instanceof Outcome.Stopped stopped ? stopped.problems() : List.of();
    boolean nothing = outcome.done().isEmpty();
    if (nothing
        && (problems.isEmpty()
            || problems.stream().anyMatch(p -> p.code() == FaultCode.CONNECTION))) {
      return;
    }
    Deed deed = new Deed();
    enter(
        connector,
        run.proposal().schema(),
        deed,
        body -> {
          body.put("plan", run.proposal().plan().steps().stream().map(Step::title).toList())
              .each("done", outcome.done().stream().map(Auditing::done).toList())
              .put("outcome", problems.isEmpty() ? "done" : nothing ? "failed" : "half-way")
              .put("problems", problems.stream().map(Auditing::told).toList())
              .put("loss", run.policy().name().toLowerCase(Locale.ROOT))
              .put(
                  "foreseenLoss",
                  run.foreseen().realLosses().stream().map(Auditing::told).toList());
          synchronized (ears) {
            body.put("kept", ears.kept).put("notKept", ears.notKept).put("remarks", ears.remarks);
          }
          if (run.policy() == LossPolicy.ACCEPT) {
            body.put("lossAcceptedBy", by());
          }
        });
  }

  private static Consumer<Deed> done(Done done) {
    Duration elapsed = done.elapsed();
    return body ->
        body.put("step", done.step().title())
            .put("how", done.how().name().toLowerCase(Locale.ROOT))
            .put("millis", elapsed.toMillis());
  }

  private static String told(Problem problem) {
    return problem.code().name().toLowerCase(Locale.ROOT) + ": " + problem.what();
  }

  private static String told(Losing losing) {
    return losing.loss().title();
  }

  /** Enters something else that was done, or tried. */
  void did(Connector connector, SchemaConfig schema, List<String> what, List<Problem> problems) {
    enter(
        connector,
        schema,
        new Deed(),
        body ->
            body.put("did", what)
                .put("outcome", problems.isEmpty() ? "done" : "failed")
                .put("problems", problems.stream().map(Auditing::told).toList()));
  }

  private String by() {
    return manner.person().isEmpty() ? options.runBy() : manner.person() + " as " + options.runBy();
  }

  private void enter(Connector connector, SchemaConfig schema, Deed deed, Consumer<Deed> what) {
    try (Session session = connector.open()) {
      session.queryOne(
          "SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',"
              + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS at,"
              + " coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'local') AS client",
          row ->
              deed.put("at", row.text("at"))
                  .put("command", manner.command())
                  .put("schema", schema.name().value())
                  .put("by", by())
                  .put("role", session.facts().user())
                  .put("from", row.text("client"))
                  .put("database", connector.settings().describe())
                  .put("version", options.toolVersion())
                  .put("environment", manner.environment()));
      what.accept(deed);
      if (!manner.file().isEmpty()) {
        new AuditFile(Path.of(manner.file())).add(deed.json());
      }
      new AuditTrail(session).add(deed.json());
    } catch (SqlFailure | Fault failure) {
      String why =
          failure instanceof SqlFailure sql
              ? sql.serverMessage()
              : String.valueOf(failure.getMessage());
      events.accept(
          new Event.Remark(
              schema.name(),
              "this was not entered into the audit: "
                  + why
                  + "; the role needs the right to create the schema ebb_audit, or to add to the"
                  + " tables in it"));
    }
  }
}
