package dev.ebb.exec;

/** How the run of a program came out: each case a value, none an exception. */
public sealed interface Ending {
  /** How many lines of output a description quotes. */
  int QUOTED = 10;

  /** The program ended by itself (or was killed by somebody else: 128 + the signal). */
  record Exited(int status, Output output) implements Ending {}

  /** The program was killed by us with all that it had started. */
  record Killed(String why, Output output) implements Ending {}

  /** There is no such program, or it may not be run. */
  record NotStarted(String why) implements Ending {}

  /** Whether the program ended by itself with status 0. */
  default boolean succeeded() {
    return this instanceof Exited(int status, Output _) && status == 0;
  }

  /** What the program wrote; empty if it never started. */
  default Output output() {
    return switch (this) {
      case Exited(int _, Output written) -> written;
      case Killed(String _, Output written) -> written;
      case NotStarted _ -> new Output("", "", false);
    };
  }

  /** What happened, for people, with the last lines that the program wrote. */
  default String describe() {
    String quoted = output().tail(QUOTED);
    String how =
        switch (this) {
          case Exited(int status, Output _) -> "exit status " + status;
          case Killed(String why, Output _) -> "killed: " + why;
          case NotStarted(String why) -> "not started: " + why;
        };
    return quoted.isEmpty() ? how : how + ": " + quoted;
  }
}
