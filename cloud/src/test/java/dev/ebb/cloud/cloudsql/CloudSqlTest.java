package dev.ebb.cloud.cloudsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.cloud.FakeTime;
import dev.ebb.cloud.Scenes;
import dev.ebb.cloud.StubServer.How;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points in time at Cloud SQL: a clone of a moment, and backups, which overwrite. */
@ExtendWith(LeakCheck.class)
class CloudSqlTest {
  @TempDir private Path folder;
  private final FakeTime time = new FakeTime();
  private final TestDatabase database = TestPostgres.shared().database("postgres");
  private final CloudSqlStub stub = new CloudSqlStub(time, database.host() + ":" + database.port());
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Progress> heard = new ArrayList<>();
  private final Instant then = Instant.now().minusSeconds(7200);

  @BeforeEach
  void open() {
    settings.put("api", stub.server.uri("").toString());
    settings.put("project", "shop");
    settings.put("instance", "prod");
    environment.put("CLOUDSDK_AUTH_ACCESS_TOKEN", CloudSqlStub.TOKEN);
  }

  @AfterEach
  void close() {
    stub.close();
    database.close();
    assertThat(stub.unknown).as("members that Google's classes do not know").isEmpty();
  }

  private PointInTime points() {
    return new CloudSqlProvider(time)
        .open(Scenes.of(database, time, folder, settings, environment));
  }

  private Place made(Moment moment) {
    return points().await(points().begin(moment, "back", heard::add), heard::add);
  }

  private Fault fault(Runnable work) {
    Fault fault = catchThrowableOfType(Fault.class, work::run);
    assertThat(fault).isNotNull();
    StringWriter all = new StringWriter();
    fault.printStackTrace(new PrintWriter(all));
    assertThat(all.toString()).doesNotContain(CloudSqlStub.TOKEN).doesNotContain("PRIVATE KEY");
    assertThat(fault.problems().getFirst().remedy()).isNotBlank();
    return fault;
  }

  @Test
  void aCloneOfThatMomentIsWaitedForAndCanBeConnectedTo() {
    Place place = made(new Moment.At(then));

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(stub.instances).containsKeys("prod", "prod-ebb-back");
    assertThat(heard).anyMatch(p -> p.what().contains("clone is running") && p.left() != null);
    try (Session session = points().connector(place).open()) {
      assertThat(session.query("SELECT 1 AS one", row -> row.int32("one"))).containsExactly(1);
    }
    assertThat(points().steps(place))
        .anyMatch(s -> s.command().contains("shop:europe-west1:prod-ebb-back"));
    points().remove(place);
    assertThat(stub.instances).containsOnlyKeys("prod");
  }

  @Test
  void nobodyPretendsThatAnAddressCouldBeKept() {
    PointInTime points = points();
    Place verified = points.verified(made(new Moment.At(then)));

    assertThat(fault(() -> points.switchOver(verified, Visitors.ENDED, heard::add)).code())
        .isEqualTo(FaultCode.REFUSED);
  }

  @Test
  void aBackupIsNotRestoredUntilSomebodyNamesWhatItOverwrites() {
    RestorePoint backup = points().points().getFirst();
    assertThat(backup.reference()).isEqualTo("backup-1234567890");
    Moment moment = new Moment.Named(backup.reference());

    Fault fault = fault(() -> points().begin(moment, "back", heard::add));

    assertThat(fault.code()).isEqualTo(FaultCode.REFUSED);
    assertThat(fault).hasMessageContaining("ALL that is in that is GONE");
    assertThat(fault.problems().getFirst().remedy()).contains("--setting=overwrite=");
    assertThat(stub.server.count("POST", "/")).isZero();
  }

  @Test
  void aBackupIsRestoredOverTheInstanceThatIsNamedAndOnce() {
    stub.instances.put("spare", "RUNNABLE");
    settings.put("overwrite", "spare");
    Moment moment = new Moment.Named("backup-1234567890");
    Offer offer = points().offer(moment);
    assertThat(offer.conditions())
        .anyMatch(c ->
            c instanceof Condition.Open open
                && open.what().contains("ALL that is in instance spare"));

    Place place = points().begin(moment, "back", heard::add);
    points().await(place, heard::add);
    points().await(place, heard::add);

    assertThat(stub.server.count("POST", "restoreBackup")).isEqualTo(1);
    assertThat(stub.server.count("POST", "/instances/spare/restoreBackup")).isEqualTo(1);
    assertThat(fault(() -> points().remove(place)).code()).isEqualTo(FaultCode.REFUSED);
  }

  @Test
  void whatIsInNoFreshBackupIsNotOverwritten() {
    settings.put("overwrite", "prod");
    stub.backups.replaceAll((_, end) -> end.minusSeconds(86400));
    Moment moment = new Moment.Named("backup-1234567890");

    Offer offer = points().offer(moment);

    assertThat(offer.conditions())
        .anyMatch(
            c -> c instanceof Condition.Open open && open.why().contains("THE ONE THAT SERVES"));
    assertThat(offer.unmet().getFirst().remedy())
        .contains("gcloud sql backups create --instance=prod");
  }

  @Test
  void aMomentWithoutLogIsRefused() {
    assertThat(points().offer(new Moment.At(Instant.now())).works()).isFalse();
    stub.logged = false;
    assertThat(points().conditions()).anyMatch(Condition.Unmet.class::isInstance);
    assertThat(fault(() -> made(new Moment.At(then)))).hasMessageContaining("not enabled");
    assertThat(stub.server.count("POST", "clone")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"AFTER", "SILENT", "CUT"})
  void anOrderWhoseAnswerIsLostIsNotGivenTwice(How how) {
    stub.server.trouble("POST", "/clone", how, CloudSqlStub.refusal(500, "oops"));
    made(new Moment.At(then));

    assertThat(stub.operations).hasSize(1);
  }

  @Test
  void whatGoogleGaveUpIsSaid() {
    stub.failure = "no address is free in the network";

    assertThat(fault(() -> made(new Moment.At(then)))).hasMessageContaining("no address is free");
  }

  @Test
  void whatNeverEndsIsNotWaitedForForEver() {
    stub.endless = true;
    settings.put("wait-minutes", "60");

    assertThat(fault(() -> made(new Moment.At(then))).problems().getFirst().remedy())
        .contains("ebb pitr resume back --db=app --provider=cloudsql");
  }

  @Test
  void anInstanceThatIsNotThereHasANearestName() {
    settings.put("instance", "prd");

    assertThat(fault(() -> points().offer(new Moment.Lsn("0/1"))).problems().getFirst().remedy())
        .contains("did you mean prod?");
  }

  @Test
  void aTokenThatHasExpiredIsSaidWithItsVariable() {
    environment.put("CLOUDSDK_AUTH_ACCESS_TOKEN", "ya29.expired-expired-expired");
    Fault fault = fault(() -> points().window());

    assertThat(fault.code()).isEqualTo(FaultCode.PERMISSION);
    assertThat(fault).hasMessageContaining("CLOUDSDK_AUTH_ACCESS_TOKEN");
  }

  @Test
  void aServiceAccountSignsForItsToken() throws IOException, NoSuchAlgorithmException {
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", key("service_account").toString());
    environment.remove("CLOUDSDK_AUTH_ACCESS_TOKEN");

    assertThat(points().window().earliest()).isNotNull();
    assertThat(stub.server.count("POST", "/token")).isEqualTo(1);
  }

  @Test
  void aKeyThatIsRevokedIsSaidWithItsFile() throws IOException, NoSuchAlgorithmException {
    Path key = key("authorized_user");
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", key.toString());
    environment.remove("CLOUDSDK_AUTH_ACCESS_TOKEN");
    Fault fault = fault(() -> points().window());

    assertThat(fault.code()).isEqualTo(FaultCode.PERMISSION);
    assertThat(fault)
        .hasMessageContaining(key.toString())
        .hasMessageContaining("expired or revoked");
  }

  private Path key(String type) throws IOException, NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    String text =
        Base64.getMimeEncoder()
            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    Map<String, Object> members = new HashMap<>();
    members.put("type", type);
    members.put("client_email", "ebb@shop.iam.gserviceaccount.com");
    members.put("token_uri", stub.server.uri("/token").toString());
    members.put(
        "private_key", "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    return Files.writeString(folder.resolve("key.json"), Tree.of(members).json());
  }
}
