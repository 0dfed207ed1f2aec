package dev.ebb.rows;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that satisfy conditions by asking the one who knows what they mean: the server tries
 * the combinations of candidates, whatever functions the conditions call.
 */
final class Solver {
  private static final int MOST_COMBINATIONS = 20_000;
  private static final int MOST_SOLUTIONS = 60;
  private static final int SINGLE_TRIES = 40;

  private final Session session;

  Solver(Session session) {
    this.session = session;
  }

  /**
   * Something to find a value for.
   *
   * @param name as the conditions call it
   * @param type as SQL
   * @param candidates values as the server reads them, null among them if that may be
   */
  record Unknown(String name, String type, List<@Nullable String> candidates) {}

  /**
   * Combinations of one candidate for each unknown that make no condition false, in an order that
   * the seed decides; empty if there is none among them.
   */
  List<List<@Nullable String>> solve(List<Unknown> unknowns, List<String> conditions, long seed) {
    List<Unknown> fewer = limited(unknowns);
    if (fewer.stream().anyMatch(unknown -> unknown.candidates.isEmpty())) {
      return List.of();
    }
    try {
      return ask(fewer, conditions, seed);
    } catch (SqlFailure failure) {
      refuseLost(failure);
      // A candidate that the type does not take, or that makes a condition fail, spoils the rest.
      return oneByOne(fewer, conditions, seed);
    }
  }

  private static void refuseLost(SqlFailure failure) {
    if (failure.isConnectionLost()) {
      throw failure;
    }
  }

  private List<List<@Nullable String>> oneByOne(
      List<Unknown> unknowns, List<String> conditions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<@Nullable String>> found = new ArrayList<>();
    for (int i = 0; i < SINGLE_TRIES; i++) {
      int number = i;
      List<Unknown> single =
          unknowns.stream()
              .map(unknown -> single(unknown, unknowns.size(), number, random))
              .toList();
      try {
        ask(single, conditions, seed).stream().filter(s -> !found.contains(s)).forEach(found::add);
      } catch (SqlFailure failure) {
        refuseLost(failure);
      }
    }
    return found;
  }

  private static Unknown single(Unknown unknown, int count, int number, SplittableRandom random) {
    int size = unknown.candidates.size();
    int chosen = count == 1 ? number % size : random.nextInt(size);
    List<@Nullable String> one = new ArrayList<>();
    one.add(unknown.candidates.get(chosen));
    return new Unknown(unknown.name, unknown.type, one);
  }

  private List<List<@Nullable String>> ask(
      List<Unknown> unknowns, List<String> conditions, long seed) {
    int count = unknowns.size();
    String values =
        IntStream.range(0, count)
            .mapToObj(i -> "s%d.ebb_v AS v%d".formatted(i, i))
            .collect(Collectors.joining(", "));
    String from =
        IntStream.range(0, count)
            .mapToObj(i -> source(unknowns.get(i), i))
            .collect(Collectors.joining(" CROSS JOIN "));
    String where =
        conditions.stream()
            .map(c -> "(" + c + ") IS NOT FALSE")
            .collect(Collectors.joining(" AND "));
    String order =
        IntStream.range(0, count)
            .mapToObj(i -> "s%d.ebb_n".formatted(i))
            .collect(Collectors.joining(" || '.' || "));
    String sql =
        "SELECT %s FROM %s%s ORDER BY md5(%s || '.' || '%d') LIMIT %d"
            .formatted(
                values,
                from,
                where.isEmpty() ? "" : " WHERE " + where,
                order,
                seed,
                MOST_SOLUTIONS);
    return inside(sql, count);
  }

  private static String source(Unknown unknown, int number) {
    String array =
        unknown.candidates.stream()
            .map(c -> c == null ? "NULL" : Quote.literal(c))
            .collect(Collectors.joining(",", "ARRAY[", "]::text[]"));
    return "(SELECT x.v AS ebb_v, x.n::text AS ebb_n, x.v::%s AS %s FROM unnest(%s) WITH ORDINALITY AS x (v, n)) s%d"
        .formatted(unknown.type, Quote.identifier(unknown.name), array, number);
  }

  private List<List<@Nullable String>> inside(String sql, int count) {
    session.execute("SAVEPOINT ebb_solve");
    try {
      return session.query(
          sql,
          row -> {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
              values.add(row.textOrNull("v" + i));
            }
            return values;
          });
    } finally {
      if (!session.isClosed()) {
        session.execute("ROLLBACK TO ebb_solve; RELEASE ebb_solve");
      }
    }
  }

  // The longest list gives way first; what stands first in it is the likeliest.
  private static List<Unknown> limited(List<Unknown> unknowns) {
    List<Unknown> limited = new ArrayList<>(unknowns);
    while (combinations(limited) > MOST_COMBINATIONS) {
      int longest = 0;
      for (int i = 1; i < limited.size(); i++) {
        if (limited.get(i).candidates.size() > limited.get(longest).candidates.size()) {
          longest = i;
        }
      }
      Unknown unknown = limited.get(longest);
      int keep = unknown.candidates.size() - 1;
      limited.set(
          longest, new Unknown(unknown.name, unknown.type, unknown.candidates.subList(0, keep)));
    }
    return limited;
  }

  private static long combinations(List<Unknown> unknowns) {
    long product = 1;
    for (Unknown unknown : unknowns) {
      product *= Math.max(1, unknown.candidates.size());
      if (product > MOST_COMBINATIONS) {
        return product;
      }
    }
    return product;
  }
}
