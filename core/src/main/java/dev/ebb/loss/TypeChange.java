package dev.ebb.loss;

import dev.ebb.loss.Asking.Answer;
import dev.ebb.loss.Extent.Accuracy;
import dev.ebb.loss.Feasibility.Demand;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out which values survive a change of their column's type, and which make it fail. */
final class TypeChange {
  private static final Pattern BOUNDED =
      Pattern.compile(
          "(?:varchar|character varying|char|character|bpchar)\\s*\\(\\s*(\\d+)\\s*\\)",
          Pattern.CASE_INSENSITIVE);
  private static final Map<String, String> WHOLE =
      Map.of(
          "smallint", "-32768 AND 32767",
          "int2", "-32768 AND 32767",
          "integer", "-2147483648 AND 2147483647",
          "int", "-2147483648 AND 2147483647",
          "int4", "-2147483648 AND 2147483647",
          "bigint", "-9223372036854775808 AND 9223372036854775807",
          "int8", "-9223372036854775808 AND 9223372036854775807");
  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");

  private final Asking asking;
  private final Measures measures;
  private final Feasibility feasibility;
  private final World world;

  TypeChange(Asking asking, Measures measures, Feasibility feasibility, World world) {
    this.asking = asking;
    this.measures = measures;
    this.feasibility = feasibility;
    this.world = world;
  }

  /**
   * A column of a table that is there today and its new type.
   *
   * @param today its name today
   * @param from its type today
   */
  private record Change(Thing table, String today, String from, Action.Retype retype) {
    String column() {
      return "t." + Quote.identifier(retype.column());
    }

    String title() {
      return table.live() + "." + Quote.identifier(retype.column());
    }

    Loss loss() {
      return new Loss.TypeNarrowed(table.live(), today, from, retype.type());
    }
  }

  /** Looks at one change; the column has that name today. */
  void check(
      Findings findings, Thing table, String today, Action.Retype retype, @Nullable String doubt) {
    String from =
        asking
            .one(
                "SELECT pg_catalog.format_type(atttypid, atttypmod) AS type"
                    + " FROM pg_catalog.pg_attribute WHERE NOT attisdropped AND attgenerated = ''"
                    + " AND attrelid = "
                    + table.oid()
                    + " AND attname = "
                    + Quote.literal(today),
                row -> row.text("type"))
            .value();
    if (from == null) {
      return;
    }
    Change change = new Change(table, today, from, retype);
    Cursor name = Cursor.over(retype.type());
    SqlName type = name.name();
    if (name.acceptSymbol('[')) {
      name.acceptSymbol(']');
    }
    Thing target = type == null || !name.atEnd() ? null : world.type(type);
    if (target != null && !target.labels().isEmpty()) {
      labels(findings, change, target.labels(), doubt);
    } else if (target == null || !target.isFresh()) {
      values(findings, change, doubt);
    }
  }

  // The usual way to take a value from an enum: another enum without it, and the columns moved.
  private void labels(
      Findings findings, Change change, List<String> labels, @Nullable String doubt) {
    String some = labels.stream().map(Quote::literal).collect(Collectors.joining(", "));
    String gone =
        change.retype().type().endsWith("]")
            ? "EXISTS (SELECT FROM unnest(%s::text[]) v WHERE v NOT IN (%s))"
                .formatted(change.column(), some)
            : change.column() + "::text NOT IN (" + some + ")";
    feasibility.check(
        findings,
        new Demand(
            change.table(),
            gone,
            "%s becomes %s, which has only %s"
                .formatted(change.title(), change.retype().type(), some),
            "have another value",
            plain(change) ? doubt : "the statement may replace such values"));
  }

  private static boolean plain(Change change) {
    String using = change.retype().using();
    return using == null || !using.toLowerCase(java.util.Locale.ROOT).contains("case");
  }

  private void values(Findings findings, Change change, @Nullable String doubt) {
    String to = change.retype().type().toLowerCase(Locale.ROOT);
    boolean left = change.retype().using() == null;
    Matcher bounded = BOUNDED.matcher(to);
    if (widens(change.from(), to) && left) {
      return;
    }
    if (left && bounded.matches()) {
      feasibility.check(
          findings,
          new Demand(
              change.table(),
              "pg_catalog.char_length(pg_catalog.rtrim(%s::text, ' ')) > %s"
                  .formatted(change.column(), bounded.group(1)),
              change.title() + " becomes " + change.retype().type(),
              "are longer",
              doubt));
      return;
    }
    String range = WHOLE.get(to);
    if (left && range != null && NUMBERS.contains(change.from().replaceFirst("\\(.*", ""))) {
      int before = findings.report().obstacles().size();
      feasibility.check(
          findings,
          new Demand(
              change.table(),
              "pg_catalog.round(%s::numeric) NOT BETWEEN %s".formatted(change.column(), range),
              change.title() + " becomes " + change.retype().type(),
              "are beyond what that can hold",
              doubt));
      if (findings.report().obstacles().size() > before) {
        return;
      }
    }
    survive(findings, change, doubt);
  }

  private static boolean widens(String from, String to) {
    boolean text = to.equals("text") || to.equals("varchar") || to.equals("character varying");
    List<String> wholes = List.of("smallint", "integer", "bigint", "numeric");
    String wide = to.equals("int") ? "integer" : to;
    return text
        || from.equals(wide)
        || (wholes.contains(from) && wholes.indexOf(from) < wholes.indexOf(wide));
  }

  /** Computes the new values of today's, and what they would be if they came back. */
  private void survive(Findings findings, Change change, @Nullable String doubt) {
    String to = change.retype().type();
    Answer<Long> forward = forward(change);
    if (forward.isBadData()) {
      findings.add(
          new Obstacle(
              findings.statement(),
              change.title()
                  + " becomes "
                  + to
                  + ", but not every value can: "
                  + masked(forward.why()),
              -1,
              Accuracy.UNKNOWN,
              findings.isCertain() ? doubt : Doubts.CODE,
              lister(change),
              List.of()));
      return;
    }
    changed(findings, change, doubt);
  }

  private void changed(Findings findings, Change change, @Nullable String doubt) {
    Answer<Extent> answer = surviving(change);
    Extent extent = answer.value();
    if (extent != null && extent.values() > 0) {
      findings.add(
          new Losing(
              findings.statement(),
              change.loss(),
              extent,
              findings.isCertain(),
              List.of(),
              List.of(),
              null));
    } else if (extent == null && doubt == null) {
      findings.unknown(
          "which values of "
              + change.title()
              + " become others as "
              + change.retype().type()
              + " could not be asked: "
              + masked(answer.why()));
    }
  }

  // Whether each value can become one of the new type; back again is another question.
  private Answer<Long> forward(Change change) {
    return asking.one(
        "SELECT count((%s\n)::%s) AS n FROM %s"
            .formatted(
                expression(change),
                change.retype().type(),
                World.source(change.table(), measures.part(change.table()))),
        row -> row.int64("n"));
  }

  private static String expression(Change change) {
    String using = change.retype().using();
    return using == null ? change.column() : using;
  }

  private Answer<Extent> surviving(Change change) {
    String to = change.retype().type();
    String query =
        """
        SELECT count(*) AS n,
               count(CASE WHEN x.o IS DISTINCT FROM (x.w::%1$s)::%2$s THEN 1 END) AS v,
               coalesce(sum(CASE WHEN x.o IS DISTINCT FROM (x.w::%1$s)::%2$s
                              THEN pg_catalog.pg_column_size(x.o) END), 0)::bigint AS b
          FROM (SELECT %3$s AS o, (%4$s
        ) AS w FROM %5$s WHERE %3$s IS NOT NULL OFFSET 0) x\
        """
            .formatted(
                to,
                change.from(),
                change.column(),
                expression(change),
                World.source(change.table(), measures.part(change.table())));
    return asking.one(
        query,
        row -> {
          double scale = measures.scale(change.table());
          return new Extent(
              Math.round(row.int64("n") * scale),
              Math.round(row.int64("v") * scale),
              Math.round(row.int64("b") * scale),
              scale == 1 ? Accuracy.EXACT : Accuracy.SAMPLED);
        });
  }

  // The server quotes the value at the end of what it says.
  private static String masked(String why) {
    int quote = why.indexOf(": \"");
    return quote < 0
        ? why
        : why.substring(0, quote)
            + why.substring(quote).replaceAll("[0-9]", "9").replaceAll("[^9\\p{Punct}\\s]", "x");
  }

  // No SQL but a function can say of one value after the other whether it has a place in a type.
  private static String lister(Change change) {
    String table = change.table().live().toSql();
    return """
    CREATE FUNCTION pg_temp.fits(ebb_row %s) RETURNS boolean LANGUAGE plpgsql AS $ebb$\
    BEGIN PERFORM (%s
    )::%s FROM (SELECT (ebb_row).*%s) t; RETURN true;\
     EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN RETURN false; END$ebb$;\
     SELECT * FROM %s r WHERE NOT pg_temp.fits(r)\
    """
        .formatted(
            table,
            expression(change),
            change.retype().type(),
            World.renamed(change.table(), "(ebb_row)."),
            table);
  }
}
