package dev.ebb.backfill;

import dev.ebb.backfill.Store.Run;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this process on one migration. The first works in the thread that calls; who loses
 * its connection gets another; the first who gives the migration up ends it for all.
 */
final class Crew {
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofSeconds(1);

  private final Job job;
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Fault> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable Run> end = new AtomicReference<>();
  private final AtomicLong changed = new AtomicLong();

  Crew(Job job) {
    this.job = job;
  }

  /** How many rows they changed. */
  long changed() {
    return changed.get();
  }

  /**
   * Works until the migration is over.
   *
   * @param first a session that has joined already; stays open
   * @return how it stands then
   * @throws Fault why it was given up or interrupted
   */
  Run work(Session first) {
    job.cancellation().onRequest(this::cancel);
    List<Thread> others = new ArrayList<>();
    try {
      for (int i = 1; i < job.options().workers(); i++) {
        others.add(
            Thread.ofPlatform()
                .name("ebb-backfill-" + job.id() + "-" + (i + 1))
                .start(() -> guarded(null, null)));
      }
      guarded(first, new Reporter(job));
      for (Thread other : others) {
        join(other);
      }
    } finally {
      job.cancellation().offRequest();
    }
    Fault fault = failure.get();
    if (fault != null) {
      throw fault;
    }
    return Objects.requireNonNull(end.get());
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // A batch may be a long statement of the author's.
  private void cancel() {
    for (Session session : sessions) {
      try {
        session.cancel();
      } catch (SqlFailure _) {
        // it is asked again in a moment, or has ended
      }
    }
  }

  private void guarded(@Nullable Session given, @Nullable Reporter reporter) {
    try {
      Trouble.Patience patience = new Trouble.Patience(job);
      Session session = given;
      while (failure.get() == null && end.get() == null) {
        try (Own own = Own.of(session, this)) {
          Optional<Run> over = work(own.session(), reporter);
          over.ifPresent(run -> end.compareAndSet(null, run));
          return;
        } catch (SqlFailure e) {
          if (!e.isConnectionLost()) {
            throw e;
          }
          patience.lost(e);
          session = null;
          job.timing().sleep(BETWEEN_CONNECTIONS);
        }
      }
    } catch (Fault e) {
      failed(e);
    } catch (SqlFailure e) {
      failed(refused(e));
    } catch (RuntimeException e) {
      failed(broken(e));
    }
  }

  private Fault refused(SqlFailure e) {
    return new Fault(
        List.of(
            Problem.of(
                e.faultCode(),
                "out-of-band migration " + job.title() + " failed: " + e.report(),
                "what is done is committed; go on with '" + job.again() + "'")),
        e);
  }

  private Fault broken(RuntimeException e) {
    return Fault.of(
        FaultCode.STATEMENT,
        "out-of-band migration %s failed in its own code: %s".formatted(job.title(), e),
        "mend it, then '"
            + job.again()
            + "'; what is done is committed, this batch was undone; --verbose shows where it came"
            + " from",
        e);
  }

  /** A session that this worker opened and closes, or one that it was given. */
  private record Own(Session session, boolean opened, Crew crew) implements AutoCloseable {
    static Own of(@Nullable Session given, Crew crew) {
      Session session = given == null ? crew.open() : given;
      crew.sessions.add(session);
      return new Own(session, given == null, crew);
    }

    @Override
    public void close() {
      crew.sessions.remove(session);
      if (opened) {
        session.close();
      }
    }
  }

  private Session open() {
    Session session = job.connector().open();
    session.endWithClient();
    while (!Presence.join(session, job.id())) {
      if (job.cancellation().requested() || failure.get() != null) {
        break;
      }
      job.timing().sleep(BETWEEN_CONNECTIONS);
    }
    return session;
  }

  private Optional<Run> work(Session session, @Nullable Reporter reporter) {
    Pace pace =
        new Pace(job.declaration().policy().firstSize(), job.declaration().policy().largestSize());
    Worker worker =
        new Worker(
            job,
            session,
            new Trouble(job, session, pace),
            reporter,
            () -> failure.get() != null || end.get() != null);
    try {
      return worker.work();
    } finally {
      changed.addAndGet(worker.changed());
    }
  }

  private void failed(Fault fault) {
    if (failure.compareAndSet(null, fault) && fault.code() != FaultCode.CANCELLED) {
      try (Session session = job.connector().open()) {
        session.execute("SET lock_timeout = '5s'");
        String what = fault.problems().getFirst().what();
        new Store(session).stopped(job.id(), what);
        Register.find(session).ifPresent(register -> register.error(job.id(), what));
      } catch (Fault | SqlFailure e) {
        // the server is gone: then it is not the migration that has to be remembered as broken
        fault.addSuppressed(e);
      }
    }
  }
}
