package dev.ebb.cli.invocation;

import dev.ebb.cli.args.Syntax;
import dev.ebb.fault.ExitStatus;

/**
 * One word after {@code ebb}. An implementation is made for one call; only the class of the command
 * that is called gets loaded.
 */
public interface Command {
  /** What it understands. {@link CommonOptions#ALL} come by themselves. */
  Syntax syntax();

  /**
   * Does it.
   *
   * @return what the process should end with
   * @throws dev.ebb.fault.Fault if it cannot: its problems are shown, and its code is the status
   */
  ExitStatus run(Invocation call);
}
