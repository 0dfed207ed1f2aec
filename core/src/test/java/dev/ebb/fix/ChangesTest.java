package dev.ebb.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Catalog;
import dev.ebb.fix.ChangeCase.Outcome;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The catalogue of changes, there and back, on databases with rows. {@code -Debb.fix.only=part of a
 * name} runs some, {@code -Debb.fix.major=18} on another server.
 */
class ChangesTest {
  private static final int MAJOR = Integer.getInteger("ebb.fix.major", 15);

  private static final Set<String> SAMPLE =
      Set.of(
          "rename a table, then a new one takes its name and its sequence's name",
          "drop a unique not null column",
          "retype a column on which everything hangs",
          "another primary key under foreign keys",
          "values are taken from an enum on which everything hangs",
          "names that need quotes");

  private final Map<Outcome, Integer> forward = new EnumMap<>(Outcome.class);
  private final Map<Outcome, Integer> inverse = new EnumMap<>(Outcome.class);
  private final List<String> unexpected = new ArrayList<>();

  @Tag("proof")
  @Test
  void everyChangeOfTheCatalogueLeadsThereAndBackAndNothingIsLostInSilence() throws IOException {
    String only = System.getProperty("ebb.fix.only", "");
    ChangeCase.all().stream().filter(change -> change.toString().contains(only)).forEach(this::run);
    String report = summary() + String.join("\n", unexpected);
    Files.writeString(Path.of("target/fix-report.txt"), report);
    assertThat(unexpected).as(summary()).isEmpty();
  }

  @Test
  void aChangeOfEachSortLeadsThereAndBack() {
    ChangeCase.all().stream().filter(change -> SAMPLE.contains(change.name())).forEach(this::run);
    assertThat(unexpected).as(summary()).isEmpty();
    assertThat(forward.values().stream().mapToInt(n -> n).sum()).isEqualTo(SAMPLE.size());
  }

  private String summary() {
    return "forward " + forward + "\ninverse " + inverse + "\n";
  }

  private void run(ChangeCase change) {
    TestPostgres server = TestPostgres.shared(MAJOR);
    try (TestDatabase start = server.newDatabase();
        TestDatabase all = server.database("postgres")) {
      roles(all);
      execute(start, change.setup());
      try (TestDatabase there = copy(all, server, start.name(), start.name() + "_there");
          TestDatabase work = copy(all, server, start.name(), start.name() + "_work")) {
        Catalog from = Trial.catalog(start);
        execute(there, change.change());
        Catalog to = Trial.catalog(there);
        Trial up = Trial.of(Fix.within(from, to, MAJOR), work, to, Trial.dump(there));
        note(change, "forward", change.forward(), up, forward);
        Trial down = Trial.of(Fix.within(to, from, MAJOR), there, from, Trial.dump(start));
        note(change, "inverse", change.inverse(), down, inverse);
      }
    } catch (RuntimeException | SQLException e) {
      unexpected.add("=== " + change + "\nbroken: " + e);
    }
  }

  // With a session of its own, because nobody may be in a database that is copied.
  private static void execute(TestDatabase db, String sql) throws SQLException {
    try (Connection connection = db.connect();
        Statement statement = connection.createStatement()) {
      for (String one : ChangeCase.statements(sql)) {
        statement.execute(one);
      }
    }
  }

  private void note(
      ChangeCase change, String way, Outcome expected, Trial trial, Map<Outcome, Integer> counts) {
    counts.merge(trial.outcome(), 1, Integer::sum);
    if (trial.outcome() != expected && trial.outcome() != Outcome.IDENTICAL) {
      unexpected.add(
          "=== %s, %s: %s instead of %s%n%s"
              .formatted(change, way, trial.outcome(), expected, trial.report()));
    }
  }

  private static TestDatabase copy(TestDatabase all, TestPostgres server, String of, String name) {
    all.execute("CREATE DATABASE " + name + " TEMPLATE " + of);
    return server.database(name);
  }

  private static void roles(TestDatabase all) {
    for (String role : List.of("fix_reader", "\"Fix Writer\"")) {
      String name = role.replace("\"", "");
      if (all.query("SELECT FROM pg_roles WHERE rolname = '" + name + "'").isEmpty()) {
        all.execute("CREATE ROLE " + role);
      }
    }
  }
}
