package dev.ebb.fault;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong: where, what, and what to do about it.
 *
 * @param code the kind of trouble
 * @param place where it is, if it is in a file
 * @param what what happened, one sentence without a full stop; never a secret
 * @param remedy what to do now, in words or as a command; may have several lines
 */
public record Problem(FaultCode code, @Nullable Place place, String what, String remedy) {

  /** A problem that is not in a file. */
  public static Problem of(FaultCode code, String what, String remedy) {
    return new Problem(code, null, what, remedy);
  }

  /** A problem at a place in a file. */
  public static Problem at(Place place, FaultCode code, String what, String remedy) {
    return new Problem(code, place, what, remedy);
  }
}
