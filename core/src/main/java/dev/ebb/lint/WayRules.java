package dev.ebb.lint;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Difference.Renaming;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.graph.Direction;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an up does to those who know the database as it was, and whether the down takes it back. */
final class WayRules {
  private final Report report;
  private final Observation up;

  WayRules(Report report, Observation up) {
    this.report = report;
    this.up = up;
  }

  /** What the up takes from those who know the database as it was. */
  void up() {
    Difference change = up.before().evolution(up.after());
    Set<String> goneTables = new HashSet<>();
    List<ObjectName> gone = new ArrayList<>();
    change.onlyHere().forEach(object -> gone.add(object.name()));
    gone.addAll(change.recreated());
    gone.stream().filter(n -> n.kind() == Kind.TABLE).forEach(n -> goneTables.add(n.path()));
    for (ObjectName name : gone) {
      boolean column =
          name.kind() == Kind.COLUMN
              && !goneTables.contains(name.container())
              && up.before().object(Kind.TABLE, name.container()).isPresent();
      if (column || name.kind() == Kind.TABLE) {
        report.add(Rule.DROPS_DATA, Direction.UP, ender(name), "drops " + name);
      }
    }
    for (Renaming renaming : change.renamed()) {
      Kind kind = renaming.here().kind();
      boolean ofTable =
          kind == Kind.COLUMN
              && up.before().object(Kind.TABLE, renaming.here().container()).isPresent();
      if (renaming.isOwn() && (ofTable || kind == Kind.TABLE)) {
        report.add(Rule.RENAMES, Direction.UP, ender(renaming.here()), "renames " + renaming);
      }
    }
  }

  /** The statement after which it is not there any more. */
  private @Nullable Statement ender(ObjectName name) {
    for (StatementSeen seen : up.statements()) {
      Catalog then = seen.after();
      if (then != null && then.object(name).isEmpty()) {
        return seen.statement();
      }
    }
    return up.statements().size() == 1 ? up.statements().getFirst().statement() : null;
  }

  /** The down has no statement at all. */
  void noDown() {
    if (!up.before().equals(up.after())) {
      report.add(
          Rule.DOWN_DOES_NOTHING,
          up.step().migration().parents().isEmpty() ? Level.NOTICE : Level.ERROR,
          Direction.DOWN,
          null,
          "there is no statement in the down, and the up changes "
              + counted(up.before().difference(up.after()).lines().size()));
    }
  }

  /** What the down leaves, or takes along. */
  void down(Observation down) {
    Difference left = up.before().difference(down.after());
    if (down.before().equals(down.after())
        && down.rows().isEmpty()
        && !up.before().equals(up.after())) {
      report.add(
          Rule.DOWN_DOES_NOTHING,
          Direction.DOWN,
          null,
          "no statement of the down changes anything, and the up changes "
              + counted(up.before().difference(up.after()).lines().size()));
      return;
    }
    List<String> more = more(down);
    if (!more.isEmpty()) {
      report.add(Rule.DOWN_DROPS_MORE, Direction.DOWN, null, "drops " + Cascade.list(more));
    } else if (!left.isEmpty() && !left.isOnlyColumnOrder()) {
      report.add(
          Rule.DOWN_INCOMPLETE,
          Direction.DOWN,
          null,
          "leaves a difference (- missing, + left over, ~ changed): "
              + Cascade.list(left.lines().stream().map(WayRules::brief).toList()));
    }
  }

  private static String counted(int objects) {
    return objects == 1 ? "one object" : objects + " objects";
  }

  // Only the name of what differs: the whole is what prove tells.
  private static String brief(String line) {
    int end = line.indexOf(": ");
    return end < 0 ? line : line.substring(0, end);
  }

  private List<String> more(Observation down) {
    Set<ObjectName> gone = new HashSet<>();
    for (CatalogObject object : up.before().objects()) {
      ObjectName name = object.name();
      boolean missing = up.after().object(name).isPresent() && down.after().object(name).isEmpty();
      if (missing && !isOfView(name)) {
        gone.add(name);
      }
    }
    return gone.stream()
        .filter(name -> gone.stream().noneMatch(other -> holds(other, name)))
        .sorted()
        .map(ObjectName::toString)
        .toList();
  }

  // Nothing is in these; a view without one is a difference like any other.
  private boolean isOfView(ObjectName name) {
    return name.kind() == Kind.COLUMN && up.before().object(Kind.TABLE, name.container()).isEmpty();
  }

  private static boolean holds(ObjectName table, ObjectName part) {
    return switch (table.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW ->
          part.container().equals(table.path()) || part.path().startsWith(table.toString());
      default -> false;
    };
  }
}
