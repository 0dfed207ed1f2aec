package dev.ebb.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

final class ProblemsTest {

  @Test
  void tellsEachProblemOnceFromTopToBottomTheGeneralOnesFirst() {
    Problems problems = new Problems();
    problems.error(new Place("b", 1, 1), "four", "mend it");
    problems.error(new Place("a", 10, 1), "three", "mend it");
    problems.error(new Place("a", 9, 7), "two", "mend it");
    problems.error(new Place("a", 9, 7), "two", "mend it");
    problems.error(Fault.of(FaultCode.MACHINE, "one", "mend it"));
    problems.notice(Place.of("c"), "a notice", "mind it");

    Fault fault = catchThrowableOfType(Fault.class, problems::throwIfAny);
    assertThat(fault.problems())
        .extracting(Problem::what)
        .containsExactly("one", "two", "three", "four");
    assertThat(problems.notices()).extracting(Problem::what).containsExactly("a notice");
  }

  @Test
  void letsNoticesPass() {
    Problems problems = new Problems();
    problems.notice(Place.of("c"), "a notice", "mind it");
    problems.throwIfAny();
    assertThat(problems.hasErrors()).isFalse();
  }
}
