package dev.ebb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.Ebb;
import dev.ebb.Workspace;
import dev.ebb.catalog.Catalog;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.event.EventSink;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixStatement;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Migration;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.introspect.Dump;
import dev.ebb.keep.LossPolicy;
import dev.ebb.run.Outcome;
import dev.ebb.run.TestOptions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * For every migration of a project a down is derived and run, whatever is written: {@code pg_dump
 * -s} then says what it said before the up.
 *
 * <p>Also for any other project: {@code -Debb.downs.project=DIR}; {@code -Debb.downs.schemas} names
 * some of its schemas.
 */
class DerivedDownsTest {
  private static final Path PROJECT =
      Path.of(
          System.getProperty(
              "ebb.downs.project",
              Path.of(System.getProperty("ebb.root", ".."))
                  .resolve("examples/product")
                  .toString()));
  private static final List<String> SCHEMAS =
      Arrays.stream(System.getProperty("ebb.downs.schemas", "").split(","))
          .filter(name -> !name.isEmpty())
          .toList();
  private static final double ENOUGH = 0.95;

  private enum Result {
    IDENTICAL,
    OTHER_COLUMN_ORDER,
    DIFFERENT,
    FAILED
  }

  private final FolderTree tree = FolderTree.at(PROJECT);
  private final Workspace workspace = Workspace.read(Project.read(tree), tree);
  private final CatalogReader reader =
      new CatalogReader(
          workspace.project().schemas().stream().map(SchemaConfig::versionTable).toList());

  @Test
  @Tag("proof")
  void aDerivedDownLeavesWhatWasThereBeforeTheUp() {
    Map<Result, Integer> all = new EnumMap<>(Result.class);
    for (SchemaConfig schema : workspace.project().schemas()) {
      if (SCHEMAS.isEmpty() || SCHEMAS.contains(schema.name().value())) {
        Map<Result, Integer> found = derive(schema.name());
        System.out.println(schema.name() + ": " + found);
        found.forEach((result, count) -> all.merge(result, count, Integer::sum));
      }
    }
    int good =
        all.getOrDefault(Result.IDENTICAL, 0) + all.getOrDefault(Result.OTHER_COLUMN_ORDER, 0);
    int count = all.values().stream().mapToInt(Integer::intValue).sum();
    assertThat((double) good / count).as("%s", all).isGreaterThanOrEqualTo(ENOUGH);
  }

  private Map<Result, Integer> derive(SchemaName schema) {
    Map<Result, Integer> found = new EnumMap<>(Result.class);
    try (TestDatabase database = TestPostgres.shared().newDatabase();
        TestDatabase admin = TestPostgres.shared().newDatabase()) {
      Connector connector = connector(database);
      Dump before = Dump.of(database);
      Catalog earlier = read(connector);
      for (Migration migration : workspace.definitions(schema).graph().order()) {
        up(schema, migration, connector);
        Catalog now = read(connector);
        FixScript script = Fix.within(now, earlier, 15);
        Result result = compare(database, admin, script, before, migration);
        found.merge(result, 1, Integer::sum);
        before = Dump.of(database);
        earlier = now;
      }
    }
    return found;
  }

  private Result compare(
      TestDatabase database, TestDatabase admin, FixScript script, Dump before, Migration of) {
    String name = database.name() + "_down";
    admin.execute("CREATE DATABASE " + name + " TEMPLATE " + database.name());
    try (TestDatabase copy = TestPostgres.shared().database(name);
        Session session = connector(copy).open()) {
      for (FixStatement statement : script.statements()) {
        session.execute(statement.sql());
        session.takeNotices();
      }
      List<String> difference = difference(before, Dump.of(copy));
      if (difference.isEmpty()) {
        return Result.IDENTICAL;
      }
      boolean order = unordered(difference, "- ").equals(unordered(difference, "+ "));
      System.out.println((order ? "column order: " : "different: ") + of.name() + " " + of.id());
      if (!order) {
        difference.forEach(System.out::println);
        System.out.println(script.text());
      }
      return order ? Result.OTHER_COLUMN_ORDER : Result.DIFFERENT;
    } catch (SqlFailure failure) {
      System.out.println("fails: " + of.id() + ": " + failure.report() + "\n" + script.text());
      return Result.FAILED;
    }
  }

  // Tools keep their books in the same database.
  private static List<String> difference(Dump before, Dump after) {
    return before.difference(after).stream()
        .filter(entry -> !entry.contains("migration_logs") && !entry.contains("schema_migrations"))
        .toList();
  }

  /** The entries of one side, the lines of each in an order that does not count. */
  private static List<String> unordered(List<String> difference, String side) {
    List<String> entries = new ArrayList<>();
    for (String entry : difference) {
      if (entry.startsWith(side)) {
        entries.add(
            entry
                .substring(side.length())
                .lines()
                .map(line -> line.replaceFirst(",$", ""))
                .sorted()
                .collect(Collectors.joining("\n")));
      }
    }
    return entries.stream().sorted().toList();
  }

  private Catalog read(Connector connector) {
    try (Session session = connector.open()) {
      return reader.readWithDependencies(session);
    }
  }

  private void up(SchemaName schema, Migration migration, Connector connector) {
    Ebb ebb = new Ebb(workspace, _ -> connector, TestOptions.IMPATIENT, EventSink.NONE);
    Outcome outcome =
        ebb.carryOut(
            ebb.propose(schema, Target.UpTo.of(List.of(migration.id())), Step.Origin.PROJECT),
            LossPolicy.ACCEPT);
    if (outcome instanceof Outcome.Stopped stopped) {
      throw new AssertionError(stopped.problems());
    }
  }

  private static Connector connector(TestDatabase database) {
    return new Connector(
        ConnectionSettings.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        "ebb");
  }
}
