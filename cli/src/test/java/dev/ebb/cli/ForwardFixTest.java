package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A bad migration is taken back by a later one, where it ran and where it did not. */
@ExtendWith(LeakCheck.class)
class ForwardFixTest {
  private static final String BAD =
      """
      ALTER TABLE "U.s" DROP COLUMN handle;
      ALTER TABLE "U.s" RENAME "old Name" TO nick;
      ALTER TABLE "U.s" ADD CONSTRAINT "pos'" CHECK (id > 0);
      CREATE TABLE extra (id int PRIMARY KEY, u int REFERENCES "U.s");
      CREATE INDEX extra_u ON extra (u);
      CREATE VIEW v AS SELECT nick FROM "U.s";
      ALTER FUNCTION one(int) RENAME TO "one (more)";
      """;

  @TempDir Path folder;
  private final TestDatabase ran = TestPostgres.shared().newDatabase();
  private final TestDatabase never = TestPostgres.shared().newDatabase();

  @AfterEach
  void drop() {
    ran.close();
    never.close();
  }

  private SampleProject project() {
    return new SampleProject(folder)
        .migration(
            "frontend",
            1,
            "",
            List.of(
                "CREATE TABLE \"U.s\" (id serial PRIMARY KEY, \"old Name\" text, handle text NOT NULL);"
                    + " CREATE FUNCTION one(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "DROP TABLE \"U.s\"; DROP FUNCTION one(int);"));
  }

  private static Result ok(InProcess ebb, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (words[0].equals("forward-fix") || words[0].equals("revert")) {
      all.add("--shadow=target");
    }
    Result result = ebb.call(all.toArray(String[]::new));
    assertThat(result.status()).as(result.out() + result.err()).isZero();
    return result;
  }

  private static List<String> objects(TestDatabase database) {
    return database.query(
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
          FROM information_schema.columns WHERE table_schema = 'public'
           AND table_name NOT IN ('migration_logs', 'schema_migrations')
        UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
           AND conrelid::regclass::text !~ 'migration' ORDER BY 1\
        """);
  }

  @Test
  @Tag("proof")
  void itTakesBackWhatWasDoneAndGivesBackWhatWasKept() {
    InProcess ebb = project().on(ran);
    ok(ebb, "up");
    ran.execute("INSERT INTO \"U.s\" (\"old Name\", handle) VALUES ('a', 'x'), ('b', 'y')");
    List<String> good = objects(ran);
    project().migration("frontend", 2, "1", List.of(BAD, "SELECT 1;")).table("frontend", 3, "2");
    ok(ebb, "up");
    Result written = ok(ebb, "forward-fix", "2");
    assertThat(written.out())
        .contains(
            "Migration files created",
            "Proven on one that did not",
            "values of column public.\"U.s\"");
    assertThat(ok(ebb, "up", "--environment=production").err()).contains("handle");
    assertThat(objects(ran))
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.Stream.concat(
                    good.stream(), java.util.stream.Stream.of("frontend_t3.id integer YES"))
                .toList());
    assertThat(ran.query("SELECT \"old Name\" || handle FROM \"U.s\" ORDER BY 1"))
        .containsExactly("ax", "by");
    ok(ebb, "down", "--yes");
    assertThat(objects(ran)).contains("extra.id integer NO", "U.s.nick text YES");
    ok(ebb, "up");
    assertThat(ran.query("SELECT \"old Name\" || handle FROM \"U.s\" ORDER BY 1"))
        .containsExactly("ax", "by");
  }

  @Test
  @Tag("proof")
  void whereTheBadOneNeverRanNothingChanges() {
    project().on(never).call("up");
    never.execute("INSERT INTO \"U.s\" (\"old Name\", handle) VALUES ('a', 'x')");
    List<String> good = objects(never);
    project().migration("frontend", 2, "1", List.of(BAD, "SELECT 1;"));
    InProcess ebb = project().on(never);
    ok(ebb, "forward-fix", "--name=mend it", "2");
    // Recorded, as where somebody ran the rest by hand.
    never.execute(
        "INSERT INTO migration_logs (migration_logs_schema_version, schema, version, up, started_at,"
            + " finished_at, success) VALUES (2, 'schema_migrations', 2, true, now(), now(), true)");
    ok(ebb, "up");
    assertThat(objects(never)).isEqualTo(good);
    assertThat(never.value("SELECT handle FROM \"U.s\"")).isEqualTo("x");
  }

  @Test
  @Tag("proof")
  void whatCannotBeTakenBackIsRefusedWithTheReason() {
    project()
        .migration("frontend", 2, "1", List.of("UPDATE \"U.s\" SET handle = '';", "SELECT 1;"))
        .migration("frontend", 3, "2", List.of("ALTER TABLE \"U.s\" ADD c int;", "SELECT 1;"))
        .migration("frontend", 4, "3", List.of("CREATE INDEX i ON \"U.s\" (c);", "SELECT 1;"));
    InProcess ebb = project().on(ran);
    Result rows = ebb.call("forward-fix", "2", "--shadow=target");
    assertThat(rows.status()).isEqualTo(6);
    assertThat(rows.err()).contains("change no object", "2, line 1, changes rows");
    Result needed = ebb.call("forward-fix", "3", "--shadow=target");
    assertThat(needed.status()).isEqualTo(6);
    assertThat(needed.err()).contains("a later migration builds on", "4_m4/up.sql");
    Result both = ebb.call("forward-fix", "3,4", "--shadow=target", "--dry-run", "--format=json");
    assertThat(both.status()).as(both.err()).isZero();
    assertThat(JsonTest.violations("forward-fix", both.out())).isEmpty();
    assertThat(folder.resolve("migrations/frontend")).isDirectoryNotContaining("glob:**undo*");
    assertThat(ebb.call("forward-fix", "99").status()).isEqualTo(2);
  }

  @Test
  void aCommitIsRevertedForThoseThatRanItAndThoseThatDidNot() throws Exception {
    project();
    commit("first");
    InProcess here = project().on(ran);
    InProcess elsewhere = project().on(never);
    ok(elsewhere, "up");
    never.execute("INSERT INTO \"U.s\" (\"old Name\", handle) VALUES ('a', 'x')");
    List<String> good = objects(never);
    project().migration("frontend", 2, "1", List.of(BAD, "SELECT 1;"));
    commit("bad");
    ok(here, "up");
    Result planned = ok(here, "revert", "HEAD", "--dry-run", "--format=json");
    assertThat(JsonTest.violations("revert", planned.out())).isEmpty();
    Result done = ok(here, "revert", "HEAD", "--reason=it broke\nthe app");
    assertThat(done.out())
        .contains("replaced by ones that do nothing", "2_reverted/up.sql")
        .contains("Proven on one that did not");
    assertThat(folder.resolve("migrations/frontend/2_m2")).doesNotExist();
    assertThat(folder.resolve("migrations/frontend/2_reverted/up.sql"))
        .content()
        .startsWith("-- This migration was reverted: it broke the app\n");
    ok(here, "up");
    ok(elsewhere, "up");
    assertThat(objects(ran)).isEqualTo(good);
    assertThat(objects(never)).isEqualTo(good);
    assertThat(never.value("SELECT handle FROM \"U.s\"")).isEqualTo("x");
    assertThat(here.call("validate").status()).isZero();
    assertThat(here.call("revert", "HEAD", "--shadow=target").err()).contains("reverted already");
    ok(here, "downto", "--target=1", "--yes");
    assertThat(objects(ran)).isEqualTo(good);
  }

  @Test
  @Tag("proof")
  void filesThatAreGoneAlreadyComeBackAsReverted() throws Exception {
    Path migrations = Files.createDirectories(folder.resolve("migrations/frontend"));
    Files.writeString(migrations.resolve("0001_a.up.sql"), "CREATE TABLE a (id int);\r\n");
    Files.writeString(migrations.resolve("0001_a.down.sql"), "DROP TABLE a;\r\n");
    commit("first");
    Path up = migrations.resolve("0002_b.up.sql");
    Files.writeString(up, "CREATE TABLE b (id int);");
    Files.writeString(migrations.resolve("0002_b.down.sql"), "DROP TABLE b;");
    commit("second");
    InProcess ebb = new SampleProject(folder).on(ran);
    ok(ebb, "up");
    Files.delete(up);
    Files.delete(migrations.resolve("0002_b.down.sql"));
    ok(ebb, "revert", "HEAD");
    assertThat(migrations.resolve("0002_reverted.up.sql")).exists();
    ok(ebb, "up");
    assertThat(ran.query("SELECT relname FROM pg_class WHERE relname IN ('a', 'b')"))
        .containsExactly("a");
    Result none = ebb.call("revert", "HEAD^", "--db=frontend", "--shadow=target", "--dry-run");
    assertThat(none.status()).as(none.out() + none.err()).isZero();
    assertThat(ebb.call("revert", "no-such").status()).isEqualTo(2);
  }

  private void commit(String message) throws GitAPIException, IOException {
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage(message)
          .setAuthor("nobody", "nobody@localhost")
          .setCommitter("nobody", "nobody@localhost")
          .setSign(false)
          .call();
    }
  }
}
