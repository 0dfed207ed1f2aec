package dev.ebb.cli.outofband;

import dev.ebb.backfill.TaskClasses;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a call finds the classes that out-of-band migrations name. */
public final class Jars {
  /** The folder that they are in. */
  public static final Option FOLDER =
      Option.value(
          "DIR",
          "the folder of jars with classes of out-of-band migrations; default: what ebb.yaml names as"
              + " plugins, else jars of the project",
          "plugins");

  private Jars() {}

  /**
   * Those of a call. None is looked at before a class is asked for.
   *
   * @throws Fault USAGE if it names a folder that is not there
   */
  public static TaskClasses of(Invocation call) {
    Optional<String> named = call.arguments().value(FOLDER);
    if (named.isEmpty()) {
      return TaskClasses.withJarsIn(call.folder().resolve(call.project().plugins()));
    }
    try {
      Path folder = call.surroundings().folder().resolve(named.get());
      if (Files.isDirectory(folder)) {
        return TaskClasses.withJarsIn(folder);
      }
    } catch (InvalidPathException _) {
      // told below
    }
    throw Fault.of(
        FaultCode.USAGE,
        "--plugins=" + named.get() + " is not a folder",
        "name one with jars in it");
  }
}
