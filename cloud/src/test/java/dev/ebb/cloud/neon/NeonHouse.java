package dev.ebb.cloud.neon;

import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.Scenes;
import dev.ebb.db.Session;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.remote.RemoteBranches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A project of Neon's with data in it, and who works with it. */
final class NeonHouse implements AutoCloseable {
  final FakeTime time = new FakeTime();
  final TestDatabase database;
  final NeonStub stub;
  final List<Progress> heard = new ArrayList<>();
  final Map<String, String> settings = new HashMap<>();
  final Map<String, String> environment = new HashMap<>();
  private final Path notes;

  private NeonHouse(Path notes, TestDatabase database, boolean data) {
    this.notes = notes;
    this.database = database;
    stub = new NeonStub(database, time, data);
    settings.put("project", NeonStub.PROJECT);
    settings.put("api", stub.server.uri("/api/v2").toString());
    environment.put("NEON_API_KEY", NeonStub.KEY);
  }

  /** With items in it. */
  static NeonHouse furnished(Path notes) {
    TestDatabase database = TestPostgres.shared().newDatabase();
    database.execute("CREATE TABLE item (id int); INSERT INTO item SELECT generate_series(1, 5)");
    return new NeonHouse(notes, database, true);
  }

  /** All of whose branches are the same database. */
  static NeonHouse empty(Path notes) {
    return new NeonHouse(notes, TestPostgres.shared().database("postgres"), false);
  }

  Consumer<Progress> ears() {
    return heard::add;
  }

  private Scene scene() {
    return Scenes.of(database, time, notes, settings, environment);
  }

  /** As a process would that has just begun. */
  PointInTime points() {
    return new NeonProvider(time).open(scene());
  }

  RemoteBranches branches() {
    return new NeonProvider(time).branches(scene());
  }

  String items() {
    return database.value("SELECT count(*) FROM item");
  }

  String items(Place place) {
    try (Session session = points().connector(place).open()) {
      return session.query("SELECT count(*)::text AS n FROM item", row -> row.text("n")).getFirst();
    }
  }

  @Override
  public void close() {
    stub.close();
    database.close();
  }
}
