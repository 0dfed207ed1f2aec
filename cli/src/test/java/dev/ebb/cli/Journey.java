package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Three releases of an application with two databases, and the way from one to another. */
final class Journey implements AutoCloseable {
  static final String TABLES =
      "SELECT tablename FROM pg_tables WHERE tablename ~ '_t[0-9]+$' ORDER BY 1";

  private final Path folder;
  private @Nullable TestDatabase frontend;
  private @Nullable TestDatabase codeintel;

  Journey(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  TestDatabase frontend() {
    TestDatabase known = frontend == null ? TestPostgres.shared().newDatabase() : frontend;
    frontend = known;
    return known;
  }

  TestDatabase codeintel() {
    TestDatabase known = codeintel == null ? TestPostgres.shared().newDatabase() : codeintel;
    codeintel = known;
    return known;
  }

  @Override
  public void close() {
    if (frontend != null) {
      frontend.close();
    }
    if (codeintel != null) {
      codeintel.close();
    }
  }

  SampleProject release(String version) {
    return new SampleProject(folder.resolve("releases/" + version));
  }

  InProcess ebb() {
    Map<String, String> environment = new HashMap<>(SampleProject.connection("", frontend()));
    environment.putAll(SampleProject.connection("CODEINTEL_", codeintel()));
    environment.put("HOME", folder.toString());
    return new InProcess(folder, environment);
  }

  Result travel(String... words) {
    return travelIn("staging", words);
  }

  Result travelIn(String environment, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--shadow=target");
    return ebb().with("EBB_ENVIRONMENT", environment).call(all.toArray(String[]::new));
  }

  /**
   * v1.0 has 1 and 2; v1.1 adds 3 on 2; v1.2 adds 4 on 1, a branch that crossed v1.1, and 5 on
   * both; codeintel comes with v1.1.
   */
  void threeReleases() {
    release("v1.0.0").table("frontend", 1, "").table("frontend", 2, "1");
    release("v1.1.0").chain("frontend").table("codeintel", 1, "");
    release("v1.2.0")
        .chain("frontend")
        .table("frontend", 4, "1")
        .table("frontend", 5, "3,4")
        .table("codeintel", 1, "")
        .table("codeintel", 2, "1");
  }

  void upTo(String version) {
    Map<String, String> environment = new HashMap<>(ebb().environment());
    Result up = new InProcess(folder.resolve("releases/" + version), environment).call("up");
    assertThat(up.status()).as(up.err()).isZero();
  }

  void declare(int id, String introduced, String deprecated, String more) throws IOException {
    declare(
        id,
        introduced,
        deprecated,
        more,
        """
        table: frontend_t2
        key: id
        up: {predicate: id < 0, set: id = 1}
        """);
  }

  void declare(int id, String introduced, String deprecated, String more, String work)
      throws IOException {
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      Path home = folder.resolve("releases/" + version + "/out-of-band/" + id + "_move");
      Files.createDirectories(home);
      Files.writeString(
          home.resolve("metadata.yaml"),
          """
          id: %d
          schema: frontend
          component: parts
          description: moves what is there
          introduced: %s
          %s
          %s
          %s
          """
              .formatted(id, introduced, deprecated, more, work));
    }
  }

  /** {@code parts.old} holds what 7 moves, and goes with v1.2, which relies on it. */
  void releasesThatDropWhatWasMoved() throws IOException {
    threeReleases();
    for (String version : List.of("v1.0.0", "v1.1.0", "v1.2.0")) {
      release(version)
          .migration(
              "frontend",
              9,
              "1",
              List.of(
                  "CREATE TABLE parts (id int PRIMARY KEY, old int, new int);",
                  "DROP TABLE parts;"));
    }
    release("v1.2.0")
        .migration(
            "frontend",
            10,
            "9",
            List.of("ALTER TABLE parts DROP COLUMN old;", "ALTER TABLE parts ADD COLUMN old int;"))
        .migration(
            "frontend", 11, "5,10", List.of("CREATE TABLE last (id int);", "DROP TABLE last;"));
    declare(
        7,
        "v1.1",
        "deprecated: v1.2",
        "",
        """
        table: parts
        key: id
        up: {predicate: new IS NULL, set: "new = old, old = NULL"}
        down: {predicate: old IS NULL, set: "old = new, new = NULL"}
        """);
  }
}
