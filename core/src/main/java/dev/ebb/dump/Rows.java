package dev.ebb.dump;

import dev.ebb.db.Session;
import dev.ebb.dump.Target.TargetColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Writes the rows that a dump holds of a table into one that is there. */
final class Rows {
  private final Session session;
  private final Target target;
  private final DumpedTable table;

  Rows(Session session, Target target, DumpedTable table) {
    this.session = session;
    this.target = target;
    this.table = table;
  }

  /** All rows, with these columns. */
  Pouring insert(List<TargetColumn> columns) {
    Pouring pouring =
        new Pouring(
            session,
            lines ->
                lines.size() == table.lines().size()
                    ? copy(lines, columns)
                    : insertNew(lines, columns));
    pouring.pour(table.lines());
    columns.forEach(this::moveOn);
    return pouring;
  }

  // The quickest way, which takes all or nothing.
  private long copy(List<String> lines, List<TargetColumn> columns) {
    List<Integer> places = places(columns);
    return session.copyIn(
        "COPY %s (%s) FROM stdin".formatted(target.name().toSql(), names(columns)),
        lines.stream().map(line -> line(line, places)).collect(Collectors.joining("\n", "", "\n")));
  }

  private long insertNew(List<String> lines, List<TargetColumn> columns) {
    return session.update(
        "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES %s ON CONFLICT DO NOTHING"
            .formatted(target.name().toSql(), names(columns), values(lines, columns)));
  }

  private static String line(String line, List<Integer> places) {
    String[] fields = DumpedTable.fields(line);
    return places.stream()
        .map(place -> place < fields.length ? fields[place] : "\\N")
        .collect(Collectors.joining("\t"));
  }

  // What a migration inserts next is not to collide with the rows.
  private void moveOn(TargetColumn column) {
    if (!column.sequence().isEmpty()) {
      session.query(
          """
          SELECT pg_catalog.setval(s.oid::regclass, m.most) AS moved
            FROM (SELECT max(%s)::int8 AS most FROM %s) m, (SELECT '%s'::regclass AS oid) s
           WHERE m.most > coalesce(pg_catalog.pg_sequence_last_value(s.oid), 0)
          """
              .formatted(column.sql(), target.name().toSql(), column.sequence().replace("'", "''")),
          row -> row.int64("moved"));
    }
  }

  /** The values of some columns, of rows that are there, by the primary key. */
  Pouring update(List<TargetColumn> columns, IntPredicate wanted) {
    List<TargetColumn> key = columns.stream().filter(c -> target.key().contains(c.name())).toList();
    List<TargetColumn> values =
        columns.stream()
            .filter(c -> wanted.test(c.number()) && !target.key().contains(c.name()))
            .toList();
    boolean known = !target.key().isEmpty() && key.size() == target.key().size();
    Pouring pouring = new Pouring(session, lines -> update(lines, key, values));
    if (known && !values.isEmpty()) {
      pouring.pour(table.lines());
    }
    return pouring;
  }

  private long update(List<String> lines, List<TargetColumn> key, List<TargetColumn> values) {
    List<TargetColumn> all = new ArrayList<>(key);
    all.addAll(values);
    return session.update(
        "UPDATE %s t SET %s FROM (VALUES %s) v(%s) WHERE %s"
            .formatted(
                target.name().toSql(),
                each(values, c -> c + " = v." + c, ", "),
                values(lines, all),
                names(all),
                each(key, c -> "t." + c + " = v." + c, " AND ")));
  }

  private String values(List<String> lines, List<TargetColumn> columns) {
    List<Integer> places = places(columns);
    return lines.stream()
        .map(line -> values(line, columns, places))
        .collect(Collectors.joining(",\n"));
  }

  private static String values(String line, List<TargetColumn> columns, List<Integer> places) {
    String[] fields = DumpedTable.fields(line);
    StringBuilder row = new StringBuilder("(");
    for (int i = 0; i < columns.size(); i++) {
      int place = places.get(i);
      row.append(i == 0 ? "" : ", ")
          .append(place < fields.length ? CopyField.literal(fields[place]) : "NULL")
          .append("::")
          .append(columns.get(i).type());
    }
    return row.append(")").toString();
  }

  private List<Integer> places(List<TargetColumn> columns) {
    return columns.stream().map(c -> table.columns().indexOf(c.name())).toList();
  }

  private static String names(List<TargetColumn> columns) {
    return each(columns, c -> c, ", ");
  }

  private static String each(
      List<TargetColumn> columns, Function<String, String> how, String between) {
    return columns.stream().map(c -> how.apply(c.sql())).collect(Collectors.joining(between));
  }
}
