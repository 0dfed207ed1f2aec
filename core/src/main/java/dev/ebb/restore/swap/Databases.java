package dev.ebb.restore.swap;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with databases as wholes. Stateless. */
public final class Databases {
  private static final int LONGEST_NAME = 63;

  private static final String LSN =
      """
      SELECT CASE WHEN pg_catalog.pg_is_in_recovery()
                    OR pg_catalog.to_regproc('aurora_version') IS NOT NULL
                       AND pg_catalog.current_setting('wal_level') <> 'logical'
                  THEN NULL ELSE pg_catalog.pg_current_wal_lsn()::text END AS lsn\
      """;

  /** Below that, writing pages to the log is less work than two checkpoints of the whole server. */
  private static final long SMALL = 64L << 20;

  /** The first major version that lets its clients choose. */
  private static final int WITH_STRATEGY = 15;

  /** The first that can share blocks between files. */
  private static final int WITH_CLONE = 18;

  private Databases() {}

  /** A name that fits, made of parts; cut in the middle and made unique if it does not. */
  public static String name(String first, String rest) {
    String whole = first + rest;
    if (whole.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
      return whole;
    }
    String hash = "_" + HexFormat.of().toHexDigits(whole.hashCode());
    String end = hash + rest;
    int room = LONGEST_NAME - end.getBytes(StandardCharsets.UTF_8).length;
    String begin = first;
    while (begin.getBytes(StandardCharsets.UTF_8).length > room) {
      begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
    }
    return begin + end;
  }

  /** How large a database is on disk. */
  public static long size(Session session, String database) {
    return session.queryOne(
        "SELECT pg_catalog.pg_database_size(" + Quote.literal(database) + ") AS bytes",
        row -> row.int64("bytes"));
  }

  /** Whether there is one of that name. */
  public static boolean exists(Session session, String database) {
    return session.queryOne(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = "
            + Quote.literal(database)
            + ") AS there",
        row -> row.bool("there"));
  }

  /** How much room the server's disk has, if it is on this machine and we may look. */
  public static Optional<Long> free(Session session) {
    return room(
        session, "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory'");
  }

  /** How much room the disk has on which a database lies, likewise. */
  public static Optional<Long> free(Session session, String database) {
    String place =
        session.queryOne(
            "SELECT pg_catalog.pg_tablespace_location(dattablespace) AS place"
                + " FROM pg_catalog.pg_database WHERE datname = "
                + Quote.literal(database),
            row -> row.text("place"));
    return place.isEmpty()
        ? free(session)
        : room(session, "SELECT " + Quote.literal(place) + " AS setting");
  }

  // The same folder on another machine, as Debian's is on every one, says nothing.
  private static boolean isHere(Session session) {
    long pid = session.queryOne("SELECT pg_catalog.pg_backend_pid() AS pid", r -> r.int64("pid"));
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().commandLine())
        .filter(words -> words.contains("postgres"))
        .isPresent();
  }

  private static Optional<Long> room(Session session, String question) {
    try {
      if (!isHere(session)) {
        return Optional.empty();
      }
      String folder = session.queryOne(question, row -> row.text("setting"));
      Path path = Path.of(folder);
      return Files.isDirectory(path)
          ? Optional.of(Files.getFileStore(path).getUsableSpace())
          : Optional.empty();
    } catch (IOException | IllegalStateException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  /**
   * The place in the server's log of writes; null where the server tells nobody: a standby, and
   * Amazon's Aurora as long as it does not replicate logically.
   */
  public static @Nullable String lsn(Session session) {
    return session.queryOne(LSN, row -> Optional.ofNullable(row.textOrNull("lsn"))).orElse(null);
  }

  /** How long a copy of that size takes on a usual disk. */
  public static Duration copyTime(long bytes) {
    return Duration.ofMillis(300 + bytes / 400_000);
  }

  /**
   * Copies a database in the way that costs least on that server: by its log if it is small, else
   * file by file, and where the file system can share blocks, without copying them. By the log only
   * where there is surely room: what is written so gets its place on the disk at the next
   * checkpoint, which would fail again and again on a full one, for everybody.
   *
   * @param session beside both
   * @return how many sessions were ended for it
   * @throws Fault if nothing was made, with the reason
   */
  public static int copy(Site site, Session session, Visitors visitors, String copy) {
    String source = site.database();
    long bytes = size(session, source);
    boolean small =
        bytes < SMALL && free(session, source).filter(room -> room > 2 * bytes).isPresent();
    String strategy =
        session.facts().major() < WITH_STRATEGY
            ? ""
            : " STRATEGY " + (small ? "wal_log" : "file_copy");
    if (session.facts().major() >= WITH_CLONE && !small) {
      preferClone(session);
    }
    Emptying emptying = new Emptying(site, visitors);
    try {
      emptying.run(
          session,
          List.of(source),
          () ->
              session.execute(
                  "CREATE DATABASE "
                      + Quote.identifier(copy)
                      + " TEMPLATE "
                      + Quote.identifier(source)
                      + strategy));
    } catch (SqlFailure e) {
      throw refused(e, "database \"" + source + "\" could not be copied");
    }
    return emptying.ended();
  }

  // Where the platform cannot, the server does not know the word.
  private static void preferClone(Session session) {
    try {
      session.execute("SET file_copy_method = 'clone'");
    } catch (SqlFailure e) {
      if (e.isConnectionLost()) {
        throw e;
      }
    }
  }

  /** What a refusal of the server means for somebody who wanted a database. */
  public static Fault refused(SqlFailure e, String what) {
    if (e.isPermission()) {
      return Fault.of(
          FaultCode.PERMISSION,
          what + ": " + e.serverMessage(),
          "the role has to own the database and may create others: ALTER ROLE … CREATEDB; nothing"
              + " was changed",
          e);
    }
    return Fault.of(
        e.faultCode(),
        what + ": " + e.serverMessage() + (e.detail() == null ? "" : " (" + e.detail() + ")"),
        e.isDiskFull() || e.sqlState().equals("58030")
            ? "make room on the server's disk; what had been written was removed, and the database"
                + " is as it was"
            : "mend the cause and run it again; the database is as it was",
        e);
  }

  /** Drops a database, whoever is in it; nothing if it is not there. */
  public static void drop(Session session, String database) {
    session.execute(
        "DROP DATABASE IF EXISTS "
            + Quote.identifier(database)
            + (session.facts().major() >= 13 ? " WITH (FORCE)" : ""));
  }
}
