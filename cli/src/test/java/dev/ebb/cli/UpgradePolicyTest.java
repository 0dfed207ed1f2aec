package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which version may start on what another has left. */
@ExtendWith(LeakCheck.class)
class UpgradePolicyTest {
  private static final String VERSIONS =
      "CREATE TABLE versions (service text PRIMARY KEY, version text NOT NULL);";
  private static final String OUT_OF_BAND =
      "CREATE TABLE out_of_band_migrations (id int PRIMARY KEY, description text, progress float8 NOT"
          + " NULL, non_destructive boolean NOT NULL, introduced_version_major int,"
          + " introduced_version_minor int, deprecated_version_major int, deprecated_version_minor int);";

  @TempDir Path folder;
  private final TestDatabase database = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  private InProcess version(String upgrades) throws IOException {
    Files.writeString(folder.resolve("ebb.yaml"), "upgrades: {" + upgrades + "}\n");
    return new SampleProject(folder).chain("frontend").on(database);
  }

  private String installed() {
    return database.value("SELECT version FROM versions WHERE service = 'frontend'");
  }

  @Test
  void anUpThatLeavesOutAMinorReleaseIsRefused() throws IOException {
    database.execute(VERSIONS + "INSERT INTO versions VALUES ('frontend', '4.3.2')");
    Result refused = version("version: v4.5.1").call("up");
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.err())
        .contains(
            "upgrading \"frontend\" from \"v4.3.2\" to \"v4.5.1\" is not allowed",
            "'ebb upgrade --from=v4.3.2 --to=v4.5.1'",
            "--skip-upgrade-validation");
    assertThat(database.query("SELECT 1 FROM pg_tables WHERE tablename = 'frontend_t1'")).isEmpty();
    assertThat(version("version: v4.4.0").call("up", "--dry-run").status()).isZero();
    assertThat(installed()).isEqualTo("4.3.2");
    assertThat(version("version: v4.4.0").call("up").err())
        .contains("now that v4.4.0 is installed");
    assertThat(installed()).isEqualTo("4.4.0");
    assertThat(version("version: v4.9.0, policy: any").call("up").status()).isZero();
    assertThat(installed()).isEqualTo("4.9.0");
    assertThat(version("version: v5.2.0").call("up", "--upgrade-policy=any").status()).isZero();
    assertThat(version("version: v5.9.0").call("up", "--skip-upgrade-validation").status())
        .isZero();
    assertThat(installed()).isEqualTo("5.9.0");
  }

  @Test
  void aDatabaseAheadOfTheCodeIsToldAndLeftSo() throws IOException {
    database.execute(VERSIONS + "INSERT INTO versions VALUES ('frontend', '4.6.0')");
    Result up = version("version: v4.5.1").call("up");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(up.err()).contains("v4.6.0 is installed, which is ahead of this project's v4.5.1");
    assertThat(installed()).isEqualTo("4.6.0");
    assertThat(version("version: v4.5.1").call("validate").out())
        .isEqualTo("schema okay!\noobmigrations okay!\n");
  }

  @Test
  void whereTheApplicationKeepsNoVersionEbbDoes() throws IOException {
    assertThat(version("version: v1.0.0").call("up").status()).isZero();
    assertThat(version("version: v1.2.0").call("up").err())
        .contains("from \"v1.0.0\" to \"v1.2.0\" is not allowed");
    assertThat(version("version: v1.2.0").call("validate").status()).isEqualTo(4);
    assertThat(version("version: v1.1.0").call("up").status()).isZero();
    assertThat(version("version: v1.2.0").call("up").status()).isZero();
    assertThat(version("version: v1.2.0").call("up").err()).doesNotContain("is installed");
    assertThat(version("version: v1.2.0").call("drift", "--shadow=target").status()).isZero();
  }

  @Test
  void dataOnWhichTheCodeReliesHasToBeThere() throws IOException {
    database.execute(VERSIONS + "INSERT INTO versions VALUES ('frontend', '4.3.0')");
    database.execute(
        OUT_OF_BAND
            + "INSERT INTO out_of_band_migrations VALUES (17, 'seventeen', 0.6327, true, 4, 3, 4, 4),"
            + " (18, 'eighteen', 1, false, 4, 3, 4, 4), (23, 'later', 0.5, false, 5, 0, NULL, NULL)");
    Result refused = version("version: v4.4.0").call("up");
    assertThat(refused.status()).isEqualTo(4);
    assertThat(refused.err())
        .contains(
            "out-of-band migration 17 expected to be at 100.00 % in v4.4.0 (at 63.27 %): seventeen",
            "out-of-band migration 23 expected to be at 0.00 % in v4.4.0 (at 50.00 %): later")
        .doesNotContain("eighteen");
    assertThat(version("version: v4.4.0").call("up", "--skip-oobmigration-validation").status())
        .isZero();
    Result invalid = version("version: v4.4.0").call("validate");
    assertThat(invalid.status()).isEqualTo(4);
    assertThat(invalid.out()).isEqualTo("schema okay!\n");
    assertThat(version("version: v4.4.0").call("validate", "--skip-out-of-band-migrations").out())
        .contains("oobmigrations okay!");
  }

  @Test
  void whatMakesNoSenseIsToldWithItsPlace() throws IOException {
    assertThat(version("version: new").call("up").err())
        .contains("ebb.yaml:1:", "\"new\" is not a version");
    assertThat(version("version: v1.0.0, policy: one").call("up").err())
        .contains("unknown policy \"one\"", "one-minor or any");
    assertThat(version("policy: any").call("up").err())
        .contains("nothing says which version this project is");
    Result unknown = version("versoin: v1.0.0").call("up");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("version");
  }
}
