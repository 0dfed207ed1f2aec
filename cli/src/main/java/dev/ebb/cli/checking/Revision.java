package dev.ebb.cli.checking;

import dev.ebb.Workspace;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.git.GitTree;
import dev.ebb.graph.Graph;
import dev.ebb.source.Project;
import java.util.LinkedHashMap;
import java.util.Map;

/** The project of a call as it was at a tag, branch or commit. */
public final class Revision {
  private Revision() {}

  /**
   * All its definitions.
   *
   * @throws dev.ebb.fault.Fault if there is no such revision, or its definitions have errors
   */
  public static Workspace workspace(Invocation call, String revision) {
    try (GitTree tree = GitTree.at(call.folder(), revision)) {
      return Workspace.read(Project.read(tree), tree);
    }
  }

  /**
   * The migrations of each schema that it had, by its name.
   *
   * @throws dev.ebb.fault.Fault if there is no such revision, or its definitions have errors
   */
  public static Map<String, Graph> graphs(Invocation call, String revision) {
    Map<String, Graph> graphs = new LinkedHashMap<>();
    workspace(call, revision)
        .definitions()
        .forEach(old -> graphs.put(old.schema().name().value(), old.graph()));
    return graphs;
  }
}
