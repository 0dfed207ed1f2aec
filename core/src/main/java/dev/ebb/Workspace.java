package dev.ebb;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.Reading;
import dev.ebb.source.Recollection;
import dev.ebb.source.SchemaConfig;
import dev.ebb.source.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The definitions of a project, read once and whole: no schema is touched while any of them has an
 * error. Immutable and thread-safe.
 */
public final class Workspace {
  private final Project project;
  private final List<Definitions> definitions;
  private final List<Problem> notices;
  private final Map<SchemaName, Set<MigrationId>> squashed;

  private Workspace(
      Project project,
      List<Definitions> definitions,
      List<Problem> notices,
      Map<SchemaName, Set<MigrationId>> squashed) {
    this.project = project;
    this.definitions = definitions;
    this.notices = notices;
    this.squashed = squashed;
  }

  /** Definitions that have been read already. */
  public static Workspace of(Project project, List<Definitions> definitions) {
    return of(project, definitions, Map.of());
  }

  /**
   * Definitions that have been read already, of several releases.
   *
   * @param squashed migrations that some release has squashed all before them into: where one of
   *     them is applied, what it needs is in effect, whether the ledger has it or not
   */
  public static Workspace of(
      Project project, List<Definitions> definitions, Map<SchemaName, Set<MigrationId>> squashed) {
    return new Workspace(project, List.copyOf(definitions), List.of(), Map.copyOf(squashed));
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
    return new Workspace(project, reading.orFault(), reading.notices(), Map.of());
  }

  /** The project. */
  public Project project() {
    return project;
  }

  /** The migrations of a schema that some release has squashed all before them into. */
  Set<MigrationId> squashed(SchemaName name) {
    return squashed.getOrDefault(name, Set.of());
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
