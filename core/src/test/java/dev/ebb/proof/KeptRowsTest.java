package dev.ebb.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.proof.RowDigests.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows and values that did not come back are named, and what the up makes itself is not. */
class KeptRowsTest {
  private static final RowDigests BEFORE =
      new RowDigests(
          Map.of(
              "a", new Table(3, Map.of("x", "1", "y", "2")),
              "b", new Table(2, Map.of("z", "5")),
              "gone", new Table(1, Map.of())));

  private static RowDigests after(long rows, String y) {
    return new RowDigests(
        Map.of(
            "a", new Table(rows, Map.of("x", "1", "y", y)), "b", new Table(2, Map.of("z", "5"))));
  }

  @Test
  void nothingIsMissingWhereAllIsAsItWas() {
    assertThat(KeptRows.missing(BEFORE, after(3, "2"), Set.of())).isEmpty();
  }

  @Test
  void rowsAndColumnsThatAreOthersAreNamed() {
    assertThat(KeptRows.missing(BEFORE, after(2, "7"), Set.of()))
        .containsExactly(new Note.NotGivenBack(new Flaw.RowLoss("a", 3, 2), List.of("y")));
  }

  @Test
  void whatTheUpWritesAgainIsItsOwn() {
    assertThat(KeptRows.missing(BEFORE, after(3, "7"), Set.of("a"))).isEmpty();
    assertThat(KeptRows.missing(BEFORE, after(2, "7"), Set.of("a"))).hasSize(1);
  }
}
