package dev.ebb.restore.snapshot;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import dev.ebb.restore.swap.Databases;
import dev.ebb.restore.swap.Site;
import dev.ebb.sql.Quote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs pg_restore into a database of its own, new and beside everybody's. */
final class Loading {
  private static final Duration FOREVER = Duration.ofDays(7);

  /** Clients from here on begin with a setting that older servers do not know. */
  private static final int WITH_TRANSACTION_TIMEOUT = 17;

  private static final Pattern IGNORED = Pattern.compile("errors ignored on restore: (\\d+)");
  private static final String HARMLESS = "Command was: SET transaction_timeout";
  private static final String TABLESPACE =
      """
      SELECT t.spcname::text AS name FROM pg_catalog.pg_database d
        JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
       WHERE d.datname = ? AND t.spcname <> 'pg_default'\
      """;

  private final Programs programs;
  private final Site site;
  private final @Nullable Path choice;

  Loading(Programs programs, Site site, @Nullable Path choice) {
    this.programs = programs;
    this.site = site;
    this.choice = choice;
  }

  /**
   * Makes an empty database like the one that was dumped.
   *
   * @param beside a session beside it
   * @throws Fault if the server lacks what the dump needs
   */
  void create(Memo memo, Session beside, String database) {
    List<String> roles = Origins.missingRoles(memo, beside);
    if (!roles.isEmpty()) {
      throw Fault.of(
          FaultCode.SERVER,
          "the server has no role "
              + String.join(", ", roles)
              + ", to which things in the snapshot belong or are granted",
          "create what is missing, and run it again; the database was left alone:\n"
              + roles.stream()
                  .map(role -> "  CREATE ROLE " + Quote.identifier(role) + ";")
                  .collect(Collectors.joining("\n")));
    }
    List<String> extensions = Origins.missingExtensions(memo, beside);
    if (!extensions.isEmpty()) {
      throw Fault.of(
          FaultCode.SERVER,
          "the server does not offer the extensions that the snapshot has: "
              + String.join(", ", extensions),
          "install their packages on the server; the database was left alone");
    }
    try {
      beside.execute(Origins.create(memo, database) + tablespace(beside));
    } catch (SqlFailure e) {
      throw Databases.refused(e, "no new database could be made for the snapshot");
    }
  }

  // On the disk of what it is to replace, as somebody chose it.
  private String tablespace(Session beside) {
    return beside.query(TABLESPACE, row -> row.text("name"), site.database()).stream()
        .findFirst()
        .map(name -> " TABLESPACE " + Quote.identifier(name))
        .orElse("");
  }

  /**
   * Restores into it. A subscription is left out: it would draw on the publisher beside the one
   * that does, and no database can be dropped that has one.
   *
   * @param more options that choose a part
   */
  void load(Path dump, String database, int server, String... more) {
    Client client = Client.find(programs, choice, server);
    boolean strict =
        client.major() < WITH_TRANSACTION_TIMEOUT || server >= WITH_TRANSACTION_TIMEOUT;
    List<String> words =
        new ArrayList<>(
            List.of(
                client.restore().toString(),
                "--format=directory",
                "--jobs=" + Dumping.jobs(),
                "--no-password",
                "--no-subscriptions",
                "--dbname=" + database));
    if (strict) {
      words.add("--exit-on-error");
    }
    words.addAll(List.of(more));
    words.add(dump.toString());
    Ending ending =
        programs.run(Dumping.with(Command.of(words).within(FOREVER), site.to(database).settings()));
    if (!ending.succeeded() && (strict || !isHarmless(ending.output().err()))) {
      throw Dumping.failed("pg_restore failed", ending.describe());
    }
  }

  /** Whether everything that went wrong is that one setting, of which the server knows nothing. */
  static boolean isHarmless(String said) {
    Matcher ignored = IGNORED.matcher(said);
    long harmless = said.lines().filter(line -> line.startsWith(HARMLESS)).count();
    return harmless > 0 && ignored.find() && Long.parseLong(ignored.group(1)) == harmless;
  }
}
