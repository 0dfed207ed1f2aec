package dev.ebb.graph;

import dev.ebb.fault.Place;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds the definitions of a schema against its ledger: what is applied, what is missing, what
 * needs attention. Pure.
 *
 * @param applied applied migrations that the project defines, parents first
 * @param pending defined migrations that are not applied, parents first
 * @param unsettled failed and unfinished ones, ascending
 * @param ahead applied ones that the project does not define; the database is ahead of the code, or
 *     they were squashed
 * @param changed applied ones whose up script is no longer what ran
 */
public record Survey(
    List<Migration> applied,
    List<Migration> pending,
    List<Entry> unsettled,
    List<Entry> ahead,
    List<Changed> changed) {

  /**
   * An applied migration whose script has changed since.
   *
   * @param migration as it is defined now
   * @param statement the number of the first statement that differs, from 1
   * @param place where that statement is now, or the file if it is gone
   * @param head the statement as it is now; empty if it is gone
   */
  public record Changed(Migration migration, int statement, Place place, String head) {}

  // What stands in the place of a migration that was taken out: it ran as what it was, and a later
  // one has taken it back.
  private static final Pattern REVERTED = Pattern.compile("(?m)^-- This migration was reverted\\b");

  /** Compares; the state of a legacy version table counts with what it implies. */
  public static Survey of(Graph graph, LedgerState state) {
    Set<MigrationId> applied = new HashSet<>(state.applied());
    if (state.legacy() != null && !state.legacy().dirty()) {
      applied.addAll(graph.ancestorsOrSelf(List.of(state.legacy().version())));
    }
    List<Entry> ahead =
        state.entries().values().stream()
            .filter(e -> e.standing() == Standing.APPLIED && !graph.contains(e.id()))
            .toList();
    return new Survey(
        graph.order().stream().filter(m -> applied.contains(m.id())).toList(),
        graph.order().stream().filter(m -> !applied.contains(m.id())).toList(),
        state.unsettled(),
        ahead,
        changed(graph, state));
  }

  private static List<Changed> changed(Graph graph, LedgerState state) {
    List<Changed> changed = new ArrayList<>();
    for (Entry entry : state.entries().values()) {
      Recorded recorded = entry.recorded();
      Optional<Migration> defined = graph.find(entry.id());
      if (entry.standing() == Standing.APPLIED && recorded != null && defined.isPresent()) {
        difference(defined.get(), recorded).ifPresent(changed::add);
      }
    }
    return changed;
  }

  private static Optional<Changed> difference(Migration now, Recorded then) {
    List<Statement> statements = now.up().script().statements();
    if (now.up().script().checksum().value().equals(then.upChecksum())
        || (statements.isEmpty() && REVERTED.matcher(now.up().script().text()).find())) {
      return Optional.empty();
    }
    int same = 0;
    while (same < statements.size()
        && same < then.upStatements().size()
        && statements.get(same).shortSum().equals(then.upStatements().get(same))) {
      same++;
    }
    if (same == statements.size()) {
      return Optional.of(new Changed(now, same + 1, Place.of(now.up().file()), ""));
    }
    Statement first = statements.get(same);
    return Optional.of(new Changed(now, same + 1, now.up().at(first.start()), first.head()));
  }
}
