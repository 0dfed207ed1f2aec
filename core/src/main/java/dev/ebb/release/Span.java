package dev.ebb.release;

import dev.ebb.version.Version;
import java.util.Optional;

/**
 * The releases between which an out-of-band migration has its place. Lines count, not patches: what
 * is introduced in v4.3 is known to v4.3.0-rc.1.
 *
 * @param id the out-of-band migration
 * @param introduced the first release that knows it
 * @param deprecated the first release that relies on it; empty as long as none does
 */
public record Span(int id, Version introduced, Optional<Version> deprecated) {

  /** Whether a release knows it and does not rely on it yet: there it can run, both ways. */
  public boolean runsAt(Version version) {
    return knownAt(version) && !reliedOnAt(version);
  }

  /** Whether a release is not older than it. */
  public boolean knownAt(Version version) {
    return introduced.line().compareTo(version.line()) <= 0;
  }

  /** Whether a release reads only what it has made of the data. */
  public boolean reliedOnAt(Version version) {
    return deprecated.isPresent() && deprecated.get().line().compareTo(version.line()) <= 0;
  }

  /** Whether it is in the line that introduced it. */
  boolean introducedWith(Version version) {
    return introduced.sameLine(version);
  }

  /** For messages: {@code 17 (v4.3 to before v4.4)}. */
  public String title() {
    return id
        + " (from "
        + introduced.brief()
        + deprecated.map(d -> ", before " + d.brief()).orElse("")
        + ")";
  }
}
