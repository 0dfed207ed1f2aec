package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.SchemaName;
import dev.ebb.release.Bundle;
import dev.ebb.release.ObjectPrints;
import dev.ebb.release.Releases;
import dev.ebb.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Releases as folders and as a bundle. */
@ExtendWith(LeakCheck.class)
class ReleaseCommandsTest {
  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private SampleProject release(String version) {
    return new SampleProject(folder.resolve("releases/" + version));
  }

  private InProcess ebb() {
    return new SampleProject(folder).on(database);
  }

  private void twoReleases() {
    release("v1.0.0").table("frontend", 1, "").table("frontend", 2, "1");
    release("v1.1.0").chain("frontend").table("frontend", 4, "2");
  }

  @Test
  void releasesAreListedWithWhatTheyHave() {
    twoReleases();
    Result result = ebb().call("releases");
    assertThat(result.out()).isEqualTo("v1.0.0  frontend 2 (to 2)\nv1.1.0  frontend 4 (to 3, 4)\n");
    assertThat(result.err()).contains("2 releases in folder releases");
    assertThat(ebb().call("releases", "--from=v1.1").out()).doesNotContain("v1.0.0");
    assertThat(ebb().call("releases", "--from=v1.2").err())
        .contains("unknown release v1.2.0", "the nearest that is known: v1.1.0");
    assertThat(ebb().call("releases", "--from=v1.1", "--to=v1.0").status()).isEqualTo(2);
  }

  @Test
  void aBundleIsEnough() throws IOException {
    twoReleases();
    Result made = ebb().call("bundle", "--output=all.bundle");
    assertThat(made.out()).contains("2 releases, v1.0.0, v1.1.0: frontend 4 migrations", "written");
    Path elsewhere = Files.createDirectories(folder.resolve("container"));
    Files.move(folder.resolve("all.bundle"), elsewhere.resolve("all.bundle"));
    InProcess ebb = new InProcess(elsewhere, SampleProject.connection("", database));
    assertThat(ebb.call("leaves", "v1.0.0", "--bundle=all.bundle").out())
        .isEqualTo("Leaf migrations for \"frontend\" defined at commit \"v1.0.0\"\n 2: (m2)\n");
    assertThat(ebb.call("leaves", "v1.0.7", "--bundle=all.bundle").err())
        .contains("unknown release v1.0.7");
    assertThat(ebb.call("up", "--bundle=all.bundle").status()).isZero();
    assertThat(ebb.call("status", "--bundle=all.bundle").out()).contains("4 applied");
    assertThat(ebb.call("drift", "--bundle=all.bundle", "--shadow=target").status()).isZero();
    Result drift = ebb.call("drift", "--bundle=all.bundle", "--version=v1.0.0", "--shadow=target");
    assertThat(drift.status()).isEqualTo(4);
    assertThat(drift.out()).contains("frontend_t3", "frontend_t4");
    assertThat(ebb.call("downto", "--target=2", "--bundle=all.bundle", "--yes").status()).isZero();
    assertThat(
            ebb.call("drift", "--bundle=all.bundle", "--version=v1.0.0", "--shadow=target")
                .status())
        .isZero();
  }

  @Test
  void contradictionsStopTheBundleAndOverridesSettleThem() throws IOException {
    twoReleases();
    release("v1.2.0")
        .chain("frontend")
        .migration(
            "frontend", 2, "1", List.of("CREATE TABLE other (id int);", "DROP TABLE other;"));
    Result refused = ebb().call("bundle");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "frontend 2: v1.2.0 has another up script and down script than v1.0.0",
            "accept: newer   # or older");
    assertThat(Files.exists(folder.resolve("ebb-releases.bundle"))).isFalse();
    Files.writeString(
        folder.resolve("overrides.yaml"),
        """
        overrides:
          - {schema: frontend, id: 2, releases: v1.2.0, accept: newer, reason: nobody uses the old one}
          - {schema: frontend, id: 7, accept: newer, reason: a slip}
        """);
    Result made = ebb().call("bundle", "-v");
    assertThat(made.status()).isZero();
    assertThat(made.err())
        .contains("1 difference settled by overrides", "nobody uses the old one")
        .contains("this override has no effect on schema frontend, migration 7");
  }

  @Test
  void aDatabaseThatBeganWithASquashedReleaseLacksNothing() {
    release("v1.0.0").table("frontend", 1, "").table("frontend", 2, "1");
    release("v1.1.0").chain("frontend");
    release("v1.2.0")
        .migration(
            "frontend",
            2,
            "",
            List.of("CREATE TABLE frontend_t1 (id int); CREATE TABLE frontend_t2 (id int);", "--"),
            "nonIdempotent: true")
        .table("frontend", 3, "2");
    InProcess newest =
        new InProcess(folder.resolve("releases/v1.2.0"), SampleProject.connection("", database));
    assertThat(newest.call("up").status()).isZero();
    assertThat(ebb().call("bundle").status()).isZero();
    assertThat(ebb().call("up", "--bundle=ebb-releases.bundle", "--dry-run").out())
        .doesNotContain("frontend_t1");
    Result down = ebb().call("downto", "--target=1", "--bundle=ebb-releases.bundle", "--yes");
    assertThat(down.status()).as(down.err()).isZero();
    assertThat(database.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'frontend_t%'"))
        .containsExactly("frontend_t1");
    InProcess oldest =
        new InProcess(folder.resolve("releases/v1.0.0"), SampleProject.connection("", database));
    assertThat(oldest.call("up", "--dry-run").out()).contains("up 2").doesNotContain("up 1");
  }

  @Test
  void whatReleasesGiveIsRecordedAndComparedObjectByObject() throws IOException {
    twoReleases();
    release("v1.2.0").chain("frontend").table("frontend", 4, "2").table("frontend", 5, "1,4");
    Result made = ebb().call("bundle", "--verify", "--shadow=target");
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).contains("on PostgreSQL " + major() + ": 3 recorded", "written");
    String[] verify = {"bundle", "--verify", "--bundle=ebb-releases.bundle", "--shadow=target"};
    assertThat(ebb().call(verify).out()).contains("3 of 3 give what is recorded");

    Path file = folder.resolve("ebb-releases.bundle");
    Releases releases = Bundle.read(file);
    SchemaName frontend = new SchemaName("frontend");
    SortedMap<String, Long> other = new TreeMap<>(Map.of("table public.frontend_t1", 7L));
    other.put("table public.gone", 8L);
    Releases changed =
        releases
            .with(releases.release(Version.of(1, 1)).with(frontend, major(), "c2:other"))
            .with(
                ObjectPrints.of(frontend, major(), new TreeMap<>(Map.of(Version.of(1, 1), other))));
    Bundle.write(file, Bundle.bytes(changed, "0.1.0"));
    Result wrong = ebb().call(verify);
    assertThat(wrong.status()).isEqualTo(4);
    assertThat(wrong.err())
        .contains(
            "schema \"frontend\": v1.1.0 does not give on PostgreSQL",
            "missing table public.gone; unexpected",
            "different table public.frontend_t1");
    assertThat(wrong.out()).contains("2 of 3 give what is recorded");
  }

  @Test
  void whatNobodyRecordedIsNoProof() throws IOException {
    twoReleases();
    assertThat(ebb().call("bundle").status()).isZero();
    Result verified =
        ebb().call("bundle", "--verify", "--bundle=ebb-releases.bundle", "--shadow=target");
    assertThat(verified.status()).isEqualTo(4);
    assertThat(verified.err()).contains("nothing, or not all, is recorded", "--output=FILE");
    release("v1.2.0")
        .chain("frontend")
        .table("frontend", 4, "2")
        .migration("frontend", 5, "4", List.of("SELECT nonsense;", "SELECT 1;"));
    Result broken = ebb().call("bundle", "--verify", "--shadow=target", "--output=x.bundle");
    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.err())
        .contains("schema \"frontend\" at v1.2.0 cannot be replayed", "\"nonsense\"");
    assertThat(Files.exists(folder.resolve("x.bundle"))).isFalse();
  }

  private int major() {
    return Integer.parseInt(database.value("SHOW server_version_num")) / 10_000;
  }

  @Test
  void aDamagedBundleIsToldBeforeAnythingIsContacted() throws IOException {
    Files.writeString(folder.resolve("x.bundle"), "ebb bundle, format 9, made by ebb 3.0.0\n");
    InProcess ebb = InProcess.in(folder);
    for (String command : List.of("up", "leaves", "releases", "status")) {
      Result result = ebb.call(command, "--bundle=x.bundle");
      assertThat(result.status()).as(command).isEqualTo(2);
      assertThat(result.err()).contains("made by a newer Ebb (3.0.0)");
    }
    assertThat(ebb.call("up", "--bundle=gone.bundle").err()).contains("there is no bundle");
  }
}
