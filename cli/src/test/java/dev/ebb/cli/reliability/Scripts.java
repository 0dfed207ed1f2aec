package dev.ebb.cli.reliability;

import dev.ebb.cli.reliability.GeneratedProject.Layout;
import dev.ebb.fixture.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small projects written by hand, and a brake by which a test stops a migration where it likes. */
final class Scripts {
  /** Waits, in one statement, for as long as the test has the brake on. */
  static final String BRAKE =
      "DO 'BEGIN WHILE EXISTS (SELECT FROM public.brake) LOOP PERFORM pg_sleep(0.02); END LOOP; END';\n";

  private final List<GeneratedMigration> migrations = new ArrayList<>();

  private Scripts() {}

  /** Two migrations, of which the second waits for the brake before it does anything. */
  static Scripts braked() {
    return of("CREATE TABLE a ();", "DROP TABLE a;")
        .then(BRAKE + "CREATE TABLE b ();", "DROP TABLE b;");
  }

  static Scripts of(String up, String down) {
    return new Scripts().then(up, down);
  }

  Scripts then(String up, String down) {
    long id = 1001L + migrations.size();
    migrations.add(new GeneratedMigration(id, "step", List.of(), up, down));
    return this;
  }

  EbbCommand in(Path folder) {
    return EbbCommand.in(
        GeneratedProject.write(folder, Layout.PAIRS, List.copyOf(migrations)).folder());
  }

  static void brakeOn(TestDatabase database) {
    database.execute("CREATE TABLE IF NOT EXISTS brake (x int); INSERT INTO brake VALUES (1)");
  }

  static void brakeOff(TestDatabase database) {
    database.execute("DELETE FROM brake");
  }

  /** Waits until a statement of Ebb that contains this text runs on the server. */
  static void awaitStatement(EbbProcess ebb, TestDatabase database, String text) {
    boolean came = ebb.awaitWhileRunning(() -> !statements(database, text).isEmpty());
    if (!came) {
      throw new AssertionError("it ended before it ran " + text + ": " + ebb);
    }
  }

  /** Statements of Ebb with that text that run now. */
  static List<String> statements(TestDatabase database, String text) {
    return database.query(
        "SELECT query FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
            + " AND datname = current_database() AND application_name <> 'test-fixture'"
            + " AND position('"
            + text.replace("'", "''")
            + "' in query) > 0");
  }

  /** The applied migrations, ascending. */
  static List<String> applied(TestDatabase database) {
    return database.query(
        """
        SELECT version FROM (SELECT DISTINCT ON (version) * FROM migration_logs
                              ORDER BY version, id DESC) newest
         WHERE up AND success ORDER BY version
        """);
  }
}
