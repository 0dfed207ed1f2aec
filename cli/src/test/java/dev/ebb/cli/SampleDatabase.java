package dev.ebb.cli;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three migrations in a chain, and a new database that they were not applied to. */
abstract class SampleDatabase {
  @TempDir Path folder;
  final TestDatabase database = TestPostgres.shared().newDatabase();
  InProcess ebb = InProcess.in(Path.of(""));

  @BeforeEach
  void start() {
    ebb = new SampleProject(folder).chain("frontend").on(database);
  }

  @AfterEach
  void drop() {
    database.close();
  }
}
