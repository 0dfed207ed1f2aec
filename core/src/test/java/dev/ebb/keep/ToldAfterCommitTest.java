package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Target;
import dev.ebb.run.Outcome;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That something is kept or given back is told when it is committed: what the server refuses at the
 * very last was never so.
 */
class ToldAfterCommitTest {
  private static final String TABLES =
      "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE stubborn (n bigint);";

  /**
   * Refuses, at the very end, whatever leaves users another number of rows than somebody insists
   * on.
   */
  private static final String REFUSES =
      """
      CREATE FUNCTION insist() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT count(*) FROM users) <> (SELECT max(n) FROM stubborn)
        THEN RAISE 'somebody is stubborn'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER insists AFTER INSERT OR UPDATE ON migration_logs
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION insist();
      """;

  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  /** How steps become transactions. */
  enum Way {
    /** Each is one, since somebody else is in the database. */
    EACH(""),
    /** Several share one. */
    SHARED(""),
    /** Each of its statements is one, since one of them can be in none. */
    OUTSIDE("VACUUM users;");

    private final String more;

    Way(String more) {
      this.more = more;
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingIsToldOfAStepThatTheServerRefusesAtCommit(Way way) {
    rig.add(TABLES, "DROP TABLE users, stubborn")
        .add("SELECT 1;", "DELETE FROM users WHERE id > 7;" + way.more)
        .add("CREATE TABLE other ()", "DROP TABLE other")
        .up(3);
    db.execute("INSERT INTO users SELECT generate_series(1, 9)");
    db.execute(REFUSES + "INSERT INTO stubborn VALUES (9)");
    refused(way, Target.DownTo.of(List.of(new MigrationId(1))));
    assertThat(rig.kept()).isEmpty();
    assertThat(db.value("SELECT count(*) FROM users")).isEqualTo("9");
    assertThat(rig.stores()).isEmpty();
    db.execute("DELETE FROM stubborn");
    in(way);
    rig.down(1);
    assertThat(rig.kept()).containsExactly("rows of public.users 2");
    assertThat(db.value("SELECT count(*) FROM users")).isEqualTo("7");
    db.execute("INSERT INTO stubborn VALUES (7)");
    refused(way, Target.UpTo.of(List.of(new MigrationId(3))));
    assertThat(rig.returned()).isEmpty();
    assertThat(db.value("SELECT count(*) FROM users")).isEqualTo("7");
    db.execute("DELETE FROM stubborn");
    in(way);
    rig.up(3);
    assertThat(rig.returned()).containsExactly("rows of public.users 2");
    assertThat(db.value("SELECT count(*) FROM users")).isEqualTo("9");
  }

  private void refused(Way way, Target target) {
    in(way);
    Outcome outcome = rig.run(target);
    assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
    assertThat(((Outcome.Stopped) outcome).problems().toString()).contains("somebody is stubborn");
    if (way == Way.SHARED) {
      assertThat(rig.events).hasAtLeastOneElementOfType(Event.SharedTransaction.class);
    }
  }

  // Whoever looks from a session of their own is company, which keeps steps apart.
  private void in(Way way) {
    if (way == Way.SHARED) {
      db.leave();
    } else {
      db.execute("SELECT 1");
    }
  }
}
