package dev.ebb.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where other programs are run. Safe for use by several threads at once; each call blocks its own.
 */
public interface Programs {

  /** The programs of this machine, found along PATH. */
  static Programs local() {
    return new LocalPrograms();
  }

  /**
   * Runs a program to its end and returns how it came out. When its deadline has passed, or the
   * thread is interrupted (its flag stays set), the program is killed with all that it started.
   */
  Ending run(Command command);

  /**
   * Starts a program and returns at once. Its input and output are pipes in the hands of the
   * caller, what it complains about is dropped; input, deadline and bound of the command are not
   * used.
   *
   * @throws IOException if there is no such program or it may not be run
   */
  Process launch(Command command) throws IOException;

  /** The program of that name along PATH, if there is one. */
  Optional<Path> find(String name);
}
