package dev.ebb.loss;

import dev.ebb.db.RowReader;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.loss.LossReader.Limits;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database questions about rows that may take too long, or may not be allowed: each in a
 * transaction of its own that only reads, so that no lock outlives its answer. Confined to one
 * thread.
 */
final class Asking {
  private static final int TOGETHER = 50;

  private final Session session;
  private final Clock clock;
  private final Instant end;

  /**
   * An answer, or why there is none.
   *
   * @param value null if there is none
   * @param why what the server, or the time, said against it; empty if there is an answer
   * @param state the SQLSTATE of that
   */
  record Answer<T>(@Nullable T value, String why, String state) {
    /** Whether it is about the data: a value that cannot become what it should. */
    boolean isBadData() {
      return state.startsWith("22") || state.startsWith("23");
    }

    boolean tookTooLong() {
      return state.equals("57014");
    }
  }

  Asking(Session session, Limits limits, Clock clock) {
    this.session = session;
    this.clock = clock;
    this.end = clock.instant().plus(limits.whole());
    // A policy would hide rows without a word. There is a question for each thing that goes, and to
    // think about the best order for its many joins takes longer than any order.
    session.execute(
        "SET default_transaction_read_only = on; SET row_security = off; SET lock_timeout = '500ms';"
            + " SET join_collapse_limit = 1; SET jit = off; SET statement_timeout = "
            + limits.query().toMillis());
  }

  /** The session, for questions to the catalog. */
  Session session() {
    return session;
  }

  /** Asks for one row. */
  <T> Answer<T> one(String sql, RowReader<T> reader) {
    if (clock.instant().isAfter(end)) {
      return new Answer<>(null, "there was no time left", "57014");
    }
    try {
      return new Answer<>(session.queryFirst(sql, reader).orElse(null), "", "");
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      return new Answer<>(null, why(failure), failure.sqlState());
    }
  }

  /** Asks for any number of rows; none if there is no answer. */
  <T> List<T> all(String sql, RowReader<T> reader) {
    if (clock.instant().isAfter(end)) {
      return List.of();
    }
    try {
      return session.query(sql, reader);
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      return List.of();
    }
  }

  /**
   * Asks questions that do not take long, many of them in one; of those to which there is no answer
   * nothing is told.
   *
   * @param questions queries for one row of the same columns
   */
  <T> void together(List<String> questions, RowReader<T> reader, BiConsumer<String, T> answers) {
    for (int from = 0; from < questions.size(); from += TOGETHER) {
      List<String> some = questions.subList(from, Math.min(from + TOGETHER, questions.size()));
      String all =
          IntStream.range(0, some.size())
              .mapToObj(i -> "SELECT %d AS question, x.* FROM (%s) x".formatted(i, some.get(i)))
              .collect(Collectors.joining(" UNION ALL "));
      all(
          all,
          row -> {
            answers.accept(some.get(row.int32("question")), reader.read(row));
            return true;
          });
    }
  }

  private static String why(SqlFailure failure) {
    if (failure.isLockTimeout()) {
      return "another session has locked it";
    }
    if (failure.isCancelled()) {
      return "it takes too long";
    }
    return failure.serverMessage();
  }
}
