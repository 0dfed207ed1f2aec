package dev.ebb.cli.picture;

import dev.ebb.graph.Entry;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Recorded;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be drawn of one schema, without saying how: every migration that the project defines
 * or the database has. Immutable.
 *
 * @param title the schema
 * @param nodes parents before children, in an order that depends on the migrations only
 */
public record Picture(String title, List<Node> nodes) {

  public Picture {
    nodes = List.copyOf(nodes);
  }

  /**
   * Of a schema's definitions and how they compare with the database.
   *
   * @param survey null if no database was asked: everything is {@link State#DEFINED} then
   */
  public static Picture of(SchemaName schema, Graph graph, @Nullable Survey survey) {
    Map<MigrationId, State> states = survey == null ? Map.of() : states(survey);
    List<Migration> extra = survey == null ? List.of() : unknown(graph, survey);
    Graph whole = graph.with(extra);
    Set<MigrationId> parents = parentsOf(whole.order());
    List<Node> nodes = new ArrayList<>();
    for (Migration migration : whole.order()) {
      nodes.add(
          new Node(
              migration.id(),
              Wording.line(migration.name()),
              migration.parents().stream().filter(whole::contains).toList(),
              states.getOrDefault(migration.id(), State.DEFINED),
              migration.flags(),
              migration.parents().isEmpty(),
              !parents.contains(migration.id())));
    }
    return new Picture(Wording.line(schema.value()), nodes);
  }

  /** How many migrations stand where; states without a migration are left out. */
  Map<State, Integer> counts() {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    nodes.forEach(node -> counts.merge(node.state(), 1, Integer::sum));
    return counts;
  }

  private static Map<MigrationId, State> states(Survey survey) {
    Map<MigrationId, State> states = new HashMap<>();
    survey.applied().forEach(m -> states.put(m.id(), State.APPLIED));
    survey.pending().forEach(m -> states.put(m.id(), State.PENDING));
    survey.changed().forEach(c -> states.put(c.migration().id(), State.CHANGED));
    survey.ahead().forEach(e -> states.put(e.id(), State.AHEAD));
    survey
        .unsettled()
        .forEach(e ->
            states.put(e.id(), e.standing() == Standing.FAILED ? State.FAILED : State.UNFINISHED));
    return states;
  }

  // What the ledger has and the project lacks, with the links that were stored at apply time; a
  // link
  // back into the project could close a circle, if the project changed since: such links are cut.
  private static List<Migration> unknown(Graph graph, Survey survey) {
    List<Entry> entries = new ArrayList<>(survey.ahead());
    survey.unsettled().stream().filter(e -> !graph.contains(e.id())).forEach(entries::add);
    Set<MigrationId> seen = new HashSet<>(graph.ids());
    entries.sort(Comparator.comparing(Entry::id));
    Set<MigrationId> theirs = new HashSet<>();
    entries.forEach(e -> theirs.add(e.id()));
    List<Migration> unknown = new ArrayList<>();
    boolean progress = true;
    while (!entries.isEmpty()) {
      boolean force = !progress;
      progress = false;
      for (Entry entry : List.copyOf(entries)) {
        List<MigrationId> parents = parents(entry);
        boolean waits = parents.stream().anyMatch(p -> theirs.contains(p) && !seen.contains(p));
        if (!waits || (force && !progress)) {
          unknown.add(migration(entry, parents.stream().filter(seen::contains).toList()));
          seen.add(entry.id());
          entries.remove(entry);
          progress = true;
        }
      }
    }
    return unknown;
  }

  private static List<MigrationId> parents(Entry entry) {
    Recorded recorded = entry.recorded();
    return recorded == null ? List.of() : recorded.parents();
  }

  private static Migration migration(Entry entry, List<MigrationId> parents) {
    Recorded recorded = entry.recorded();
    String name = recorded == null ? "" : recorded.name();
    Set<Flag> flags = recorded == null ? Set.of() : recorded.flags();
    return new Migration(entry.id(), name, parents, flags, Wording.NO_SCRIPT, Wording.NO_SCRIPT);
  }

  private static Set<MigrationId> parentsOf(Collection<Migration> migrations) {
    Set<MigrationId> parents = new HashSet<>();
    migrations.forEach(m -> parents.addAll(m.parents()));
    return parents;
  }
}
