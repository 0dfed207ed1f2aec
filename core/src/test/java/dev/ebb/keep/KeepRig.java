package dev.ebb.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.Workspace;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.event.Event;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Step;
import dev.ebb.graph.Target;
import dev.ebb.run.Outcome;
import dev.ebb.run.TestOptions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A line of migrations in a folder, run on a database of its own as users of the library run them.
 * To be registered as an extension, which removes both after the test.
 */
final class KeepRig implements AfterEachCallback {
  static final SchemaName SCHEMA = new SchemaName("shop");

  final TestDatabase db = TestPostgres.shared().newDatabase();
  final List<Event> events = new CopyOnWriteArrayList<>();
  LossPolicy policy = LossPolicy.KEEP_OR_REFUSE;
  private final Path folder;
  private int migrations;

  KeepRig() {
    try {
      folder = Files.createTempDirectory("ebb-keep-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    db.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Adds a migration whose parent is the one added before. */
  KeepRig add(String up, String down) {
    migrations++;
    return write(migrations, up, down);
  }

  /** Writes the scripts of a migration anew. */
  KeepRig write(int id, String up, String down) {
    try {
      Path home = folder.resolve("migrations/shop/" + id);
      Files.createDirectories(home);
      Files.writeString(home.resolve("up.sql"), up);
      Files.writeString(home.resolve("down.sql"), down);
      Files.writeString(
          home.resolve("metadata.yaml"),
          "name: m" + id + "\nparents: [" + (id == 1 ? "" : id - 1) + "]\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the scripts of a migration out of the project. */
  KeepRig remove(int id) {
    try {
      Path home = folder.resolve("migrations/shop/" + id);
      for (String file : List.of("up.sql", "down.sql", "metadata.yaml")) {
        Files.delete(home.resolve(file));
      }
      Files.delete(home);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Connector connector() {
    return new Connector(
        ConnectionSettings.of(db.host(), db.port(), db.user(), db.password(), db.name()), "ebb");
  }

  Ebb ebb() {
    FolderTree tree = FolderTree.at(folder);
    return new Ebb(
        Workspace.read(Project.read(tree), tree),
        _ -> connector(),
        TestOptions.IMPATIENT,
        events::add);
  }

  Outcome run(Target target) {
    events.clear();
    Ebb ebb = ebb();
    Proposal proposal = ebb.propose(SCHEMA, target, Step.Origin.PROJECT);
    return ebb.carryOut(proposal, policy);
  }

  /** Goes up as far as that, and demands that it works. */
  KeepRig up(int to) {
    finished(run(Target.UpTo.of(List.of(new MigrationId(to)))));
    return this;
  }

  /** Goes down to that, and demands that it works; 0 is nothing at all. */
  KeepRig down(int to) {
    finished(run(Target.DownTo.of(to == 0 ? List.of() : List.of(new MigrationId(to)))));
    return this;
  }

  static void finished(Outcome outcome) {
    if (outcome instanceof Outcome.Stopped stopped) {
      assertThat(stopped.problems().stream().map(p -> p.what() + "\n  " + p.remedy()).toList())
          .as("%s", outcome)
          .isEmpty();
    }
  }

  /** What was kept in the last run, as people read it, with the number of rows. */
  List<String> kept() {
    return events.stream()
        .filter(Event.Kept.class::isInstance)
        .map(Event.Kept.class::cast)
        .map(k -> k.object() + " " + k.rows())
        .toList();
  }

  /** What was given back in the last run: rows, rows left, reason. */
  List<String> returned() {
    return events.stream()
        .filter(Event.GivenBack.class::isInstance)
        .map(Event.GivenBack.class::cast)
        .map(g ->
            g.object()
                + " "
                + g.rows()
                + (g.left() == 0 ? "" : " left " + g.left())
                + (g.reason() == null ? "" : ": " + g.reason()))
        .toList();
  }

  /** What is stored: the tables in {@code ebb_keep} for it, and what is too little for one. */
  List<String> stores() {
    boolean any = !db.query("SELECT 1 WHERE to_regclass('ebb_keep.small') IS NOT NULL").isEmpty();
    return db.query(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('ebb_keep')"
            + " AND relkind = 'r' AND relname NOT IN ('catalogue', 'small')"
            + (any ? " UNION SELECT 'kept_' || kept FROM ebb_keep.small" : "")
            + " ORDER BY 1");
  }

  /** Nothing of ours may stand on anybody's table, or among their functions. */
  void assertNoTraces() {
    assertThat(db.query("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ebb%'")).isEmpty();
    assertThat(db.query("SELECT proname FROM pg_proc WHERE proname LIKE 'capture%'")).isEmpty();
  }

  String rows(String sql) {
    return String.join("\n", db.query(sql));
  }

  static List<String> list(String... values) {
    return Arrays.asList(values);
  }
}
