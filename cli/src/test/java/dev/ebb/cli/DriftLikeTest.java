package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database is held against another one, and made like it. */
@ExtendWith(LeakCheck.class)
class DriftLikeTest {
  // So many relations that two sessions read them.
  private static final String MANY =
      "DO $$ BEGIN FOR i IN 1..1100 LOOP"
          + " EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, v text)', i); END LOOP; END $$";

  @TempDir Path folder;
  private final TestDatabase here = TestPostgres.shared().newDatabase();
  private final TestDatabase there = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    here.close();
    there.close();
  }

  private Result drift(int status, String... more) {
    List<String> words = new ArrayList<>(List.of("drift", "--like=" + there.dsn()));
    words.addAll(List.of(more));
    Result result = project().call(words.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    return result;
  }

  private InProcess project() {
    return new SampleProject(folder).table("frontend", 1, "").on(here);
  }

  @Test
  void everyDifferenceFromTheOtherDatabaseIsFoundAndNoOther() {
    for (TestDatabase each : List.of(here, there)) {
      each.execute(DriftCommandTest.OBJECTS);
      each.execute(MANY);
    }
    assertThat(drift(0).err()).contains("just what postgres://", there.name() + " describes");
    here.execute("DROP VIEW adults; ALTER TABLE t7 ADD w int; DROP TABLE t1100");
    Result result = drift(4);
    assertThat(result.out())
        .contains(
            "3 differences from what postgres://",
            "missing view public.adults",
            "missing table public.t1100 with 2 columns, 1 constraint, 1 index",
            "unexpected column public.t7.w");
  }

  @Test
  void aDatabaseIsMadeLikeTheOtherOne() {
    there.execute(DriftCommandTest.OBJECTS);
    here.execute(DriftCommandTest.OBJECTS);
    here.execute("DROP VIEW adults; ALTER TABLE ordered ADD w int");
    assertThat(drift(4, "--sql").out()).contains("CREATE VIEW public.adults", "DROP COLUMN w");
    drift(0, "--fix", "--yes", "--shadow=target");
    drift(0);
  }

  @Test
  void itIsOneDatabaseThatIsHeldAgainstOneOther() {
    assertThat(drift(2, "--version=v1").err())
        .contains("--file and --like tell what one database should be like");
    Result none = project().call("drift", "--like=staging");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("\"staging\" names no database");
    String url = "postgres://nobody_here:secret@%s:%d/nowhere".formatted(here.host(), here.port());
    Result gone = project().call("drift", "--like=" + url);
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("nobody_here").doesNotContain("secret");
  }
}
