package dev.ebb.ledger;

import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been applied to one schema, as the database itself keeps it: an append-only history, the
 * version table that operators look at, and the way back of every migration. Without state of its
 * own, and thread-safe.
 *
 * <p>Methods that end in {@code Sql} give text that the caller sends inside the transaction of the
 * migration, so that both become true in the same moment. Every statement names its tables in full
 * and means the same under any search path.
 *
 * <p>Trouble with the tables is thrown as a {@code Fault} that says what to do; a lost connection
 * as {@link SqlFailure}.
 */
public final class Ledger {
  private final LedgerHome home;
  private final Reader reader;
  private final Writer writer;
  private final Tables tables;

  /** The ledger that lives there, be its tables there already or not. */
  public Ledger(LedgerHome home) {
    this.home = home;
    this.reader = new Reader(home);
    this.writer = new Writer(home);
    this.tables = new Tables(home);
  }

  /** Where it lives. */
  public LedgerHome home() {
    return home;
  }

  /**
   * What has been applied; the newest row of each migration decides. Creates nothing. One round
   * trip once the tables are there, whatever the migrations hold; so the short sums of statements
   * are left out of what was {@code recorded}.
   *
   * @param session one that is in no transaction
   */
  public LedgerState read(Session session) {
    return reader.state(session, false);
  }

  /** As {@link #read}, with the short sums of every applied statement: to say what has changed. */
  public LedgerState readWithStatements(Session session) {
    return reader.state(session, true);
  }

  /**
   * Creates the tables and columns that are missing. Only looks, with no lock on any table, if none
   * is.
   *
   * @param ids those that may be written: a column that is too narrow for one of them is widened
   */
  public void prepare(MigrationLock lock, Collection<MigrationId> ids) {
    tables.prepare(lock.session(), ids);
  }

  /**
   * Writes rows for migrations that are there without having been run, if they have no row at all.
   */
  public void backfill(MigrationLock lock, Collection<MigrationId> ids) {
    if (!ids.isEmpty()) {
      write(lock.session(), writer.backfill(ids));
    }
  }

  /**
   * Records a run as done: its row, and the version table. For the transaction of the migration
   * itself; also, in a transaction of its own, for what was settled or declared by hand.
   */
  public String doneSql(Run run) {
    return rowSql(run) + "; " + versionSql(run.newVersion());
  }

  /** The row of {@link #doneSql} alone: for many migrations in one transaction. */
  public String rowSql(Run run) {
    return writer.row(run);
  }

  /**
   * As {@link #rowSql}, for one of several migrations in one message: it started when the message
   * came, or when the one before was done.
   */
  public String nextRowSql(Run run) {
    return writer.nextRow(run);
  }

  /** How long each of the last runs took, in their order, in whole {@code micros}. */
  public String timesSql(int runs) {
    return writer.times(runs);
  }

  /** Makes the version table say this, clean; null for no row. */
  public String versionSql(@Nullable MigrationId version) {
    return writer.version(version, false);
  }

  /**
   * Declares, in a transaction of its own, that a run starts that cannot be one transaction: from
   * now on the migration is pending and the version table dirty.
   *
   * @param session one that is in no transaction
   * @return the number of the row, for what follows
   */
  public long intend(Session session, Run run) {
    if (session.inTransaction()) {
      throw new IllegalStateException("an intent must not depend on what may be rolled back");
    }
    MigrationId version = run.newVersion() == null ? run.migration().id() : run.newVersion();
    try {
      return session.queryOne(
          writer.version(version, true) + "; " + writer.intent(run), r -> r.int64("id"));
    } catch (SqlFailure e) {
      throw tables.explain(session, e);
    }
  }

  /** Notes how many statements of an intended run surely took effect. */
  public String progressSql(long row, int statementsDone) {
    return writer.progress(row, statementsDone);
  }

  /** Records that an intended run is done: its row, and the version table. */
  public String finishedSql(long row, Run run) {
    int statements = run.source().script().statements().size();
    return writer.finished(row, statements) + "; " + versionSql(run.newVersion());
  }

  /**
   * Records, in a transaction of its own, that an intended run ended in an error; how far it came
   * stays noted, and the version table dirty.
   */
  public void fail(Session session, long row, String error) {
    write(session, writer.failed(row, error));
  }

  /**
   * The way back of those migrations that were applied by Ebb, from the newest up row of each.
   * Their up scripts are empty.
   */
  public Map<MigrationId, Migration> storedWays(Session session, Collection<MigrationId> ids) {
    return reader.storedWays(session, ids);
  }

  /** The newest rows of the history, newest first; empty if there is no table. */
  public List<HistoryRow> history(Session session, int limit) {
    return reader.history(session, limit);
  }

  /**
   * The rows of runs that ended well, the newest first, with their ages. Works inside an open
   * transaction; there has to be a table.
   */
  public List<Trace> traces(Session session) {
    return reader.traces(session);
  }

  private void write(Session session, String sql) {
    try {
      session.execute(sql);
    } catch (SqlFailure e) {
      throw tables.explain(session, e);
    }
  }
}
