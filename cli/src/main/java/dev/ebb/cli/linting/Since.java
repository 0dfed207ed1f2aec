package dev.ebb.cli.linting;

import dev.ebb.Workspace;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.git.GitTree;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which migrations are new or changed since a revision; all of them if none is named. */
final class Since {
  private final Map<String, Graph> earlier = new HashMap<>();

  private Since() {}

  static Since revision(Invocation call, String revision) {
    Since since = new Since();
    if (!revision.isEmpty()) {
      try (GitTree tree = GitTree.at(call.folder(), revision)) {
        for (Definitions old : Workspace.read(Project.read(tree), tree).definitions()) {
          since.earlier.put(old.schema().name().value(), old.graph());
        }
      }
    }
    return since;
  }

  Set<MigrationId> changed(SchemaConfig schema, Graph now) {
    Graph then = earlier.getOrDefault(schema.name().value(), Graph.EMPTY);
    Set<MigrationId> changed = new HashSet<>();
    for (Migration migration : now.order()) {
      if (then.find(migration.id()).filter(old -> text(old).equals(text(migration))).isEmpty()) {
        changed.add(migration.id());
      }
    }
    return changed;
  }

  // The whole text and not its checksum: a comment may allow something, or no longer.
  private static List<String> text(Migration migration) {
    return List.of(migration.up().script().text(), migration.down().script().text());
  }
}
