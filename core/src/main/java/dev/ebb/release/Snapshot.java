package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Graph;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.Reading;
import dev.ebb.source.SchemaConfig;
import dev.ebb.source.Tree;
import dev.ebb.version.Version;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A project as one release had it, before it is stitched together with the others.
 *
 * @param version the release
 * @param name what it is called where it was read from
 * @param schemas its schemas
 * @param definitions the migrations of each schema that it had
 * @param outOfBand its files of out-of-band migrations, by their paths below that folder
 */
public record Snapshot(
    Version version,
    String name,
    List<SchemaConfig> schemas,
    SortedMap<SchemaName, Graph> definitions,
    SortedMap<String, byte[]> outOfBand) {
  /** The folder of out-of-band migrations in a project. */
  public static final String OUT_OF_BAND = "out-of-band";

  public Snapshot {
    schemas = List.copyOf(schemas);
    definitions = Collections.unmodifiableSortedMap(new TreeMap<>(definitions));
    outOfBand = Collections.unmodifiableSortedMap(new TreeMap<>(outOfBand));
  }

  /**
   * Reads it. What today's rules say about its scripts does not count: it was released.
   *
   * @throws Fault with everything that cannot be understood, each with the release it is in
   */
  public static Snapshot read(Version version, String name, Tree tree) {
    Problems problems = new Problems();
    try {
      Project project = Project.read(tree);
      Reading reading = DefinitionReader.released(tree, project.schemas());
      reading.orFault();
      SortedMap<SchemaName, Graph> definitions = new TreeMap<>();
      for (Definitions each : reading.definitions()) {
        if (each.graph().size() > 0) {
          definitions.put(each.schema().name(), each.graph());
        }
      }
      return new Snapshot(version, name, project.schemas(), definitions, outOfBand(tree));
    } catch (Fault fault) {
      fault.problems().forEach(problem -> problems.error(placed(problem, name)));
      throw new Fault(problems.errors(), fault);
    }
  }

  /** The same content under another version. */
  public Snapshot as(Version other, String otherName) {
    return new Snapshot(other, otherName, schemas, definitions, outOfBand);
  }

  /** The configuration of a schema, if it had it. */
  Optional<SchemaConfig> schema(SchemaName schema) {
    return schemas.stream().filter(s -> s.name().equals(schema)).findFirst();
  }

  private static Fault placed(Problem problem, String name) {
    Place place = problem.place();
    if (place == null) {
      return new Fault(
          List.of(Problem.of(problem.code(), name + ": " + problem.what(), problem.remedy())));
    }
    Place named = new Place(name + ":" + place.file(), place.line(), place.column());
    return new Fault(List.of(Problem.at(named, problem.code(), problem.what(), problem.remedy())));
  }

  private static SortedMap<String, byte[]> outOfBand(Tree tree) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String folder : tree.names(OUT_OF_BAND)) {
      String path = OUT_OF_BAND + "/" + folder;
      if (!folder.startsWith(".") && tree.isFolder(path)) {
        for (String file : tree.names(path)) {
          if (!file.startsWith(".") && !tree.isFolder(path + "/" + file)) {
            files.put(folder + "/" + file, tree.read(path + "/" + file));
          }
        }
      }
    }
    return files;
  }
}
