package dev.ebb.shadow;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies a whole database, rows included, while others are connected to it: by the pg_dump and
 * pg_restore of this machine. Takes longer than the server's own way, and room for a packed dump
 * here; the copy has no bloat. Immutable.
 */
public final class DumpCopy {
  private static final Duration LIMIT = Duration.ofHours(24);
  private static final Duration MOMENT = Duration.ofSeconds(20);
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  private final Programs programs;

  private DumpCopy(Programs programs) {
    this.programs = programs;
  }

  /**
   * The way to do it on this machine.
   *
   * @param major the server's major version
   * @return empty if there are no such programs along PATH, or if they are older than the server
   */
  public static Optional<DumpCopy> on(Programs programs, int major) {
    boolean able =
        List.of("pg_dump", "pg_restore").stream()
            .allMatch(name -> programs.find(name).isPresent() && version(programs, name) >= major);
    return able ? Optional.of(new DumpCopy(programs)) : Optional.empty();
  }

  private static int version(Programs programs, String name) {
    Ending ending = programs.run(Command.of(name, "--version").within(MOMENT));
    Matcher version = VERSION.matcher(ending.output().out());
    return ending.succeeded() && version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  /**
   * Makes a copy beside the database, on its server.
   *
   * @throws Fault if the role may not create databases or read all tables, or there is no room
   */
  public Shadow of(ConnectionSettings source, Likeness likeness) {
    Path file;
    try {
      file = Files.createTempFile("ebb-copy-", ".dump");
    } catch (IOException e) {
      throw failed("no file could be made for it: " + e.getMessage());
    }
    try {
      run(source, "pg_dump", "--format=custom", "--no-subscriptions", "--file=" + file);
      return restored(file, source, likeness);
    } finally {
      delete(file);
    }
  }

  private Shadow restored(Path file, ConnectionSettings source, Likeness likeness) {
    Shadow copy = Shadow.open(new ShadowPlace.OnServer(source), likeness);
    try {
      // the dump makes it, too
      String namespace = likeness.namespace();
      if (namespace != null && !namespace.equals("public")) {
        copy.session().execute("DROP SCHEMA " + Quote.identifier(namespace));
      }
      ConnectionSettings there = copy.connector().settings();
      run(there, "pg_restore", "--exit-on-error", "--dbname=" + there.database(), file.toString());
      copy.session().execute("ANALYZE");
      copy.session().takeNotices();
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  // The password goes by the environment: every user of the machine can read arguments.
  private void run(ConnectionSettings database, String... command) {
    Command whole = Command.of(command).within(LIMIT);
    for (var variable : database.environment("").entrySet()) {
      whole = whole.with(variable.getKey(), variable.getValue());
    }
    Ending ending = programs.run(whole);
    if (!ending.succeeded()) {
      throw failed(command[0] + ": " + ending.describe());
    }
  }

  private static Fault failed(String why) {
    return Fault.of(
        FaultCode.REFUSED,
        "no copy of the database could be made while others are connected to it: " + why,
        "mend the cause, or stop what is connected: then the server copies it by itself; nothing"
            + " was changed");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // a file among temporary ones
    }
  }
}
