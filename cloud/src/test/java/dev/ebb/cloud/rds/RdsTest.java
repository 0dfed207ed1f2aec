package dev.ebb.cloud.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.Scenes;
import dev.ebb.cloud.StubServer.How;
import dev.ebb.cloud.StubServer.Request;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Switched;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Points in time at RDS and Aurora: a new instance or cluster, waited for, and given the old name.
 */
@ExtendWith(LeakCheck.class)
class RdsTest {
  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final TestDatabase database = TestPostgres.shared().database("postgres");
  private final RdsStub stub = new RdsStub(database.host(), database.port());
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Progress> heard = new ArrayList<>();
  private final Instant then = Instant.now().minusSeconds(7200).truncatedTo(ChronoUnit.SECONDS);

  @BeforeEach
  void open() {
    settings.put("endpoint", stub.server.uri("").toString());
    settings.put("region", "eu-west-1");
    environment.put("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    environment.put("AWS_SECRET_ACCESS_KEY", RdsStub.SECRET);
  }

  @AfterEach
  void close() {
    stub.close();
    database.close();
  }

  private Scene scene(String key) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(key, "prod");
    return Scenes.of(database, time, folder, all, environment);
  }

  private PointInTime rds() {
    return new RdsProvider(time).open(scene("instance"));
  }

  private PointInTime aurora() {
    return new AuroraProvider(time).open(scene("cluster"));
  }

  private Place made(PointInTime points) {
    return points.await(points.begin(new Moment.At(then), "back", heard::add), heard::add);
  }

  private Fault fault(Runnable work) {
    Fault fault = catchThrowableOfType(Fault.class, work::run);
    assertThat(fault).isNotNull();
    StringWriter all = new StringWriter();
    fault.printStackTrace(new PrintWriter(all));
    assertThat(all.toString()).doesNotContain(RdsStub.SECRET);
    assertThat(fault.problems().getFirst().remedy()).isNotBlank();
    return fault;
  }

  private Map<String, String> request(String action) {
    return stub.server.exchanges().stream()
        .map(e -> Request.values(e.request().body()))
        .filter(form -> Objects.equals(form.get("Action"), action))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anInstanceOfThatMomentIsLikeTheOldOneAndCanBeConnectedTo() {
    Place place = made(rds());

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(request("RestoreDBInstanceToPointInTime"))
        .containsEntry("TargetDBInstanceIdentifier", "prod-back")
        .containsEntry("RestoreTime", then.toString())
        .containsEntry("DBSubnetGroupName", "inner")
        .containsEntry("DBParameterGroupName", "tuned")
        .containsEntry("VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-1")
        .containsEntry("MultiAZ", "true");
    assertThat(heard).anyMatch(p -> p.what().contains("creating") && p.left() != null);
    try (Session session = rds().connector(place).open()) {
      assertThat(session.query("SELECT 1 AS one", row -> row.int32("one"))).containsExactly(1);
    }
  }

  @Test
  void namesAreSwappedOnlyWhenAskedForAndTheOldInstanceStays() {
    PointInTime rds = rds();
    Place verified = rds.verified(made(rds));
    assertThat(stub.instances).containsKeys("prod", "prod-back");

    Switched done = rds.switchOver(verified, Visitors.ENDED, heard::add);

    assertThat(stub.instances)
        .containsKeys("prod", "prod-replaced-back")
        .doesNotContainKey("prod-back");
    assertThat(Objects.requireNonNull(stub.instances.get("prod")).tags)
        .containsEntry("ebb:place", "back");
    assertThat(Objects.requireNonNull(stub.instances.get("prod")).guarded).isTrue();
    assertThat(done.kept()).isEqualTo("instance prod-replaced-back");
  }

  @Test
  void whoDiesBetweenTheTwoNamesGoesOn() {
    PointInTime rds = rds();
    rds.verified(made(rds));
    stub.server.trouble(
        "POST",
        "NewDBInstanceIdentifier=prod&",
        How.INSTEAD,
        RdsStub.refusal(403, "ExpiredToken", "expired"));
    Fault expired =
        fault(() -> rds.switchOver(rds.places().getFirst(), Visitors.ENDED, heard::add));
    assertThat(expired.problems().getFirst().remedy())
        .contains("sign in anew")
        .contains("goes on where it was");
    assertThat(stub.instances)
        .containsKeys("prod-back", "prod-replaced-back")
        .doesNotContainKey("prod");

    PointInTime next = rds();
    next.switchOver(next.places().getFirst(), Visitors.ENDED, heard::add);

    assertThat(stub.instances)
        .containsKeys("prod", "prod-replaced-back")
        .doesNotContainKey("prod-back");
    assertThat(Objects.requireNonNull(stub.instances.get("prod")).guarded).isTrue();
  }

  /** Of a place whose switch was begun, as the next process finds it. */
  private Place switching(PointInTime rds) {
    rds.verified(made(rds));
    stub.server.trouble(
        "POST",
        "NewDBInstanceIdentifier=prod&",
        How.AFTER,
        RdsStub.refusal(403, "ExpiredToken", "expired"));
    fault(() -> rds.switchOver(rds.places().getFirst(), Visitors.ENDED, heard::add));
    return rds().places().getFirst();
  }

  @Test
  void whoDiesWhileTheSecondNameIsOnItsWayWaitsForIt() {
    Place place = switching(rds());
    assertThat(place.state()).isEqualTo(State.SWITCHING);
    assertThat(stub.instances).containsKey("prod-back");

    rds().switchOver(place, Visitors.ENDED, heard::add);

    assertThat(stub.instances)
        .containsKeys("prod", "prod-replaced-back")
        .doesNotContainKey("prod-back");
    assertThat(stub.server.count("POST", "NewDBInstanceIdentifier=prod&")).isLessThan(3);
  }

  @Test
  void whatServesAlreadyKeepsItsNameWhenSomebodyGoesOn() {
    Place place = switching(rds());
    rds().switchOver(place, Visitors.ENDED, heard::add);
    stub.instances.remove("prod-replaced-back");

    rds().switchOver(place, Visitors.ENDED, heard::add);

    assertThat(stub.instances).containsOnlyKeys("prod", "prod-1");
  }

  @Test
  void aNameThatSomebodyElseTookMeanwhileIsNotTakenForTheRestoredOne() {
    PointInTime rds = rds();
    rds.verified(made(rds));
    stub.server.trouble(
        "POST",
        "NewDBInstanceIdentifier=prod&",
        How.INSTEAD,
        RdsStub.refusal(400, "DBInstanceAlreadyExists", "prod exists"));

    assertThat(fault(() -> rds.switchOver(rds.places().getFirst(), Visitors.ENDED, heard::add)))
        .hasMessageContaining("DBInstanceAlreadyExists");
    assertThat(rds().places().getFirst().state()).isEqualTo(State.SWITCHING);
  }

  @Test
  void whatWasProtectedIsNotDeletedAndNothingElseIsLost() {
    PointInTime rds = rds();
    rds.switchOver(rds.verified(made(rds)), Visitors.ENDED, heard::add);

    Fault refused = fault(() -> rds.remove(rds.places().getFirst()));

    assertThat(refused.code()).isEqualTo(FaultCode.REFUSED);
    assertThat(refused.problems().getFirst().remedy()).contains("--no-deletion-protection");
    Objects.requireNonNull(stub.instances.get("prod-replaced-back")).guarded = false;
    rds.remove(rds.places().getFirst());
    assertThat(stub.instances).containsOnlyKeys("prod", "prod-1");
  }

  @Test
  void anotherMachineRecognisesWhatIsBeingMadeByItsTag(@TempDir Path elsewhere) {
    rds().begin(new Moment.At(then), "back", heard::add);
    Map<String, String> all = new HashMap<>(settings);
    all.put("instance", "prod");
    PointInTime stranger =
        new RdsProvider(time).open(Scenes.of(database, time, elsewhere, all, environment));

    Place place = stranger.await(stranger.places().getFirst(), heard::add);

    assertThat(place.name()).isEqualTo("back");
    assertThat(place.at()).isEqualTo(then);
    assertThat(stub.server.count("POST", "RestoreDBInstance")).isEqualTo(1);
  }

  @Test
  void anOrderWhoseAnswerIsLostIsNotGivenTwice() {
    stub.server.trouble(
        "POST", "RestoreDBInstance", How.AFTER, RdsStub.refusal(500, "InternalFailure", "oops"));
    made(rds());

    assertThat(stub.instances).hasSize(3);
  }

  @Test
  void aClusterGetsAnInstanceAndItsNameIsSwapped() {
    PointInTime aurora = aurora();
    Place place = made(aurora);

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(request("CreateDBInstance"))
        .containsEntry("DBClusterIdentifier", "prod-back")
        .containsEntry("DBInstanceClass", "db.r6g.xlarge");
    aurora.switchOver(aurora.verified(place), Visitors.ENDED, heard::add);
    assertThat(stub.clusters)
        .containsKeys("prod", "prod-replaced-back")
        .doesNotContainKey("prod-back");
    aurora.remove(aurora.places().getFirst());
    assertThat(stub.clusters).containsOnlyKeys("prod");
    assertThat(request("DeleteDBCluster"))
        .containsEntry("FinalDBSnapshotIdentifier", "prod-replaced-back-last");
  }

  @Test
  void theWindowComesFromTheBackupsAndWhatIsOutsideIsRefused() {
    Offer offer = rds().offer(new Moment.At(Instant.now()));
    assertThat(offer.works()).isFalse();
    assertThat(offer.unmet().getFirst().remedy()).contains("or wait");
    assertThat(offer.estimate().time()).isPositive();
    assertThat(rds().window().earliest()).isBefore(then);

    fault(() -> rds().begin(new Moment.Lsn("0/1"), "back", heard::add));
    stub.retention = 0;
    assertThat(fault(() -> rds().begin(new Moment.At(then), "back", heard::add)))
        .hasMessageContaining("backups are off");
    assertThat(rds().conditions()).anyMatch(Condition.Unmet.class::isInstance);
    assertThat(stub.server.count("POST", "Action=Restore")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "403,ExpiredToken,PERMISSION,sign in anew",
    "403,InvalidClientTokenId,PERMISSION,do not belong together",
    "403,AccessDenied,PERMISSION,granted",
    "400,InstanceQuotaExceeded,SERVER,ask Amazon for more",
    "400,InvalidDBInstanceState,BUSY,available",
  })
  void aRefusalIsSaidWithWhatToDo(int status, String code, FaultCode expected, String remedy) {
    stub.server.trouble(
        "POST", "RestoreDBInstance", How.INSTEAD, RdsStub.refusal(status, code, "no"));
    Fault fault = fault(() -> rds().begin(new Moment.At(then), "back", heard::add));

    assertThat(fault.code()).isEqualTo(expected);
    assertThat(fault).hasMessageContaining(code);
    assertThat(fault.problems().getFirst().remedy()).contains(remedy);
  }

  @Test
  void throttlingIsBorneByAmazonsOwnLibrary() {
    stub.server.trouble(
        "POST", "RestoreDBInstance", How.INSTEAD, RdsStub.refusal(400, "Throttling", "slow"));
    made(rds());

    assertThat(stub.instances).containsKey("prod-back");
  }

  @Test
  void anInstanceThatIsNotThereHasANearestName() {
    settings.put("instance", "prd");
    Scene scene = Scenes.of(database, time, folder, settings, environment);

    assertThat(
            fault(() -> new RdsProvider(time).open(scene).window()).problems().getFirst().remedy())
        .contains("did you mean prod?");
  }

  @Test
  void whatAmazonGaveUpIsSaid() {
    stub.course("creating", "incompatible-restore");

    assertThat(fault(() -> made(rds()))).hasMessageContaining("incompatible-restore");
  }

  @Test
  void whatNeverEndsIsNotWaitedForForEver() {
    stub.course("creating");
    settings.put("wait-minutes", "240");
    Fault fault = fault(() -> made(rds()));

    assertThat(fault).hasMessageContaining("after 240 minutes").hasMessageContaining("creating");
    assertThat(fault.problems().getFirst().remedy())
        .contains("ebb pitr resume back --db=app --provider=rds");
  }

  @Test
  void whatBearsNoTagOfOursIsNotDeleted() {
    PointInTime rds = rds();
    Place place = made(rds);
    Objects.requireNonNull(stub.instances.get("prod-back")).tags.clear();

    assertThat(fault(() -> rds.remove(place)).code()).isEqualTo(FaultCode.REFUSED);
    assertThat(stub.instances).containsKey("prod-back");
  }

  @Test
  void nobodyAtTheAddressIsSaid() {
    stub.close();

    assertThat(fault(() -> rds().window()).code()).isEqualTo(FaultCode.CONNECTION);
  }
}
