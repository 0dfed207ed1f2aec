package dev.ebb.audit;

import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Enters what is done to the database of one schema: into its record, and into a file if asked.
 * What cannot be entered is told and stops nothing. Confined to one thread.
 */
public final class Clerk {
  /** The member of an entry that names the file to which it was added, too. */
  public static final String LOG = "log";

  /** The member of a line that the database did not take: why. */
  public static final String ONLY_THERE = "notInTheDatabase";

  private final Occasion occasion;
  private final String schema;
  private final Connector connector;
  private final Settling settling;
  private final Consumer<String> remarks;

  /** What is to be put right in the record of a database before anything is added to it. */
  @FunctionalInterface
  public interface Settling {
    /**
     * Puts it right.
     *
     * @param connector how to reach the database
     * @param session a session in it, in no transaction
     * @return how that went
     */
    Settled settle(Connector connector, Session session);
  }

  /**
   * What was to be put right in a record.
   *
   * @param done what was, a clause each; it is said, and entered
   * @param failed what could not be, likewise; it is said
   */
  public record Settled(List<String> done, List<String> failed) {
    public Settled {
      done = List.copyOf(done);
      failed = List.copyOf(failed);
    }

    /** Nothing was to be put right. */
    public static final Settled NOTHING = new Settled(List.of(), List.of());
  }

  /**
   * For a schema.
   *
   * @param remarks hears what could not be entered, and what was put right
   */
  public Clerk(
      Occasion occasion,
      String schema,
      Connector connector,
      Settling settling,
      Consumer<String> remarks) {
    this.occasion = occasion;
    this.schema = schema;
    this.connector = connector;
    this.settling = settling;
    this.remarks = remarks;
  }

  /** Does something, and enters that it was done, or why it failed. */
  public <T> T entered(List<String> what, Supplier<T> work) {
    return entered(what, _ -> {}, work);
  }

  /**
   * Does something, and enters that it was done, or why it failed.
   *
   * @param what clauses, without secrets
   * @param more writes what else is to be in the entry
   */
  public <T> T entered(List<String> what, Consumer<Deed> more, Supplier<T> work) {
    try {
      T result = work.get();
      did(what, more, List.of());
      return result;
    } catch (Fault fault) {
      did(what, more, fault.problems());
      throw fault;
    }
  }

  /**
   * Enters that something is about to be done of which the database may not be able to tell
   * afterwards.
   */
  public void begins(List<String> what, Consumer<Deed> more) {
    enter(body -> more.accept(body.put("did", what).put("outcome", "begun")));
  }

  /** Enters something that was done, or tried. */
  public void did(List<String> what, Consumer<Deed> more, List<Problem> problems) {
    enter(body ->
        more.accept(
            body.put("did", what)
                .put("outcome", problems.isEmpty() ? "done" : "failed")
                .put("problems", problems.stream().map(Clerk::told).toList())));
  }

  /** A problem in a line. */
  public static String told(Problem problem) {
    return problem.code().name().toLowerCase(Locale.ROOT) + ": " + problem.what();
  }

  /** Who is behind what is entered. */
  public String by() {
    return occasion.by();
  }

  /** Enters something, with who did it, when, and from where. */
  public void enter(Consumer<Deed> what) {
    if (!occasion.isRecorded()) {
      return;
    }
    try (Session session = connector.open()) {
      settle(session).forEach(remarks);
      add(session, what);
    } catch (SqlFailure failure) {
      remarks.accept(
          notEntered(
              failure.serverMessage(),
              failure.faultCode() == FaultCode.PERMISSION
                  ? "the role needs the right to create the schema ebb_audit, or to add to the tables"
                      + " in it"
                  : "'ebb history' has what ran"));
    } catch (Fault fault) {
      Problem problem = fault.problems().getFirst();
      remarks.accept(notEntered(problem.what(), problem.remedy()));
    }
  }

  private static String notEntered(String why, String remedy) {
    return "this was not entered into the audit: " + why + "; " + remedy;
  }

  /** Puts right what is to be put right, says and enters that; tells what could not be. */
  public List<String> settle() {
    try (Session session = connector.open()) {
      return settle(session);
    } catch (SqlFailure failure) {
      return List.of("the audit could not be put right: " + failure.serverMessage());
    }
  }

  private List<String> settle(Session session) {
    Settled settled = settling.settle(connector, session);
    settled.done().forEach(remarks);
    if (!settled.done().isEmpty()) {
      add(session, body -> body.put("did", settled.done()).put("outcome", "done"));
    }
    return settled.failed();
  }

  private void add(Session session, Consumer<Deed> what) {
    Deed deed = new Deed();
    session.queryOne(
        "SELECT pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC',"
            + " 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') AS at,"
            + " coalesce(pg_catalog.host(pg_catalog.inet_client_addr()), 'local') AS client",
        row ->
            deed.put("at", row.text("at"))
                .put("command", occasion.command())
                .put("schema", schema)
                .put("by", occasion.by())
                .put("role", session.facts().user())
                .put("from", row.text("client"))
                .put("database", connector.settings().describe())
                .put("version", occasion.version())
                .put("environment", occasion.environment()));
    String restorePoint = occasion.restorePoints().get(schema);
    if (restorePoint != null) {
      deed.put("restorePoint", restorePoint);
    }
    what.accept(deed);
    enter(session, deed);
  }

  // The database first: who is killed in between leaves no line in the file that the database
  // lacks. What it does not take is in the file nevertheless, and says so.
  private void enter(Session session, Deed deed) {
    Path file = occasion.file().isEmpty() ? null : Path.of(occasion.file());
    if (file != null) {
      deed.put(LOG, String.valueOf(file.getFileName()));
    }
    try {
      new AuditTrail(session).add(deed.json());
    } catch (SqlFailure failure) {
      deed.put(ONLY_THERE, failure.serverMessage());
      throw failure;
    } finally {
      if (file != null) {
        log(file, deed);
      }
    }
  }

  private void log(Path file, Deed deed) {
    try {
      new AuditFile(file).add(deed.json());
    } catch (Fault fault) {
      Problem problem = fault.problems().getFirst();
      remarks.accept(notEntered(problem.what(), problem.remedy()));
    }
  }
}
