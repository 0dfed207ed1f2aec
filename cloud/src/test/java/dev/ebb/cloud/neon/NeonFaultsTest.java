package dev.ebb.cloud.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.cloud.StubServer.How;
import dev.ebb.cloud.StubServer.Reply;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PointInTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever goes wrong between Ebb and Neon ends in words for an operator, and never in a secret.
 */
@ExtendWith(LeakCheck.class)
class NeonFaultsTest {
  @TempDir private Path folder;
  private NeonHouse house;

  @BeforeEach
  void open() {
    house = NeonHouse.empty(folder);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private Place begin() {
    PointInTime neon = house.points();
    return neon.begin(new Moment.At(house.time.instant()), "back", house.ears());
  }

  /** The fault, of which no part tells the key. */
  private static Fault fault(Runnable work) {
    Fault fault = catchThrowableOfType(Fault.class, work::run);
    assertThat(fault).isNotNull();
    StringWriter all = new StringWriter();
    fault.printStackTrace(new PrintWriter(all));
    fault.problems().forEach(problem -> all.append(problem.toString()));
    assertThat(all.toString()).doesNotContain(NeonStub.KEY).doesNotContain("napi_");
    assertThat(fault.problems().getFirst().remedy()).isNotBlank();
    return fault;
  }

  @Test
  void aKeyThatIsNotAcceptedIsNotShown() {
    house.environment.put("NEON_API_KEY", "napi_zyxwvutsrqponmlkjihgfedcba");
    Fault fault = fault(() -> house.points().window());

    assertThat(fault.code()).isEqualTo(FaultCode.PERMISSION);
    assertThat(fault).hasMessageContaining("NEON_API_KEY").hasMessageContaining("***");
    assertThat(fault.problems().getFirst().remedy()).contains("expired");
  }

  @Test
  void withoutAKeyNobodyIsAsked() {
    house.environment.clear();
    Fault fault = fault(() -> house.points());

    assertThat(fault.code()).isEqualTo(FaultCode.USAGE);
    assertThat(fault.problems().getFirst().remedy()).contains("export NEON_API_KEY");
    assertThat(house.stub.server.exchanges()).isEmpty();
  }

  @Test
  void theKeyIsNotSentInTheClearToAnotherMachine() {
    house.settings.put("api", "http://neon.example.com/api/v2");

    assertThat(fault(() -> house.points()).code()).isEqualTo(FaultCode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"403,PERMISSION,right", "400,SERVER,mend", "409,SERVER,mend", "302,SERVER,address"})
  void aRefusalIsSaidWithItsReason(int status, FaultCode code, String remedy) {
    house.stub.server.trouble(
        "POST", "/branches", How.INSTEAD, NeonStub.refusal(status, "limit of branches reached"));
    Fault fault = fault(this::begin);

    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault).hasMessageContaining("limit of branches reached");
    assertThat(fault.problems().getFirst().remedy()).contains(remedy).contains("not done");
  }

  @Test
  void aProjectThatIsNotThereIsNamed() {
    house.settings.put("project", "quiet-moon-1");

    assertThat(fault(() -> house.points().window()))
        .hasMessageContaining("no project \"quiet-moon-1\"");
  }

  @Test
  void aBranchThatIsNotThereHasANearestName() {
    house.settings.put("branch", "mian");
    Fault fault = fault(() -> house.points().window());

    assertThat(fault.code()).isEqualTo(FaultCode.UNKNOWN_NAME);
    assertThat(fault.problems().getFirst().remedy()).contains("did you mean main?");
  }

  @ParameterizedTest
  @ValueSource(ints = {423, 429, 503})
  void whoIsBusyIsAskedAgain(int status) {
    for (int i = 0; i < 3; i++) {
      house.stub.server.trouble("POST", "/branches", How.INSTEAD, NeonStub.refusal(status, "busy"));
    }
    begin();

    assertThat(house.stub.has("ebb/back")).isTrue();
    assertThat(house.time.waited()).isEqualTo(Duration.ofMillis(500 + 1000 + 2000));
  }

  @Test
  void whoIsBusyForLongIsLeftAlone() {
    for (int i = 0; i < 60; i++) {
      house.stub.server.trouble("POST", "/branches", How.INSTEAD, NeonStub.refusal(423, "locked"));
    }
    Fault fault = fault(this::begin);

    assertThat(fault.code()).isEqualTo(FaultCode.BUSY);
    assertThat(fault).hasMessageContaining("tried for 6");
    assertThat(fault.problems().getFirst().remedy()).contains("another operation still runs");
  }

  @Test
  void aWishToWaitIsHonoured() {
    Reply later =
        new Reply(429, Map.of("Retry-After", "7", "Content-Type", "application/json"), "{}");
    house.stub.server.trouble("POST", "/branches", How.INSTEAD, later);
    begin();

    assertThat(house.time.waited()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void aQuestionIsRepeatedAfterTrouble(int status) {
    house.stub.server.trouble("GET", "/branches", How.INSTEAD, NeonStub.refusal(status, "oops"));

    assertThat(house.points().window().earliest()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"AFTER", "SILENT", "CUT"})
  void anOrderWhoseAnswerIsLostIsNotGivenTwice(How how) {
    house.stub.server.trouble("POST", "/branches", how, NeonStub.refusal(500, "oops"));
    Place place = house.points().await(begin(), house.ears());

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(house.stub.branches).hasSize(2);
  }

  @Test
  void anOrderThatMayBeLostIsSaidToBe() {
    house.stub.server.trouble("POST", "/branches", How.INSTEAD, NeonStub.refusal(500, "oops"));
    Fault fault = fault(this::begin);

    assertThat(fault).hasMessageContaining("is not to be seen there");
    assertThat(fault.problems().getFirst().remedy())
        .contains("was not touched")
        .contains("ebb pitr resume back --db=app --provider=neon");
  }

  @Test
  void anAnswerThatIsNoJsonIsNotShown() {
    Reply strange = new Reply(200, Map.of("Content-Type", "text/html"), "<p>secret-of-others");
    for (int i = 0; i < 20; i++) {
      house.stub.server.trouble("GET", "/branches", How.INSTEAD, strange);
    }
    Fault fault = fault(() -> house.points().window());

    assertThat(fault).hasMessageContaining("text/html");
    assertThat(fault.getMessage()).doesNotContain("secret-of-others");
    assertThat(fault.problems().getFirst().remedy()).contains("proxy");
  }

  @Test
  void nobodyAtTheAddressIsSaidAfterSomeTries() {
    house.stub.server.close();
    Fault fault = fault(() -> house.points().window());

    assertThat(fault.code()).isEqualTo(FaultCode.CONNECTION);
    assertThat(fault.problems().getFirst().remedy()).contains("network");
    assertThat(house.time.pauses()).isGreaterThan(3);
  }

  @Test
  void whatFailedAndIsTriedAgainByNeonIsWaitedFor() {
    house.stub.course("running", "failed", "running", "finished");
    Place place = house.points().await(begin(), house.ears());

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(house.heard)
        .anyMatch(p -> p.what().contains("failed 1 time") && p.what().contains("tries again at"));
  }

  @Test
  void whatNeonGaveUpIsSaid() {
    house.stub.course("running", "error");
    Place place = begin();
    Fault fault = fault(() -> house.points().await(place, house.ears()));

    assertThat(fault)
        .hasMessageContaining("gave up")
        .hasMessageContaining("create branch is error");
    assertThat(fault.problems().getFirst().remedy()).contains("was not touched");
  }

  @Test
  void whatNeverEndsIsNotWaitedForForEver() {
    house.stub.course("running");
    house.settings.put("wait-minutes", "30");
    Place place = begin();
    Fault fault = fault(() -> house.points().await(place, house.ears()));

    assertThat(fault).hasMessageContaining("after 30 minutes");
    assertThat(fault.problems().getFirst().remedy())
        .contains("it goes on without us")
        .contains("ebb pitr resume back --db=app --provider=neon");
  }

  @Test
  void pagesThatGoRoundInCirclesEnd() {
    house.stub.endless = true;

    assertThat(house.branches().branches()).hasSize(1);
    assertThat(house.stub.server.count("GET", "/branches")).isLessThan(4);
  }
}
