package dev.ebb.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.fault.Fault;
import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StitchedJsonTest {
  private static final String DOCUMENT =
      """
      {"codeintel": {"Definitions": [{"ID": 7, "Name": "a", "UpQuery": "SELECT 7", "DownQuery": ""}],
         "BoundsByRev": {"v4.0.0": {"RootID": 0, "LeafIDs": null, "PreCreation": true},
                         "v4.1.0": {"RootID": 7, "LeafIDs": [7], "PreCreation": false}}},
       "frontend": {"Definitions": [
          {"ID": -1, "Name": "squashed migrations (privileged)", "UpQuery": "CREATE EXTENSION hstore",
           "DownQuery": "", "Privileged": true, "NonIdempotent": true, "Parents": null,
           "IsCreateIndexConcurrently": false, "IndexMetadata": null},
          {"ID": 1, "Name": "squashed migrations (unprivileged)", "UpQuery": "SELECT 1",
           "DownQuery": "SELECT 'no'", "Parents": [-1]},
          {"ID": 2, "Name": "two", "UpQuery": "CREATE INDEX CONCURRENTLY i ON t (a)", "DownQuery": "",
           "Parents": [1], "IsCreateIndexConcurrently": true},
          {"ID": 3, "Name": "three", "UpQuery": "SELECT 3", "DownQuery": "", "Parents": [1, 2]}],
         "BoundsByRev": {"v4.0.0": {"RootID": -1, "LeafIDs": [2], "PreCreation": false},
                         "v4.1.0": {"RootID": -2, "LeafIDs": [3], "PreCreation": false}}}}
      """;

  @Test
  void thePredecessorsGraphIsReleasesToo() {
    Releases releases = StitchedJson.read(DOCUMENT, "stitched.json");
    assertThat(releases.versions().all()).containsExactly(Version.of(4, 0), Version.of(4, 1));
    assertThat(releases.schemas())
        .extracting(s -> s.config().name() + " in " + s.config().versionTable())
        .containsExactly(
            "frontend in schema_migrations", "codeintel in codeintel_schema_migrations");
    Release first = releases.release(Version.of(4, 0));
    assertThat(first.schema(new SchemaName("codeintel"))).isEmpty();
    assertThat(first.leaves(new SchemaName("frontend"))).containsExactly(new MigrationId(2));
    StitchedSchema frontend = releases.schemas().getFirst();
    assertThat(frontend.graph().order())
        .extracting(m -> m.id().value())
        .containsExactly(-1L, 1L, 2L, 3L);
    assertThat(frontend.graph().order().getFirst().flags())
        .containsExactlyInAnyOrder(Flag.PRIVILEGED, Flag.NON_IDEMPOTENT);
    assertThat(frontend.squashed()).containsExactly(new MigrationId(1), new MigrationId(2));
  }

  @Test
  void itIsToldFromABundleByItsFirstLetter() {
    assertThat(StitchedJson.isOne(DOCUMENT.getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(StitchedJson.isOne(new byte[0])).isFalse();
    assertThat(StitchedJson.isOne("ebb bundle {".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{\"a\": 1}",
        "{\"a\": {\"Definitions\": 1}}",
        "{\"a\": {\"Definitions\": [{}]}}",
        "{\"a\": {\"Definitions\": [{\"ID\": 1, \"Parents\": [2]}], \"BoundsByRev\": {}}}",
        "{\"a\": {\"Definitions\": [{\"ID\": 1.5}], \"BoundsByRev\": {}}}",
        "{\"a\": {\"Definitions\": [], \"BoundsByRev\": {\"master\": {}}}}",
        "{\"a b\": {\"Definitions\": [], \"BoundsByRev\": {}}}"
      })
  void whatIsOfAnotherFormIsToldSo(String document) {
    assertThatThrownBy(() -> StitchedJson.read(document, "x.json"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("x.json is no stitched graph");
  }
}
