package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A snapshot is the database at one moment, and only a whole and true one is ever used. */
@ExtendWith(LeakCheck.class)
class SnapshotCommandTest extends WholeDatabase {
  private static final String HOSTILE =
      """
      CREATE SCHEMA "o.d""d"; CREATE TYPE "o.d""d".mood AS ENUM ('ok', 'ü');
      CREATE TABLE "o.d""d"."t'ä b" ("c.1" int PRIMARY KEY, v text, m "o.d""d".mood DEFAULT 'ü', g int GENERATED ALWAYS AS ("c.1" * 2) STORED);
      INSERT INTO "o.d""d"."t'ä b" SELECT i, 'ü' || i FROM generate_series(1, 50) i;
      CREATE TABLE loose (a text, j json); INSERT INTO loose VALUES ('x', '{}'), ('x', '{}'), ('y', '[1]');
      INSERT INTO frontend_t1 VALUES (1), (2)\
      """;

  @Override
  String contents() {
    return HOSTILE;
  }

  @Test
  void aRestoredSnapshotIsTheDatabaseAsItWasAndWhatItReplacedIsKept() throws IOException {
    String then = database.catalogAndData();
    document(0, "snapshot", "create", "s1");
    assertThat(Files.readString(folder.resolve(".ebb/snapshots/s1/manifest")))
        .contains("rows 50 \"o.d\"\"d\".\"t'ä b\"", "fingerprint c2:", "ledger frontend");
    document(0, "snapshot", "list");
    assertThat(document(0, "snapshot", "verify", "s1")).contains("\"mismatches\" : [ ]");
    ok("down", "--yes");
    database.execute("DROP SCHEMA \"o.d\"\"d\" CASCADE; INSERT INTO frontend_t1 VALUES (3)");
    String later = database.catalogAndData();
    assertThat(document(0, "snapshot", "restore", "s1", "--dry-run")).contains("\"returns\"");
    assertThat(database.catalogAndData()).isEqualTo(later);
    assertThat(document(6, "snapshot", "restore", "s1")).contains("--yes");
    document(0, "snapshot", "restore", "s1", "--yes");
    assertThat(database.catalogAndData()).isEqualTo(then);
    assertThat(ok("status")).contains("3 applied");
    String kept = others().getFirst().substring(database.name().length() + 1);
    ok("branch", "promote", kept, "--yes");
    assertThat(database.catalogAndData()).isEqualTo(later);
  }

  @Test
  void whatWasTamperedWithIsRefusedAndNothingIsTouched() throws IOException {
    ok("snapshot", "create", "s1");
    Path snapshot = folder.resolve(".ebb/snapshots/s1");
    Path data;
    try (Stream<Path> files = Files.list(snapshot.resolve("dump"))) {
      data = files.filter(f -> f.toString().endsWith(".gz")).sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(data);
    String state = database.catalogAndData();
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    byte[] other = bytes.clone();
    other[other.length / 2] ^= 1;
    for (byte[] bad : List.of(cut, other)) {
      Files.write(data, bad);
      for (String verb : List.of("verify", "restore")) {
        assertThat(call(4, "snapshot", verb, "s1", "--yes").err())
            .contains("not what was written", data.getFileName().toString());
      }
    }
    Files.delete(data);
    assertThat(call(4, "snapshot", "verify", "s1").err())
        .contains(data.getFileName() + " is missing");
    Files.write(data, bytes);
    Files.writeString(snapshot.resolve("dump/more"), "x");
    assertThat(call(4, "snapshot", "verify", "s1").err()).contains("put there by somebody");
    Files.delete(snapshot.resolve("dump/more"));
    assertRefused(snapshot, "dump/toc.dat", "ENCODING", "ENCODINX", "toc.dat is not what");
    assertRefused(snapshot, "manifest", "rows 50", "rows 51", "manifest is not what");
    assertRefused(snapshot, "SHA256SUMS", "manifest", "manifesto", "says nothing of the manifest");
    assertRefused(snapshot, "SHA256SUMS", "dump/toc.dat", "dump/toc", "put there by somebody");
    assertRefused(snapshot, "SHA256SUMS", "\n", "", "is missing");
    Path sums = snapshot.resolve("SHA256SUMS");
    byte[] sealed = Files.readAllBytes(sums);
    Files.delete(sums);
    assertThat(call(4, "snapshot", "restore", "s1", "--yes").err()).contains("cannot be read");
    Files.write(sums, sealed);
    // only says when it was last restored for a trial: that lets nothing through
    Files.writeString(snapshot.resolve("verified"), "never\n");
    assertThat(ok("snapshot", "list")).contains("never verified");
    assertThat(database.catalogAndData()).isEqualTo(state);
    assertThat(others()).isEmpty();
  }

  private void assertRefused(Path snapshot, String file, String was, String is, String why)
      throws IOException {
    Path path = snapshot.resolve(file);
    String whole = Files.readString(path, StandardCharsets.ISO_8859_1);
    assertThat(whole).as(file).contains(was);
    Files.writeString(path, whole.replaceFirst(was, is), StandardCharsets.ISO_8859_1);
    for (String verb : List.of("verify", "restore")) {
      assertThat(call(4, "snapshot", verb, "s1", "--yes").err()).contains(why);
    }
    Files.writeString(path, whole, StandardCharsets.ISO_8859_1);
  }

  @Test
  void lostRowsAndValuesComeBackBesideWhatWasWrittenSince() {
    ok("snapshot", "create", "s1");
    database.execute(
        """
        DELETE FROM "o.d""d"."t'ä b" WHERE "c.1" > 40; UPDATE "o.d""d"."t'ä b" SET v = 'good' WHERE "c.1" = 1;
        UPDATE "o.d""d"."t'ä b" SET v = NULL WHERE "c.1" = 2; INSERT INTO "o.d""d"."t'ä b" VALUES (45, 'new'), (99, 'new');
        DELETE FROM loose WHERE a = 'x'; INSERT INTO loose VALUES ('x', '{}'), ('z', NULL)\
        """);
    String table = "--table=\"o.d\"\"d\".\"t'ä b\"";
    assertThat(document(0, "snapshot", "restore", "s1", table, "--yes"))
        .contains("\"returned\" : 9", "\"left\" : 0");
    assertThat(
            database.query(
                "SELECT \"c.1\", v, g FROM \"o.d\"\"d\".\"t'ä b\" WHERE \"c.1\" IN (1, 2, 41, 45, 99) ORDER BY 1"))
        .containsExactly("1|good|2", "2|<null>|4", "41|ü41|82", "45|new|90", "99|new|198");
    assertThat(document(0, "snapshot", "restore", "s1", table, "--column=v", "--yes"))
        .contains("\"changed\" : 1");
    assertThat(
            database.query(
                "SELECT v FROM \"o.d\"\"d\".\"t'ä b\" WHERE \"c.1\" IN (1, 2) ORDER BY 1"))
        .containsExactly("good", "ü2");
    document(0, "snapshot", "restore", "s1", table, "--column=v", "--winner=snapshot", "--yes");
    assertThat(database.value("SELECT v FROM \"o.d\"\"d\".\"t'ä b\" WHERE \"c.1\" = 1"))
        .isEqualTo("ü1");
    assertThat(ok("snapshot", "restore", "s1", "--table=loose", "--yes")).contains("1 row came");
    assertThat(database.query("SELECT a FROM loose ORDER BY 1"))
        .containsExactly("x", "x", "y", "z");
    assertThat(call(6, "snapshot", "restore", "s1", "--table=loose", "--column=a", "--yes").err())
        .contains("no primary key");
    assertThat(call(2, "snapshot", "restore", "s1", "--table=gone", "--yes").err())
        .contains("no table");
    assertThat(others()).isEmpty();
  }

  @Test
  void lostRowsComeBackAlsoWhereTheKeyHasBecomeWiderSince() {
    database.execute(
        "CREATE TABLE wide (id int PRIMARY KEY, v text); INSERT INTO wide VALUES (1, 'a'), (2, 'b')");
    ok("snapshot", "create", "s1");
    database.execute(
        """
        ALTER TABLE wide ALTER id TYPE bigint;
        INSERT INTO wide VALUES (3000000000, 'new'); DELETE FROM wide WHERE id = 1\
        """);
    assertThat(document(0, "snapshot", "restore", "s1", "--table=wide", "--yes"))
        .contains("\"inSnapshot\" : 2", "\"returned\" : 1", "\"left\" : 0");
    assertThat(database.query("SELECT id, v FROM wide ORDER BY 1"))
        .containsExactly("1|a", "2|b", "3000000000|new");
  }

  @Test
  @Tag("proof")
  void aDumpGivesWayToWhoeverWantsToChangeATable() throws SQLException, InterruptedException {
    database.execute(
        "CREATE TABLE large AS SELECT i, repeat('x', 1000) FROM generate_series(1, 1) i");
    try (Connection holder = database.connect()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE large");
      Result result = ebb.call("snapshot", "create", "s1");
      holder.rollback();
      assertThat(result.status()).as(result.err()).isEqualTo(1);
      assertThat(result.err()).contains("given up", "Nothing was");
    }
    assertThat(folder.resolve(".ebb/snapshots")).isEmptyDirectory();
  }

  @Test
  void nothingIsLeftOfADumpThatFailsAndNothingIsDeletedBeforeItsSuccessorIsVerified()
      throws IOException {
    assertThat(call(1, "snapshot", "create", "s0", "--client=" + folder).err())
        .contains("apt-get install postgresql-client-");
    Path broken = Files.createDirectories(folder.resolve("broken"));
    for (String program : List.of("pg_dump", "pg_restore")) {
      Path file = broken.resolve(program);
      Files.writeString(
          file,
          """
          #!/bin/sh
          case $1 in --version) echo 'pg_dump (PostgreSQL) 99.1'; exit;; esac
          echo 'No space left on device' >&2; exit 1
          """);
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    assertThat(call(1, "snapshot", "create", "s0", "--client=" + broken).err())
        .contains("make room");
    assertThat(folder.resolve(".ebb/snapshots")).isEmptyDirectory();
    ok("snapshot", "create", "s1");
    ok("snapshot", "create", "s2");
    assertThat(call(6, "snapshot", "create", "s2").err()).contains("already");
    assertThat(call(6, "snapshot", "delete", "--keep=1", "--yes").err()).contains("never verified");
    ok("snapshot", "verify", "s2");
    assertThat(ok("snapshot", "delete", "--keep=1", "--yes")).contains("s1");
    assertThat(document(0, "snapshot", "list")).contains("s2").doesNotContain("s1");
    assertThat(call(2, "snapshot", "restore", "s1", "--yes").err()).contains("did you mean s2?");
  }
}
