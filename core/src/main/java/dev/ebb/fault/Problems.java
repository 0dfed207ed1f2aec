package dev.ebb.fault;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that one run tells everything. Not thread-safe. */
public final class Problems {
  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> notices = new ArrayList<>();

  /** Tells of a bad definition. */
  public void error(Place place, String what, String remedy) {
    errors.add(Problem.at(place, FaultCode.DEFINITION, what, remedy));
  }

  /** Tells of something that stops nothing. */
  public void notice(Place place, String what, String remedy) {
    notices.add(Problem.at(place, FaultCode.DEFINITION, what, remedy));
  }

  /** Takes over what a fault says. */
  public void error(Fault fault) {
    errors.addAll(fault.problems());
  }

  /** Takes over what was collected elsewhere. */
  public void addAll(Problems others) {
    errors.addAll(others.errors);
    notices.addAll(others.notices);
  }

  /** Whether nothing was told at all. */
  public boolean isEmpty() {
    return errors.isEmpty() && notices.isEmpty();
  }

  /** Whether there is anything but notices. */
  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** What stops everything, sorted by place, nothing twice. */
  public List<Problem> errors() {
    return sorted(errors);
  }

  /** What stops nothing, sorted by place, nothing twice. */
  public List<Problem> notices() {
    return sorted(notices);
  }

  /**
   * Ends the matter if there is an error.
   *
   * @throws Fault with all errors
   */
  public void throwIfAny() {
    if (hasErrors()) {
      throw new Fault(errors());
    }
  }

  private static List<Problem> sorted(List<Problem> problems) {
    return problems.isEmpty()
        ? List.of()
        : problems.stream().sorted(Problems::compare).distinct().toList();
  }

  // those without a place first: they are about everything
  private static int compare(Problem left, Problem right) {
    Place a = left.place();
    Place b = right.place();
    if (a == null) {
      return b == null ? left.what().compareTo(right.what()) : -1;
    }
    if (b == null) {
      return 1;
    }
    int byPlace = a.compareTo(b);
    return byPlace == 0 ? left.what().compareTo(right.what()) : byPlace;
  }
}
