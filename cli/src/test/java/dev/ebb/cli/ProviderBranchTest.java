package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.neon.NeonStub;
import dev.ebb.fixture.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A provider's branches and points in time, by the commands that people type. */
@ExtendWith(LeakCheck.class)
class ProviderBranchTest extends WholeDatabase {
  @TempDir private Path elsewhere;
  private NeonStub stub;

  @Override
  String contents() {
    return "INSERT INTO frontend_t1 VALUES (1), (2)";
  }

  /** In the order in which they have to be gone: the stub's databases are copies of ours. */
  @AfterEach
  void stop() {
    stub.close();
  }

  private String[] neon(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--provider=neon";
    all[words.length + 1] = "--setting=" + stub.settings();
    return all;
  }

  @BeforeEach
  void begin() {
    stub = new NeonStub(database, new FakeTime(), true);
    ebb = ebb.with("NEON_API_KEY", NeonStub.KEY);
  }

  private String rows() {
    return database.value("SELECT count(*) FROM frontend_t1");
  }

  @Test
  void aBranchIsMadeAndPromotedAndWhatItReplacedCanComeBack() throws IOException {
    Path file = elsewhere.resolve("connection");
    String made = ok(neon("branch", "create", "b1", "--connection-file=" + file));
    assertThat(made).contains("looked into").doesNotContain(database.password(), NeonStub.KEY);
    assertThat(Files.readString(file)).contains(database.password());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    database.execute("DELETE FROM frontend_t1");
    assertThat(ok(neon("branch", "list"))).contains("b1", "main", "the default");
    assertThat(document(0, neon("branch", "promote", "b1", "--dry-run"))).contains("b1");
    assertThat(rows()).isEqualTo("0");
    assertThat(document(6, neon("branch", "promote", "b1"))).contains("--yes");
    assertThat(document(0, neon("branch", "promote", "b1", "--yes"))).contains("main_before_b1");
    assertThat(rows()).isEqualTo("2");
    ok(neon("branch", "promote", "main_before_b1", "--yes"));
    assertThat(rows()).isEqualTo("0");
  }

  @Test
  void aBranchThatSomebodyWroteIntoIsNotPromotedUnasked() {
    ok(neon("branch", "create", "b1"));
    stub.inside("b1", "INSERT INTO frontend_t1 VALUES (9)");

    assertThat(document(6, neon("branch", "promote", "b1", "--yes")))
        .contains("is not what it was", "--even-if-changed");
    ok(neon("branch", "promote", "b1", "--yes", "--even-if-changed"));
    assertThat(rows()).isEqualTo("3");
  }

  @Test
  void aMomentIsMarkedRestoredVerifiedAndServesUnderTheSameAddress() {
    String point = ok(neon("pitr", "point", "before", "--count"));
    String reference = point.replaceAll("(?s)restore point (\\S+) of .*", "$1");
    stub.remember();
    database.execute("DELETE FROM frontend_t1");
    String done = ok(neon("pitr", "restore", reference, "--switch=do", "--end-sessions", "--yes"));

    assertThat(done)
        .contains("verified against what was recorded then", "connection string is the same");
    assertThat(rows()).isEqualTo("2");
    assertThat(ok(neon("pitr", "list"))).contains("serves");
  }

  @Test
  void aProviderThatIsNotSupportedIsSaidToBe() {
    assertThat(document(2, "pitr", "list", "--provider=azure")).contains("not supported");
    assertThat(document(2, "branch", "list", "--provider=pgbackrest")).contains("has no branches");
    assertThat(document(2, "branch", "list", "--provider=nean")).contains("did you mean neon?");
  }
}
