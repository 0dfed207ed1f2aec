package dev.ebb.restore.swap;

import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Clerk.Settled;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.restore.swap.Tag.Tagged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sees to it that the audit outlives what it is kept in: the database that serves gets the entries
 * of those that it replaced. The swap itself writes down, in its transaction, that this is still to
 * be done; so whoever comes next does it if somebody was killed in between. Stateless.
 */
public final class Handover {
  private Handover() {}

  /**
   * Brings over what is still to be brought over to a database.
   *
   * @param connector how to reach it
   * @param session on its server, in any database, in no transaction
   * @return what was brought, and why it could not be
   */
  public static Settled settle(Connector connector, Session session) {
    List<String> done = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Tagged replaced : owing(connector, session)) {
      String name = "database \"" + replaced.database() + "\", which this one replaced";
      try {
        int entries = carry(connector, session, replaced);
        done.add(
            entries == 0
                ? "the audit has all that is in that of " + name
                : "the audit got "
                    + entries
                    + (entries == 1 ? " entry of " : " entries of ")
                    + name);
      } catch (SqlFailure e) {
        failed.add("the audit lacks entries of " + name + ": " + e.serverMessage());
      } catch (Fault e) {
        failed.add("the audit lacks entries of " + name + ": " + e.getMessage());
      }
    }
    return new Settled(done, failed);
  }

  /** The databases whose entries are still to be brought over, the oldest first. */
  public static List<Tagged> owing(Connector connector, Session session) {
    return Tag.beside(session, connector.settings().database()).stream()
        .filter(tagged -> tagged.tag().owing())
        .sorted(Comparator.comparing((Tagged tagged) -> tagged.tag().at()))
        .toList();
  }

  private static int carry(Connector serving, Session session, Tagged replaced) {
    Connector there =
        new Connector(serving.settings().withDatabase(replaced.database()), Site.APPLICATION);
    int entries = AuditTrail.carryOver(there, serving);
    session.execute(
        "BEGIN READ WRITE; " + replaced.tag().settled().applied(replaced.database()) + "; COMMIT");
    return entries;
  }
}
