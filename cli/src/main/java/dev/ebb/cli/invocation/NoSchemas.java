package dev.ebb.cli.invocation;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.source.Project;
import java.nio.file.Path;

/** Says that a folder is no project yet, and how it becomes one. */
final class NoSchemas {
  private NoSchemas() {}

  static Fault in(Path folder, Project project) {
    return Fault.of(
        FaultCode.USAGE,
        "there are no migrations in " + folder.resolve(project.migrations()),
        "run this in your project's folder, or name it with --project=DIR; 'ebb init' starts a new"
            + " project");
  }
}
