package dev.ebb.loss;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.Step;
import dev.ebb.loss.Losing.Since.Knowledge;
import dev.ebb.loss.Measures.Measured;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.SqlName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a step would take away from today's database, and how much that is.
 *
 * @param statement the number of the statement that does it, from 1
 * @param loss what goes
 * @param extent how much of it there is
 * @param certain false if it stands in a block of code, which may or may not come to it
 * @param along what goes with it and holds no data of its own, or goes for its sake: views,
 *     constraints, indexes of a column, rows that refer to its rows
 * @param sample some values, with letters and digits made unreadable by the server
 * @param since what of it was written since the migration was applied; null on the way up
 */
public record Losing(
    int statement,
    Loss loss,
    Extent extent,
    boolean certain,
    List<String> along,
    List<String> sample,
    @Nullable Since since) {
  /** Copies the lists. */
  public Losing {
    along = List.copyOf(along);
    sample = List.copyOf(sample);
  }

  /**
   * What is known of what was written to a table since the migration that is taken back was
   * applied.
   *
   * @param applied when the migration was applied
   * @param knowledge what the number means
   * @param rows how many rows were inserted or changed since, as far as they are still there; 0 if
   *     that is not known
   */
  public record Since(Instant applied, Knowledge knowledge, long rows) {

    /** What is known. */
    public enum Knowledge {
      /** The migration itself has made it: all that is in it was written by it or since. */
      ALL,
      /**
       * The transaction that wrote a row is younger than the migration's. It says nothing after a
       * restore from a dump, which writes all rows anew.
       */
      BY_VERSION,
      /** Nothing. */
      UNKNOWN
    }
  }

  /**
   * When and by what the things came to be that a step takes back.
   *
   * @param applied when its migration was applied; null if nobody knows, or it is on its way up
   * @param age the age of the ledger's row on that, as SQL; null likewise
   * @param tables that the migration has made, as it names them
   */
  record Origins(@Nullable Instant applied, @Nullable String age, Set<SqlName> tables) {
    static final Origins NONE = new Origins(null, null, Set.of());

    /** Of one step. */
    static Origins of(Step step, @Nullable Entry entry, SqlName ledger) {
      boolean known =
          step.direction() == Direction.DOWN
              && entry != null
              && !entry.backfilled()
              && entry.row() > 0
              && entry.direction() == Direction.UP;
      if (!known || entry == null) {
        return NONE;
      }
      Set<SqlName> made =
          step.migration().up().script().statements().stream()
              .map(s ->
                  s.effect()
                              instanceof
                              Effect.Creates(ObjectKind kind, SqlName name, boolean careful)
                          && kind == ObjectKind.TABLE
                          && !careful
                      ? name
                      : null)
              .filter(n -> n != null)
              .collect(Collectors.toSet());
      String age =
          "(SELECT pg_catalog.age(l.xmin) FROM %s l WHERE l.id = %d)"
              .formatted(ledger.toSql(), entry.row());
      return new Origins(entry.at(), age, made);
    }

    /** What is known of a table's, or column's, data. */
    @Nullable Since since(Thing table, @Nullable String column, Measured measured) {
      if (applied == null) {
        return null;
      }
      boolean made =
          tables.contains(table.live()) || tables.contains(new SqlName(null, table.live().name()));
      if (column == null && made) {
        return new Since(applied, Knowledge.ALL, measured.extent().rows());
      }
      return measured.newer() < 0
          ? new Since(applied, Knowledge.UNKNOWN, 0)
          : new Since(applied, Knowledge.BY_VERSION, measured.newer());
    }
  }
}
