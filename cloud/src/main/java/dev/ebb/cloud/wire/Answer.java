package dev.ebb.cloud.wire;

/**
 * What came back.
 *
 * @param status the status of HTTP, 2xx or 404, or 409 if something was to be made
 * @param body what it said; an empty object if nothing
 */
public record Answer(int status, Tree body) {
  /** Whether there is no such thing. */
  public boolean isMissing() {
    return status == 404;
  }
}
