package dev.ebb.cloud.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.cloud.StubServer.How;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fixture.LeakCheck;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.remote.NewBranch;
import dev.ebb.restore.remote.RemoteBranch;
import dev.ebb.restore.remote.RemoteBranches;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Branches at Neon: made of any moment, put in the place of the main one, deleted. */
@ExtendWith(LeakCheck.class)
class NeonBranchesTest {
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

  private RemoteBranch create(String name) {
    return house.branches().create(new NewBranch(name, null, null, false), house.ears());
  }

  @Test
  void aBranchOfNowHasWhatIsThereNowAndCanBeConnectedTo() {
    RemoteBranch branch = create("before_v5");
    house.database.execute("DELETE FROM item");

    try (Session session = house.branches().connector(branch).open()) {
      assertThat(session.query("SELECT count(*) AS n FROM item", row -> row.int64("n")))
          .containsExactly(5L);
    }
    assertThat(house.branches().connection(branch).orElseThrow()).startsWith("postgres://");
    assertThat(house.branches().branches())
        .extracting(RemoteBranch::name)
        .contains("main", "before_v5");
  }

  @Test
  void aBranchOfThenHasWhatWasThereThen() {
    Instant then = house.time.instant();
    house.stub.remember();
    house.database.execute("DELETE FROM item");
    RemoteBranch branch =
        house
            .branches()
            .create(new NewBranch("then", new Moment.At(then), null, false), house.ears());

    assertThat(branch.at()).isEqualTo(then);
    house.branches().promote(branch, house.ears());
    assertThat(house.items()).isEqualTo("5");
  }

  @Test
  void aBranchThatWasPromotedBeforeIsNotSaidToBeInPlaceAgain() {
    RemoteBranch branch = create("before_v5");
    house.branches().promote(branch, house.ears());
    house.database.execute("DELETE FROM item");

    Fault fault =
        catchThrowableOfType(Fault.class, () -> house.branches().promote(branch, house.ears()));

    assertThat(fault.code()).isEqualTo(FaultCode.REFUSED);
    assertThat(fault).hasMessageContaining("main_before_before_v5");
    assertThat(fault.problems().getFirst().remedy()).contains("ebb branch delete main_before_");
    assertThat(house.items()).isEqualTo("0");
  }

  @Test
  void promotingKeepsWhatWasThereAndItsAddress() {
    RemoteBranch branch = create("before_v5");
    house.database.execute("DELETE FROM item WHERE id > 1");
    Switched done = house.branches().promote(branch, house.ears());

    assertThat(house.items()).isEqualTo("5");
    assertThat(done.kept()).isEqualTo("branch main_before_before_v5");
    RemoteBranches branches = house.branches();
    branches.promote(branches.named("main_before_before_v5"), house.ears());
    assertThat(house.items()).as("the way back from the way back").isEqualTo("1");
  }

  @Test
  void aPromotionWhoseAnswerIsLostIsDoneOnce() {
    RemoteBranch branch = create("before_v5");
    house.database.execute("DELETE FROM item");
    house.stub.server.trouble("POST", "/restore", How.SILENT, NeonStub.refusal(500, ""));
    house.branches().promote(branch, house.ears());

    assertThat(house.items()).isEqualTo("5");
    assertThat(house.stub.branches).hasSize(3);
  }

  @Test
  void anotherDefaultHasItsOwnAddress() {
    RemoteBranch branch = create("fresh");
    Switched done = house.branches().makeMain(branch, house.ears());

    assertThat(house.stub.main().name).isEqualTo("fresh");
    assertThat(done.serving())
        .contains("at its own address")
        .doesNotContain(house.database.password());
    assertThat(done.next()).contains("tell the application");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    create("before_v5");
    Fault fault = catchThrowableOfType(Fault.class, () -> create("before_v5"));

    assertThat(fault.code()).isEqualTo(FaultCode.REFUSED);
    assertThat(fault.problems().getFirst().remedy()).contains("branch delete before_v5");
  }

  @Test
  void protectionAndTheEndOfABranchAreHandedOn() {
    Instant end = Instant.parse("2027-01-01T00:00:00Z");
    RemoteBranch branch =
        house.branches().create(new NewBranch("kept", null, end, true), house.ears());

    assertThat(branch.guarded()).isTrue();
    assertThat(branch.expires()).isEqualTo(end);
    Fault fault =
        catchThrowableOfType(Fault.class, () -> house.branches().delete(branch, house.ears()));
    assertThat(fault).hasMessageContaining("is protected");
    assertThat(house.stub.has("kept")).isTrue();
  }

  @Test
  void whatServesAndWhatHasBranchesIsNotDeleted() {
    RemoteBranches branches = house.branches();
    create("child");
    RemoteBranch main = branches.named("main");
    assertThat(catchThrowableOfType(Fault.class, () -> branches.delete(main, house.ears())))
        .hasMessageContaining("the one that serves");

    branches.promote(branches.named("child"), house.ears());
    RemoteBranch kept = branches.named("main_before_child");
    assertThat(catchThrowableOfType(Fault.class, () -> branches.delete(kept, house.ears())))
        .hasMessageContaining("branches of its own: child");
    List<String> order = List.of("child", "main_before_child");
    order.forEach(name -> branches.delete(branches.named(name), house.ears()));
    assertThat(house.stub.branches).hasSize(1);
  }

  @Test
  void aBranchThatMayNotBeRestoredIsRefusedWithNeonsReason() {
    RemoteBranch branch = create("fresh");
    house.stub.main().restricted = "the branch is being moved";
    Fault fault =
        catchThrowableOfType(Fault.class, () -> house.branches().promote(branch, house.ears()));

    assertThat(fault).hasMessageContaining("the branch is being moved");
    assertThat(house.stub.server.count("POST", "/restore")).isZero();
  }
}
