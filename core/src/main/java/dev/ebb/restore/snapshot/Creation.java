package dev.ebb.restore.snapshot;

import dev.ebb.db.LockKey;
import dev.ebb.db.MigrationLock;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Contents;
import dev.ebb.restore.LedgerMark;
import dev.ebb.restore.Memo;
import dev.ebb.restore.RestoreMethod.Stage;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.swap.ContentsReader;
import dev.ebb.restore.swap.Databases;
import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes one snapshot: one transaction is opened, looked into and exported, and pg_dump sees exactly
 * the same; so what is written down is what is in the dump. Confined to one thread.
 */
final class Creation {
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final Site site;
  private final Path root;
  private final Tools tools;

  Creation(Site site, Path root, Tools tools) {
    this.site = site;
    this.root = root;
    this.tools = tools;
  }

  Snapshot run(String name, Origin origin, Consumer<Stage> stages) {
    Folder folder = Folder.begin(root, name);
    boolean sealed = false;
    try (Session session = site.connector().open();
        Session watch = site.connector().open()) {
      session.endWithClient();
      Dumping.join(session);
      Client client = Client.find(tools.programs(), tools.client(), session.facts().major());
      Deque<MigrationLock> locks = lock(session);
      long begun = System.nanoTime();
      Memo memo = attempts(session, watch, client, folder, stages);
      session.execute("ROLLBACK");
      locks.forEach(MigrationLock::close);
      Cipher cipher = tools.cipher();
      if (cipher != null) {
        Opened.close(folder, tools.programs(), cipher);
      }
      Folder whole =
          folder.seal(
              name,
              memo.with("origin", origin.word())
                  .with("client", client.version())
                  .with(Folder.CIPHER, cipher == null ? null : cipher.text())
                  .with("took-millis", (System.nanoTime() - begun) / 1_000_000));
      sealed = true;
      return Snapshot.of(whole, whole.manifest().orElseThrow());
    } finally {
      if (!sealed) {
        folder.remove();
      }
    }
  }

  private Deque<MigrationLock> lock(Session session) {
    Deque<MigrationLock> locks = new ArrayDeque<>();
    for (Site.Tenant tenant : site.tenants()) {
      LockKey key = LockKey.of(tenant.versionTable());
      MigrationLock lock = MigrationLock.tryAcquire(session, key);
      if (lock == null) {
        throw Fault.of(
            FaultCode.BUSY,
            "migrations of schema "
                + tenant.name()
                + " are running in database \""
                + site.database()
                + "\": "
                + MigrationLock.holders(session, key).stream()
                    .map(MigrationLock.Holder::describe)
                    .toList(),
            "wait until they are done, and run it again; nothing was changed");
      }
      locks.push(lock);
    }
    return locks;
  }

  private Memo attempts(
      Session session, Session watch, Client client, Folder folder, Consumer<Stage> stages) {
    Optional<String> waiting = Optional.empty();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Deque<Memo> memo = new ArrayDeque<>();
      stages.accept(Stage.DUMPING);
      waiting =
          attempt(
              session,
              watch,
              new Dumping(tools.programs(), client, site.connector().settings()),
              folder,
              memo);
      if (waiting.isEmpty()) {
        return memo.getFirst();
      }
      session.execute("ROLLBACK");
      folder.clearDump();
      if (attempt < ATTEMPTS) {
        pause();
      }
    }
    throw Fault.of(
        FaultCode.BLOCKED,
        "the dump was given up "
            + ATTEMPTS
            + " times, because somebody waited for it, and everybody would have waited behind: "
            + waiting.orElse("?"),
        "take the snapshot when nobody changes tables; 'ebb locks' shows who does. Nothing was"
            + " changed");
  }

  private Optional<String> attempt(
      Session session, Session watch, Dumping dumping, Folder folder, Deque<Memo> memo) {
    ContentsReader reader = new ContentsReader(site.tenants());
    List<LedgerMark> marks = reader.ledgers(session);
    Instant at = site.clock().instant();
    // Rows are counted while the dump is written, which needs the processors more.
    session.execute(
        """
        BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL lock_timeout = '5s';
        SET LOCAL max_parallel_workers_per_gather = 0
        """);
    String exported =
        session.queryOne("SELECT pg_catalog.pg_export_snapshot() AS id", row -> row.text("id"));
    String lsn = Databases.lsn(session);
    return dumping.run(
        exported,
        folder.dump(),
        session,
        watch,
        same -> {
          Contents contents = new Contents(marks, reader.fingerprint(same), reader.rows(same));
          memo.add(
              Origins.note(
                      Memo.empty()
                          .with("database", site.database())
                          .with("at", at)
                          .with("lsn", lsn)
                          .with("server", version(same))
                          .with("size", Databases.size(same, site.database())),
                      same)
                  .with(contents));
        });
  }

  private static String version(Session session) {
    return session.queryOne(
        "SELECT pg_catalog.current_setting('server_version') AS version", r -> r.text("version"));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "nothing was changed", e);
    }
  }
}
