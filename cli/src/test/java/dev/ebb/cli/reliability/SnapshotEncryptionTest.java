package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has not the key reads nothing in an encrypted snapshot. */
class SnapshotEncryptionTest {
  private static final Programs PROGRAMS = Programs.local();

  @TempDir Path folder;

  @Test
  @Tag("proof")
  void onlyWithTheKeyASnapshotCanBeRestored() throws IOException {
    assumeTrue(PROGRAMS.find("gpg").isPresent(), "there is no gpg here");
    Path keys = home("keys");
    Path none = home("none");
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      gpg(keys, "gpg", "--batch", "--passphrase", "", "--quick-gen-key", "nightly@example.com");
      EbbCommand ebb =
          Scripts.of("CREATE TABLE a (v text);", "DROP TABLE a;").in(folder).on(database);
      ebb.run(0, "up");
      database.execute("INSERT INTO a VALUES ('a secret')");
      database.leave();
      String made =
          ebb.with("GNUPGHOME", keys.toString())
              .run(0, "snapshot", "create", "s1", "--encrypt=gpg:nightly@example.com");
      assertThat(made).contains("s1");
      Path dump = folder.resolve(".ebb/snapshots/s1/dump");
      try (Stream<Path> files = Files.list(dump)) {
        assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(".gpg"));
      }
      assertThat(Files.readString(dump.resolve("toc.dat.gpg"), StandardCharsets.ISO_8859_1))
          .doesNotContain("CREATE TABLE");
      assertThat(ebb.with("GNUPGHOME", none.toString()).run(1, "snapshot", "verify", "s1"))
          .contains("could not be decrypted");
      ebb.with("GNUPGHOME", keys.toString()).run(0, "snapshot", "verify", "s1");
      try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots"))) {
        assertThat(files).hasSize(1);
      }
    } finally {
      gpg(keys, "gpgconf", "--kill", "all");
      gpg(none, "gpgconf", "--kill", "all");
    }
  }

  private Path home(String name) throws IOException {
    return Files.createDirectory(
        folder.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void gpg(Path home, String... words) {
    Ending ending = PROGRAMS.run(Command.of(words).with("GNUPGHOME", home.toString()));
    assertThat(ending.succeeded()).as(ending.describe()).isTrue();
  }
}
