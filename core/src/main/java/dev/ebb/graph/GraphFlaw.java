package dev.ebb.graph;

import java.util.List;
import java.util.stream.Collectors;

/** One way in which migrations do not make a graph that can be run. */
public sealed interface GraphFlaw {
  /** The migration whose definition has to be mended. */
  MigrationId culprit();

  /** What is wrong, one sentence without a full stop. */
  String what();

  /** A parent that nobody defines. */
  record UnknownParent(MigrationId culprit, MigrationId parent) implements GraphFlaw {
    @Override
    public String what() {
      return "unknown migration " + parent + " is named as a parent of migration " + culprit;
    }
  }

  /** Every migration has a parent: none can be the first. */
  record NoRoot(MigrationId culprit) implements GraphFlaw {
    @Override
    public String what() {
      return "no root: every migration names a parent, so none can be the first";
    }
  }

  /** More than one migration has no parent. */
  record SeveralRoots(List<MigrationId> roots) implements GraphFlaw {
    @Override
    public MigrationId culprit() {
      return roots.getLast();
    }

    @Override
    public String what() {
      return "multiple roots: exactly one migration may be without parents, but these are: "
          + roots.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
    }
  }

  /** Migrations that need each other; the path starts and ends with the same one. */
  record Cycle(List<MigrationId> path) implements GraphFlaw {
    @Override
    public MigrationId culprit() {
      return path.getFirst();
    }

    @Override
    public String what() {
      return "migration dependency cycle: "
          + path.stream().map(MigrationId::toString).collect(Collectors.joining(" -> "));
    }
  }
}
