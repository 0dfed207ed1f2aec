package dev.ebb.source;

import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.GraphFlaw;
import dev.ebb.graph.GraphFlaws;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells where in the files the cause of a flaw in the graph is. */
final class GraphRules {
  private final Map<MigrationId, Draft> drafts = new HashMap<>();
  private final Collection<Migration> migrations;
  private final Problems problems;

  private GraphRules(
      Collection<Draft> drafts, Collection<Migration> migrations, Problems problems) {
    drafts.forEach(d -> this.drafts.put(d.id(), d));
    this.migrations = migrations;
    this.problems = problems;
  }

  /**
   * Tells all flaws.
   *
   * @param certain whether the parents of all migrations are known; if not, who is a root is not
   */
  static void check(
      Collection<Draft> drafts,
      Collection<Migration> migrations,
      boolean certain,
      Problems problems) {
    GraphRules rules = new GraphRules(drafts, migrations, problems);
    for (GraphFlaw flaw : GraphFlaws.find(migrations)) {
      rules.tell(flaw, certain);
    }
  }

  private void tell(GraphFlaw flaw, boolean certain) {
    switch (flaw) {
      case GraphFlaw.UnknownParent unknown ->
          problems.error(
              parentPlace(unknown.culprit(), unknown.parent()),
              unknown.what(),
              nearest(unknown.parent()));
      case GraphFlaw.Cycle cycle -> cycle(cycle);
      case GraphFlaw.NoRoot noRoot -> {
        if (certain) {
          problems.error(
              declarations(noRoot.culprit()),
              noRoot.what(),
              "remove the parents of the migration that is to be the first");
        }
      }
      case GraphFlaw.SeveralRoots roots -> {
        if (certain) {
          problems.error(
              declarations(roots.culprit()),
              roots.what(),
              "name the parents of all of them but the first, as in \"parents: ["
                  + roots.roots().getFirst()
                  + "]\"");
        }
      }
    }
  }

  private void cycle(GraphFlaw.Cycle cycle) {
    List<MigrationId> path = cycle.path();
    Place place = parentPlace(path.get(0), path.get(1));
    if (path.size() == 2) {
      problems.error(
          place,
          "migration " + path.getFirst() + " names itself as its parent",
          "name another one");
      return;
    }
    problems.error(
        place,
        cycle.what(),
        "take one of these parents away; ids as a rule grow from parent to child");
  }

  // The id that is most like the unknown one, digit by digit, is a slip of the finger away.
  private String nearest(MigrationId parent) {
    List<String> ids = migrations.stream().map(m -> m.id().toString()).toList();
    List<String> near = Nearest.several(parent.toString(), ids, 3);
    return near.isEmpty()
        ? "name a migration of this schema, or restore the one that is missing"
        : "did you mean " + near.stream().collect(Collectors.joining(" or ")) + "?";
  }

  private Place parentPlace(MigrationId child, MigrationId parent) {
    Draft draft = drafts.get(child);
    return draft == null
        ? declarations(child)
        : draft.metadata().place(parent).orElse(draft.files().declarations());
  }

  private Place declarations(MigrationId id) {
    Draft draft = drafts.get(id);
    return draft == null ? Place.of(id.toString()) : draft.files().declarations();
  }
}
