package dev.ebb.run;

import dev.ebb.db.Blocker;
import dev.ebb.db.Blockers;
import dev.ebb.db.Connector;
import dev.ebb.db.IndexProgress;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.BlockingSession;
import dev.ebb.event.Event;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.locks.Bouncer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches the statement that runs, from a second connection: says every few seconds what it waits
 * for and how far an index has come. It reports, and touches nobody unless it is told to.
 *
 * <p>The second connection is opened when the run starts, because when everything hangs there may
 * be no slot left. Without one the run goes on, with signs of life but no causes.
 */
public final class Watchdog implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration FIRST_WORD = Duration.ofSeconds(2);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(5);

  private final SchemaName schema;
  private final Connector connector;
  private final int watchedPid;
  private final LostAnswer lostAnswer;
  private final EventSink events;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Running current;
  private long started;
  private volatile List<BlockingSession> lastBlockers = List.of();
  private volatile boolean relieved;
  private final RunOptions.Blocking blocking;

  private record Running(long number, Step step, String what, long startedNanos) {
    Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }

  private Watchdog(
      SchemaName schema,
      Connector connector,
      Session watched,
      EventSink events,
      RunOptions.Blocking blocking) {
    this.blocking = blocking;
    this.schema = schema;
    this.connector = connector;
    this.watchedPid = watched.facts().backendPid();
    this.lostAnswer = new LostAnswer(watched);
    this.events = events;
    this.thread = Thread.ofPlatform().daemon().name("ebb-watchdog").unstarted(this::keepWatch);
  }

  /** Starts watching that session. */
  public static Watchdog start(
      SchemaName schema, Connector connector, Session watched, EventSink events) {
    return start(schema, connector, watched, events, RunOptions.Blocking.USUAL);
  }

  /** Starts watching that session, and acts for it as far as it is told to. */
  static Watchdog start(
      SchemaName schema,
      Connector connector,
      Session watched,
      EventSink events,
      RunOptions.Blocking blocking) {
    Watchdog watchdog = new Watchdog(schema, connector, watched, events, blocking);
    watchdog.thread.start();
    return watchdog;
  }

  /** A statement starts: its head, or what else tells a person what runs. */
  public void watch(Step step, String what) {
    relieved = false;
    current = new Running(++started, step, what, System.nanoTime());
  }

  /** The statement ended. */
  public void rest() {
    current = null;
  }

  /** Who was last seen to block the watched session; empty if nobody was seen since last asked. */
  List<BlockingSession> takeBlockers() {
    List<BlockingSession> seen = lastBlockers;
    lastBlockers = List.of();
    return seen;
  }

  /** Whether the statement was cancelled for those who queued behind it; asked once. */
  boolean takeRelieved() {
    boolean was = relieved;
    relieved = false;
    return was;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void keepWatch() {
    try (Session session = openQuietly()) {
      Bouncer bouncer =
          session == null
              ? null
              : new Bouncer(session, watchedPid, blocking.onBlock(), blocking.maxQueue());
      Duration spoken = Duration.ZERO;
      long before = 0;
      while (!closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        Running now = current;
        if ((session != null && lostAnswer.look(session)) || now == null) {
          continue;
        }
        if (now.number() != before) {
          before = now.number();
          spoken = FIRST_WORD.minus(BETWEEN_WORDS);
        }
        spoken = look(session, bouncer, now, spoken);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration look(
      @Nullable Session session, @Nullable Bouncer bouncer, Running now, Duration spoken) {
    Duration elapsed = now.elapsed();
    List<Blocker> jammed = session == null ? List.of() : jammed(session);
    List<Blocker> found = Blockers.ahead(jammed, watchedPid);
    List<BlockingSession> blockers = found.stream().map(Watchdog::toEvent).toList();
    if (!blockers.isEmpty()) {
      lastBlockers = blockers;
    }
    if (bouncer != null) {
      act(bouncer, found, now);
    }
    if (elapsed.minus(spoken).compareTo(BETWEEN_WORDS) < 0) {
      return spoken;
    }
    Event.IndexBuild build = session == null ? null : build(session);
    Running still = current;
    if (still != null && still.number() == now.number()) {
      events.accept(
          new Event.StillRunning(
              schema,
              now.step(),
              now.what(),
              elapsed,
              blockers,
              build,
              Blockers.behind(jammed, watchedPid)));
    }
    return elapsed;
  }

  private void act(Bouncer bouncer, List<Blocker> blockers, Running now) {
    try {
      bouncer.clear(blockers).forEach(this::remark);
    } catch (SqlFailure | Fault e) {
      remark("whoever is in the way could not be ended: " + e.getMessage());
    }
    Running still = current;
    if (still != null && still.number() == now.number()) {
      relieved = true;
      int behind = bouncer.relieve();
      if (behind == 0) {
        relieved = false;
      } else {
        remark(behind + " sessions queued behind the statement, so it lets go");
      }
    }
  }

  private void remark(String text) {
    events.accept(new Event.Remark(schema, text));
  }

  private @Nullable Session openQuietly() {
    try {
      Session session = connector.open();
      session.execute("SET statement_timeout='2s'");
      return session;
    } catch (Fault | SqlFailure e) {
      return null;
    }
  }

  private static List<Blocker> jammed(Session session) {
    try {
      return Blockers.all(session);
    } catch (SqlFailure e) {
      return List.of();
    }
  }

  private Event.@Nullable IndexBuild build(Session session) {
    try {
      return IndexProgress.of(session, watchedPid)
          .map(p -> new Event.IndexBuild(p.phase(), p.done(), p.total()))
          .orElse(null);
    } catch (SqlFailure e) {
      return null;
    }
  }

  private static BlockingSession toEvent(Blocker blocker) {
    return new BlockingSession(
        blocker.pid(),
        blocker.user(),
        blocker.application(),
        blocker.state(),
        blocker.transactionAge(),
        blocker.query(),
        blocker.waitersBehind());
  }

  /**
   * Notices that the answer to a statement was lost on its way: a firewall that forgot the
   * connection during a long build drops it silently, and whoever waits would wait for ever.
   * Confined to the thread that watches.
   */
  private static final class LostAnswer {
    /** So many looks in a row, one a second, must show a server that does nothing for us. */
    private static final int LOOKS = 12;

    // Who waits for rows of a COPY is called active, and does as little for us: we wait for it.
    private static final String WORKS =
        "SELECT count(*) AS n FROM pg_stat_activity WHERE state NOT LIKE 'idle%'"
            + " AND wait_event IS DISTINCT FROM 'ClientRead' AND pid = ";

    private final Session waiting;
    private final int pid;
    private long message;
    private int idle;

    /** Whether the session that waits is worked for. */
    LostAnswer(Session waiting) {
      this.waiting = waiting;
      this.pid = waiting.facts().backendPid();
    }

    /**
     * Looks once, and breaks the waiting session off if its answer is lost: it then connects again
     * and finds out what was done.
     *
     * @param eyes another session
     * @return whether it was broken off
     */
    boolean look(Session eyes) {
      long number = waiting.awaited();
      idle = number != 0 && number == message && !works(eyes) ? idle + 1 : 0;
      message = number;
      if (idle < LOOKS) {
        return false;
      }
      idle = 0;
      waiting.abort();
      return true;
    }

    private boolean works(Session eyes) {
      try {
        return eyes.queryOne(WORKS + pid, row -> row.int64("n")) > 0;
      } catch (SqlFailure e) {
        // Who cannot see does not judge.
        return true;
      }
    }
  }
}
