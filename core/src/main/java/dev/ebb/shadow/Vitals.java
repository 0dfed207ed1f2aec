package dev.ebb.shadow;

import dev.ebb.catalog.Kind;
import dev.ebb.db.Row;
import dev.ebb.db.Session;
import dev.ebb.shadow.Observation.LockSeen;
import dev.ebb.shadow.Observation.Rewrite;
import dev.ebb.shadow.Observation.RowChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the server itself counts and holds of relations at one moment. Every name in its questions
 * is qualified, because a script may have set any search path.
 *
 * @param relations the relations that there are, by oid
 */
record Vitals(Map<Long, Seen> relations) {

  /**
   * A relation.
   *
   * @param file the number of its file; 0 if it has none
   * @param size the size of that file in bytes
   */
  record Seen(Relation relation, long file, long size) {}

  private record Held(long oid, String mode) {}

  private record Touched(String path, Tally tally) {
    static Touched read(Row row) {
      return new Touched(
          row.text("path"),
          new Tally(
              row.int64("inserted"),
              row.int64("updated"),
              row.int64("deleted"),
              row.int64("scans")));
    }
  }

  /**
   * How many rows of a table were changed in this transaction so far, and how often it was read
   * from the first page to the last.
   */
  record Tally(long inserted, long updated, long deleted, long scans) {
    static final Tally NONE = new Tally(0, 0, 0, 0);

    Tally minus(Tally other) {
      return new Tally(
          inserted - other.inserted,
          updated - other.updated,
          deleted - other.deleted,
          scans - other.scans);
    }

    boolean changesRows() {
      return inserted != 0 || updated != 0 || deleted != 0;
    }
  }

  private static final String RELATIONS =
      """
      SELECT c.oid::int8 AS oid, c.relkind::text AS kind,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS path,
             coalesce(pg_catalog.pg_relation_filenode(c.oid), 0)::int8 AS file,
             CASE WHEN c.relkind IN ('r', 'm') THEN coalesce(pg_catalog.pg_relation_size(c.oid), 0) ELSE 0 END AS size
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND c.relpersistence <> 't'
         AND n.nspname NOT IN ('pg_toast', 'pg_catalog', 'information_schema')
      """;

  private static final String LOCKS =
      """
      SELECT l.relation::int8 AS oid, l.mode FROM pg_catalog.pg_locks l
       WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted
         AND l.relation >= 16384 ORDER BY 1
      """;

  // As pg_stat_xact_user_tables, which also adds up what indexes are used for: that takes thrice as
  // long, after each statement.
  private static final String ROWS =
      """
      SELECT x.* FROM (
        SELECT c.oid::int8 AS oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS path,
               pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) AS inserted,
               pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) AS updated,
               pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS deleted,
               pg_catalog.pg_stat_get_xact_numscans(c.oid) AS scans
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid >= 16384 AND c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_') x
       WHERE x.inserted + x.updated + x.deleted + x.scans > 0
      """;

  static Vitals read(Session session) {
    Map<Long, Seen> relations = new HashMap<>();
    session.query(
        RELATIONS,
        row -> {
          relations.put(row.int64("oid"), seen(row));
          return row;
        });
    return new Vitals(relations);
  }

  private static Seen seen(Row row) {
    Kind kind =
        switch (row.text("kind")) {
          case "v" -> Kind.VIEW;
          case "m" -> Kind.MATERIALIZED_VIEW;
          case "S" -> Kind.SEQUENCE;
          case "i", "I" -> Kind.INDEX;
          default -> Kind.TABLE;
        };
    return new Seen(new Relation(kind, row.text("path")), row.int64("file"), row.int64("size"));
  }

  /** What this session holds now of what was there, those of the tools' own tables left out. */
  List<LockSeen> locks(Session session, int statement, Set<String> own) {
    List<LockSeen> locks = new ArrayList<>();
    for (Held held : session.query(LOCKS, r -> new Held(r.int64("oid"), r.text("mode")))) {
      Seen seen = relations.get(held.oid());
      if (seen != null && !isOwn(seen.relation().path(), own)) {
        locks.add(new LockSeen(seen.relation(), LockMode.of(held.mode()), statement));
      }
    }
    return locks;
  }

  /** What changed rows since the transaction began, or long before: only differences count. */
  static Map<Relation, Tally> rows(Session session, Set<String> own) {
    Map<Relation, Tally> rows = new HashMap<>();
    for (Touched touched : session.query(ROWS, Touched::read)) {
      if (!isOwn(touched.path(), own)) {
        rows.put(new Relation(Kind.TABLE, touched.path()), touched.tally());
      }
    }
    return rows;
  }

  private static boolean isOwn(String path, Set<String> own) {
    return own.contains(path.substring(path.lastIndexOf('.') + 1));
  }

  /** What was added to the counts since, tables in the order of their names. */
  static List<RowChange> changes(Map<Relation, Tally> before, Map<Relation, Tally> after) {
    Map<String, RowChange> changes = new TreeMap<>();
    after.forEach((table, tally) -> {
      Tally more = tally.minus(before.getOrDefault(table, Tally.NONE));
      if (more.changesRows()) {
        changes.put(
            table.path(), new RowChange(table, more.inserted(), more.updated(), more.deleted()));
      }
    });
    return List.copyOf(changes.values());
  }

  /** The tables that were read as a whole since, in the order of their names. */
  static List<Relation> scans(Map<Relation, Tally> before, Map<Relation, Tally> after) {
    return after.entrySet().stream()
        .filter(e -> e.getValue().scans() > before.getOrDefault(e.getKey(), Tally.NONE).scans())
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(Relation::path))
        .toList();
  }

  /**
   * What has a new file since, by name. An index that was built anew in the course of a change to
   * its table is another index, of the same name; if it kept its file, nothing was written.
   */
  List<Rewrite> rewrites(Vitals later) {
    Map<Relation, Seen> byName =
        relations.values().stream()
            .collect(Collectors.toMap(Seen::relation, seen -> seen, (one, _) -> one));
    Map<String, Rewrite> rewrites = new TreeMap<>();
    later.relations.forEach((oid, now) -> {
      Seen same = relations.get(oid);
      boolean index = now.relation().kind() == Kind.INDEX;
      Seen then = same == null && index ? byName.get(now.relation()) : same;
      if (then != null && then.file() != 0 && now.file() != 0 && then.file() != now.file()) {
        boolean emptied = then.size() > 0 && now.size() == 0;
        rewrites.put(now.relation().title(), new Rewrite(then.relation(), emptied));
      }
    });
    return List.copyOf(rewrites.values());
  }
}
