package dev.ebb.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.Problem;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.outofband.OutOfBandId;
import dev.ebb.run.Cancellation;
import dev.ebb.source.FolderTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Out-of-band migrations declared in a folder and run on a test database; remembers what happens.
 */
final class Rig {
  static final SchemaName SCHEMA = new SchemaName("frontend");

  final TestDatabase database;
  final List<Advance> events = new CopyOnWriteArrayList<>();
  Consumer<Advance> listener = _ -> {};
  Cancellation cancellation = new Cancellation();
  BackfillOptions options =
      new BackfillOptions(
          1, false, Duration.ofSeconds(1), Duration.ofSeconds(5), TaskClasses.OF_CLASS_PATH);

  /** How much faster its clock goes than others, for what waits by the clock. */
  long haste = 1;

  private final Path project;

  Rig(TestDatabase database, Path project) {
    this.database = database;
    this.project = project;
  }

  /** Declares one; what is the same for all is added. */
  Rig declare(int id, String rest) {
    return write(
        id + "_m/metadata.yaml",
        "id: %d\nschema: frontend\ncomponent: c\ndescription: d\nintroduced: v4.3\ndeprecated: v4.4\n"
                .formatted(id)
            + rest);
  }

  Rig write(String file, String text) {
    try {
      Path path = project.resolve("out-of-band").resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Declaration> declarations() {
    return Declarations.read(FolderTree.at(project), List.of(SCHEMA)).all();
  }

  Connector connector() {
    return new Connector(
        ConnectionSettings.of(
            database.host(),
            database.port(),
            database.user(),
            database.password(),
            database.name()),
        "ebb-test",
        Duration.ofSeconds(5));
  }

  Backfill backfill() {
    return new Backfill(
        _ -> connector(),
        options,
        new Timing(() -> System.nanoTime() * haste, cancellation::sleep),
        cancellation,
        event -> {
          events.add(event);
          listener.accept(event);
        });
  }

  Ending run(Direction direction) {
    return backfill().run(declarations(), direction);
  }

  void up() {
    assertThat(run(Direction.UP)).isInstanceOf(Ending.Completed.class);
  }

  void down() {
    assertThat(run(Direction.DOWN)).isInstanceOf(Ending.Completed.class);
  }

  Problem stops(Direction direction) {
    Ending ending = run(direction);
    assertThat(ending).isInstanceOf(Ending.Stopped.class);
    return ((Ending.Stopped) ending).problem();
  }

  Standing standing() {
    try (Session session = connector().open()) {
      return new Desk(session).standings(declarations()).getFirst();
    }
  }

  void order(Consumer<Desk> order) {
    try (Session session = connector().open()) {
      order.accept(new Desk(session));
    }
  }

  static OutOfBandId id(int id) {
    return new OutOfBandId(id);
  }

  String value(String sql) {
    return database.value(sql);
  }
}
