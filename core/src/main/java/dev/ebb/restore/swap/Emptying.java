package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.RestoreMethod.Visitors;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does something to a database for which nobody may be in it. The statement itself takes the
 * server's lock on the database first, so that nobody new gets in, and then waits for those who are
 * there; while it waits, another session asks them to go. So nothing has to be switched off and on
 * again: whatever happens to us, the server lets people in as soon as the statement is over.
 */
final class Emptying {
  private static final Duration STEP = Duration.ofMillis(20);
  private static final int NAMED = 10;

  private final Site site;
  private final Visitors visitors;
  private final Set<Integer> ended = new HashSet<>();

  Emptying(Site site, Visitors visitors) {
    this.site = site;
    this.visitors = visitors;
  }

  /** How many sessions were ended. */
  int ended() {
    return ended.size();
  }

  /**
   * Runs it.
   *
   * @param session where the work is done; in another database
   * @param databases who has to be empty for it
   * @throws Fault if somebody is there who may not be sent away; then nothing was changed
   */
  void run(Session session, List<String> databases, Runnable work) {
    refuse(session, databases);
    CountDownLatch done = new CountDownLatch(1);
    Thread usher =
        visitors == Visitors.ENDED ? usher(databases, session.facts().backendPid(), done) : null;
    try {
      work.run();
    } catch (SqlFailure e) {
      throw e.sqlState().equals("55006") ? occupied(databases, e) : e;
    } finally {
      done.countDown();
      join(usher);
    }
  }

  private void refuse(Session session, List<String> databases) {
    for (String database : databases) {
      List<Visitor> there = Visitor.staying(database, session, site);
      if (there.stream().anyMatch(Visitor::migrating)) {
        throw Fault.of(
            FaultCode.BUSY,
            "migrations are running in database \"" + database + "\": " + names(there),
            "wait until they are done, and run it again; nothing was changed");
      }
      if (visitors == Visitors.RESPECTED && !there.isEmpty()) {
        throw connected(database, there);
      }
    }
  }

  private static Fault connected(String database, List<Visitor> there) {
    return Fault.of(
        FaultCode.REFUSED,
        (there.size() == 1 ? "a session is" : there.size() + " sessions are")
            + " connected to database \""
            + database
            + "\", and nobody may be in it for this:\n"
            + names(there),
        "stop the application and run it again, or add --end-sessions to have them ended (their"
            + " transactions are rolled back); nothing was changed");
  }

  static String names(List<Visitor> there) {
    String some =
        there.stream()
            .limit(NAMED)
            .map(visitor -> "  " + visitor.describe())
            .collect(Collectors.joining("\n"));
    return there.size() > NAMED ? some + "\n  and " + (there.size() - NAMED) + " more" : some;
  }

  private Fault occupied(List<String> databases, SqlFailure e) {
    String database = databases.getFirst();
    try (Session session = site.beside()) {
      for (String each : databases) {
        List<Visitor> there = Visitor.in(each, session, site);
        if (!there.isEmpty()) {
          return Fault.of(
              there.stream().anyMatch(Visitor::migrating) ? FaultCode.BUSY : FaultCode.BLOCKED,
              "somebody came into database \"" + each + "\" or did not go:\n" + names(there),
              "stop the application and run it again"
                  + (visitors == Visitors.ENDED
                      ? "; a role ends sessions of others only with pg_signal_backend, and those of"
                          + " superusers only as one; nothing was changed"
                      : ", or add --end-sessions; nothing was changed"),
              e);
        }
      }
    }
    return Fault.of(
        FaultCode.BLOCKED,
        "somebody was in database \""
            + database
            + "\" for a moment, or it has prepared"
            + " transactions: "
            + e.serverMessage()
            + (e.detail() == null ? "" : "; " + e.detail()),
        "run it again; prepared transactions are in pg_prepared_xacts; nothing was changed",
        e);
  }

  private Thread usher(List<String> databases, int worker, CountDownLatch done) {
    return Thread.ofPlatform()
        .daemon()
        .name("ebb-usher")
        .start(() -> {
          try (Session session = site.beside()) {
            do {
              for (String database : databases) {
                send(session, database, worker);
              }
            } while (!done.await(STEP.toMillis(), TimeUnit.MILLISECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (Fault | SqlFailure e) {
            // the statement then tells by itself that somebody is still there
            done.countDown();
          }
        });
  }

  private void send(Session session, String database, int worker) {
    for (Visitor visitor : Visitor.in(database, session, site)) {
      if (!visitor.migrating() && visitor.pid() != worker) {
        try {
          session.execute("SELECT pg_catalog.pg_terminate_backend(" + visitor.pid() + ")");
          ended.add(visitor.pid());
        } catch (SqlFailure e) {
          if (e.isConnectionLost()) {
            throw e;
          }
        }
      }
    }
  }

  private static void join(@Nullable Thread usher) {
    if (usher != null) {
      try {
        usher.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
