package dev.ebb.cloud.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolverFactory;
import com.atlassian.oai.validator.report.ValidationReport;
import dev.ebb.cloud.StubServer.Exchange;
import dev.ebb.cloud.StubServer.How;
import dev.ebb.cloud.StubServer.Request;
import dev.ebb.fault.Fault;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.remote.NewBranch;
import dev.ebb.restore.remote.RemoteBranch;
import dev.ebb.restore.remote.RemoteBranches;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Ebb sends to Neon, and what the stub answers, held against Neon's own description of its
 * interface, which is fetched with {@code npm pack} and kept nowhere.
 */
@Tag("proof")
@ExtendWith(LeakCheck.class)
class NeonContractTest {
  private static final String PACKAGE = "@neondatabase/api-client@2.7.3";
  private static final String DESCRIPTION = "package/public-v2-for-users.gen.yaml";

  @TempDir private Path folder;

  @Test
  void everyExchangeIsAsNeonDescribesIt() throws IOException, InterruptedException {
    OpenApiInteractionValidator validator =
        OpenApiInteractionValidator.createForInlineApiSpecification(description())
            // documents that are put together from several forbid each other's members otherwise
            .withLevelResolver(LevelResolverFactory.withAdditionalPropertiesIgnored())
            .build();
    List<String> wrong = new ArrayList<>();
    List<Exchange> exchanges = exchanges();
    for (Exchange exchange : exchanges) {
      assertThat(exchange.request().headers().get("Authorization")).startsWith("Bearer ");
      ValidationReport report = validator.validate(request(exchange), response(exchange));
      report.getMessages().stream()
          .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
          .forEach(message ->
              wrong.add(
                  exchange.request().method()
                      + " "
                      + exchange.request().path()
                      + ": "
                      + message.getMessage()));
    }

    assertThat(wrong).isEmpty();
    assertThat(exchanges).hasSizeGreaterThan(40);
    // Does it look at all? An exchange that is wrong in both directions is found to be.
    Exchange good =
        exchanges.stream()
            .filter(e -> e.request().method().equals("POST"))
            .findFirst()
            .orElseThrow();
    SimpleRequest bad =
        SimpleRequest.Builder.post(good.request().path())
            .withContentType("application/json")
            .withBody("{\"branch\": {\"parent_timestamp\": \"yesterday\"}}")
            .withAuthorization("Bearer x")
            .build();
    assertThat(validator.validateRequest(bad).hasErrors()).isTrue();
    assertThat(
            validator
                .validate(
                    request(good),
                    SimpleResponse.Builder.status(201)
                        .withContentType("application/json")
                        .withBody("{\"operations\": [{\"status\": \"lost\"}]}")
                        .build())
                .hasErrors())
        .isTrue();
  }

  /** All that Ebb does with Neon, and some of what it is refused. */
  private List<Exchange> exchanges() {
    try (NeonHouse house = NeonHouse.furnished(folder.resolve("notes"))) {
      PointInTime neon = house.points();
      RestorePoint point = neon.mark("before", Origin.ASKED, null);
      house.stub.remember();
      neon.conditions();
      house.stub.course("scheduling", "running", "failed", "running", "finished");
      Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
      Place verified = neon.verified(neon.await(place, house.ears()));
      neon.steps(verified);
      house.stub.server.trouble("POST", "/restore", How.INSTEAD, NeonStub.refusal(423, "locked"));
      neon.switchOver(verified, Visitors.ENDED, house.ears());
      neon.remove(neon.places().getFirst());
      RemoteBranches branches = house.branches();
      RemoteBranch fresh =
          branches.create(
              new NewBranch("fresh", null, house.time.instant().plusSeconds(86400), false),
              house.ears());
      branches.makeMain(fresh, house.ears());
      branches.promote(branches.named("main"), house.ears());
      assertThat(
              catchThrowableOfType(
                  Fault.class,
                  () -> branches.create(new NewBranch("fresh", null, null, true), house.ears())))
          .isNotNull();
      return house.stub.server.exchanges();
    }
  }

  private static SimpleRequest request(Exchange exchange) {
    Request request = exchange.request();
    SimpleRequest.Builder builder = new SimpleRequest.Builder(request.method(), request.path());
    Request.values(request.query()).forEach((name, value) -> builder.withQueryParam(name, value));
    builder.withAuthorization(request.headers().getOrDefault("Authorization", ""));
    if (!request.body().isEmpty()) {
      builder.withContentType("application/json").withBody(request.body());
    }
    return builder.build();
  }

  private static SimpleResponse response(Exchange exchange) {
    SimpleResponse.Builder builder = SimpleResponse.Builder.status(exchange.reply().status());
    Map<String, String> headers = exchange.reply().headers();
    return builder
        .withContentType(headers.getOrDefault("Content-Type", ""))
        .withBody(exchange.reply().body())
        .build();
  }

  private String description() throws IOException, InterruptedException {
    Process npm =
        new ProcessBuilder(
                "npm", "pack", "--silent", "--pack-destination", folder.toString(), PACKAGE)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("npm.log").toFile())
            .start();
    if (!npm.waitFor(120, TimeUnit.SECONDS) || npm.exitValue() != 0) {
      npm.destroyForcibly();
      throw new AssertionError(
          "npm cannot fetch "
              + PACKAGE
              + ": install npm, and let it reach its registry: "
              + Files.readString(folder.resolve("npm.log")));
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.tgz");
        InputStream file = Files.newInputStream(found.iterator().next());
        TarArchiveInputStream archive =
            new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(file)))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        if (entry.getName().equals(DESCRIPTION)) {
          return new String(archive.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError(PACKAGE + " has no " + DESCRIPTION);
  }
}
