package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A server of its own, a project of more than a hundred migrations, and what undisturbed runs of it
 * leave: against that it holds what is left by runs that were struck down and run again. Confined
 * to one thread.
 */
final class CrashCourse implements AutoCloseable {
  static final int MIGRATIONS = 110;

  private static final String DONE = "course_done";
  private static final String BEGUN = "course_begun";
  private static final String EMPTY = "course_empty";

  private final TestPostgres server = TestPostgres.durable();
  private final GeneratedProject project;
  private final EbbCommand ebb;
  private final Map<Way, Undisturbed> undisturbed = new EnumMap<>(Way.class);
  private int databases;
  private int misses;
  private int finishedInSpite;

  /** What is struck down. */
  enum Way {
    /** On an empty database, where what can be shares a transaction. */
    UP_FROM_EMPTY(EMPTY),
    /** On a database that has something. */
    UP(BEGUN),
    /** All the way back. */
    DOWN(DONE),
    /** Up, and after the strike not up again but back. */
    UP_THEN_DOWN(BEGUN);

    private final String from;

    Way(String from) {
      this.from = from;
    }

    private Way thenWay() {
      return this == UP_THEN_DOWN ? DOWN : this;
    }
  }

  private final String loss;

  private record Undisturbed(Footprint footprint, Duration untilWord, Duration whole) {}

  CrashCourse(Path folder, GeneratedProject.Layout layout, long seed, String policy) {
    loss = "--loss=" + policy;
    project = GeneratedProject.generate(folder, layout, MIGRATIONS, seed);
    ebb = EbbCommand.in(project.folder());
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE DATABASE " + EMPTY);
      all.execute("CREATE DATABASE " + BEGUN);
      ebb.on(server.database(BEGUN))
          .run(0, "upto", "--db=shop", "--target=" + project.first().id(), "--yes", loss);
    }
    for (Way way : Way.values()) {
      undisturbed.put(way, undisturbed(way));
    }
  }

  private Undisturbed undisturbed(Way way) {
    try (TestDatabase database = copy(way.from);
        EbbProcess process = start(way, database)) {
      long started = System.nanoTime();
      process.awaitWhileRunning(process::hasSpoken);
      Duration word = Duration.ofNanos(System.nanoTime() - started);
      assertThat(process.await()).as(process.toString()).isZero();
      Duration whole = Duration.ofNanos(System.nanoTime() - started);
      Footprint footprint = finished(way, database);
      if (way == Way.UP) {
        keep(database);
      }
      return new Undisturbed(footprint, word, whole);
    }
  }

  // There and back leaves a history that depends on how far it went; nothing else may.
  private Footprint finished(Way way, TestDatabase database) {
    if (way != Way.UP_THEN_DOWN) {
      return Footprint.of(database);
    }
    ebb.on(database)
        .run(0, "downto", "--db=shop", "--target=" + project.first().id(), "--yes", loss);
    return Footprint.withoutHistory(database);
  }

  private enum Hit {
    STRUCK,
    /** Nobody was at work yet. */
    TOO_EARLY,
    /** Everybody was done. */
    TOO_LATE
  }

  /** One strike at a random moment, the next run, and the comparison. */
  void trial(Way way, Strike strike, Random random) {
    double share = random.nextDouble();
    boolean company = random.nextBoolean();
    while (true) {
      long started = System.nanoTime();
      Hit hit = trial(way, strike, share, company);
      if (Boolean.getBoolean("ebb.trace")) {
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.printf("%s %s at %.3f: %s in %d ms%n", strike, way, share, hit, millis);
      }
      switch (hit) {
        case STRUCK -> {
          return;
        }
        case TOO_EARLY -> share += (1 - share) * random.nextDouble();
        case TOO_LATE -> share *= random.nextDouble();
      }
      misses++;
    }
  }

  // With company in the database each step gets a transaction of its own, without they share some.
  private Hit trial(Way way, Strike strike, double share, boolean company) {
    try (TestDatabase database = copy(way.from);
        Connection _ = company ? database.connect() : null) {
      return struck(way, strike, database, share);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Hit struck(Way way, Strike strike, TestDatabase database, double share) {
    Undisturbed calm = Objects.requireNonNull(undisturbed.get(way));
    String story = "%s of %s at %.3f of the way".formatted(strike, way, share);
    try (EbbProcess first = start(way, database);
        Strike.Aim aim = new Strike.Aim(database)) {
      wait(first, calm, share);
      boolean atWork = strike != Strike.BACKEND || aim.backend() >= 0;
      if (!first.running()) {
        return Hit.TOO_LATE;
      }
      if (!atWork) {
        return Hit.TOO_EARLY;
      }
      strike.on(first, server, aim);
      int status = first.await();
      story += "\nfirst run: " + first;
      if (status == 0) {
        finishedInSpite++;
      }
      awaitServer();
      try (EbbProcess next = start(way.thenWay(), database)) {
        assertThat(next.await()).as(story + "\nnext run: %s", next).isZero();
        story += "\nnext run: " + next;
      }
      Footprint footprint = finished(way, database);
      assertThat(footprint.catalog()).as(story).isEqualTo(calm.footprint().catalog());
      assertThat(footprint.data()).as(story).isEqualTo(calm.footprint().data());
      assertThat(footprint.ledger()).as(story).isEqualTo(calm.footprint().ledger());
      assertThat(Footprint.repeated(database)).as(story).isEmpty();
      Leaks.none(server, story);
      return Hit.STRUCK;
    } catch (SQLException e) {
      throw new IllegalStateException(story, e);
    }
  }

  // A fifth of the moments lies in the start of the process and of its work.
  private static void wait(EbbProcess process, Undisturbed calm, double share) {
    if (share < 0.2) {
      EbbProcess.pause((long) (calm.untilWord().toMillis() * share / 0.2));
      return;
    }
    process.awaitWhileRunning(process::hasSpoken);
    Duration work = calm.whole().minus(calm.untilWord());
    EbbProcess.pause((long) (work.toMillis() * (share - 0.2) / 0.8));
  }

  private EbbProcess start(Way way, TestDatabase database) {
    EbbCommand on = ebb.on(database);
    return switch (way) {
      case UP_FROM_EMPTY, UP, UP_THEN_DOWN -> on.start("up", loss);
      case DOWN ->
          on.start("downto", "--db=shop", "--target=" + project.first().id(), "--yes", loss);
    };
  }

  private TestDatabase copy(String template) {
    String name = "course_" + ++databases;
    try (TestDatabase all = server.database("postgres")) {
      all.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
    }
    return server.database(name);
  }

  // A template must have no sessions.
  private void keep(TestDatabase database) {
    try (TestDatabase all = server.database("postgres")) {
      all.query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
              + database.name()
              + "'");
      all.execute("CREATE DATABASE " + DONE + " TEMPLATE " + database.name());
    }
  }

  /** After a strike the server needs a moment. */
  private void awaitServer() {
    for (int i = 0; i < 1000; i++) {
      try (TestDatabase all = server.database("postgres")) {
        all.query("SELECT 1");
        return;
      } catch (IllegalStateException e) {
        EbbProcess.pause(20);
      }
    }
    throw new AssertionError("the server does not come back");
  }

  /** What there is to tell about it. */
  String summary() {
    StringBuilder text = new StringBuilder();
    undisturbed.forEach((way, calm) ->
        text.append(
            "%s takes %d ms (first word after %d ms); "
                .formatted(way, calm.whole().toMillis(), calm.untilWord().toMillis())));
    return text
        + "%d migrations, %d of them outside of transactions; %d runs mended themselves, %d strikes missed and were repeated"
            .formatted(project.size(), project.outsideTransactions(), finishedInSpite, misses);
  }

  @Override
  public void close() {
    server.close();
  }
}
