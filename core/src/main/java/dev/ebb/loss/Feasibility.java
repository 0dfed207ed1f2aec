package dev.ebb.loss;

import dev.ebb.loss.Asking.Answer;
import dev.ebb.loss.Extent.Accuracy;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks today's rows whether they meet what a statement demands of them. */
final class Feasibility {
  /** Nobody has to know whether it is a thousand rows or a million. */
  private static final int MOST = 1000;

  private static final String KEY =
      """
      SELECT array_agg(a.attname::text ORDER BY k.place) AS names,
             bool_and(t.typname IN ('int2', 'int4', 'int8', 'uuid')) AS harmless
        FROM pg_catalog.pg_index i
       CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       WHERE i.indisprimary AND i.indrelid = %d
      HAVING count(*) > 0
      """;

  private final Asking asking;
  private final Measures measures;
  private final World world;

  Feasibility(Asking asking, Measures measures, World world) {
    this.asking = asking;
    this.measures = measures;
    this.world = world;
  }

  /**
   * A demand on the rows of a table that is there today.
   *
   * @param table the table
   * @param violates true for a row {@code t} that does not meet it, as SQL
   * @param what it demands, as the first half of a sentence
   * @param such what the rows are that do not meet it: {@code have no value}
   * @param doubt why rows that do not meet it today may be no trouble; null if they are
   */
  record Demand(Thing table, String violates, String what, String such, @Nullable String doubt) {}

  /** A column may not be null. */
  void notNull(Findings findings, Thing table, String column, @Nullable String doubt) {
    String name = Quote.identifier(column);
    check(
        findings,
        new Demand(
            table,
            "t." + name + " IS NULL",
            "%s.%s must not be null".formatted(table.live(), name),
            "have no value there",
            doubt));
  }

  /** A column comes that may not be null, and nothing fills it. */
  void noRows(Findings findings, Thing table, String column, @Nullable String doubt) {
    check(
        findings,
        new Demand(
            table,
            "true",
            "it adds %s.%s, which must not be null and has no default"
                .formatted(table.live(), Quote.identifier(column)),
            "would have no value there",
            doubt));
  }

  /** A condition must hold. */
  void holds(Findings findings, Thing table, String condition, @Nullable String doubt) {
    check(
        findings,
        new Demand(
            table,
            "NOT (" + condition + "\n)",
            "all rows of " + table.live() + " must meet " + oneLine(condition),
            "do not",
            doubt));
  }

  static String oneLine(String sql) {
    String line = sql.replaceAll("\\s+", " ").strip();
    return line.length() > 80 ? line.substring(0, 79) + "…" : line;
  }

  /** Rows must find others. */
  void references(Findings findings, Thing table, Action.ForeignKey key, @Nullable String doubt) {
    Thing other = world.relation(key.other());
    if (other == null || other.isFresh() || other.hasNew(key.others())) {
      return;
    }
    List<String> others =
        key.others().isEmpty()
            ? primaryKey(other)
            : key.others().stream().flatMap(c -> Stream.ofNullable(other.today(c))).toList();
    if (others.size() != key.columns().size()) {
      return;
    }
    String set =
        key.columns().stream()
            .map(c -> "t." + Quote.identifier(c) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    StringBuilder match = new StringBuilder();
    for (int i = 0; i < others.size(); i++) {
      match.append(i == 0 ? "" : " AND ").append("o.").append(Quote.identifier(others.get(i)));
      match.append(" = t.").append(Quote.identifier(key.columns().get(i)));
    }
    check(
        findings,
        new Demand(
            table,
            set
                + " AND NOT EXISTS (SELECT FROM "
                + other.live().toSql()
                + " o WHERE "
                + match
                + ")",
            "%s (%s) must be found in %s"
                .formatted(table.live(), String.join(", ", key.columns()), other.live()),
            "refer to something that is not there",
            doubt == null && other.isDisturbed(others) ? Doubts.DISTURBED : doubt));
  }

  private List<String> primaryKey(Thing table) {
    List<String> names = asking.one(KEY.formatted(table.oid()), row -> row.texts("names")).value();
    return names == null ? List.of() : names;
  }

  /** Asks, and says so if there are rows in the way, or if nobody knows. */
  void check(Findings findings, Demand demand) {
    Thing table = demand.table();
    String where = " WHERE " + demand.violates();
    String from = " FROM " + World.source(table, "") + where;
    Answer<Long> found = counted(measures.isSmall(table) ? "" : " LIMIT " + (MOST + 1), from);
    Accuracy accuracy = Accuracy.EXACT;
    Long rows = found.value();
    if (rows != null && rows > MOST && !measures.isSmall(table)) {
      rows = (long) MOST;
      accuracy = Accuracy.AT_LEAST;
    }
    if (rows == null && found.tookTooLong()) {
      found = counted("", " FROM " + World.source(table, measures.part(table)) + where);
      rows = found.value();
      if (rows != null && rows == 0) {
        findings.unknown(
            demand.what()
                + ": no row is in the way in a part of the table; the whole is too large to ask");
        return;
      }
      rows = rows == null ? null : Long.valueOf(Math.round(rows * measures.scale(table)));
      accuracy = Accuracy.SAMPLED;
    }
    if (rows == null) {
      if (demand.doubt() == null || !found.state().startsWith("42")) {
        findings.unknown("whether " + demand.what() + " could not be asked: " + found.why());
      }
    } else if (rows > 0) {
      findings.add(obstacle(findings, demand, rows, accuracy));
    }
  }

  private Answer<Long> counted(String limit, String from) {
    String sql =
        limit.isEmpty()
            ? "SELECT count(*) AS n" + from
            : "SELECT count(*) AS n FROM (SELECT 1" + from + limit + ") x";
    return asking.one(sql, row -> row.int64("n"));
  }

  private Obstacle obstacle(Findings findings, Demand demand, long rows, Accuracy accuracy) {
    Thing table = demand.table();
    return new Obstacle(
        findings.statement(),
        demand.what() + ", but " + count(rows, accuracy) + " " + such(demand, rows),
        rows,
        accuracy,
        doubt(findings, demand.doubt()),
        "SELECT * FROM " + World.source(table, "") + " WHERE " + demand.violates().strip(),
        examples(table, demand.violates()));
  }

  private static String such(Demand demand, long rows) {
    String such = demand.such();
    return rows == 1
        ? such.replaceFirst("^have ", "has ")
            .replaceFirst("^are ", "is ")
            .replaceFirst("^do not", "does not")
            .replaceFirst("^(refer|belong) ", "$1s ")
        : such;
  }

  private static @Nullable String doubt(Findings findings, @Nullable String doubt) {
    return findings.isCertain() ? doubt : Doubts.CODE;
  }

  private static String count(long rows, Accuracy accuracy) {
    String number = rows + (rows == 1 ? " row" : " rows");
    return switch (accuracy) {
      case EXACT -> number;
      case AT_LEAST -> "at least " + number;
      case SAMPLED, PLANNED, UNKNOWN -> "about " + number;
    };
  }

  /** Keys of some rows, if keys are numbers or UUIDs, which tell nothing of anybody. */
  private List<String> examples(Thing table, String violates) {
    if (!table.keepsNames()) {
      return List.of();
    }
    List<String> key =
        asking
            .one(
                KEY.formatted(table.oid()),
                row -> row.bool("harmless") ? row.texts("names") : List.<String>of())
            .value();
    if (key == null || key.isEmpty()) {
      return List.of();
    }
    String shown =
        key.stream()
            .flatMap(
                c -> Stream.of("', '", Quote.literal(c + " = ") + " || t." + Quote.identifier(c)))
            .skip(1)
            .collect(Collectors.joining(" || "));
    List<String> found =
        asking
            .one(
                "SELECT coalesce(pg_catalog.array_agg(s.v), '{}')::text[] AS v FROM (SELECT "
                    + shown
                    + " AS v FROM "
                    + World.source(table, "")
                    + " WHERE "
                    + violates
                    + " LIMIT 3) s",
                row -> row.texts("v"))
            .value();
    return found == null ? List.of() : found;
  }

  /** No two rows may be alike. */
  void unique(Findings findings, Thing table, Action.Unique demand, @Nullable String doubt) {
    if (demand.primary()) {
      demand.keys().forEach(key -> keyNotNull(findings, table, key, doubt));
    }
    String keys = String.join(", ", demand.keys());
    String groups = groups(table, demand);
    Answer<long[]> found =
        asking.one(
            "SELECT count(*) AS n, coalesce(sum(g.rows), 0)::bigint AS r FROM (SELECT "
                + groups
                + ") g",
            row -> new long[] {row.int64("n"), row.int64("r")});
    long[] numbers = found.value();
    String what = "(" + keys + ") of " + table.live() + " must be unique";
    if (numbers == null) {
      if (doubt == null || !found.state().startsWith("42")) {
        findings.unknown("whether " + what + " could not be asked: " + found.why());
      }
    } else if (numbers[0] > 0) {
      findings.add(
          new Obstacle(
              findings.statement(),
              "%s, but %d rows share %s"
                  .formatted(
                      what, numbers[1], numbers[0] == 1 ? "one value" : numbers[0] + " values"),
              numbers[1],
              Accuracy.EXACT,
              doubt(findings, doubt),
              "SELECT " + groups,
              List.of()));
    }
  }

  /** No two rows may exclude each other. */
  void excludes(Findings findings, Thing table, Action.Exclude demand, @Nullable String doubt) {
    StringBuilder keys = new StringBuilder();
    StringBuilder collide = new StringBuilder("a.ebb_row <> b.ebb_row");
    for (int i = 0; i < demand.keys().size(); i++) {
      keys.append(", (").append(demand.keys().get(i)).append("\n) AS ebb_").append(i);
      collide.append(" AND a.ebb_%d %s b.ebb_%d".formatted(i, demand.operators().get(i), i));
    }
    String rows =
        "WITH r AS MATERIALIZED (SELECT pg_catalog.row_number() OVER () AS ebb_row, t.*%s FROM %s%s) "
            .formatted(
                keys,
                World.source(table, ""),
                demand.where() == null ? "" : " WHERE " + demand.where());
    String found = " FROM r a WHERE EXISTS (SELECT FROM r b WHERE " + collide + ")";
    Answer<Long> answer = asking.one(rows + "SELECT count(*) AS n" + found, row -> row.int64("n"));
    Long number = answer.value();
    String what =
        "no two rows of %s may exclude each other by %s"
            .formatted(table.live(), String.join(", ", demand.keys()));
    if (number == null) {
      if (doubt == null || !answer.state().startsWith("42")) {
        findings.unknown("whether " + what + " could not be asked: " + answer.why());
      }
    } else if (number > 0) {
      findings.add(
          new Obstacle(
              findings.statement(),
              what + ", but " + number + " rows do",
              number,
              Accuracy.EXACT,
              doubt(findings, doubt),
              rows + "SELECT *" + found,
              List.of()));
    }
  }

  private void keyNotNull(Findings findings, Thing table, String key, @Nullable String doubt) {
    check(
        findings,
        new Demand(
            table,
            "t." + key + " IS NULL",
            "%s.%s must not be null".formatted(table.live(), key),
            "have no value there",
            doubt));
  }

  /** The values that several rows share, and how many share each. */
  private static String groups(Thing table, Action.Unique demand) {
    List<String> conditions = new ArrayList<>();
    if (demand.where() != null) {
      conditions.add("(" + demand.where() + "\n)");
    }
    if (!demand.nullsAlike()) {
      demand.keys().forEach(k -> conditions.add(k + " IS NOT NULL"));
    }
    String keys = String.join(", ", demand.keys());
    return keys
        + ", count(*) AS rows FROM "
        + World.source(table, "")
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
        + " GROUP BY "
        + keys
        + " HAVING count(*) > 1";
  }

  /** What a constraint that is there demands must hold for all rows. */
  void validates(Findings findings, Thing table, String constraint, @Nullable String doubt) {
    String definition =
        asking
            .one(
                "SELECT pg_catalog.pg_get_constraintdef(oid) AS d FROM pg_catalog.pg_constraint"
                    + " WHERE conrelid = "
                    + table.oid()
                    + " AND NOT convalidated AND conname = "
                    + Quote.literal(constraint),
                row -> row.text("d"))
            .value();
    if (definition == null) {
      return;
    }
    SqlName name = table.live();
    String statement =
        "ALTER TABLE " + name.toSql() + " ADD " + definition.replaceFirst(" NOT VALID$", "");
    ActionReader.OnTable read = ActionReader.read(statement);
    if (read == null) {
      return;
    }
    for (Action action : read.actions()) {
      if (action instanceof Action.Check(String condition)) {
        holds(findings, table, condition, doubt);
      } else if (action instanceof Action.ForeignKey key) {
        references(findings, table, key, doubt);
      }
    }
  }
}
