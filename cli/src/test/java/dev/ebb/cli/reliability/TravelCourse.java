package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Two databases on their way from release to release, with data that move at a stop in between:
 * whatever is killed, the next call finishes, and ends where an undisturbed one ends, in objects,
 * rows and books. Confined to one thread.
 */
final class TravelCourse implements AutoCloseable {
  private static final List<String> SCHEMAS = List.of("frontend", "codeintel");

  /** What is struck down, and how it is gone on with. */
  enum Way {
    /** A downgrade, gone on with. */
    DOWN,
    /** An upgrade, gone on with. */
    UP,
    /** A downgrade, turned back. */
    DOWN_AND_BACK
  }

  private final TestPostgres server = TestPostgres.durable();
  private final Path project;
  private final EbbCommand ebb;
  private final Map<Way, Calm> calm = new EnumMap<>(Way.class);
  private final Map<Way, List<String>> ends = new EnumMap<>(Way.class);
  private int pairs;
  private int misses;
  private String missed = "";
  private int turned;

  TravelCourse(Path folder) {
    project = TravelProject.write(folder);
    ebb = EbbCommand.in(project);
    try (TestDatabase all = server.database("postgres")) {
      SCHEMAS.forEach(schema -> all.execute("CREATE DATABASE " + schema + "_old"));
    }
    Pair old = new Pair("old");
    go(old, "upto", "--db=frontend", "--target=2");
    go(old, "upto", "--db=codeintel", "--target=2");
    old.frontend().execute(TravelProject.ROWS.formatted("people"));
    old.codeintel().execute(TravelProject.ROWS.formatted("uploads"));
    calm.put(Way.UP, calm(Way.UP, old.copy("new")));
    ends.put(Way.UP, new Pair("new").footprint());
    calm.put(Way.DOWN, calm(Way.DOWN, new Pair("new").copy("back")));
    ends.put(Way.DOWN, new Pair("back").footprint());
    calm.put(Way.DOWN_AND_BACK, Objects.requireNonNull(calm.get(Way.DOWN)));
    ends.put(Way.DOWN_AND_BACK, Objects.requireNonNull(ends.get(Way.UP)));
    assertThat(
            new Pair("back")
                .frontend()
                .value("SELECT count(*) FROM people WHERE name = 'Given' || id || ' Family' || id"))
        .isEqualTo("2500");
    assertThat(
            new Pair("new")
                .frontend()
                .value("SELECT count(*) FROM people WHERE first = 'Given' || id AND times = 1"))
        .isEqualTo("2500");
  }

  /** The databases of the two schemas, by the end of their names. */
  private final class Pair implements AutoCloseable {
    private final String name;
    private final List<TestDatabase> both;

    Pair(String name) {
      this.name = name;
      this.both = SCHEMAS.stream().map(schema -> server.database(schema + "_" + name)).toList();
    }

    TestDatabase frontend() {
      return both.getFirst();
    }

    TestDatabase codeintel() {
      return both.getLast();
    }

    Pair copy(String other) {
      SCHEMAS.forEach(schema -> server.copy(schema + "_" + name, schema + "_" + other));
      return new Pair(other);
    }

    List<String> footprint() {
      List<String> all = new ArrayList<>();
      for (TestDatabase database : both) {
        all.add(database.catalog());
        for (String sum : database.query(SUMS)) {
          all.addAll(database.query(sum));
        }
        all.add(Scripts.applied(database).toString());
      }
      return all;
    }

    @Override
    public void close() {
      both.forEach(TestDatabase::close);
    }
  }

  private static final String SUMS =
      """
      SELECT format('SELECT %L, count(*), sum(hashtextextended(x::text, 0)) FROM %s x', c.oid::regclass, c.oid::regclass)
        FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         AND c.relname !~ '^(migration_logs$|ebb_)' ORDER BY c.relname
      """;

  private Calm calm(Way way, Pair pair) {
    try (EbbProcess process = start(way, pair)) {
      return Calm.of(process);
    }
  }

  /** One strike at a random moment, the call after it, and the comparison row by row. */
  void trial(Way way, Strike strike, Random random) {
    for (int i = 0; !struck(way, strike, random.nextDouble(), random.nextBoolean()); i++) {
      assertThat(i).as("misses of %s in %s; the last: %s", strike, way, missed).isLessThan(20);
      misses++;
    }
  }

  private boolean struck(Way way, Strike strike, double share, boolean second) {
    String story = "%s of %s at %.3f of the way".formatted(strike, way, share);
    try (Pair pair = new Pair(way == Way.UP ? "old" : "new").copy("t" + ++pairs)) {
      try (EbbProcess first = start(way, pair);
          Strike.Aim aim = new Strike.Aim(second ? pair.codeintel() : pair.frontend())) {
        Objects.requireNonNull(calm.get(way)).await(first, share);
        boolean atWork = strike != Strike.BACKEND || aim.backend() >= 0;
        if (!first.running() || !atWork) {
          missed = first.toString();
          return false;
        }
        strike.on(first, server, aim);
        first.await();
        story += "\nfirst: " + first;
      }
      server.awaitAnswer();
      List<String> end = afterwards(way, pair, story);
      assertThat(pair.footprint()).as(story).isEqualTo(end);
      settled(pair, story);
      Leaks.none(server, story);
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(story, e);
    }
  }

  /** Goes on without saying where to; answers where that has to end. */
  private List<String> afterwards(Way way, Pair pair, String story) {
    String[] again =
        switch (way) {
          case UP -> new String[] {"upgrade", "--yes"};
          case DOWN -> new String[] {"downgrade", "--yes"};
          case DOWN_AND_BACK -> new String[] {"downgrade", "--turn-back", "--yes"};
        };
    InProcess.Result next = call(pair, again);
    if (next.status() == 2 && next.err().contains("nothing is under way")) {
      // it had not begun, or was at its end already
      next = call(pair, words(way));
      assertThat(next.status()).as(story + "\nonce more: %s", next).isZero();
      return Objects.requireNonNull(ends.get(way == Way.UP ? Way.UP : Way.DOWN));
    }
    assertThat(next.status()).as(story + "\nnext: %s", next).isZero();
    turned += way == Way.DOWN_AND_BACK ? 1 : 0;
    return Objects.requireNonNull(ends.get(way));
  }

  private static void settled(Pair pair, String story) {
    List<String> left = new ArrayList<>();
    left.addAll(
        pair.frontend().query("SELECT id, plan FROM ebb_release_runs WHERE finished_at IS NULL"));
    for (TestDatabase database : pair.both) {
      left.addAll(database.query("SELECT * FROM ebb_out_of_band.portion"));
      left.addAll(
          database.query("SELECT id, state, note FROM ebb_out_of_band.run WHERE state <> 'done'"));
      left.addAll(
          database.query(
              "SELECT id, progress, apply_reverse FROM ebb_out_of_band.out_of_band_migrations"
                  + " WHERE (progress = 0) <> apply_reverse OR progress NOT IN (0, 1)"));
      Leaks.noInvalidIndex(database);
    }
    assertThat(left).as(story).isEmpty();
  }

  private EbbProcess start(Way way, Pair pair) {
    return ebb.on(pair.frontend())
        .with("CODEINTEL_PGDATASOURCE", pair.codeintel().dsn())
        .start(words(way));
  }

  private void go(Pair pair, String... words) {
    InProcess.Result result = call(pair, words);
    assertThat(result.status()).as(result.toString()).isZero();
  }

  // Nobody kills this one, so it needs no process of its own.
  private InProcess.Result call(Pair pair, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (words[0].endsWith("grade") && !all.contains("--shadow=target")) {
      all.add("--shadow=target");
    }
    return InProcess.in(project)
        .with("PGDATASOURCE", pair.frontend().dsn())
        .with("CODEINTEL_PGDATASOURCE", pair.codeintel().dsn())
        .call(all.toArray(String[]::new));
  }

  private static String[] words(Way way) {
    boolean up = way == Way.UP;
    return new String[] {
      up ? "upgrade" : "downgrade",
      "--from=" + (up ? TravelProject.OLDEST : TravelProject.NEWEST),
      "--to=" + (up ? TravelProject.NEWEST : TravelProject.OLDEST),
      "--yes",
      "--allow-connected",
      "--shadow=target"
    };
  }

  /** What there is to tell about it. */
  String summary() {
    return "%s; %d were turned back, %d strikes missed and were repeated"
        .formatted(calm, turned, misses);
  }

  @Override
  public void close() {
    server.close();
  }
}
