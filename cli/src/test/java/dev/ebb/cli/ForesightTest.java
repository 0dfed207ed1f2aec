package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people are told before a run, and what stops it, on a real server. */
@ExtendWith(LeakCheck.class)
class ForesightTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();
  private InProcess ebb = InProcess.in(Path.of(""));
  private SampleProject project = new SampleProject(Path.of(""));

  @BeforeEach
  void start() {
    project =
        new SampleProject(folder)
            .migration(
                "shop",
                1,
                "",
                List.of("CREATE TABLE users (id int PRIMARY KEY, name text);", "DROP TABLE users;"))
            .migration(
                "shop",
                2,
                "1",
                List.of(
                    "ALTER TABLE users ADD email text;", "ALTER TABLE users DROP COLUMN email;"))
            .migration(
                "shop",
                3,
                "2",
                List.of(
                    "ALTER TABLE users ALTER name DROP NOT NULL;",
                    "-- back\nALTER TABLE users\n  ALTER name SET NOT NULL;"));
    ebb = project.on(database);
    assertThat(ebb.call("up").status()).isZero();
    database.execute(
        "INSERT INTO users VALUES (1, 'Ann', 'ann@x.org'), (2, 'Bob', NULL), (3, 'Cy', 'cy@y.net')");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aDryRunTellsWhatWouldGo() {
    Result plan = ebb.call("down", "--steps=all", "--dry-run");
    assertThat(plan.status()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("drops column public.users.email with 2 values (")
        .contains("2 of these rows were written since the migration was applied, 20")
        .contains("looks like: xxx@x.xxx  xx@x.xxx")
        .contains("drops table public.users with 3 rows (")
        .contains("all of it was written since the migration made it, 20")
        .contains("in all: 1 table, 1 column, ")
        .contains("--loss=keep: it is kept in schema ebb_keep")
        .doesNotContain("Ann", "cy@");
    assertThat(ebb.call("down", "--steps=all", "--dry-run", "--loss=accept").out())
        .contains("--loss=accept: it goes for good");
  }

  @Test
  void somebodyWhoIsAskedReadsAllOfItFirst() {
    ebb.call("down", "--yes");
    Result no = ebb.callTyping("n\n", "down");
    assertThat(no.status()).isEqualTo(6);
    assertThat(no.err())
        .contains("down 2 (m2)\n       drops column public.users.email with 2 values (")
        .contains("in all: 1 column, ");
  }

  @Test
  void somebodyWhoHasAgreedReadsItInShort() {
    Result down = ebb.call("downto", "--target=1", "--yes");
    assertThat(down.status()).as(down.err()).isZero();
    assertThat(down.err())
        .contains("shop: drops column public.users.email with 2 values (")
        .contains("shop: in all: 1 column, ")
        .doesNotContain("looks like");
    Result back = ebb.call("up");
    assertThat(back.err()).contains("back").doesNotContain("in all");
    assertThat(database.value("SELECT count(email) FROM users")).isEqualTo("2");
  }

  @Test
  void whatIsBoundToFailIsNotBegun() {
    database.execute("UPDATE users SET name = NULL WHERE id = 2");
    Result refused = ebb.call("down", "--steps=all", "--yes");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err())
        .contains(
            "migrations/shop/3_m3/down.sql:2:1: down 3 (m3) would fail today: public.users.name"
                + " must not be null, but 1 row has no value there (id = 2)")
        .contains("SELECT * FROM public.users AS t WHERE t.name IS NULL")
        .contains("--feasibility=warn");
    assertThat(database.value("SELECT count(email) FROM users")).isEqualTo("2");

    Result tried = ebb.call("down", "--yes", "--feasibility=warn");
    assertThat(tried.status()).isEqualTo(1);
    assertThat(tried.err()).contains("will fail: ", "contains null values");
    assertThat(ebb.call("down", "--feasibility=perhaps").status()).isEqualTo(2);

    database.execute("UPDATE users SET name = 'x' WHERE name IS NULL");
    assertThat(ebb.call("down", "--yes").status()).isZero();
  }

  @Test
  void lossRefuseRefusesBeforeAnythingRuns() {
    Result refused = ebb.call("down", "--steps=all", "--yes", "--loss=refuse");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err())
        .contains("2_m2/down.sql:1:1: down 2 (m2) drops column public.users.email with 2 values")
        .contains("1_m1/down.sql:1:1: down 1 (m1) drops table public.users with 3 rows")
        .contains("nothing was changed");
    assertThat(ebb.call("status").out()).contains("3");
    assertThat(ebb.call("down", "--yes", "--loss=refuse").status()).isZero();
  }

  @Test
  void upSaysItTooAndAnAddingUpSaysNothing() {
    project.table("shop", 4, "3");
    Result quiet = ebb.call("up");
    assertThat(quiet.err()).doesNotContain("in all", "public.users");
    project.migration("shop", 5, "4", List.of("ALTER TABLE users DROP COLUMN name;", "SELECT 1;"));
    Result up = ebb.call("up");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(up.err()).contains("shop: drops column public.users.name with 3 values");
    project.migration(
        "shop", 6, "5", List.of("ALTER TABLE users ALTER email SET NOT NULL;", "SELECT 1;"));
    assertThat(ebb.call("up").status()).isEqualTo(6);
  }

  @Test
  void whatHangsOnWhatIsDroppedIsNamed() {
    database.execute("CREATE VIEW seen AS SELECT email FROM users");
    Result plan = ebb.call("downto", "--target=1", "--dry-run");
    assertThat(plan.out())
        .contains(
            "WOULD FAIL at statement 1: it drops without CASCADE what others depend on: view"
                + " public.seen");
  }
}
