package dev.ebb.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a run came that cannot be one transaction.
 *
 * @param statementsDone how many statements of the script surely took effect; whether the next one
 *     did must be found out
 * @param statements short sums of all statements of the script that was running
 * @param error what the server said if it ended in an error
 */
public record Progress(int statementsDone, List<String> statements, @Nullable String error) {
  public Progress {
    statements = List.copyOf(statements);
  }
}
