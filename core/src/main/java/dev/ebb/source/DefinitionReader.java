package dev.ebb.source;

import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.source.Draft.Depth;
import dev.ebb.source.MigrationFiles.Layout;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tree of files into definitions and tells everything that is wrong with them, of all
 * schemas in one go. Which layout a schema's folder has it finds out by itself. Thread-safe.
 */
public final class DefinitionReader {
  private final Tree tree;
  private final Depth depth;

  private DefinitionReader(Tree tree, Depth depth) {
    this.tree = tree;
    this.depth = depth;
  }

  /** Everything about these schemas. A schema without migrations is an empty graph. */
  public static Reading read(Tree tree, List<SchemaConfig> schemas) {
    return new DefinitionReader(tree, Depth.FULL).read(schemas);
  }

  /**
   * Ids, names and parents of these schemas' migrations alone: all scripts and flags are empty, and
   * nothing about them is checked. Enough to find the leaves of an old release, whose scripts may
   * break rules that came later.
   */
  public static Reading outline(Tree tree, List<SchemaConfig> schemas) {
    return new DefinitionReader(tree, Depth.OUTLINE).read(schemas);
  }

  private Reading read(List<SchemaConfig> schemas) {
    List<Definitions> definitions = new ArrayList<>();
    Problems all = new Problems();
    for (SchemaConfig schema : schemas) {
      Problems problems = new Problems();
      List<Migration> migrations = migrations(schema, problems);
      all.addAll(problems);
      if (!problems.hasErrors()) {
        definitions.add(new Definitions(schema, Graph.of(migrations), problems.notices()));
      }
    }
    return new Reading(definitions, all.errors());
  }

  private List<Migration> migrations(SchemaConfig schema, Problems problems) {
    SchemaFolder.Listing folder = SchemaFolder.list(tree, schema.folder(), problems);
    boolean certain = folder.complete();
    List<MigrationFiles> files = folder.migrations();
    List<Draft> drafts = new ArrayList<>(files.size());
    for (MigrationFiles each : files) {
      drafts.add(Draft.read(tree, each, depth, problems));
    }
    List<Migration> migrations = new ArrayList<>(files.size());
    MigrationId previous = null;
    for (Draft draft : drafts) {
      migrations.add(migration(draft, previous, problems));
      certain &= draft.metadata().sound();
      previous = draft.id();
    }
    GraphRules.check(drafts, migrations, certain, problems);
    return migrations;
  }

  private Migration migration(Draft draft, @Nullable MigrationId previous, Problems problems) {
    Set<Flag> flags = depth == Depth.FULL ? ScriptRules.check(draft, problems) : Set.of();
    boolean chained = draft.files().layout() == Layout.FLAT && previous != null;
    List<MigrationId> implied = chained ? List.of(previous) : List.of();
    return new Migration(
        draft.id(),
        draft.name(),
        draft.parents().orElse(implied),
        flags,
        source(draft.files().up(), draft.up()),
        source(draft.files().down(), draft.down()));
  }

  // What is missing has been told; the empty script only fills its place in a graph that is not
  // given out.
  private static Source source(@Nullable String file, @Nullable Script script) {
    return new Source(file == null ? "" : file, script == null ? Script.parse("") : script);
  }
}
