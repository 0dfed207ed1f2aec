package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.reliability.CuttingProxy.Manner;
import dev.ebb.cli.reliability.CuttingProxy.Moment;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever message the network breaks at, the ledger is believed and not the client. */
@ExtendWith(LeakCheck.class)
class NetworkTest {
  private static final long SEED = Long.getLong("ebb.seed", System.nanoTime() & 0xffff_ffffL);
  private static final String BEGUN = "network_begun";
  private static final int EVERYDAY = 4;

  /** As many as fit beside the other proofs; all of some hundred, once, by -Debb.cuts=1000000. */
  private static final int CUTS = Integer.getInteger("ebb.cuts", 60);

  /** Those that tell both sides at once. */
  private static final Manner[] LOUD = {Manner.CLOSE, Manner.RESET, Manner.HALF_CLOSE};

  private final TestPostgres server = TestPostgres.shared();

  @TempDir private Path folder;

  /** On what the run starts: whether steps share a transaction depends on it. */
  private enum Start {
    EMPTY,
    BEGUN
  }

  /** What an undisturbed run says and leaves: the same for all tests, since the project is. */
  private static final Map<Start, Calm> CALM = new EnumMap<>(Start.class);

  private static final AtomicInteger COPIES = new AtomicInteger();

  /** An undisturbed run: what it says to the server, and what it leaves. */
  private record Calm(List<String> messages, Footprint footprint) {}

  @ParameterizedTest
  @EnumSource
  void aCommitThatTheNetworkBreaksAtIsDoneExactlyOnce(Moment moment) {
    GeneratedProject project = GeneratedProject.small(folder);
    Random random = new Random(SEED);
    for (Start start : Start.values()) {
      Calm calm = calm(project, start);
      List<Integer> commits = new ArrayList<>();
      for (int i = 0; i < calm.messages().size(); i++) {
        if (calm.messages().get(i).contains("COMMIT")) {
          commits.add(i);
        }
      }
      int commit = commits.get(random.nextInt(commits.size()));
      cutAt(project, start, calm, new Cutting(commit, moment, manner(random)));
    }
  }

  @Test
  void atRandomMessages() {
    someMessages(EVERYDAY);
  }

  @Tag("proof")
  @Test
  void atManyMessages() {
    someMessages(CUTS);
  }

  private void someMessages(int most) {
    GeneratedProject project = GeneratedProject.small(folder);
    Random random = new Random(SEED);
    for (Start start : Start.values()) {
      Calm calm = calm(project, start);
      int messages = calm.messages().size();
      int cuts = Math.min(messages, most);
      for (int i = 0; i < cuts; i++) {
        int message = cuts == messages ? i : random.nextInt(messages);
        Moment moment = Pick.one(Moment.values(), random);
        cutAt(project, start, calm, new Cutting(message, moment, manner(random)));
      }
    }
  }

  private record Cutting(int message, Moment moment, Manner manner) {}

  private static Manner manner(Random random) {
    return Pick.one(LOUD, random);
  }

  private void cutAt(GeneratedProject project, Start start, Calm calm, Cutting cutting) {
    EbbCommand ebb = EbbCommand.in(project.folder());
    try (TestDatabase database = begun(project, start);
        CuttingProxy proxy = CuttingProxy.to(database.host(), database.port())) {
      proxy.cutOnce(
          (number, sql) -> number == cutting.message(), cutting.moment(), cutting.manner());
      String story = "seed %d, %s, %s".formatted(SEED, start, cutting);
      try (EbbProcess run = ebb.on(proxy.through(database.dsn())).start("up")) {
        int status = run.await();
        story += "\ncut at: " + proxy.cutAt() + "\nproxy: " + proxy.trouble() + "\n" + run;
        assertThat(status).as(story).isZero();
      }
      assertThat(Footprint.repeated(database)).as(story).isEmpty();
      assertThat(Footprint.of(database)).as(story).isEqualTo(calm.footprint());
    }
  }

  private TestDatabase begun(GeneratedProject project, Start start) {
    if (start == Start.EMPTY) {
      return server.newDatabase();
    }
    if (COPIES.getAndIncrement() == 0) {
      try (TestDatabase all = server.database("postgres")) {
        all.execute("CREATE DATABASE " + BEGUN);
      }
      EbbCommand.in(project.folder())
          .on(server.database(BEGUN))
          .run(0, "upto", "--db=shop", "--target=" + project.first().id());
    }
    return server.copy(BEGUN, BEGUN + COPIES.get());
  }

  private Calm calm(GeneratedProject project, Start start) {
    return CALM.computeIfAbsent(start, _ -> undisturbed(project, start));
  }

  private Calm undisturbed(GeneratedProject project, Start start) {
    try (TestDatabase database = begun(project, start);
        CuttingProxy proxy = CuttingProxy.to(database.host(), database.port())) {
      EbbCommand.in(project.folder()).on(proxy.through(database.dsn())).run(0, "up");
      return new Calm(proxy.seen(), Footprint.of(database));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifTheNetworkDoesNotComeBackTheNextRunFinishes(Moment moment) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int);", "DROP TABLE a;")
            .then("CREATE TABLE b (id int);", "DROP TABLE b;")
            .then("INSERT INTO a VALUES (1);", "DELETE FROM a;")
            .in(folder);
    try (TestDatabase database = server.newDatabase();
        CuttingProxy proxy = CuttingProxy.to(database.host(), database.port())) {
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      proxy.cutForGood(
          (number, sql) -> sql.contains("COMMIT") && sql.contains("1003"), moment, Manner.RESET);
      try (EbbProcess run = ebb.on(proxy.through(database.dsn())).start("up", "--reconnect=1s")) {
        assertThat(run.await()).as(run.toString()).isEqualTo(3);
        assertThat(run.err() + run.out())
            .contains("connection")
            .doesNotContain(database.password());
      }
      proxy.mend();
      ebb.on(proxy.through(database.dsn())).run(0, "up");
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002", "1003");
      assertThat(database.query("SELECT * FROM a")).containsExactly("1");
    }
  }

  @Test
  void anIndexBuildWhoseAnswerGetsLostInSilenceIsFoundDone() {
    lostInSilence("CREATE INDEX CONCURRENTLY", Moment.ANSWERED);
  }

  @Tag("proof")
  @ParameterizedTest
  @EnumSource
  void aCommitThatGetsLostInSilenceIsDoneExactlyOnce(Moment moment) {
    lostInSilence("COMMIT", moment);
  }

  private void lostInSilence(String text, Moment moment) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int);", "DROP TABLE a;")
            .then("INSERT INTO a VALUES (1);", "DELETE FROM a;")
            .then("CREATE INDEX CONCURRENTLY i ON a (id);", "DROP INDEX CONCURRENTLY i;")
            .then("INSERT INTO a VALUES (2);", "DELETE FROM a WHERE id = 2;")
            .in(folder);
    try (TestDatabase database = server.newDatabase();
        CuttingProxy proxy = CuttingProxy.to(database.host(), database.port())) {
      ebb.on(database).run(0, "upto", "--db=shop", "--target=1001");
      proxy.cutOnce((number, sql) -> sql.contains(text), moment, Manner.SILENCE);
      try (EbbProcess run = ebb.on(proxy.through(database.dsn())).start("up")) {
        assertThat(run.await()).as(run.toString()).isZero();
        assertThat(proxy.cutAt()).isNotNull();
      }
      assertThat(Scripts.applied(database)).containsExactly("1001", "1002", "1003", "1004");
      assertThat(Footprint.repeated(database)).isEmpty();
      assertThat(database.query("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
      Leaks.noInvalidIndex(database);
    }
  }

  @Test
  void aServerThatRestartsMeanwhileIsWaitedFor() throws InterruptedException {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (id int);", "DROP TABLE a;")
            .then(Scripts.BRAKE + "INSERT INTO a VALUES (1);", "DELETE FROM a;")
            .in(folder);
    try (TestPostgres own = TestPostgres.durable();
        TestDatabase database = own.newDatabase()) {
      Scripts.brakeOn(database);
      try (EbbProcess run = ebb.on(database).start("up")) {
        Scripts.awaitStatement(run, database, "brake");
        Scripts.brakeOff(database);
        own.server().stop();
        Thread.sleep(3000);
        own.server().restart();
        assertThat(run.await()).as(run.toString()).isZero();
      }
      assertThat(database.query("SELECT * FROM a")).containsExactly("1");
      Leaks.none(own, "after the restart");
    }
  }
}
