package dev.ebb.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scratch database is like the one it stands for, and never stays behind. */
@ExtendWith(LeakCheck.class)
class ShadowTest {
  private final TestDatabase target = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    target.close();
  }

  static ConnectionSettings settings(TestDatabase database) {
    return ConnectionSettings.of(
        database.host(), database.port(), database.user(), database.password(), database.name());
  }

  private ShadowPlace place() {
    return new ShadowPlace.OnServer(settings(target));
  }

  private Likeness likeness() {
    try (Session session = new Connector(settings(target), "test-fixture").open()) {
      return Likeness.of(session);
    }
  }

  private static String value(Session session, String sql) {
    boolean show = sql.startsWith("SHOW ");
    return session.queryOne(
        show ? sql : "SELECT (" + sql + ")::text AS x",
        row -> row.text(show ? sql.substring(5) : "x"));
  }

  private List<String> scratches() {
    return target.query("SELECT datname FROM pg_database WHERE datname LIKE 'ebb\\_shadow\\_%'");
  }

  @Test
  void itIsMadeOnTheServerAndGoneWhenClosed() {
    String name;
    try (Shadow shadow = Shadow.open(place(), likeness())) {
      name = shadow.database();
      assertThat(scratches()).containsExactly(name);
      shadow.session().execute("CREATE TABLE t (id int)");
      assertThat(shadow.remarks()).isEmpty();
    }
    assertThat(scratches()).isEmpty();
    assertThat(ScratchName.parse(name).orElseThrow().pid())
        .isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void oneOfOurOwnNeedsNoServerAndRunsScriptsAsTheSameRole() {
    target.execute("DROP ROLE IF EXISTS \"An owner\"; CREATE ROLE \"An owner\"");
    Likeness like = likeness();
    Likeness other =
        new Likeness(
            15,
            "app \"user\"",
            "odd Place",
            "",
            Map.of("search_path", "\"odd Place\""),
            like.roles());
    try (Shadow shadow = Shadow.open(new ShadowPlace.Embedded(), other)) {
      try (Session session = shadow.connector().open()) {
        assertThat(session.facts().user()).isEqualTo("app \"user\"");
        assertThat(session.facts().currentSchema()).isEqualTo("odd Place");
        session.execute("CREATE TABLE t (id int); ALTER TABLE t OWNER TO \"An owner\"");
      }
    }
    target.execute("DROP ROLE \"An owner\"");
  }

  @Test
  void severalLiveSideBySideAndOneCanBeCopiedWithItsRows() {
    try (Shadow one = Shadow.open(place(), likeness())) {
      one.session().execute("CREATE TABLE t AS SELECT 7 AS n");
      try (Shadow copy = one.copy();
          Shadow other = one.another()) {
        assertThat(value(copy.session(), "SELECT n FROM t")).isEqualTo("7");
        assertThat(
                other.session().query("SELECT 1 AS n FROM pg_tables WHERE tablename = 't'", r -> 1))
            .isEmpty();
        copy.session().execute("DELETE FROM t");
      }
      assertThat(value(one.session(), "SELECT n FROM t")).isEqualTo("7");
    }
  }

  @Test
  void whatIsSetForTheDatabaseIsSetInItsShadow() {
    target.execute(
        """
        CREATE SCHEMA app;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app, "B c", public', current_database());
                    EXECUTE format('ALTER DATABASE %I SET default_statistics_target = 77', current_database()); END $$
        """);
    try (Shadow shadow = Shadow.open(place(), likeness());
        Session session = shadow.connector().open()) {
      assertThat(session.facts().currentSchema()).isEqualTo("app");
      assertThat(value(session, "SHOW search_path")).isEqualTo("app, \"B c\", public");
      assertThat(value(session, "SHOW default_statistics_target")).isEqualTo("77");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUPERUSER", "CREATEDB"})
  void whatItsServerSaysIsEnglishForWhoMayAskForThat(String right) {
    String role = "ebb_polyglot_" + Long.toHexString(System.nanoTime());
    target.execute(
        "CREATE ROLE %1$s LOGIN PASSWORD 'p' %2$s; ALTER ROLE %1$s SET lc_messages = 'POSIX'"
            .formatted(role, right));
    ShadowPlace place =
        new ShadowPlace.OnServer(
            ConnectionSettings.of(target.host(), target.port(), role, "p", target.name()));
    String language = right.equals("SUPERUSER") ? "C" : "POSIX";
    try (Shadow shadow = Shadow.open(place, likeness());
        Session session = shadow.connector().open()) {
      assertThat(value(session, "SHOW lc_messages")).isEqualTo(language);
      assertThat(value(shadow.session(), "SHOW lc_messages")).isEqualTo(language);
      assertThat(shadow.remarks()).noneMatch(remark -> remark.contains("speaks"));
    } finally {
      target.execute("DROP ROLE " + role);
    }
  }

  @Test
  void itSortsAsItsTargetDoes() {
    String name = "ebb test locale";
    target.execute(
        "CREATE DATABASE \""
            + name
            + "\" TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    try (TestDatabase odd = TestPostgres.shared().database(name)) {
      Likeness like;
      try (Session session = new Connector(settings(odd), "test-fixture").open()) {
        like = Likeness.of(session);
      }
      try (Shadow shadow = Shadow.open(place(), like)) {
        assertThat(value(shadow.session(), "SHOW server_encoding")).isEqualTo("LATIN1");
      }
    }
  }

  @Test
  void whoMayNotCreateDatabasesIsToldWhatToDo() {
    target.execute("DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN PASSWORD 'weak but long'");
    ConnectionSettings weak =
        ConnectionSettings.of(target.host(), target.port(), "weak", "weak but long", target.name());
    Likeness like = likeness();
    assertThatThrownBy(() -> Shadow.open(new ShadowPlace.OnServer(weak), like))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> {
              assertThat(fault.exitStatus()).isEqualTo(ExitStatus.FAILED);
              assertThat(fault.problems().getFirst().what()).contains("weak", "may not create");
              assertThat(fault.problems().getFirst().remedy())
                  .contains("ALTER ROLE weak CREATEDB", "--shadow=embedded");
            });
    target.execute("DROP ROLE weak");
  }

  @Test
  void whatDeadProcessesLeftIsRemovedAndWhatIsInUseIsNot() {
    Instant now = Instant.now();
    long dead = deadProcess();
    ScratchName own = ScratchName.ours(now);
    String left = new ScratchName(now.minusSeconds(5), dead, own.host(), "aaaaaa").database();
    String old =
        new ScratchName(now.minus(Duration.ofDays(2)), 1, "elsewhere", "bbbbbb").database();
    String young = new ScratchName(now, 1, "elsewhere", "cccccc").database();
    String strange = "ebb_shadow_of_somebody";
    for (String name : List.of(left, old, young, strange)) {
      target.execute("CREATE DATABASE " + name);
    }
    try (Shadow living = Shadow.open(place(), likeness());
        Shadow _ = Shadow.open(place(), likeness())) {
      assertThat(scratches()).contains(living.database(), young, strange).doesNotContain(left, old);
    } finally {
      target.execute("DROP DATABASE " + young);
      target.execute("DROP DATABASE " + strange);
    }
  }

  @Test
  void whatALivingProcessUsesIsLeftAloneEvenIfItLooksOld() {
    Instant ago = Instant.now().minus(Duration.ofDays(2));
    String old = new ScratchName(ago, 1, "elsewhere", "dddddd").database();
    target.execute("CREATE DATABASE " + old);
    ConnectionSettings there = settings(target).withDatabase(old);
    try (Session _ = new Connector(there, "test-fixture").open();
        Shadow _ = Shadow.open(place(), likeness())) {
      assertThat(scratches()).contains(old);
    }
    target.execute("DROP DATABASE " + old + " WITH (FORCE)");
  }

  private static long deadProcess() {
    try {
      Process process = new ProcessBuilder("true").start();
      process.waitFor();
      return process.pid();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "targets", ""})
  void whatIsNoPlaceIsRefused(String word) {
    assertThatThrownBy(() -> ShadowPlace.at(word))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.exitStatus()).isEqualTo(ExitStatus.BAD_INPUT));
  }

  @Test
  void anotherMajorVersionIsRemarked() {
    try (Shadow shadow = Shadow.open(place(), Likeness.ofMajor(12))) {
      assertThat(shadow.remarks()).singleElement().asString().contains("on 12");
    }
  }

  @Test
  void aPasswordInAnAddressIsNotShown() {
    ShadowPlace place = ShadowPlace.at("postgres://me:very-secret@localhost:1/x");
    assertThat(place.describe()).contains("me@localhost").doesNotContain("very-secret");
  }
}
