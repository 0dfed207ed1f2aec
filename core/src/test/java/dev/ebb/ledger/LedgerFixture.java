package dev.ebb.ledger;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Flag;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.graph.Standing;
import dev.ebb.sql.Script;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One schema's ledger with a session on it, as a run of Ebb holds them. */
final class LedgerFixture implements AutoCloseable {
  static final LedgerHome FRONTEND =
      new LedgerHome(new SchemaName("frontend"), "schema_migrations", "public");

  /** The predecessor's tables as it makes them. */
  static final String PREDECESSOR_TABLES =
      """
      CREATE TABLE migration_logs (
        id serial PRIMARY KEY, migration_logs_schema_version integer NOT NULL, schema text NOT NULL,
        version integer NOT NULL, up bool NOT NULL, started_at timestamptz NOT NULL,
        finished_at timestamptz, success boolean, error_message text,
        backfilled boolean NOT NULL DEFAULT false);
      CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
      """;

  final Session session;
  final Ledger ledger;
  private final MigrationLock lock;

  LedgerFixture(TestDatabase db, LedgerHome home) {
    this.session = session(db);
    this.ledger = new Ledger(home);
    MigrationLock taken = MigrationLock.tryAcquire(session, LockKey.of(home.versionTable()));
    if (taken == null) {
      throw new IllegalStateException("the lock is taken");
    }
    this.lock = taken;
  }

  static Session session(TestDatabase db) {
    return session(db, db.user(), db.password());
  }

  static Session session(TestDatabase db, String user, @Nullable String password) {
    ConnectionSettings settings =
        ConnectionSettings.of(db.host(), db.port(), user, password, db.name());
    return new Connector(settings, "ebb-test", Duration.ZERO).open();
  }

  /** Prepared for these ids. */
  LedgerFixture prepared(long... ids) {
    ledger.prepare(lock, ids(ids));
    return this;
  }

  MigrationLock lock() {
    return lock;
  }

  LedgerState read() {
    return ledger.read(session);
  }

  Entry entry(long id) {
    Entry entry = read().entries().get(new MigrationId(id));
    if (entry == null) {
      throw new IllegalStateException("no entry of " + id);
    }
    return entry;
  }

  Standing standing(long id) {
    return entry(id).standing();
  }

  Migration way(long id) {
    Migration way = ledger.storedWays(session, ids(id)).get(new MigrationId(id));
    if (way == null) {
      throw new IllegalStateException("no stored way back of " + id);
    }
    return way;
  }

  /** Runs nothing but the ledger's part of it. */
  void done(Migration migration, Direction direction) {
    session.execute("BEGIN; " + ledger.doneSql(run(migration, direction)) + "; COMMIT");
  }

  static Run run(Migration migration, Direction direction) {
    return new Run(
        migration,
        direction,
        Duration.ZERO,
        "1.2.3",
        "ada@box",
        direction == Direction.UP ? migration.id() : null);
  }

  static Migration migration(long id, String up, String down, long... parents) {
    return new Migration(
        new MigrationId(id),
        "name of " + id,
        ids(parents),
        Set.of(),
        new Source("m/" + id + "/up.sql", Script.parse(up)),
        new Source("m/" + id + "/down.sql", Script.parse(down)));
  }

  static Migration migration(long id) {
    return migration(id, "CREATE TABLE t" + Math.abs(id) + " ()", "DROP TABLE t" + Math.abs(id));
  }

  static Migration flagged(Migration m, Set<Flag> flags) {
    return new Migration(m.id(), m.name(), m.parents(), flags, m.up(), m.down());
  }

  static List<MigrationId> ids(long... ids) {
    return Arrays.stream(ids).mapToObj(MigrationId::new).toList();
  }

  static Collection<Long> longs(Collection<MigrationId> ids) {
    return ids.stream().map(MigrationId::value).toList();
  }

  @Override
  public void close() {
    lock.close();
    session.close();
  }
}
