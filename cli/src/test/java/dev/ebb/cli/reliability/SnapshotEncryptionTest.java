package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  void onlyWithTheKeyOfGpgASnapshotCanBeRestored() throws IOException {
    require("gpg", "gnupg");
    Path keys = home("keys");
    Path none = home("none");
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      gpg(keys, "gpg", "--batch", "--passphrase", "", "--quick-gen-key", "nightly@example.com");
      EbbCommand ebb = project(database);
      EbbCommand with = ebb.with("GNUPGHOME", keys.toString());
      with.run(0, "snapshot", "create", "s1", "--encrypt=gpg:nightly@example.com");
      assertThatNothingCanBeRead(".gpg");
      assertThat(ebb.with("GNUPGHOME", none.toString()).run(1, "snapshot", "verify", "s1"))
          .contains("could not be decrypted");
      with.run(0, "snapshot", "verify", "s1");
      assertThatItComesBack(with, database);
    } finally {
      gpg(keys, "gpgconf", "--kill", "all");
      gpg(none, "gpgconf", "--kill", "all");
    }
  }

  @Test
  @Tag("proof")
  void onlyWithTheKeyOfAgeASnapshotCanBeRestored() throws IOException {
    require("age", "age");
    String ours = key("ours");
    key("theirs");
    try (TestDatabase database = TestPostgres.shared().newDatabase()) {
      EbbCommand ebb = project(database);
      ebb.run(0, "snapshot", "create", "s1", "--encrypt=age:" + ours);
      assertThatNothingCanBeRead(".age");
      assertThat(ebb.run(2, "snapshot", "verify", "s1")).contains("--identity");
      assertThat(ebb.run(1, "snapshot", "verify", "s1", "--identity=theirs"))
          .contains("could not be decrypted");
      ebb.run(0, "snapshot", "verify", "s1", "--identity=ours");
      assertThatItComesBack(ebb, database, "--identity=ours");
    }
  }

  private static void require(String program, String debianPackage) {
    assertThat(PROGRAMS.find(program))
        .as("this needs %s: apt-get install %s", program, debianPackage)
        .isPresent();
  }

  private EbbCommand project(TestDatabase database) {
    EbbCommand ebb =
        Scripts.of("CREATE TABLE a (v text);", "DROP TABLE a;").in(folder).on(database);
    ebb.run(0, "up");
    database.execute("INSERT INTO a VALUES ('a secret')");
    database.leave();
    return ebb;
  }

  private void assertThatNothingCanBeRead(String suffix) throws IOException {
    Path dump = folder.resolve(".ebb/snapshots/s1/dump");
    try (Stream<Path> files = Files.list(dump)) {
      assertThat(files).isNotEmpty().allMatch(file -> file.toString().endsWith(suffix));
    }
    assertThat(Files.readString(dump.resolve("toc.dat" + suffix), StandardCharsets.ISO_8859_1))
        .doesNotContain("CREATE TABLE");
  }

  /** Also when it was tampered with before: then it is refused, key or no key. */
  private void assertThatItComesBack(EbbCommand ebb, TestDatabase database, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("snapshot", "restore", "s1", "--yes"));
    words.addAll(List.of(more));
    String[] restore = words.toArray(String[]::new);
    database.execute("DELETE FROM a");
    database.leave();
    Path toc;
    try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots/s1/dump"))) {
      toc = files.filter(file -> file.toString().contains("toc.dat")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(toc);
    Files.write(toc, Arrays.copyOf(whole, whole.length - 1));
    assertThat(ebb.run(4, restore)).contains("is not what was written");
    Files.write(toc, whole);
    ebb.run(0, restore);
    assertThat(database.query("SELECT v FROM a")).containsExactly("a secret");
    database.leave();
    for (String kept :
        database.query("SELECT datname FROM pg_database WHERE datname LIKE '%\\_replaced\\_%'")) {
      database.leave();
      ebb.run(0, "branch", "delete", kept.substring(database.name().length() + 1), "--yes");
    }
    try (Stream<Path> files = Files.list(folder.resolve(".ebb/snapshots"))) {
      assertThat(files).hasSize(1);
    }
  }

  /** Makes a pair of keys of age in a file; the public one. */
  private String key(String name) {
    Ending made = PROGRAMS.run(Command.of("age-keygen", "-o", folder.resolve(name).toString()));
    assertThat(made.succeeded()).as(made.describe()).isTrue();
    Ending told = PROGRAMS.run(Command.of("age-keygen", "-y", folder.resolve(name).toString()));
    return told.output().out().strip();
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
