package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.MigrationFiles.Layout;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts projects and writes new migrations into them. Either all files of a call are there
 * afterwards or none. Not meant to be used by two threads on one project at once.
 */
public final class MigrationWriter {
  private static final int MAX_SLUG = 100;

  private final FolderTree tree;
  private final InstantSource clock;

  /**
   * What was written.
   *
   * @param id the new migration
   * @param parents what it builds on
   * @param files relative to the project: up, down and, in the layout with folders, metadata
   */
  public record Added(MigrationId id, List<MigrationId> parents, List<String> files) {
    public Added {
      parents = List.copyOf(parents);
      files = List.copyOf(files);
    }
  }

  /**
   * A writer.
   *
   * @param tree the project
   * @param clock gives new migrations their ids, in seconds
   */
  public MigrationWriter(FolderTree tree, InstantSource clock) {
    this.tree = tree;
    this.clock = clock;
  }

  /**
   * Makes the folder of a schema that has none yet, below {@code migrations/} unless {@code
   * ebb.yaml} says otherwise. The folder is kept in Git by an empty {@code .gitkeep}.
   *
   * @return the files made, relative to the project
   * @throws Fault if the schema is already there or {@code ebb.yaml} names others only
   */
  public List<String> init(SchemaName schema) {
    String folder = ProjectStart.folderFor(tree, schema);
    return NewFiles.write(tree.root(), Map.of(folder + "/.gitkeep", ""));
  }

  /**
   * Writes an {@code ebb.yaml} that says what Ebb finds out by itself, as a start for changing it.
   *
   * @return the file made
   * @throws Fault if there is one already
   */
  public List<String> initConfiguration() {
    return NewFiles.write(
        tree.root(), Map.of(Project.FILE, ProjectStart.configuration(Project.read(tree))));
  }

  /**
   * Writes a new migration whose parents are all current leaves, in the layout that the schema's
   * folder has; an empty one gets folders. Its id is the present second, or one more than the
   * largest id there is.
   *
   * @throws Fault if the schema's definitions have errors, or a file cannot be written
   */
  public Added add(SchemaConfig schema, NewMigration migration) {
    refuseUnfitName(migration.name());
    Graph graph = DefinitionReader.read(tree, List.of(schema)).orFault().getFirst().graph();
    MigrationId id = nextId(graph);
    List<MigrationId> parents = graph.leaves().stream().map(Migration::id).toList();
    String slug = slug(migration.name());
    String stem = schema.folder() + "/" + id + (slug.isEmpty() ? "" : "_" + slug);
    Map<String, String> files =
        layout(schema) == Layout.FLAT
            ? flat(stem, slug, migration, parents)
            : folder(stem, slug, migration, parents);
    return new Added(id, parents, NewFiles.write(tree.root(), files));
  }

  private Layout layout(SchemaConfig schema) {
    List<MigrationFiles> present =
        SchemaFolder.list(tree, schema.folder(), new Problems()).migrations();
    return present.isEmpty() ? Layout.FOLDERS : present.getFirst().layout();
  }

  private MigrationId nextId(Graph graph) {
    long now = clock.instant().getEpochSecond();
    if (graph.size() == 0) {
      return new MigrationId(Math.max(now, 1));
    }
    long newest = graph.ids().getLast().value();
    if (newest == Long.MAX_VALUE) {
      throw Fault.of(
          FaultCode.DEFINITION,
          "no id is left: a migration has the largest possible one, " + newest,
          "number that migration otherwise, unless it has been applied anywhere");
    }
    return new MigrationId(Math.max(now, Math.max(newest + 1, 1)));
  }

  private static Map<String, String> folder(
      String stem, String slug, NewMigration migration, List<MigrationId> parents) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        stem + "/" + MigrationFiles.UP,
        migration.up().orElseGet(() -> Template.up(slug, migration.flags())));
    files.put(
        stem + "/" + MigrationFiles.DOWN,
        migration.down().orElseGet(() -> Template.down(slug, migration.flags())));
    files.put(
        stem + "/" + MigrationFiles.METADATA,
        "name: "
            + ProjectStart.quoted(migration.name())
            + "\nparents: "
            + list(parents)
            + "\n"
            + migration.flags().stream()
                .map(f -> f.key() + ": true\n")
                .collect(Collectors.joining()));
    return files;
  }

  private static Map<String, String> flat(
      String stem, String slug, NewMigration migration, List<MigrationId> parents) {
    StringBuilder front = new StringBuilder("-- +++\n");
    if (!slug.replace('_', ' ').equals(migration.name())) {
      front.append("-- name: ").append(ProjectStart.quoted(migration.name())).append('\n');
    }
    front.append("-- parents: ").append(list(parents)).append('\n');
    for (Flag flag : migration.flags()) {
      front.append("-- ").append(flag.key()).append(": true\n");
    }
    front.append("-- +++\n\n");
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        stem + EntryName.UP,
        front + migration.up().orElseGet(() -> Template.up(slug, migration.flags())));
    files.put(
        stem + EntryName.DOWN,
        migration.down().orElseGet(() -> Template.down(slug, migration.flags())));
    return files;
  }

  private static String list(List<MigrationId> ids) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String slug(String name) {
    String slug =
        name.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replaceAll("[^a-z0-9_]", "");
    return slug.length() > MAX_SLUG ? slug.substring(0, MAX_SLUG) : slug;
  }

  private static void refuseUnfitName(String name) {
    if (name.isBlank() || !name.codePoints().allMatch(MigrationWriter::isPrintable)) {
      throw Fault.of(
          FaultCode.USAGE,
          name.isBlank()
              ? "a migration needs a name"
              : "the name of the migration has a line break or a control character",
          "give a few words in one line: ebb add --db=frontend 'add user indexes'");
    }
  }

  private static boolean isPrintable(int c) {
    return !Character.isISOControl(c)
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && c != 0x2028
        && c != 0x2029
        && c != 0xFFFE
        && c != 0xFFFF;
  }
}
