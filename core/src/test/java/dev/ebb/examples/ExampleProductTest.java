package dev.ebb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import dev.ebb.source.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example product is what people learn from: every way back in it must be exact. */
@ExtendWith(LeakCheck.class)
class ExampleProductTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("ebb.root", "..")).resolve("examples/product");

  @Test
  void hasThreeSchemasWithoutAnyRemark() {
    assertThat(definitions())
        .extracting(d -> d.schema().name().value())
        .containsExactly("frontend", "codeintel", "codeinsights");
  }

  @Test
  void everyWayBackRestoresTheCatalogAndGoesUpAgain() {
    for (Definitions schema : definitions()) {
      try (TestDatabase db = TestPostgres.shared().newDatabase()) {
        for (Migration migration : schema.graph().order()) {
          String before = db.catalog();
          db.execute(migration.up().script().text());
          String after = db.catalog();
          assertThat(after).as(migration.title()).isNotEqualTo(before);
          db.execute(migration.down().script().text());
          assertThat(db.catalog()).as("after the down of " + migration.title()).isEqualTo(before);
          db.execute(migration.up().script().text());
          assertThat(db.catalog()).as("up again " + migration.title()).isEqualTo(after);
        }
        String full = db.catalog();
        schema.graph().order().reversed().forEach(m -> db.execute(m.down().script().text()));
        schema.graph().order().forEach(m -> db.execute(m.up().script().text()));
        assertThat(db.catalog()).isEqualTo(full);
      }
    }
  }

  @Test
  void theSchemasCanShareADatabase() {
    try (TestDatabase db = TestPostgres.shared().newDatabase()) {
      for (Definitions schema : definitions()) {
        schema.graph().order().forEach(m -> db.execute(m.up().script().text()));
      }
      assertThat(db.catalog()).contains("public.series_points", "public.uploads", "public.repos");
    }
  }

  @Test
  void eachReleaseNamesLeavesAndOneBranchCrossesTheEarlierRelease() throws IOException {
    for (Definitions schema : definitions()) {
      Graph graph = schema.graph();
      assertThat(leaves("v4.5.1", schema))
          .containsExactlyElementsOf(graph.leaves().stream().map(Migration::id).toList());
      SortedSet<MigrationId> earlier = graph.ancestorsOrSelf(leaves("v4.0.0", schema));
      assertThat(earlier).isNotEmpty().hasSizeLessThan(graph.size());
      assertThat(graph.ids().stream().filter(id -> !earlier.contains(id)))
          .as("something older than the release's newest that is not in the release")
          .anyMatch(id -> id.compareTo(earlier.last()) < 0);
    }
  }

  private static List<MigrationId> leaves(String release, Definitions schema) throws IOException {
    List<MigrationId> leaves = new ArrayList<>();
    for (String line : Files.readAllLines(EXAMPLE.resolve("releases/" + release + ".txt"))) {
      if (line.startsWith(schema.schema().name() + " ")) {
        Stream.of(line.split(" "))
            .skip(1)
            .map(Long::parseLong)
            .map(MigrationId::new)
            .forEach(leaves::add);
      }
    }
    return leaves;
  }

  private static List<Definitions> definitions() {
    FolderTree tree = FolderTree.at(EXAMPLE);
    Reading reading = DefinitionReader.read(tree, Project.read(tree).schemas());
    assertThat(reading.notices()).isEmpty();
    return reading.orFault();
  }
}
