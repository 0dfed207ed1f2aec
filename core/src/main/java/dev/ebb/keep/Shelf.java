package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Statement;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one schema, for a person to look at, give back by hand, throw away or take out.
 * Works in a session that is in no transaction. Not thread-safe.
 */
public final class Shelf {
  private final Session session;
  private final SchemaName schema;
  private final Store store;

  /** The shelf of a schema, in the database of this session. */
  public Shelf(Session session, SchemaName schema, String toolVersion) {
    this.session = session;
    this.schema = schema;
    this.store = new Store(session, schema, toolVersion);
  }

  /** Who wins where a live value and a kept one differ. */
  public enum Winner {
    /** The live one; the kept one stays kept. */
    LIVE,
    /** The kept one. */
    KEPT
  }

  /**
   * What came of giving back by hand.
   *
   * @param reason why rows are left; null if none are
   */
  public record Restored(Kept kept, long returned, long left, @Nullable String reason) {}

  /** All that is or was kept, the newest first; empty if nothing ever was. Changes nothing. */
  public List<Kept> list() {
    return Store.exists(session) ? store.all() : List.of();
  }

  /**
   * Gives something back now, into the live table that it belongs to.
   *
   * @throws Fault UNKNOWN_NAME if nothing of that number is stored; REFUSED if it cannot be given
   *     back
   * @throws dev.ebb.db.SqlFailure if the server refuses; nothing has changed then
   */
  public Restored restore(long id, Winner winner) {
    return inTransaction(() -> {
      Kept kept = store.unfold(stored(id));
      Restored restored = GiveBack.byHand(new Alone(session), store, kept, winner == Winner.KEPT);
      if (restored.returned() == 0 && restored.left() > 0) {
        throw Fault.of(
            FaultCode.REFUSED,
            "%s was not given back: %s".formatted(kept.title(), restored.reason()),
            "it is still kept; 'ebb keep export --id=" + id + "' writes it to a file");
      }
      return restored;
    });
  }

  /**
   * Throws something away.
   *
   * @throws Fault UNKNOWN_NAME if nothing of that number is stored
   */
  public void purge(long id) {
    inTransaction(() -> {
      store.purge(stored(id));
      return true;
    });
  }

  /**
   * Writes the stored rows of something as CSV with a line of names, in UTF-8.
   *
   * @return how many rows
   * @throws Fault UNKNOWN_NAME if nothing of that number is stored
   */
  public long export(long id, OutputStream to) {
    Kept kept = stored(id);
    return session.copyOut(
        "COPY (" + store.rows(kept) + ") TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')", to);
  }

  private Kept stored(long id) {
    return list().stream()
        .filter(k -> k.id() == id && k.store() != null)
        .findFirst()
        .orElseThrow(() ->
            Fault.of(
                FaultCode.UNKNOWN_NAME,
                "nothing is stored under number " + id + " for schema \"" + schema + "\"",
                "'ebb keep list --db=" + schema + "' shows what is"));
  }

  private interface Work<T> {
    T run();
  }

  // Two that give back the same thing take turns; the second finds nothing.
  private <T> T inTransaction(Work<T> work) {
    session.execute("BEGIN;SET LOCAL lock_timeout = '10s'");
    try {
      if (Store.exists(session)) {
        session.execute("LOCK TABLE ebb_keep.catalogue IN SHARE ROW EXCLUSIVE MODE");
      }
      T result = Ourselves.work(session, work::run);
      session.execute("COMMIT");
      return result;
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  /** A session that works for no step. */
  private record Alone(Session session) implements Inside {
    @Override
    public Step step() {
      throw new IllegalStateException("nothing is migrated here");
    }

    @Override
    public void execute(Statement statement) {
      throw new IllegalStateException("nothing is migrated here");
    }

    @Override
    public long execute(String what, String sql) {
      return session.queryFirst(sql, row -> row.int64("n")).orElse(0L);
    }
  }
}
