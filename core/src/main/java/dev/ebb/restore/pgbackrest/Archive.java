package dev.ebb.restore.pgbackrest;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Notebook;
import dev.ebb.restore.pitr.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The server and the repository that its archive is in, each looked at once and when it is first
 * needed. Confined to one thread.
 */
final class Archive {
  private static final String SERVER = "last";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofMillis(50);

  private final Scene scene;
  private final Programs programs = Programs.local();
  private @Nullable Cluster cluster;
  private @Nullable Identity identity;
  private @Nullable Stanza stanza;
  private @Nullable Tool tool;
  private boolean down;

  Archive(Scene scene) {
    this.scene = scene;
  }

  Programs programs() {
    return programs;
  }

  /** A session in the database. */
  Session open() {
    return scene.site().connector().open();
  }

  /**
   * What the server says of itself.
   *
   * @throws Fault if it cannot be reached, or does not tell our role
   */
  Cluster cluster() {
    Cluster known = cluster;
    if (known == null) {
      try (Session session = open()) {
        known = Cluster.read(session);
      } catch (SqlFailure e) {
        throw Fault.of(
            e.isPermission() ? FaultCode.PERMISSION : FaultCode.CONNECTION,
            "the server does not tell where its data directory is: " + e.serverMessage(),
            e.isPermission()
                ? "GRANT pg_read_all_settings TO " + scene.site().connector().settings().user()
                : "see its log; if a switch goes on ('ebb pitr list'), wait for its end and run it"
                    + " again",
            e);
      } catch (Fault fault) {
        known = remembered(fault);
        down = true;
      }
      cluster = known;
    }
    return known;
  }

  // A server that is gone is what backups are for.
  private Cluster remembered(Fault fault) {
    if (fault.code() != FaultCode.CONNECTION) {
      throw fault;
    }
    return notes().read(SERVER).map(Cluster::of).orElseThrow(() -> fault);
  }

  private Notebook notes() {
    return new Notebook(scene.notes(), "", ".server");
  }

  /** Writes down what is known of the server, for when it does not answer any more. */
  void remember() {
    if (!isDown()) {
      notes().write(SERVER, "What Ebb knows of the server", cluster().memo());
    }
  }

  /** Whether the server does not answer. */
  boolean isDown() {
    Cluster _ = cluster();
    return down;
  }

  /** The data directory, wherever the server says or somebody said that it is. */
  Path data() {
    Path given = scene.setting("data").map(Path::of).orElseGet(() -> cluster().data());
    try {
      return given.toRealPath();
    } catch (IOException _) {
      return given.toAbsolutePath();
    }
  }

  /**
   * Whom its files belong to.
   *
   * @throws Fault if the server is not on this machine, or we may not become that user
   */
  Identity identity() {
    Identity known = identity;
    if (known == null) {
      Path data = data();
      if (!isDown() && !(Files.isDirectory(data) && cluster().isHere(data))) {
        throw Fault.of(
            FaultCode.REFUSED,
            "the server of "
                + scene.site().connector().settings().describe()
                + " is not the one"
                + " in "
                + data
                + " of this machine",
            "run it on the machine of the server, as root or as the user whom its files belong to");
      }
      known = Identity.of(Files.isDirectory(data) ? data : parent(data), programs, handedOn());
      Identity found = known;
      scene
          .setting("user")
          .filter(user -> !user.equals(found.user()))
          .ifPresent(user -> {
            throw Fault.of(
                FaultCode.REFUSED,
                data + " belongs to user " + found.user() + " and not to " + user,
                "mend the setting user, or leave it out");
          });
      identity = known;
    }
    return known;
  }

  // In the midst of a switch there is none; what is beside it belongs to the same user.
  private static Path parent(Path data) {
    Path parent = data.toAbsolutePath().getParent();
    return parent == null ? data : parent;
  }

  private Map<String, String> handedOn() {
    Map<String, String> handed = new HashMap<>();
    scene
        .environment()
        .forEach((name, value) -> {
          if (name.startsWith("PGBACKREST_")) {
            handed.put(name, value);
          }
        });
    return handed;
  }

  /** pgBackRest for the stanza of this server. */
  Tool tool() {
    Tool known = tool;
    if (known == null) {
      Tool any =
          new Tool(
              programs,
              identity(),
              scene.setting("program").orElse("pgbackrest"),
              scene.setting("config").orElse(null),
              "");
      Stanza ours = chosen(any);
      stanza = ours;
      known = any.of(ours.name());
      tool = known;
    }
    return known;
  }

  /** What is in the repository of this server. */
  Stanza stanza() {
    tool();
    Stanza known = stanza;
    if (known == null) {
      throw new IllegalStateException("no stanza");
    }
    return known;
  }

  /** Looks again. */
  void refresh() {
    down = false;
    stanza = null;
    tool = null;
    cluster = null;
  }

  private Stanza chosen(Tool any) {
    Optional<String> wanted = scene.setting("stanza");
    List<Stanza> all = wanted.map(any::of).orElse(any).info();
    String system = cluster().systemId();
    List<Stanza> ours = all.stream().filter(each -> each.systemId().equals(system)).toList();
    if (ours.size() == 1) {
      return ours.getFirst();
    }
    String names = String.join(", ", all.stream().map(Stanza::name).toList());
    throw Fault.of(
        FaultCode.REFUSED,
        ours.isEmpty()
            ? "pgBackRest has no backups of this server"
                + (names.isEmpty() ? "" : "; its stanzas " + names + " are of other clusters")
            : "pgBackRest has several stanzas of this server: " + names,
        ours.isEmpty()
            ? "make the stanza and a first backup: pgbackrest --stanza=NAME stanza-create, then"
                + " backup; its settings are found with --setting=config=FILE"
            : "say which one: --setting=stanza=NAME, or in ebb.yaml under restore");
  }

  /** Where the programs of the server are. */
  Path bin() {
    return scene
        .setting("bin")
        .map(Path::of)
        .or(() ->
            Postmaster.of(data())
                .flatMap(found -> ProcessHandle.of(found.pid()))
                .flatMap(handle -> handle.info().command())
                .map(program -> Path.of(program).toAbsolutePath().getParent())
                .filter(folder -> Files.isExecutable(folder.resolve("pg_ctl"))))
        .orElseGet(() -> Path.of("/usr/lib/postgresql/" + cluster().major() + "/bin"));
  }

  /**
   * Has all that the server wrote until now come into the archive, and something after it, without
   * which a recovery cannot tell that it is past a time.
   *
   * @throws Fault if it does not arrive
   */
  void flush() {
    if (isDown()) {
      return;
    }
    try (Session session = open()) {
      session.execute("SELECT pg_catalog.txid_current()");
      String segment =
          session.queryOne(
              "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_switch_wal()) AS segment",
              row -> row.text("segment"));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!arrived(session, segment)) {
        if (System.nanoTime() > deadline) {
          throw Fault.of(
              FaultCode.MACHINE,
              "segment " + segment + " does not arrive in the archive",
              "see the server's log for archive_command, and: pgbackrest --stanza="
                  + stanza().name()
                  + " check; the server is as it was");
        }
        LockSupport.parkNanos(STEP.toNanos());
      }
    } catch (SqlFailure e) {
      throw Fault.of(
          e.isPermission() ? FaultCode.PERMISSION : FaultCode.SERVER,
          "the segment of the log cannot be closed: " + e.serverMessage(),
          "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO "
              + scene.site().connector().settings().user()
              + "; the server is as it was",
          e);
    }
  }

  private static boolean arrived(Session session, String segment) {
    return session.queryOne(
        // by bytes: a language may sort the file of a history behind its segments
        "SELECT coalesce(last_archived_wal COLLATE \"C\" >= '"
            + segment
            + "', false) AS there"
            + " FROM pg_catalog.pg_stat_archiver",
        row -> row.bool("there"));
  }
}
