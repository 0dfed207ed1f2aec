package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A database full of rows whose migrations all destroy something on the way down: whatever is
 * killed on the way down or on the way up again, in the end every row and value is back, once.
 * Confined to one thread.
 */
final class KeepCourse implements AutoCloseable {
  private static final String FULL = "keep_full";
  private static final String EMPTIED = "keep_emptied";

  /** What is struck down. */
  enum Way {
    /** The steps that destroy, and keep. */
    DOWN,
    /** The steps that give back. */
    UP
  }

  private final TestPostgres server = TestPostgres.durable();
  private final GeneratedProject project;
  private final EbbCommand ebb;
  private final Footprint full;
  private final Map<Way, Calm> calm = new EnumMap<>(Way.class);
  private int databases;
  private int misses;

  KeepCourse(Path folder, DestructiveScripts.Play play) {
    project = GeneratedProject.write(folder, GeneratedProject.Layout.PAIRS, play.migrations());
    ebb = EbbCommand.in(project.folder());
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE DATABASE " + FULL);
    }
    // Closed is dropped: these are templates.
    TestDatabase database = server.database(FULL);
    ebb.on(database).run(0, "up", "--db=shop");
    database.execute(play.people());
    full = Footprint.withoutHistory(database);
    calm.put(Way.DOWN, calm(Way.DOWN, FULL, EMPTIED));
    assertThat(
            server
                .database(EMPTIED)
                .value("SELECT count(*) FROM ebb_keep.catalogue WHERE checksum LIKE 'moved %'"))
        .as("tables that are moved away as they are")
        .isEqualTo(Integer.toString(play.moved()));
    calm.put(Way.UP, calm(Way.UP, EMPTIED, "keep_again"));
    assertBack(server.database("keep_again"), "undisturbed");
  }

  private Calm calm(Way way, String from, String to) {
    try (EbbProcess process = start(way, server.copy(from, to))) {
      return Calm.of(process);
    }
  }

  /** One strike at a random moment, the runs after it, and the comparison row by row. */
  void trial(Way way, Strike strike, Random random) {
    double share = random.nextDouble();
    boolean company = random.nextBoolean();
    while (!struck(way, strike, share, company)) {
      share = random.nextDouble();
      misses++;
    }
  }

  // With company in the database each step gets a transaction of its own, without they share some.
  private boolean struck(Way way, Strike strike, double share, boolean company) {
    String story = "%s of %s at %.3f of the way".formatted(strike, way, share);
    try (TestDatabase database =
        server.copy(way == Way.DOWN ? FULL : EMPTIED, "keep_" + ++databases)) {
      try (Connection _ = company ? database.connect() : null;
          EbbProcess first = start(way, database);
          Strike.Aim aim = new Strike.Aim(database)) {
        Objects.requireNonNull(calm.get(way)).await(first, share);
        boolean atWork = strike != Strike.BACKEND || aim.backend() >= 0;
        if (!first.running() || !atWork) {
          return false;
        }
        strike.on(first, server, aim);
        first.await();
        story += "\nfirst run: " + first;
      }
      server.awaitAnswer();
      if (way == Way.DOWN) {
        run(Way.DOWN, database, story);
      }
      run(Way.UP, database, story);
      assertBack(database, story);
      assertThat(Footprint.repeated(database).size()).as(story).isLessThanOrEqualTo(project.size());
      Leaks.none(server, story);
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(story, e);
    }
  }

  // Nobody kills this one, so it needs no process of its own.
  private void run(Way way, TestDatabase database, String story) {
    InProcess.Result next =
        InProcess.in(project.folder())
            .with("PGDATASOURCE", database.dsn())
            .call(words(way).toArray(String[]::new));
    assertThat(next.status()).as(story + "\nnext run: %s", next).isZero();
  }

  private void assertBack(TestDatabase database, String story) {
    Footprint now = Footprint.withoutHistory(database);
    assertThat(now.catalog()).as(story).isEqualTo(full.catalog());
    assertThat(now.data()).as(story).isEqualTo(full.data());
    List<String> left = new ArrayList<>();
    left.addAll(database.query("SELECT DISTINCT kept FROM ebb_keep.small"));
    left.addAll(
        database.query(
            "SELECT relname FROM pg_class WHERE relnamespace = 'ebb_keep'::regnamespace"
                + " AND relname ~ '^(kept|capture)_[0-9]' AND relkind = 'r'"));
    left.addAll(
        database.query(
            "SELECT id, table_name, kind, state, left_rows, note FROM ebb_keep.catalogue"
                + " WHERE state <> 'returned' OR left_rows > 0"));
    left.addAll(database.query("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ebb%'"));
    assertThat(left).as(story).isEmpty();
  }

  private EbbProcess start(Way way, TestDatabase database) {
    return ebb.on(database).start(words(way).toArray(String[]::new));
  }

  private List<String> words(Way way) {
    return switch (way) {
      case UP -> List.of("up", "--db=shop");
      case DOWN ->
          List.of(
              "downto", "--db=shop", "--target=" + project.first().id(), "--yes", "--loss=keep");
    };
  }

  /** What there is to tell about it. */
  String summary() {
    return "%s; %d migrations, %d strikes missed and were repeated"
        .formatted(calm, project.size(), misses);
  }

  @Override
  public void close() {
    server.close();
  }
}
