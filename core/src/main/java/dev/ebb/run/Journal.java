package dev.ebb.run;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Standing;
import dev.ebb.graph.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run has done, across lost connections: remembers which steps were on their way when the
 * connection broke, so that the ledger can be asked about them. Confined to the thread that runs.
 */
final class Journal {
  private final List<Done> done = new ArrayList<>();
  private List<Step> inFlight = List.of();
  private boolean commitSent;
  private boolean begun;

  /** These may be committed any moment now. */
  void begin(List<Step> steps) {
    inFlight = List.copyOf(steps);
    commitSent = false;
    begun = false;
  }

  /** They were rolled back. */
  void abandon() {
    begin(List.of());
  }

  /** Their COMMIT is about to be sent: from now on only an answer can tell. */
  void commitSent() {
    commitSent = true;
  }

  /** The server answered, and it was no commit. */
  void rolledBack() {
    commitSent = false;
  }

  /** What cannot be one transaction has begun, and the ledger says so. */
  void begunOutside() {
    begun = true;
  }

  /** Whether more may be in the database than what is known to be done. */
  boolean inDoubt() {
    return commitSent || begun;
  }

  /** These are committed. */
  void commit(List<Done> steps) {
    done.addAll(steps);
    if (!steps.isEmpty()) {
      begin(List.of());
    }
  }

  /** What is committed, in order. */
  List<Done> done() {
    return List.copyOf(done);
  }

  /** After a lost connection: counts what the ledger says was committed after all. */
  List<Step> confirm(LedgerState state) {
    List<Step> confirmed = inFlight.stream().filter(step -> isCommitted(step, state)).toList();
    confirmed.forEach(s -> done.add(new Done(s, Duration.ZERO, Done.How.CONFIRMED)));
    begin(List.of());
    return confirmed;
  }

  private static boolean isCommitted(Step step, LedgerState state) {
    Entry entry = state.entries().get(step.id());
    Standing wanted = step.direction() == Direction.UP ? Standing.APPLIED : Standing.UNAPPLIED;
    return entry != null && entry.standing() == wanted;
  }
}
