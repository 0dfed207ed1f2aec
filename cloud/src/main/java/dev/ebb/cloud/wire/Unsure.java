package dev.ebb.cloud.wire;

/**
 * Thrown when a call that changes something was sent and its answer did not arrive: it may have
 * been carried out. Who made the call looks, and goes on or says so.
 */
public final class Unsure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unsure(String what, Throwable cause) {
    super(what, cause);
  }

  Unsure(String what) {
    super(what);
  }
}
