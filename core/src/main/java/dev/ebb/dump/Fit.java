package dev.ebb.dump;

import dev.ebb.sql.SqlName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table's rows in a dump fitted, at best, into the tables of that name. Immutable.
 *
 * @param rows how many the dump holds
 * @param used how many of them were read: the first
 * @param taken how many a table took, or had already; -1 if there never was a table of that name
 * @param why what the server said to the first that it refused; null if it refused none
 * @param unused columns that no table of that name had
 */
public record Fit(
    SqlName table, long rows, long used, long taken, @Nullable String why, List<String> unused) {
  /** Copies the list. */
  public Fit {
    unused = List.copyOf(unused);
  }

  /** Whether there was a table for it. */
  public boolean hadTable() {
    return taken >= 0;
  }

  /** Whether all of it fitted, as far as it was read. */
  public boolean whole() {
    return taken == used && why == null && unused.isEmpty();
  }
}
