package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A server of its own, a project of many migrations, and what undisturbed runs of it leave: against
 * that it holds what is left by runs that were struck down and run again. Confined to one thread.
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

  private record Undisturbed(Footprint footprint, Calm calm) {}

  /** What project it is done with. */
  record Size(GeneratedProject.Layout layout, int migrations) {}

  CrashCourse(Path folder, Size size, long seed, String policy) {
    loss = "--loss=" + policy;
    project = GeneratedProject.generate(folder, size.layout(), size.migrations(), seed);
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
    try (TestDatabase database = copy(way);
        EbbProcess process = start(way, database)) {
      Calm calm = Calm.of(process);
      Footprint footprint = finished(way, database);
      if (way == Way.UP) {
        server.copy(database.name(), DONE);
      }
      return new Undisturbed(footprint, calm);
    }
  }

  private TestDatabase copy(Way way) {
    return server.copy(way.from, "course_" + ++databases);
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
    try (TestDatabase database = copy(way);
        Connection _ = company ? database.connect() : null) {
      return struck(way, strike, database, share);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Hit struck(Way way, Strike strike, TestDatabase database, double share) {
    Undisturbed expected = Objects.requireNonNull(undisturbed.get(way));
    String story = "%s of %s at %.3f of the way".formatted(strike, way, share);
    try (EbbProcess first = start(way, database);
        Strike.Aim aim = new Strike.Aim(database)) {
      expected.calm().await(first, share);
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
      server.awaitAnswer();
      try (EbbProcess next = start(way.thenWay(), database)) {
        assertThat(next.await()).as(story + "\nnext run: %s", next).isZero();
        story += "\nnext run: " + next;
      }
      Footprint footprint = finished(way, database);
      assertThat(footprint.catalog()).as(story).isEqualTo(expected.footprint().catalog());
      assertThat(footprint.data()).as(story).isEqualTo(expected.footprint().data());
      assertThat(footprint.ledger()).as(story).isEqualTo(expected.footprint().ledger());
      assertThat(Footprint.repeated(database)).as(story).isEmpty();
      Leaks.none(server, story);
      return Hit.STRUCK;
    } catch (SQLException e) {
      throw new IllegalStateException(story, e);
    }
  }

  private EbbProcess start(Way way, TestDatabase database) {
    EbbCommand on = ebb.on(database);
    return switch (way) {
      case UP_FROM_EMPTY, UP, UP_THEN_DOWN -> on.start("up", loss);
      case DOWN ->
          on.start("downto", "--db=shop", "--target=" + project.first().id(), "--yes", loss);
    };
  }

  /** What there is to tell about it. */
  String summary() {
    StringBuilder text = new StringBuilder();
    undisturbed.forEach((way, expected) ->
        text.append(
            "%s takes %d ms (first word after %d ms); "
                .formatted(
                    way,
                    expected.calm().whole().toMillis(),
                    expected.calm().untilWord().toMillis())));
    return text
        + "%d migrations, %d of them outside of transactions; %d runs mended themselves, %d strikes missed and were repeated"
            .formatted(project.size(), project.outsideTransactions(), finishedInSpite, misses);
  }

  @Override
  public void close() {
    server.close();
  }
}
