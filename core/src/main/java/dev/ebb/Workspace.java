package dev.ebb;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.Reading;
import dev.ebb.source.Recollection;
import dev.ebb.source.SchemaConfig;
import dev.ebb.source.Tree;
import java.util.List;

/**
 * The definitions of a project, read once and whole: no schema is touched while any of them has an
 * error. Immutable and thread-safe.
 */
public final class Workspace {
  private final Project project;
  private final List<Definitions> definitions;
  private final List<Problem> notices;

  private Workspace(Project project, List<Definitions> definitions, List<Problem> notices) {
    this.project = project;
    this.definitions = definitions;
    this.notices = notices;
  }

  /**
   * Reads all schemas of a project from a tree of files.
   *
   * @throws Fault DEFINITION with every problem of every schema
   */
  public static Workspace read(Project project, Tree tree) {
    return read(project, tree, Recollection.none());
  }

  /**
   * The same, sparing what was understood at an earlier start.
   *
   * @throws Fault DEFINITION with every problem of every schema
   */
  public static Workspace read(Project project, Tree tree, Recollection recollection) {
    Reading reading = DefinitionReader.read(tree, project.schemas(), recollection);
    return new Workspace(project, reading.orFault(), reading.notices());
  }

  /** The project. */
  public Project project() {
    return project;
  }

  /** What is odd in the definitions and stops nothing. */
  public List<Problem> notices() {
    return notices;
  }

  /** The definitions of every schema, in the project's order. */
  public List<Definitions> definitions() {
    return definitions;
  }

  /**
   * The definitions of one schema.
   *
   * @throws Fault UNKNOWN_NAME, naming those that there are
   */
  public Definitions definitions(SchemaName name) {
    SchemaConfig schema = project.schema(name.value());
    return definitions.stream().filter(d -> d.schema().equals(schema)).findFirst().orElseThrow();
  }
}
