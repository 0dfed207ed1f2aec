package dev.ebb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProjectTest {

  private static List<String> names(FilesInMemory files) {
    return Project.read(files).schemas().stream().map(s -> s.name().value()).toList();
  }

  @Test
  void takesTheFoldersBelowMigrationsForSchemasTheUsualOnesFirst() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/frontend/1_a", "")
            .flat("migrations/codeintel/1_a", "SELECT 1;")
            .with("migrations/fresh/.gitkeep", "")
            .with("migrations/docs/readme.md", "no schema");
    Project project = Project.read(files);
    assertThat(project.schemas())
        .containsExactly(
            new SchemaConfig(
                new dev.ebb.graph.SchemaName("frontend"),
                "migrations/frontend",
                "schema_migrations",
                "",
                false),
            new SchemaConfig(
                new dev.ebb.graph.SchemaName("codeintel"),
                "migrations/codeintel",
                "codeintel_schema_migrations",
                "CODEINTEL_",
                false),
            new SchemaConfig(
                new dev.ebb.graph.SchemaName("fresh"),
                "migrations/fresh",
                "fresh_schema_migrations",
                "FRESH_",
                false));
  }

  @Test
  void takesMigrationsDirectlyInTheFolderForTheOnlySchema() {
    assertThat(names(new FilesInMemory().flat("migrations/1_a", "SELECT 1;")))
        .containsExactly("main");
    FilesInMemory folders = new FilesInMemory().folder("migrations/1_a", "");
    SchemaConfig only = Project.read(folders).schemas().getFirst();
    assertThat(only.name().value()).isEqualTo("main");
    assertThat(only.folder()).isEqualTo("migrations");
    assertThat(only.versionTable()).isEqualTo("schema_migrations");
    assertThat(only.environmentPrefix()).isEmpty();
    assertThat(Findings.of(folders)).isEmpty();
  }

  @Test
  void givesTheOnlySchemaThePlainEnvironmentVariables() {
    SchemaConfig only =
        Project.read(new FilesInMemory().folder("migrations/my-app/1_a", "")).schema("my-app");
    assertThat(only.environmentPrefix()).isEmpty();
    FilesInMemory two =
        new FilesInMemory().folder("migrations/my-app/1_a", "").folder("migrations/other/1_a", "");
    assertThat(Project.read(two).schema("my-app").environmentPrefix()).isEqualTo("MY_APP_");
  }

  @Test
  void hasNoSchemasInAnEmptyProject() {
    assertThat(Project.read(new FilesInMemory()).schemas()).isEmpty();
    assertThat(names(new FilesInMemory().with("migrations/README.md", "x"))).isEmpty();
  }

  @Test
  void readsEbbYaml() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("db/frontend/1_a", "")
            .folder("elsewhere/1_a", "")
            .with(
                "ebb.yaml",
                """
                # comments are fine
                migrations: ./db/
                environment: production
                schemas:
                  frontend:
                  insights:
                    folder: elsewhere
                    versionTable: insights_version
                    environmentPrefix: ''
                    optional: true
                """);
    Project project = Project.read(files);
    assertThat(project.environment()).contains(Environment.PRODUCTION);
    assertThat(project.schema("frontend").folder()).isEqualTo("db/frontend");
    SchemaConfig insights = project.schema("insights");
    assertThat(insights.folder()).isEqualTo("elsewhere");
    assertThat(insights.versionTable()).isEqualTo("insights_version");
    assertThat(insights.environmentPrefix()).isEmpty();
    assertThat(insights.optional()).isTrue();
  }

  @Test
  void keepsWhatIsSaidOfRestoringWithTheSchemaThatItIsFor() {
    FilesInMemory files =
        new FilesInMemory()
            .folder("migrations/frontend/1_a", "")
            .with(
                "ebb.yaml",
                "restore:\n  provider: pgbackrest\n  frontend:\n    stanza: main\n    config: /etc/p\n");
    assertThat(Project.read(files).restore())
        .extracting(choice -> choice.key() + "=" + choice.value())
        .containsExactly("provider=pgbackrest", "frontend.stanza=main", "frontend.config=/etc/p");
  }

  @Test
  void takesAnEmptyEbbYamlForNone() {
    FilesInMemory files =
        new FilesInMemory().folder("migrations/frontend/1_a", "").with("ebb.yaml", "# nothing\n");
    assertThat(names(files)).containsExactly("frontend");
  }

  @Test
  void namesTheNearestSchemaForAnUnknownOne() {
    Project project = Project.read(new FilesInMemory().folder("migrations/frontend/1_a", ""));
    Fault fault = catchThrowableOfType(Fault.class, () -> project.schema("fronted"));
    assertThat(fault.code()).isEqualTo(FaultCode.UNKNOWN_NAME);
    assertThat(fault.problems().getFirst().remedy()).contains("did you mean frontend?");
  }

  @Test
  void refusesAFileThatIsNoText() {
    FilesInMemory files = new FilesInMemory().with("ebb.yaml", new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> Project.read(files)).isInstanceOf(Fault.class);
  }
}
