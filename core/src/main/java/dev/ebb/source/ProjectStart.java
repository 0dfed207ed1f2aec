package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import java.util.Optional;

/** What a project needs before its first migration. */
final class ProjectStart {
  private ProjectStart() {}

  /**
   * The folder that is to be made for a schema.
   *
   * @throws Fault if it is there, or would not be found where it could be made
   */
  static String folderFor(Tree tree, SchemaName schema) {
    ProjectReader reader = ProjectReader.beforeItsFolders(tree);
    Project project = reader.read();
    Optional<SchemaConfig> known =
        project.schemas().stream().filter(s -> s.name().equals(schema)).findFirst();
    if (known.isPresent()) {
      String folder = known.get().folder();
      if (tree.isFolder(folder)) {
        throw Fault.of(
            FaultCode.USAGE,
            "schema " + schema + " is already there, in " + folder,
            "add a migration to it: ebb add --db=" + schema + " 'what it changes'");
      }
      return folder;
    }
    if (reader.namesSchemas()) {
      throw Fault.of(
          FaultCode.USAGE,
          "ebb.yaml names the schemas of this project, and " + schema + " is not among them",
          "add it below schemas: as \"" + schema + ": {}\", then repeat this command");
    }
    if (project.schemas().stream().anyMatch(s -> s.folder().equals(project.migrations()))) {
      throw Fault.of(
          FaultCode.USAGE,
          "the migrations of the only schema are in " + project.migrations() + "/ itself",
          "move them into a folder of their own below it before you start a second schema");
    }
    return project.migrations() + "/" + schema;
  }

  /** An {@code ebb.yaml} that says what goes without saying. */
  static String configuration(Project project) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# All of this may be left out: these are the values that hold without it.\n");
    yaml.append("migrations: ").append(quoted(project.migrations())).append('\n');
    yaml.append("# environment: production   # or staging, development: how strict Ebb is\n");
    if (!project.schemas().isEmpty()) {
      yaml.append("schemas:\n");
    }
    for (SchemaConfig schema : project.schemas()) {
      yaml.append("  ").append(quoted(schema.name().value())).append(":\n");
      yaml.append("    folder: ").append(quoted(schema.folder())).append('\n');
      yaml.append("    versionTable: ").append(quoted(schema.versionTable())).append('\n');
      yaml.append("    environmentPrefix: ")
          .append(quoted(schema.environmentPrefix()))
          .append('\n');
      yaml.append("    optional: ").append(schema.optional()).append('\n');
    }
    return yaml.toString();
  }

  /** A text as YAML. Single quotes take anything that is printable as it is. */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
