package dev.ebb.fix;

import dev.ebb.catalog.Catalog;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fix.ChangeCase.Outcome;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.introspect.CatalogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One script, run on a copy of a database, and what came of it.
 *
 * @param report everything that a person wants to see if it is not what was expected
 */
record Trial(Outcome outcome, String report) {
  private static final CatalogReader READER = new CatalogReader(List.of());

  static Catalog catalog(TestDatabase db) {
    ConnectionSettings settings =
        ConnectionSettings.fromEnvironment(Map.of("PGDATASOURCE", db.dsn()), "").orElseThrow();
    try (Session session = new Connector(settings, "ebb-test").open()) {
      return READER.readWithDependencies(session);
    }
  }

  /**
   * Runs a script.
   *
   * @param db a copy of the one that the script starts from
   * @param wanted the catalog that it should have afterwards
   * @param dump and what pg_dump should say of it, as {@link #dump}
   */
  static Trial of(FixScript script, TestDatabase db, Catalog wanted, String dump) {
    StringBuilder report = new StringBuilder();
    report.append("script:\n").append(script.text());
    script.losses().forEach(o -> report.append("loss: ").append(o).append('\n'));
    script.refusals().forEach(o -> report.append("refused: ").append(o).append('\n'));
    script
        .prechecks()
        .forEach(
            o -> report.append("check: ").append(o).append(": ").append(o.query()).append('\n'));
    script.remarks().forEach(o -> report.append("remark: ").append(o).append('\n'));
    List<String> gate = Gate.violations(script);
    if (!gate.isEmpty()) {
      return new Trial(Outcome.DIFFERENT, report + "gate: " + gate);
    }
    Rows before = Rows.of(db);
    List<String> counters = counters(db);
    boolean inTheWay = false;
    for (Precheck precheck : script.prechecks()) {
      if (!db.query("SELECT FROM (" + precheck.query() + ") q LIMIT 1").isEmpty()) {
        report.append("in the way: ").append(precheck).append('\n');
        inTheWay = true;
      }
    }
    try {
      db.execute("BEGIN");
      script.statements().forEach(statement -> db.execute(statement.sql()));
      db.execute("COMMIT");
    } catch (IllegalStateException e) {
      db.execute("ROLLBACK");
      report.append("failed: ").append(e.getMessage()).append('\n');
      return new Trial(inTheWay ? Outcome.REFUSED : Outcome.FAILED, report.toString());
    }
    List<String> lost = before.silentlyLost(Rows.of(db), script);
    if (!lost.isEmpty()) {
      return new Trial(Outcome.LOST, report + "silently lost: " + lost);
    }
    List<String> forgotten = forgotten(counters, counters(db), script);
    if (!forgotten.isEmpty()) {
      return new Trial(Outcome.LOST, report + "counters silently lost: " + forgotten);
    }
    if (inTheWay) {
      return new Trial(
          Outcome.DIFFERENT, report + "a check warned of rows that were not in the way");
    }
    return judge(script, db, wanted, dump, report);
  }

  private static Trial judge(
      FixScript script, TestDatabase db, Catalog wanted, String dump, StringBuilder report) {
    Catalog is = catalog(db);
    String dumped = dump(db);
    List<String> difference =
        is.withoutColumnOrder().difference(wanted.withoutColumnOrder()).lines();
    if (!script.refusals().isEmpty()) {
      return new Trial(Outcome.REFUSED, report.toString());
    }
    if (!difference.isEmpty() || !dumped.equals(dump)) {
      return new Trial(
          Outcome.DIFFERENT,
          report
              + "is, then wanted:\n"
              + String.join("\n", difference)
              + "\n"
              + Trial.diff(dumped, dump));
    }
    boolean order = !is.equals(wanted);
    boolean said = script.remarks().stream().anyMatch(Remark.OtherOrder.class::isInstance);
    if (order != said) {
      return new Trial(
          Outcome.DIFFERENT, report + "another order of columns: " + order + ", said: " + said);
    }
    return new Trial(order ? Outcome.ORDER : Outcome.IDENTICAL, report.toString());
  }

  private static String diff(String is, String wanted) {
    List<String> left = is.lines().toList();
    List<String> right = wanted.lines().toList();
    return left.stream()
            .filter(l -> !right.contains(l))
            .map(l -> "  dump has   " + l + "\n")
            .collect(Collectors.joining())
        + right.stream()
            .filter(l -> !left.contains(l))
            .map(l -> "  dump lacks " + l + "\n")
            .collect(Collectors.joining());
  }

  // A sequence that was made anew must go on where the one of its name was.
  private static List<String> counters(TestDatabase db) {
    return db
        .query(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL ORDER BY 1")
        .stream()
        .toList();
  }

  private static List<String> forgotten(List<String> before, List<String> after, FixScript script) {
    List<String> values =
        after.stream().map(line -> line.substring(line.indexOf('|') + 1)).toList();
    return before.stream()
        .filter(line -> !after.contains(line))
        .filter(line -> !values.contains(line.substring(line.indexOf('|') + 1)))
        .filter(line ->
            script.losses().stream()
                .noneMatch(loss -> covers(loss, line.substring(0, line.indexOf('|')))))
        .toList();
  }

  private static boolean covers(Loss loss, String sequence) {
    return loss.object().path().equals(sequence)
        || loss.what() == Loss.What.ROWS
        || loss.what() == Loss.What.VALUES;
  }

  /**
   * What pg_dump says of a database, its lines in order; empty if this machine has none, or none
   * that is new enough for the server: then the catalog alone decides.
   */
  static String dump(TestDatabase db) {
    ProcessBuilder builder =
        new ProcessBuilder(
            "pg_dump",
            "-s",
            "--no-owner",
            "-h",
            db.host(),
            "-p",
            Integer.toString(db.port()),
            "-U",
            db.user(),
            db.name());
    builder.environment().put("PGPASSWORD", db.password());
    builder.redirectErrorStream(true);
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        if (text.contains("server version mismatch")) {
          return "";
        }
        throw new IllegalStateException(text);
      }
      return Arrays.stream(text.split("\n"))
          .filter(line -> !line.startsWith("--") && !line.startsWith("\\") && !line.isBlank())
          .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
          .sorted()
          .collect(Collectors.joining("\n"));
    } catch (IOException _) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
