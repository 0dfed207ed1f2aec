package dev.ebb.source;

import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.source.Draft.Depth;
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
  private final Recollection recollection;
  private final boolean lenient;

  private DefinitionReader(Tree tree, Depth depth, Recollection recollection, boolean lenient) {
    this.tree = tree;
    this.depth = depth;
    this.recollection = recollection;
    this.lenient = lenient;
  }

  /** Everything about these schemas. A schema without migrations is an empty graph. */
  public static Reading read(Tree tree, List<SchemaConfig> schemas) {
    return read(tree, schemas, Recollection.none());
  }

  /**
   * The same, without understanding again what is remembered. Only if nothing is wrong: otherwise
   * all is read in full, and told with its places.
   *
   * @param recollection is kept up to date with what was learned
   */
  public static Reading read(Tree tree, List<SchemaConfig> schemas, Recollection recollection) {
    Reading reading = new DefinitionReader(tree, Depth.FULL, recollection, false).read(schemas);
    if (!reading.errors().isEmpty() && recollection.wasUsed()) {
      return read(tree, schemas);
    }
    recollection.keep();
    return reading;
  }

  /**
   * Ids, names and parents of these schemas' migrations alone: all scripts and flags are empty, and
   * nothing about them is checked. Enough to find the leaves of an old release, whose scripts may
   * break rules that came later.
   */
  public static Reading outline(Tree tree, List<SchemaConfig> schemas) {
    return new DefinitionReader(tree, Depth.OUTLINE, Recollection.none(), false).read(schemas);
  }

  /**
   * These schemas' migrations as a release had them, which nobody can mend any more: what rules say
   * about scripts is not told. A script may hold what cannot be run ({@link Script#hasErrors()}).
   */
  public static Reading released(Tree tree, List<SchemaConfig> schemas) {
    return new DefinitionReader(tree, Depth.FULL, Recollection.none(), true).read(schemas);
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
    List<Draft> drafts = new ArrayList<>();
    List<Migration> migrations = new ArrayList<>(files.size());
    MigrationId previous = null;
    for (MigrationFiles each : files) {
      Contents contents = Contents.read(tree, each, depth, problems);
      Migration migration = recollection.recall(contents, previous);
      if (migration == null) {
        Problems own = new Problems();
        Draft draft = Draft.of(contents, depth, own);
        migration = migration(draft, previous, own);
        if (own.isEmpty() && contents.whole()) {
          recollection.learn(contents, migration, draft.parents());
        }
        problems.addAll(own);
        certain &= draft.metadata().sound();
        drafts.add(draft);
      }
      migrations.add(migration);
      previous = migration.id();
    }
    GraphRules.check(drafts, migrations, certain, problems);
    return migrations;
  }

  private Migration migration(Draft draft, @Nullable MigrationId previous, Problems problems) {
    Problems told = lenient ? new Problems() : problems;
    Set<Flag> flags = depth == Depth.FULL ? ScriptRules.check(draft, told) : Set.of();
    return new Migration(
        draft.id(),
        draft.name(),
        draft.parents().orElse(draft.files().impliedParents(previous)),
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
