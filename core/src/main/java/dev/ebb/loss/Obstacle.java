package dev.ebb.loss;

import dev.ebb.loss.Extent.Accuracy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a step would fail on today's data.
 *
 * @param statement the number of the statement that would fail, from 1
 * @param what what it demands, and what is there, as a sentence without a full stop
 * @param rows how many rows are in the way; -1 if that is not known or it is not about rows
 * @param accuracy how well that number is known; that there are some is always known
 * @param doubt why it may not fail after all; null if it is certain on today's data
 * @param query the query that lists the rows; null if it is not about rows
 * @param examples some of the rows that are in the way: their keys if they are numbers or UUIDs
 */
public record Obstacle(
    int statement,
    String what,
    long rows,
    Accuracy accuracy,
    @Nullable String doubt,
    @Nullable String query,
    List<String> examples) {
  /** Copies the list. */
  public Obstacle {
    examples = List.copyOf(examples);
  }

  /** Whether it fails unless somebody changes the data. */
  public boolean isCertain() {
    return doubt == null;
  }
}
