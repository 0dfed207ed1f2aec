package dev.ebb.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Definitions;
import dev.ebb.version.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

class StitchingTest {
  private static final SchemaName FRONTEND = new SchemaName("frontend");

  @Test
  void bothLayoutsAreOneGraph() {
    Releases releases =
        new Shelf()
            .pair("frontend", 1, "BEGIN; SELECT 1; COMMIT;")
            .pair("frontend", 2, "SELECT 2;")
            .release("v1.0.0")
            .without("")
            .migration("frontend", 1, "", "select 1; -- said otherwise")
            .migration("frontend", 2, "1", "SELECT 2;")
            .migration("frontend", 3, "2", "SELECT 3;")
            .migration("frontend", 4, "2", "SELECT 4;")
            .release("v1.1.0")
            .stitched();
    assertThat(ids(graph(releases).order())).containsExactly(1L, 2L, 3L, 4L);
    assertThat(leaves(releases, "v1.0.0")).containsExactly(2L);
    assertThat(leaves(releases, "v1.1.0")).containsExactly(3L, 4L);
    assertThat(migration(releases, 1).name()).isEqualTo("m1");
  }

  @Test
  void whatWasSquashedStaysWholeAndIsKnownToHaveBeen() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .migration("frontend", 2, "1", "SELECT 2;")
            .migration("frontend", 3, "2", "SELECT 3;")
            .release("v1.0.0")
            .without("")
            .migration("frontend", 2, "", "CREATE EXTENSION hstore;")
            .file(
                "migrations/frontend/2_m2/metadata.yaml",
                "name: squashed migrations (privileged)\nprivileged: true\nnonIdempotent: true")
            .migration("frontend", 3, "2", "SELECT 123;")
            .file(
                "migrations/frontend/3_m3/metadata.yaml",
                "name: squashed migrations (unprivileged)\nparents: [2]\nnonIdempotent: true")
            .migration("frontend", 4, "3", "SELECT 4;")
            .release("v1.1.0")
            .stitched();
    assertThat(ids(graph(releases).order())).containsExactly(1L, 2L, 3L, 4L);
    assertThat(up(releases, 3)).isEqualTo("SELECT 3;");
    assertThat(releases.schemas().getFirst().squashed())
        .containsExactly(new MigrationId(2), new MigrationId(3));
    Definitions newest = releases.at(releases.newest().orElseThrow()).getFirst();
    assertThat(ids(newest.graph().order())).containsExactly(1L, 2L, 3L, 4L);
    assertThat(releases.newest().orElseThrow().schema(FRONTEND).orElseThrow().ids()).hasSize(3);
  }

  @Test
  void aSchemaThatAReleaseDidNotHaveYetHasNothingThere() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .release("v1.0.0")
            .migration("codeintel", 7, "", "SELECT 7;")
            .release("v1.1.0")
            .stitched();
    SchemaName codeintel = new SchemaName("codeintel");
    Release first = releases.release(Version.of(1, 0));
    assertThat(first.schema(codeintel)).isEmpty();
    assertThat(first.leaves(codeintel)).isEmpty();
    assertThat(releases.at(first))
        .extracting(d -> d.schema().name() + " " + d.graph().size())
        .containsExactly("frontend 1", "codeintel 0");
  }

  @Test
  void aSchemaCanBeDeclaredAbsent() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .migration("codeintel", 7, "", "SELECT 7;")
            .release("v1.0.0")
            .release("v1.1.0")
            .stitched(
                """
                overrides:
                  - schema: codeintel
                    releases: ..v1.0.0
                    absent: true
                    reason: nobody ever ran it
                """);
    assertThat(releases.release(Version.of(1, 0)).schemas()).containsOnlyKeys(FRONTEND);
    assertThat(releases.release(Version.of(1, 1)).schemas()).hasSize(2);
  }

  @Test
  void allContradictionsAreToldAtOnceEachWithWhatWouldSettleIt() {
    Shelf shelf =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .migration("frontend", 2, "1", "SELECT 2;")
            .migration("frontend", 3, "2", "SELECT 3;", "SELECT 'x';")
            .migration("codeintel", 9, "", "SELECT 9;")
            .release("v1.0.0")
            .migration("frontend", 2, "1", "SELECT 2.5;")
            .migration("frontend", 3, "1", "SELECT 3;", "SELECT 'y';")
            .without("migrations/codeintel")
            .migration("codeintel", 20, "", "SELECT 20; SELECT 'x;")
            .release("v1.1.0")
            .release("v1.2.0");
    Fault fault = catchThrowableOfType(Fault.class, shelf::stitched);
    assertThat(fault.problems())
        .extracting(p -> p.place() + ": " + p.what())
        .satisfiesExactly(
            p -> assertThat(p).startsWith("codeintel 20: its up script cannot be run: line 1: "),
            p -> assertThat(p).startsWith("codeintel 20: v1.1.0 begins with it, and no older"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "frontend 2: v1.1.0 has another up script than v1.0.0 (line 1: \"SELECT"
                            + " 2.5;\", not \"SELECT 2;\")"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        "frontend 3: v1.1.0 has another down script and list of parents than v1.0.0"
                            + " (line 1: \"SELECT 'y';\", not \"SELECT 'x';\")"));
    StringBuilder settled = new StringBuilder("overrides:\n");
    fault.problems().forEach(problem -> settled.append(filledIn(problem)).append('\n'));
    Releases releases = shelf.stitched(settled.toString());
    assertThat(releases.settled()).hasSize(2);
    assertThat(releases.notices()).isEmpty();
    assertThat(up(releases, 2)).isEqualTo("SELECT 2.5;");
    SchemaName codeintel = new SchemaName("codeintel");
    assertThat(ids(releases.schema(codeintel).orElseThrow().graph().order()))
        .containsExactly(9L, 20L);
  }

  private static String filledIn(Problem problem) {
    assertThat(problem.remedy()).startsWith("settle it in overrides.yaml:\n  - schema: ");
    return problem
        .remedy()
        .replaceFirst("(?s)^.*overrides.yaml:\n", "")
        .replace("<why that is right>", "so it is")
        .replace("[<the last one before it>]", "[9]")
        .replace("<the wrong text>", "SELECT 'x;")
        .replace("<the right one>", "");
  }

  @Test
  void aDecisionMayBeForTheOlderText() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .release("v1.0.0")
            .migration("frontend", 1, "", "SELECT 2;")
            .release("v1.1.0")
            .release("v1.2.0")
            .stitched(
                """
                overrides:
                  - schema: frontend
                    id: 1
                    accept: older
                    reason: the newer one never ran
                """);
    assertThat(up(releases, 1)).isEqualTo("SELECT 1;");
  }

  @Test
  void textFlagsAndParentsCanBeDecided() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1; SELECT 'bad';")
            .migration("frontend", 2, "1", "SELECT 2;")
            .migration("frontend", 3, "2", "SELECT 3;")
            .release("v1.0.0")
            .stitched(
                """
                overrides:
                  - schema: frontend
                    ids: [1, 2]
                    releases: v1.0.0
                    replace: "SELECT 'bad';"
                    with: ""
                    in: up
                    flags: [privileged]
                    reason: our servers do not have it
                  - schema: frontend
                    id: 3
                    parents: [1]
                    down: |
                      -- nothing
                    reason: it never needed 2
                """);
    assertThat(migration(releases, 1).up().script().statements()).hasSize(1);
    assertThat(migration(releases, 2).flags()).containsExactly(Flag.PRIVILEGED);
    assertThat(migration(releases, 3).parents()).containsExactly(new MigrationId(1));
    assertThat(migration(releases, 3).down().script().statements()).isEmpty();
    assertThat(leaves(releases, "v1.0.0")).containsExactly(2L, 3L);
  }

  @Test
  void whatIsWrittenWronglyIsToldWhereItStands() {
    String overrides =
        """
        overrides:
          - {schema: frontend, id: 1, accept: both, reason: x}
          - {id: 1, accept: newer}
          - {schema: frontend, reason: x, parents: [1]}
          - {schema: frontend, id: 1, reason: x, flags: [priviledged]}
          - {schema: frontend, id: 1, reason: x, releases: v2.0..v1.0}
          - {schema: frontend, id: 1, reason: x, releases: sometimes, accept: newer}
          - {schema: frontend, id: 1, reason: x, with: text, in: sideways}
          - {schema: a/b, id: 1, reason: x, absent: true}
        """;
    assertThatThrownBy(() -> Overrides.read(overrides, "overrides.yaml"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("overrides.yaml:2:")
        .hasMessageContaining("\"both\" cannot be accepted")
        .hasMessageContaining("it has no schema")
        .hasMessageContaining("it has no reason")
        .hasMessageContaining("it does not say which migration it is about")
        .hasMessageContaining("unknown flag \"priviledged\"")
        .hasMessageContaining("end before they begin")
        .hasMessageContaining("it does not say what is to be done")
        .hasMessageContaining("\"sometimes\" is not a version")
        .hasMessageContaining("no \"replace\"")
        .hasMessageContaining("\"a/b\" cannot name a schema");
  }

  @Test
  void aDecisionThatDecidesNothingIsTold() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .release("v1.0.0")
            .stitched(
                """
                overrides:
                  - {schema: frontend, id: 1, replace: not there, with: "", reason: x}
                  - {schema: frontend, id: 1, releases: v2.0.0.., accept: newer, reason: elsewhere}
                """);
    assertThat(releases.notices()).hasSize(1);
    assertThat(releases.notices().getFirst().what()).contains("no effect").contains("frontend");
  }

  @Test
  void whatCannotBeReadNamesTheRelease() {
    Shelf shelf =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .without("migrations/frontend/1_m1/down");
    assertThatThrownBy(() -> shelf.release("v1.0.0"))
        .hasMessageContaining("v1.0.0:migrations/frontend/1_m1")
        .hasMessageContaining("down.sql is missing");
  }

  @Test
  void rulesThatCameLaterDoNotConcernWhatWasReleased() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "CREATE INDEX CONCURRENTLY i ON t (a);")
            .release("v1.0.0")
            .stitched();
    assertThat(migration(releases, 1).flags()).containsExactly(Flag.CONCURRENT_INDEX);
  }

  @Test
  void theNewestDeclarationOfAnOutOfBandMigrationCounts() {
    Releases releases =
        new Shelf()
            .migration("frontend", 1, "", "SELECT 1;")
            .file("out-of-band/3_move/metadata.yaml", "id: 3")
            .file("out-of-band/3_move/old.sql", "SELECT 1;")
            .file("out-of-band/4_gone/metadata.yaml", "id: 4")
            .release("v1.0.0")
            .without("out-of-band")
            .file("out-of-band/3_moved/metadata.yaml", "id: 3 # newer")
            .file("out-of-band/33_other/metadata.yaml", "id: 33")
            .release("v1.1.0")
            .stitched();
    assertThat(releases.outOfBand().names("out-of-band"))
        .containsExactly("33_other", "3_moved", "4_gone");
    assertThat(releases.outOfBand().names("out-of-band/3_moved")).containsExactly("metadata.yaml");
  }

  private static Graph graph(Releases releases) {
    return releases.schema(FRONTEND).orElseThrow().graph();
  }

  private static Migration migration(Releases releases, long id) {
    return graph(releases).find(new MigrationId(id)).orElseThrow();
  }

  private static String up(Releases releases, long id) {
    return migration(releases, id).up().script().text();
  }

  private static List<Long> leaves(Releases releases, String version) {
    return releases.release(Version.parse(version)).leaves(FRONTEND).stream()
        .map(MigrationId::value)
        .toList();
  }

  private static List<Long> ids(List<Migration> migrations) {
    return migrations.stream().map(m -> m.id().value()).toList();
  }
}
