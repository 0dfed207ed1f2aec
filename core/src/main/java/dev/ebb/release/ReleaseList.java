package dev.ebb.release;

import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Tree;
import dev.ebb.source.Utf8;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A release as a list of its leaves, for a project that still has all of its migrations: a line for
 * each schema, its name and then the ids.
 */
final class ReleaseList {
  static final String SUFFIX = ".txt";

  private final Snapshot project;
  private final String file;
  private final Problems problems = new Problems();

  private ReleaseList(Snapshot project, String file) {
    this.project = project;
    this.file = file;
  }

  /**
   * What a release had of a project.
   *
   * @param project the project as it is now
   * @throws dev.ebb.fault.Fault with every line that cannot be understood
   */
  static Snapshot read(Version version, String file, Tree tree, Snapshot project) {
    ReleaseList list = new ReleaseList(project, file);
    SortedMap<SchemaName, Graph> definitions = new TreeMap<>();
    Utf8.decode(tree.read(file), file, list.problems)
        .ifPresent(text -> list.lines(text, definitions));
    list.problems.throwIfAny();
    return new Snapshot(version, file, project.schemas(), definitions, project.outOfBand());
  }

  private void lines(String text, SortedMap<SchemaName, Graph> definitions) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      List<String> words = Arrays.asList(line.replaceFirst("#.*", "").strip().split("\\s+"));
      if (!words.getFirst().isEmpty()) {
        line(new Place(file, number, 1), words, definitions);
      }
    }
  }

  private void line(Place place, List<String> words, SortedMap<SchemaName, Graph> definitions) {
    String name = words.getFirst();
    Optional<Graph> graph =
        project.definitions().entrySet().stream()
            .filter(e -> e.getKey().value().equals(name))
            .map(e -> e.getValue())
            .findFirst();
    if (graph.isEmpty()) {
      List<String> known = project.definitions().keySet().stream().map(SchemaName::value).toList();
      problems.error(
          place,
          "the project has no migrations of a schema \"" + name + "\"",
          Nearest.to(name, known)
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("it has those of: " + String.join(", ", known)));
      return;
    }
    List<MigrationId> leaves = leaves(place, words.subList(1, words.size()), graph.get());
    SortedSet<MigrationId> ids = graph.get().ancestorsOrSelf(leaves);
    List<Migration> had = graph.get().order().stream().filter(m -> ids.contains(m.id())).toList();
    if (definitions.put(new SchemaName(name), Graph.of(had)) != null) {
      problems.error(place, "schema \"" + name + "\" is there twice", "keep one line of it");
    }
  }

  private List<MigrationId> leaves(Place place, List<String> words, Graph graph) {
    List<MigrationId> leaves = new ArrayList<>();
    for (String word : words) {
      Optional<MigrationId> id =
          word.matches("-?[0-9]{1,18}")
              ? Optional.of(new MigrationId(Long.parseLong(word))).filter(graph.ids()::contains)
              : Optional.empty();
      id.ifPresent(leaves::add);
      if (id.isEmpty()) {
        problems.error(
            place,
            word + " is not a migration that the project has",
            "name the ids of the leaves; if migrations were removed since, keep the release as a"
                + " folder or a tag");
      }
    }
    return leaves;
  }
}
