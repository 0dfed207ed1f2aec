package dev.ebb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.Ebb;
import dev.ebb.Workspace;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.event.Event;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.keep.LossPolicy;
import dev.ebb.rows.Filling;
import dev.ebb.rows.RowGenerator;
import dev.ebb.rows.RowOptions;
import dev.ebb.run.Outcome;
import dev.ebb.run.TestOptions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.sql.SqlName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A release back and forth again, with rows in all tables: every row and every value is back.
 *
 * <p>Also for any other project: {@code -Debb.rows.project=DIR -Debb.rows.targets=frontend=1:2,…}
 * names it and the leaves to go back to, {@code -Debb.rows.sql} what to do beforehand to rows that
 * cannot be in the earlier release.
 */
class RowsBackTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final Path EXAMPLE =
      Path.of(
          System.getProperty(
              "ebb.rows.project",
              Path.of(System.getProperty("ebb.root", ".."))
                  .resolve("examples/product")
                  .toString()));

  private static final String SUMS =
      """
      SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(to_jsonb(x)::text, 0)), 0) FROM ONLY %s x',
                    c.oid::regclass, c.oid::regclass)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND :users
         AND c.relname <> 'migration_logs' AND c.relname !~ 'schema_migrations$'
       ORDER BY 1
      """
          .replace(":users", SqlName.ofUsers("n.nspname"));

  // Some downs make a number narrower; what does not fit then is refused by the server, and no
  // matter of getting rows back.
  private static final String NARROW =
      """
      SELECT format('UPDATE %s SET %I = %I %% 32000', a.attrelid::regclass, a.attname, a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND :users
         AND c.relname <> 'migration_logs' AND c.relname !~ 'schema_migrations$'
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         AND a.atttypid IN ('int8'::regtype, 'numeric'::regtype)
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey))
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'c' AND a.attnum = ANY (k.conkey))
      """
          .replace(":users", SqlName.ofUsers("n.nspname"));

  private final List<Event> events = new CopyOnWriteArrayList<>();

  @Test
  void aReleaseBackAndForthAgainLeavesEveryRowAndValue() throws IOException {
    for (Map.Entry<String, List<MigrationId>> schema : targets().entrySet()) {
      try (TestDatabase db = TestPostgres.shared().newDatabase()) {
        backAndForth(new SchemaName(schema.getKey()), schema.getValue(), db);
      }
    }
  }

  private void backAndForth(SchemaName schema, List<MigrationId> leaves, TestDatabase db) {
    Connector connector =
        new Connector(
            ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()),
            "ebb");
    run(schema, new Target.Latest(), connector);
    long rows = 0;
    try (Session session = connector.open()) {
      for (int round = 1; round <= 3; round++) {
        Filling filling =
            new RowGenerator(
                    RowOptions.of(SEED).round(round).extremes(RowOptions.Extremes.WITHOUT),
                    List.of(
                        "schema_migrations",
                        schema + "_schema_migrations",
                        "codeintel_schema_migrations",
                        "codeinsights_schema_migrations"))
                .fill(session);
        rows += filling.tables().stream().mapToLong(Filling.Table::added).sum();
      }
    }
    db.query(NARROW).forEach(db::execute);
    db.execute(System.getProperty("ebb.rows.sql", "SELECT 1"));
    List<String> before = sums(db);
    run(schema, Target.DownTo.of(leaves), connector);
    long kept = events.stream().filter(Event.Kept.class::isInstance).count();
    List<String> between = sums(db);
    run(schema, new Target.Latest(), connector);
    System.out.printf(
        "%s: %d tables, %d rows; %d things kept on the way back to %s; tables that were others between: %d%n",
        schema,
        before.size(),
        rows,
        kept,
        leaves,
        before.stream().filter(sum -> !between.contains(sum)).count());
    events.stream()
        .filter(e -> e instanceof Event.GivenBack back && back.left() > 0)
        .forEach(e -> System.out.println("  " + e));
    assertThat(sums(db)).as("seed %d (-Debb.seed=%d)", SEED, SEED).isEqualTo(before);
    assertThat(between).isNotEqualTo(before);
  }

  private void run(SchemaName schema, Target target, Connector connector) {
    events.clear();
    FolderTree tree = FolderTree.at(EXAMPLE);
    Ebb ebb =
        new Ebb(
            Workspace.read(Project.read(tree), tree),
            _ -> connector,
            TestOptions.IMPATIENT,
            events::add);
    Outcome outcome =
        ebb.carryOut(ebb.propose(schema, target, Step.Origin.PROJECT), LossPolicy.KEEP_OR_REFUSE);
    if (outcome instanceof Outcome.Stopped stopped) {
      throw new AssertionError("seed " + SEED + ": " + stopped.problems());
    }
  }

  private static List<String> sums(TestDatabase db) {
    return db.query(SUMS).stream().flatMap(sum -> db.query(sum).stream()).toList();
  }

  private static Map<String, List<MigrationId>> targets() throws IOException {
    String given = System.getProperty("ebb.rows.targets");
    Stream<String> lines =
        given == null
            ? Files.readAllLines(EXAMPLE.resolve("releases/v4.0.0.txt")).stream()
                .filter(line -> !line.startsWith("#"))
            : Stream.of(given.replaceAll("[=:]", " ").split(","));
    Map<String, List<MigrationId>> targets = new TreeMap<>();
    lines.forEach(line -> {
      List<String> words = List.of(line.split(" "));
      List<MigrationId> ids = new ArrayList<>();
      words.stream().skip(1).map(Long::parseLong).map(MigrationId::new).forEach(ids::add);
      targets.put(words.getFirst(), ids);
    });
    return targets;
  }
}
