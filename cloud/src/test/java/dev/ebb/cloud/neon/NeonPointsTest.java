package dev.ebb.cloud.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.cloud.Scenes;
import dev.ebb.cloud.StubServer.How;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Switched;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Points in time at Neon: from a mark to the state of then under the same connection string. */
@ExtendWith(LeakCheck.class)
class NeonPointsTest {
  @TempDir private Path folder;
  private NeonHouse house;

  @BeforeEach
  void open() {
    house = NeonHouse.furnished(folder);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private RestorePoint markAndRuin() {
    RestorePoint point = house.points().mark("before_v5", Origin.ASKED, null);
    house.stub.remember();
    house.database.execute("DELETE FROM item WHERE id > 2; INSERT INTO item VALUES (77)");
    return point;
  }

  @Test
  void whatWasThereThenServesAgainAndWhatWasThereNowIsKept() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    place = neon.await(place, house.ears());

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(house.items(place)).as("in the new branch").isEqualTo("5");
    assertThat(house.items()).as("what serves is as it was").isEqualTo("3");
    Switched done = neon.switchOver(neon.verified(place), Visitors.ENDED, house.ears());

    assertThat(house.items()).as("under the same connection string").isEqualTo("5");
    assertThat(done.kept()).contains("main_before_back");
    assertThat(house.stub.named("main_before_back").database).isNotEqualTo(house.database.name());
    assertThat(neon.places().getFirst().state()).isEqualTo(State.SERVING);
  }

  @Test
  void nothingServesThatNobodyLookedInto() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    Place ready = neon.await(place, house.ears());

    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> neon.switchOver(ready, Visitors.ENDED, house.ears()));

    assertThat(fault.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    assertThat(fault.problems().getFirst().remedy())
        .contains("pitr resume back")
        .contains("serves as before");
    assertThat(house.stub.server.count("POST", "/restore")).isZero();
  }

  @Test
  void aMomentBeforeTheHistoryIsRefusedBeforeAnythingIsOrdered() {
    house.stub.retention = 3600;
    Instant tooLong = house.time.instant().minusSeconds(7200);
    PointInTime neon = house.points();

    Offer offer = neon.offer(new Moment.At(tooLong));
    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> neon.begin(new Moment.At(tooLong), "back", house.ears()));

    assertThat(offer.works()).isFalse();
    assertThat(fault).hasMessageContaining("history retention of 3600 s");
    assertThat(fault.problems().getFirst().remedy()).contains("nothing was ordered");
    assertThat(house.stub.server.count("POST", "/")).isZero();
    assertThat(neon.places()).isEmpty();
  }

  @Test
  void theLossOfLaterWritesIsSaidBefore() {
    RestorePoint point = markAndRuin();
    Offer offer = house.points().offer(point);

    assertThat(offer.works()).isTrue();
    assertThat(offer.forfeits()).containsExactly(new Forfeit.Writes(point.at()));
    assertThat(offer.command()).isEqualTo("pitr restore " + point.reference());
    assertThat(house.points().offerAt(point.at())).isPresent();
    assertThat(house.points().conditions()).allMatch(Condition.Met.class::isInstance);
  }

  @Test
  void anotherProcessGoesOnWaiting() {
    RestorePoint point = markAndRuin();
    house.stub.course("scheduling", "running", "running", "finished");
    house.points().begin(new Moment.Named(point.reference()), "back", house.ears());

    PointInTime next = house.points();
    Place place = next.await(next.places().getFirst(), house.ears());

    assertThat(place.state()).isEqualTo(State.READY);
    assertThat(house.stub.server.count("POST", "/branches")).isEqualTo(1);
    assertThat(house.heard).anyMatch(p -> p.what().contains("create branch is running"));
  }

  @Test
  void aPlaceIsFoundAtNeonThoughNobodyHereKnowsOfIt(@TempDir Path elsewhere) {
    RestorePoint point = markAndRuin();
    house.points().begin(new Moment.Named(point.reference()), "back", house.ears());
    NeonHouse before = house;
    PointInTime stranger =
        new NeonProvider(before.time)
            .open(
                Scenes.of(
                    before.database, before.time, elsewhere, before.settings, before.environment));

    assertThat(stranger.points()).isEmpty();
    Place place = stranger.await(stranger.places().getFirst(), before.ears());

    assertThat(place.name()).isEqualTo("back");
    assertThat(place.at()).isEqualTo(point.at());
    assertThat(before.items(place)).isEqualTo("5");
  }

  @Test
  void whoDiedBeforeTheOrderOrdersAfterwards() {
    RestorePoint point = markAndRuin();
    house.stub.server.trouble("POST", "/branches", How.INSTEAD, NeonStub.refusal(400, "not today"));
    PointInTime neon = house.points();
    Fault fault =
        catchThrowableOfType(
            Fault.class,
            () -> neon.begin(new Moment.Named(point.reference()), "back", house.ears()));
    assertThat(fault).hasMessageContaining("not today");

    Place place = neon.await(house.points().places().getFirst(), house.ears());

    assertThat(house.items(place)).isEqualTo("5");
  }

  @Test
  void whoDiedInTheSwitchFinishesItAndDoesItOnce() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    neon.verified(neon.await(place, house.ears()));
    house.settings.put("wait-minutes", "0");
    house.stub.course("running", "running", "running", "finished");
    Fault late =
        catchThrowableOfType(
            Fault.class,
            () ->
                house
                    .points()
                    .switchOver(house.points().places().getFirst(), Visitors.ENDED, house.ears()));
    assertThat(late.problems().getFirst().remedy()).contains("ebb pitr resume back --db=app");
    house.settings.remove("wait-minutes");

    PointInTime next = house.points();
    Place switching = next.places().getFirst();
    assertThat(switching.state()).isEqualTo(State.SWITCHING);
    assertThat(next.await(switching, house.ears()).state()).isEqualTo(State.SERVING);

    assertThat(house.stub.server.count("POST", "/restore")).isEqualTo(1);
    assertThat(house.items()).isEqualTo("5");
  }

  @Test
  void nobodyIsThrownOutUnasked() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    Place verified = neon.verified(neon.await(place, house.ears()));
    house.items();
    Fault fault =
        catchThrowableOfType(
            Fault.class, () -> neon.switchOver(verified, Visitors.RESPECTED, house.ears()));

    assertThat(fault).hasMessageContaining("connected");
    assertThat(house.items()).isEqualTo("3");
  }

  @Test
  void whatWasReplacedIsDeletedOnRequestOnly() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    neon.switchOver(neon.verified(neon.await(place, house.ears())), Visitors.ENDED, house.ears());
    assertThat(house.stub.branches).hasSize(3);

    neon.remove(neon.places().getFirst());

    assertThat(house.stub.branches).hasSize(1);
    assertThat(house.items()).isEqualTo("5");
    assertThat(neon.places()).isEmpty();
  }

  @Test
  void aPlaceIsRemovedWithItsNote() {
    RestorePoint point = markAndRuin();
    PointInTime neon = house.points();
    Place place = neon.begin(new Moment.Named(point.reference()), "back", house.ears());
    Place ready = neon.await(place, house.ears());

    neon.remove(ready);

    assertThat(house.stub.has("ebb/back")).isFalse();
    assertThat(neon.places()).isEmpty();
  }
}
