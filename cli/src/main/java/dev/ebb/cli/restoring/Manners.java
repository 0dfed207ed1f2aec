package dev.ebb.cli.restoring;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.restore.RestoreMethod.Manner;
import dev.ebb.restore.RestoreMethod.Visitors;

/** The options that say how to treat those who are connected, and what was found changed. */
final class Manners {
  static final Option END_SESSIONS =
      Option.flag(
          "end the sessions of those who are connected; never that of a migration", "end-sessions");
  static final Option CHANGED =
      Option.flag(
          "take it even if it no longer holds what was recorded when it was made",
          "even-if-changed");

  private Manners() {}

  static Visitors visitors(Invocation call) {
    return call.arguments().isSet(END_SESSIONS) ? Visitors.ENDED : Visitors.RESPECTED;
  }

  static Manner of(Invocation call) {
    return new Manner(visitors(call), call.arguments().isSet(CHANGED));
  }
}
