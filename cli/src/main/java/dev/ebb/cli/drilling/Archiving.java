package dev.ebb.cli.drilling;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has pgBackRest keep what the throw-away server writes, in a repository in that server's own
 * folder, with which it goes: so that going back to a point in time can be practised. It is set up
 * when that is first asked for and archives only while it is practised, so that the other ways take
 * as long as without it. Confined to one thread.
 */
final class Archiving {
  private static final String PROGRAM = "pgbackrest";
  private static final String STANZA = "drill";

  /** Of the whole path of a socket; what is longer the system refuses. */
  private static final int LONGEST = 107;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final String SOCKET = "/.s.PGSQL.65535";
  private static final String PLACE = ".place";
  private static final String MARK = "data.ebb-";

  private final EmbeddedPostgres server;
  private final Supplier<Session> sessions;
  private @Nullable String trouble;
  private @Nullable Path program;

  /**
   * Sets nothing up yet.
   *
   * @param sessions as superuser, in a database that no practice touches
   */
  Archiving(EmbeddedPostgres server, Supplier<Session> sessions) {
    this.server = server;
    this.sessions = sessions;
  }

  /**
   * Has everything archived from now on.
   *
   * @return why that cannot be; empty if it is so
   */
  Optional<String> begin() {
    if (trouble == null) {
      trouble = setUp();
    }
    String why = trouble;
    if (why.isEmpty()) {
      archiveBy(push());
    }
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }

  private String setUp() {
    Optional<Path> found = Programs.local().find(PROGRAM);
    if (found.isEmpty()) {
      return "pgBackRest is not installed; install it (Debian: apt-get install pgbackrest) and drill"
          + " again";
    }
    if (bytes(folder() + SOCKET) > LONGEST) {
      return folder()
          + " is too long a path for a socket, by which pgBackRest reaches the server:"
          + " name a shorter TMPDIR and drill again";
    }
    program = found.get();
    try {
      configure();
      pgbackrest("stanza-create");
      return "";
    } catch (Fault | SqlFailure | IOException e) {
      return "pgBackRest could not be set up on the throw-away server: " + e.getMessage();
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Path folder() {
    return server.folder();
  }

  private void configure() throws IOException {
    String data;
    try (Session session = sessions.get()) {
      data =
          session.queryOne(
              "SELECT current_setting('data_directory') AS data", row -> row.text("data"));
      Files.writeString(config(), settings(data));
      Files.setPosixFilePermissions(config(), PosixFilePermissions.fromString("rw-r--r--"));
      letIn(Path.of(data).resolve("pg_hba.conf"));
      set(session, "archive_mode", "on");
      set(session, "archive_command", push());
      set(session, "unix_socket_directories", folder().toString());
      set(session, "unix_socket_permissions", "0700");
    }
    server.restart();
  }

  // pgBackRest connects by a socket only, and has no password. Whom the files belong to may use
  // that socket, and nobody else.
  private static void letIn(Path access) throws IOException {
    Files.writeString(access, "local all all trust\n" + Files.readString(access));
  }

  private String settings(String data) {
    return """
    [global]
    repo1-path=:folder/repository
    repo1-retention-full=9
    log-path=:folder
    lock-path=:folder/locks
    spool-path=:folder/spool
    log-level-file=off
    log-level-console=warn
    compress-type=lz4
    process-max=2
    start-fast=y
    [:stanza]
    pg1-path=:data
    pg1-port=:port
    pg1-socket-path=:folder
    pg1-user=:user
    """
        .replace(":folder", folder().toString())
        .replace(":stanza", STANZA)
        .replace(":data", data)
        .replace(":user", server.user())
        .replace(":port", String.valueOf(server.port()));
  }

  private Path config() {
    return folder().resolve(PROGRAM + ".conf");
  }

  // The server takes what follows a percent sign for something of its own.
  private String push() {
    return command("").replace("%", "%%") + " archive-push %p";
  }

  private String command(String words) {
    return quoted(String.valueOf(program))
        + " "
        + quoted("--config=" + config())
        + " --stanza="
        + STANZA
        + words;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private void archiveBy(String command) {
    try (Session session = sessions.get()) {
      set(session, "archive_command", command);
      session.execute("SELECT pg_reload_conf()");
    }
    // who connects from now on has to see it, as pgBackRest does
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!archivesBy(command)) {
      if (System.nanoTime() > end) {
        throw Fault.of(
            FaultCode.MACHINE,
            "the throw-away server does not take up how it is to archive",
            "practise the other ways without it: --way=…");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean archivesBy(String command) {
    try (Session session = sessions.get()) {
      return session
          .queryOne("SHOW archive_command", row -> row.text("archive_command"))
          .equals(command);
    }
  }

  private static void set(Session session, String name, String value) {
    session.execute("ALTER SYSTEM SET " + name + " = " + Quote.literal(value));
  }

  /**
   * Makes a backup, of what changed since the last one.
   *
   * @return the command line, as it may be shown
   * @throws Fault with what it said if it fails
   */
  String backup() {
    return pgbackrest("backup");
  }

  // The server runs it: then it runs as whom the files belong to, however that user is become.
  private String pgbackrest(String verb) {
    Path said = folder().resolve(PROGRAM + ".out");
    String line = command(" " + verb) + " > " + quoted(said.toString()) + " 2>&1";
    try (Session session = sessions.get()) {
      session.execute("COPY (SELECT 1 WHERE false) TO PROGRAM " + Quote.literal(line));
      return PROGRAM + " --stanza=" + STANZA + " " + verb;
    } catch (SqlFailure e) {
      throw Fault.of(
          FaultCode.MACHINE,
          PROGRAM + " " + verb + " failed: " + text(said).orElse(e.serverMessage()),
          "see what it says; the throw-away server is removed",
          e);
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Has the commands in a copy of the project find the repository. */
  void tell(Path project) {
    try {
      Files.writeString(
          project.resolve(Project.FILE),
          "\nrestore:\n  provider: pgbackrest\n  stanza: %s\n  config: '%s'\n"
              .formatted(STANZA, config().toString().replace("'", "''")),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE, Project.FILE + " cannot be written: " + e, "see to space", e);
    }
  }

  /** What was made beside the server's data directory and not removed, by name. */
  List<String> places() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(MARK) && name.endsWith(PLACE))
          .map(name -> name.substring(MARK.length(), name.length() - PLACE.length()))
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  /** Archives nothing until somebody begins again. */
  void pause() {
    archiveBy("true");
  }
}
