package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.sql.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts a database in the place of another: two renames, and all that the server keeps about both,
 * in one transaction. What was there stays, under another name. Killed at any moment, the server
 * has either the old one or the new one under the name.
 */
public final class Swap {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(50);

  private final Site site;
  private final Session session;

  /**
   * Works from a session.
   *
   * @param session beside both databases
   */
  public Swap(Site site, Session session) {
    this.site = site;
    this.session = session;
  }

  /**
   * How it went.
   *
   * @param kept the name of what was replaced
   * @param tag what is written about that
   * @param pause how long nobody could connect
   * @param ended how many sessions were ended
   */
  public record Done(String kept, Tag tag, Duration pause, int ended) {}

  /**
   * Does it.
   *
   * @param successor the database that is to be in the other's place; loses its tag
   * @throws Fault if all is as it was, with the reason
   */
  public Done put(String successor, Visitors visitors) {
    String live = site.database();
    Instant now = site.clock().instant();
    String name = unused(live, "replaced_" + Making.stamp(now));
    String kept = Databases.name(live, "_" + name);
    Traits traits = Traits.read(session, live);
    Tag tag =
        new Tag(
            name,
            live,
            Origin.REPLACED,
            now,
            Databases.lsn(session),
            null,
            null,
            traits.comment(),
            true);
    List<String> after = new ArrayList<>();
    after.addAll(traits.applied(live, Traits.read(session, successor)));
    after.add(comment(live, traits.comment()));
    after.add(tag.applied(kept));
    after.add(readOnly(kept));
    Emptying emptying = new Emptying(site, visitors);
    long begun = System.nanoTime();
    try {
      emptying.run(
          session,
          List.of(live, successor),
          () -> session.execute("BEGIN; " + rename(live, kept) + "; " + rename(successor, live)));
      session.execute(String.join(";\n", after) + ";\nCOMMIT");
    } catch (SqlFailure e) {
      settle(kept, e);
    } catch (Fault e) {
      rollback();
      throw e;
    }
    return new Done(kept, tag, Duration.ofNanos(System.nanoTime() - begun), emptying.ended());
  }

  private String unused(String live, String name) {
    String unused = name;
    for (int number = 2; Databases.exists(session, Databases.name(live, "_" + unused)); number++) {
      unused = name + "_" + number;
    }
    return unused;
  }

  private static String rename(String from, String to) {
    return "ALTER DATABASE " + Quote.identifier(from) + " RENAME TO " + Quote.identifier(to);
  }

  private static String comment(String database, @Nullable String text) {
    return "COMMENT ON DATABASE "
        + Quote.identifier(database)
        + " IS "
        + (text == null ? "NULL" : Quote.literal(text));
  }

  /** SQL by which nobody writes into a database by mistake. */
  public static String readOnly(String database) {
    return "ALTER DATABASE "
        + Quote.identifier(database)
        + " SET default_transaction_read_only = on";
  }

  // A lost connection leaves open whether the COMMIT arrived: the server knows.
  private void settle(String kept, SqlFailure e) {
    if (e.isConnectionLost()) {
      boolean sure;
      try (Session other = site.beside()) {
        sure = ended(other);
        if (Databases.exists(other, kept)) {
          return;
        }
      } catch (Fault | SqlFailure unreachable) {
        throw unsure(kept, "and the server does not answer: " + e.serverMessage(), unreachable);
      }
      if (!sure) {
        throw unsure(kept, "and the server is still at work for it", e);
      }
    }
    rollback();
    throw Databases.refused(e, "database \"" + site.database() + "\" was not replaced");
  }

  private static Fault unsure(String kept, String why, RuntimeException cause) {
    return Fault.of(
        FaultCode.CONNECTION,
        "the connection was lost at the moment of the swap, " + why,
        "either all of it was done or nothing: when the server answers, 'ebb branch list' tells"
            + " (there is a database "
            + kept
            + " if it was done)",
        cause);
  }

  // The server may not have noticed that we are gone, and go on with what we had sent: until its
  // session has ended, that nothing is there says nothing.
  private boolean ended(Session other) {
    int pid = session.facts().backendPid();
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += STEP.toMillis()) {
      boolean there =
          other.queryOne(
              "SELECT count(pg_catalog.pg_terminate_backend(pid)) > 0 AS there FROM"
                  + " pg_catalog.pg_stat_activity WHERE usename = current_user AND pid = "
                  + pid,
              row -> row.bool("there"));
      if (!there) {
        return true;
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    return false;
  }

  private void rollback() {
    if (!session.isClosed() && session.inTransaction()) {
      session.execute("ROLLBACK");
    }
  }
}
