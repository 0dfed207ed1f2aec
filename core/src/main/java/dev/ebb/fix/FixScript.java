package dev.ebb.fix;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What turns one state of a database into another. Immutable.
 *
 * <p>The statements run in their order and in one transaction, with a {@code search_path} that may
 * be anything: all names are qualified. If there are {@link #refusals}, running them leads as close
 * to the wanted state as is possible without a person.
 *
 * @param statements what to run
 * @param losses everything that any of the statements destroys
 * @param refusals what is left undone, by name
 * @param prechecks what the rows must be like for the statements to succeed
 * @param remarks what is worth knowing and neither loss nor refusal: values that are made up where
 *     a column must have some, columns that end up in another order
 */
public record FixScript(
    List<FixStatement> statements,
    List<Loss> losses,
    List<Refusal> refusals,
    List<Precheck> prechecks,
    List<Remark> remarks) {
  public FixScript {
    statements = List.copyOf(statements);
    losses = List.copyOf(losses);
    refusals = List.copyOf(refusals);
    prechecks = List.copyOf(prechecks);
    remarks = List.copyOf(remarks);
  }

  /** How far the script leads. */
  public FixVerdict verdict() {
    if (!refusals.isEmpty()) {
      return new FixVerdict.Partial(refusals);
    }
    boolean order = remarks.stream().anyMatch(Remark.OtherOrder.class::isInstance);
    if (statements.isEmpty()) {
      return order ? new FixVerdict.UpToColumnOrder() : new FixVerdict.Nothing();
    }
    return order ? new FixVerdict.UpToColumnOrder() : new FixVerdict.Whole();
  }

  /** All statements, each with its semicolon on lines of its own; empty if there are none. */
  public String text() {
    return statements.stream().map(s -> s + "\n").collect(Collectors.joining());
  }
}
