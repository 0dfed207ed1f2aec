package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.event.Event;
import dev.ebb.fixture.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What steps destroy and give back while they share a transaction, and one of them is undone. */
class SharedKeepTest {
  private static final String USERS =
      "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL DEFAULT 'n')";

  /**
   * What is put into it is refused, at the very end of the step, while the marker is uncommitted.
   */
  private static final String PICKY =
      """
      ;CREATE TABLE picky (n int);
      CREATE FUNCTION insist() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT pg_xact_status(xmin::text::xid8) FROM pg_class WHERE relname = 'marker') = 'in progress'
        THEN RAISE 'the marker is not committed yet'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER insists AFTER INSERT ON picky
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION insist();
      """;

  @RegisterExtension private final KeepRig rig = new KeepRig();
  private final TestDatabase db = rig.db;

  // How many steps share one, and whether the picky one meets an uncommitted marker, depends on how
  // fast the machine is; what is claimed holds in any case.
  private void assertShared() {
    assertThat(rig.events).hasAtLeastOneElementOfType(Event.SharedTransaction.class);
  }

  @Test
  void aStepThatIsUndoneAndTriedAgainKeepsOnceAndSaysSoOnce() {
    rig.add(USERS + PICKY, "DROP TABLE users, picky; DROP FUNCTION insist()")
        .add(
            "ALTER TABLE users ADD email text",
            "INSERT INTO picky VALUES (1); ALTER TABLE users DROP email")
        .add(
            "DROP TABLE IF EXISTS marker", "CREATE TABLE marker (); DELETE FROM users WHERE id = 7")
        .up(3);
    db.execute("INSERT INTO users SELECT generate_series(1, 9), 'n', 'e'");
    db.leave();
    rig.down(1);
    assertShared();
    assertThat(rig.kept()).containsExactly("rows of public.users 1", "column public.users.email 8");
    assertThat(db.query("SELECT migration, kept_rows, state FROM ebb_keep.catalogue ORDER BY id"))
        .containsExactly("3|1|kept", "2|8|kept");
    db.leave();
    rig.up(3);
    assertShared();
    assertThat(rig.returned())
        .containsExactly("column public.users.email 8", "rows of public.users 1");
    assertThat(rig.stores()).isEmpty();
    rig.assertNoTraces();
  }

  @Test
  void aStepThatIsUndoneAndTriedAgainGivesBackOnceAndSaysSoOnce() {
    rig.add(USERS + PICKY, "DROP TABLE users, picky; DROP FUNCTION insist()")
        .add("CREATE TABLE marker ()", "DROP TABLE marker")
        .add("INSERT INTO picky VALUES (1)", "DELETE FROM users WHERE id > 7; DELETE FROM picky")
        .up(3);
    db.execute("INSERT INTO users SELECT generate_series(1, 9)");
    String before = db.catalogAndData();
    rig.down(1);
    db.leave();
    rig.up(3);
    assertShared();
    assertThat(rig.returned())
        .containsExactlyInAnyOrder("rows of public.users 2", "rows of public.picky 1");
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
    rig.assertNoTraces();
  }

  @Test
  void rowsThatAnEarlierStepOfTheSameTransactionGaveBackAreNobodysSeeds() {
    String seed = "INSERT INTO people (name) VALUES ('x')";
    rig.add("CREATE TABLE people (id serial PRIMARY KEY, name text)", "DROP TABLE people")
        .add(seed, "DELETE FROM people WHERE id IN (1, 3)")
        .add(seed, "DELETE FROM people WHERE id = 2")
        .up(3);
    db.execute("INSERT INTO people (name) VALUES ('x')");
    String before = db.catalogAndData();
    rig.down(1);
    assertThat(db.value("SELECT count(*) FROM people")).isEqualTo("0");
    db.leave();
    rig.up(3);
    assertShared();
    assertThat(db.catalogAndData()).isEqualTo(before);
    assertThat(rig.stores()).isEmpty();
  }
}
