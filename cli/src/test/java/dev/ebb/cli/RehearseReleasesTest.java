package dev.ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ebb.cli.InProcess.Result;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an upgrade or a downgrade would do to all databases is seen before it, and not done. */
@ExtendWith(LeakCheck.class)
class RehearseReleasesTest {
  private static final Path ROOT = Path.of(System.getProperty("ebb.root", ".."));
  private static final Path SCHEMA = ROOT.resolve("docs/json/rehearse.schema.json");

  @TempDir Path folder;
  private Journey journey = new Journey(Path.of(""));

  @BeforeEach
  void start() {
    journey = new Journey(folder);
  }

  @AfterEach
  void end() {
    journey.close();
  }

  private Result rehearse(int status, String... words) {
    String before = journey.frontend().catalogAndData() + journey.codeintel().catalogAndData();
    Result result = journey.travel(words);
    assertThat(result.status()).as(result.out() + result.err()).isEqualTo(status);
    assertThat(journey.frontend().catalogAndData() + journey.codeintel().catalogAndData())
        .isEqualTo(before);
    return result;
  }

  private static void assertValid(String document) throws IOException {
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON)
                .validate(document, InputFormat.JSON))
        .as(document)
        .isEmpty();
  }

  @Test
  void aDowngradeIsRehearsedLegByLegWithTheDataBetween() throws IOException {
    journey.releasesThatDropWhatWasMoved();
    journey.upTo("v1.2.0");
    journey
        .frontend()
        .execute(
            "INSERT INTO parts SELECT i, i FROM generate_series(1, 30000) i;"
                + " INSERT INTO frontend_t5 VALUES (1), (2); ANALYZE");
    String[] down = {"rehearse", "downgrade", "--from=v1.2.0", "--to=v1.0.0"};
    Result text = rehearse(0, down);
    assertThat(text.out())
        .contains(
            "frontend: 5 steps rehearsed on a scratch database with the same 8 migrations",
            "codeintel: 2 steps rehearsed",
            "👉 Migrating to v1.1 (step 1 of 2)\n   frontend: 4 migrations\n",
            "locks table public.parts (",
            "ACCESS EXCLUSIVE",
            "table public.frontend_t5",
            "   data: out-of-band migration 7, moves what is there: reversible",
            "; about 30,000 rows of parts, 0.3 s to 6.0 s by estimate with one worker",
            "👉 Migrating to v1.0 (step 2 of 2)\n   frontend: 1 migration\n",
            "in all: schemas a moment, data 0.3 s to 6.0 s by estimate; waiting for locks comes on top");
    assertThat(text.out().indexOf("drops table public.frontend_t5"))
        .isLessThan(text.out().indexOf("data: out-of-band"));
    Result json =
        rehearse(
            0, Stream.concat(Stream.of(down), Stream.of("--format=json")).toArray(String[]::new));
    assertValid(json.out());
    assertThat(json.out())
        .contains("\"legs\"", "\"version\" : \"v1.1.0\"", "\"wayBack\" : \"reversible\"");
  }

  @Test
  void whatIsLeftToMoveIsReckonedFromTheRowsAndFromHowFarItIs() throws IOException {
    journey.releasesThatDropWhatWasMoved();
    journey.upTo("v1.0.0");
    journey
        .frontend()
        .execute("INSERT INTO parts SELECT i, i FROM generate_series(1, 40000) i; ANALYZE");
    Result up = rehearse(0, "rehearse", "upgrade", "--from=v1.0.0", "--to=v1.2.0");
    assertThat(up.out())
        .contains(
            "about 40,000 rows of parts, 0.4 s to 8.0 s by estimate with one worker",
            "👉 Migrating to v1.2 (step 2 of 2)",
            "data 0.4 s to 8.0 s by estimate");
  }

  @Test
  void aStepThatFailsEndsItsSchemaAndTheRestIsNotTried() {
    journey.threeReleases();
    journey
        .release("v1.2.0")
        .migration(
            "frontend",
            10,
            "5",
            List.of("CREATE TABLE late (id int);", "DROP TABLE late; SELECT 1 / 0;"));
    journey.upTo("v1.2.0");
    Result result = rehearse(4, "rehearse", "downgrade", "--from=v1.2.0", "--to=v1.0.0");
    assertThat(result.out())
        .contains("✖ fails: ", "division by zero", "3 more steps were not tried")
        .contains("codeintel: 2 steps rehearsed");
  }

  @Test
  void whatSpeaksAgainstItIsToldAndGivesTheStatus() throws IOException {
    journey.threeReleases();
    journey.declare(7, "v1.1", "", "irreversible: true");
    journey.upTo("v1.2.0");
    Result against = rehearse(6, "rehearse", "downgrade", "--from=v1.2.0", "--to=v1.0.0");
    assertThat(against.out()).contains("irreversible; nothing runs, its data stay as they are");
    assertThat(against.err()).contains("it would not begin, because:", "--accept-irreversible");
    rehearse(0, "rehearse", "downgrade", "--from=v1.2.0", "--to=v1.0.0", "--accept-irreversible");
  }

  @Test
  void optionsOfAnotherRunAreRefused() {
    journey.threeReleases();
    journey.upTo("v1.0.0");
    assertThat(rehearse(2, "rehearse", "up", "--from=v1.0.0", "--to=v1.1.0").err())
        .contains("--from does not go with rehearse up");
    assertThat(
            rehearse(2, "rehearse", "upgrade", "--from=v1.0.0", "--to=v1.1.0", "--on-branch").err())
        .contains("--on-branch does not go with rehearse upgrade");
    assertThat(
            rehearse(2, "rehearse", "upgrade", "--from=v1.0.0", "--to=v1.1.0", "--db=frontend")
                .err())
        .contains("is for all databases at once");
    assertThat(rehearse(2, "rehearse", "upgrade", "--from=v1.0.0").err())
        .contains("the --from and --to flags are required");
  }

  @Test
  void theExampleProductIsRehearsedFromItsNewestReleaseToItsOldest() throws IOException {
    try (TestDatabase frontend = TestPostgres.shared().newDatabase();
        TestDatabase codeintel = TestPostgres.shared().newDatabase();
        TestDatabase insights = TestPostgres.shared().newDatabase()) {
      Map<String, String> environment = new HashMap<>(SampleProject.connection("", frontend));
      environment.putAll(SampleProject.connection("CODEINTEL_", codeintel));
      environment.putAll(SampleProject.connection("CODEINSIGHTS_", insights));
      environment.put("HOME", folder.toString());
      InProcess ebb = new InProcess(ROOT.resolve("examples/product"), environment);
      assertThat(ebb.call("up").status()).isZero();
      Result result =
          ebb.call(
              "rehearse",
              "downgrade",
              "--from=v4.5.1",
              "--to=v4.0.0",
              "--shadow=target",
              "--format=json");
      assertThat(result.status()).as(result.err() + result.out()).isZero();
      assertValid(result.out());
      assertThat(result.out())
          .contains("\"schema\" : \"frontend\"", "\"schema\" : \"codeinsights\"", "\"outOfBand\"");
    }
  }
}
