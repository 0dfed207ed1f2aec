package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody decided where releases contradict each other: data, kept beside the project, each
 * decision with its reason. Remembers which of them had an effect, so that one that has none is
 * told. For one stitching; not thread-safe.
 */
public final class Overrides {
  /** The file that they are read from unless another is named. */
  public static final String FILE = "overrides.yaml";

  private final List<Ruling> all;
  private final Set<Ruling> used = new HashSet<>();

  Overrides(List<Ruling> all) {
    this.all = List.copyOf(all);
  }

  /** Nothing was decided. */
  public static Overrides none() {
    return new Overrides(List.of());
  }

  /**
   * Reads them.
   *
   * @param file for messages
   * @throws Fault with everything that is wrong in it
   */
  public static Overrides read(String text, String file) {
    return OverridesReader.read(text, file);
  }

  /** Whether a release is to be taken as one that does not have a schema. */
  boolean absent(SchemaName schema, Version version) {
    for (Ruling each : all) {
      if (each.action() instanceof Ruling.Action.Absent && each.scope().covers(schema, version)) {
        used.add(each);
        return true;
      }
    }
    return false;
  }

  /** The migrations of a release with what was decided about them. */
  Graph applied(SchemaName schema, Version version, Graph graph) {
    List<Ruling> mine = all.stream().filter(o -> o.scope().covers(schema, version)).toList();
    if (mine.isEmpty()) {
      return graph;
    }
    List<Migration> mended = new ArrayList<>();
    for (Migration migration : graph.order()) {
      Migration now = migration;
      for (Ruling each : mine) {
        if (each.scope().covers(schema, migration.id(), version)) {
          Migration changed = each.applied(now);
          if (!changed.equals(now)) {
            used.add(each);
          }
          now = changed;
        }
      }
      mended.add(now);
    }
    return Graph.of(mended);
  }

  /** What was decided about a difference that a release brings. */
  Optional<Ruling> accepted(SchemaName schema, MigrationId id, Version version) {
    for (Ruling each : all) {
      if (each.action() instanceof Ruling.Action.Accept
          && each.scope().covers(schema, id, version)) {
        used.add(each);
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Tells which had no effect on these releases: they say something that is not so. */
  void tellIdle(Problems problems, Version oldest, Version newest) {
    for (Ruling each : all) {
      Ruling.Scope scope = each.scope();
      boolean elsewhere =
          (scope.to() != null && scope.to().compareTo(oldest) < 0)
              || (scope.from() != null && scope.from().compareTo(newest) > 0);
      if (!used.contains(each) && !elsewhere) {
        problems.notice(
            each.place(),
            "this override has no effect on schema "
                + scope.schema()
                + (scope.ids().isEmpty() ? "" : ", migration " + list(scope.ids()))
                + " in these releases",
            "mend its schema, id, releases or text, or remove it");
      }
    }
  }

  private static String list(List<MigrationId> ids) {
    return String.join(", ", ids.stream().map(MigrationId::toString).toList());
  }
}
