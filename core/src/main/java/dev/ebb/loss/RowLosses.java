package dev.ebb.loss;

import dev.ebb.loss.Extent.Accuracy;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.loss.Losing.Origins;
import dev.ebb.loss.Measures.Measured;
import dev.ebb.loss.Measures.RowStatement;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out how many rows a statement would delete, change or truncate, and what that entails. */
final class RowLosses {
  private static final String REFERRING =
      """
      SELECT c.conname::text AS constraint_name, c.conrelid::bigint AS oid, n.nspname::text AS namespace, r.relname::text AS name,
             c.confdeltype::text AS action, c.condeferred AS deferred,
             (SELECT array_agg(a.attname::text ORDER BY k.place)
                FROM unnest(c.conkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS columns,
             (SELECT array_agg(a.attname::text ORDER BY k.place)
                FROM unnest(c.confkey) WITH ORDINALITY k(attnum, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum) AS others
        FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
       WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = :oid
       ORDER BY n.nspname, r.relname, c.conname
      """;

  private final World world;
  private final Asking asking;
  private final Measures measures;
  private final Doubts doubts;

  RowLosses(World world, Asking asking, Measures measures, Doubts doubts) {
    this.world = world;
    this.asking = asking;
    this.measures = measures;
    this.doubts = doubts;
  }

  /** A foreign key that leads to a table. */
  private record Referring(
      String name,
      long oid,
      SqlName table,
      String action,
      boolean deferred,
      List<String> columns,
      List<String> others) {}

  private List<Referring> referring(long oid) {
    // A key that a statement before has dropped leads nowhere any more.
    return asking
        .session()
        .query(
            REFERRING.replace(":oid", Long.toString(oid)),
            row ->
                new Referring(
                    row.text("constraint_name"),
                    row.int64("oid"),
                    new SqlName(row.text("namespace"), row.text("name")),
                    row.text("action"),
                    row.bool("deferred"),
                    row.texts("columns"),
                    row.texts("others")))
        .stream()
        .filter(key -> !world.mentions(key.name()))
        .toList();
  }

  /** A statement adds rows. */
  void added(Statement statement) {
    Cursor cursor = Cursor.over(statement.text());
    if (cursor.accept("insert", "into") || cursor.accept("copy")) {
      SqlName table = cursor.name();
      Thing thing = table == null ? null : world.relation(table);
      if (thing != null) {
        thing.disturb();
      }
    }
  }

  /** A statement deletes, changes or truncates rows of these. */
  void changed(Findings findings, Statement statement, Touch.ChangesRows change, Origins origins) {
    for (Touch.Target target : change.targets()) {
      Thing table = world.relation(target.table());
      if (table == null || table.isFresh()) {
        continue;
      }
      if (!table.isTable()) {
        findings.unknown("what becomes of rows behind " + table.live() + " is not known");
        continue;
      }
      switch (target.how()) {
        case DELETE -> delete(findings, statement, table);
        case UPDATE -> update(findings, statement, table, target.columns());
        case TRUNCATE -> truncate(findings, table, change.cascade(), origins);
      }
      if (target.how() == Touch.How.UPDATE && !target.columns().isEmpty()) {
        table.disturb(target.columns());
        table.disturb(
            target.columns().stream().map(table::today).filter(Objects::nonNull).toList());
      } else {
        table.disturb();
      }
    }
  }

  private void delete(Findings findings, Statement statement, Thing table) {
    Extent extent = measures.rows(table, statement.text(), List.of());
    if (extent.isNothing()) {
      return;
    }
    restricted(findings, statement, table);
    add(
        findings,
        new Loss.RowsDeleted(table.live()),
        new Measured(extent, List.of(), -1),
        entailed(table));
  }

  private static void add(Findings findings, Loss loss, Measured measured, List<String> along) {
    findings.add(
        new Losing(
            findings.statement(),
            loss,
            measured.extent(),
            findings.isCertain(),
            along,
            measured.sample(),
            null));
  }

  /** What the deletion of rows of a table does to rows that refer to them. */
  private List<String> entailed(Thing table) {
    List<String> entailed = new ArrayList<>();
    Set<Long> seen = new LinkedHashSet<>(List.of(table.oid()));
    List<Long> queue = new ArrayList<>(seen);
    while (!queue.isEmpty()) {
      for (Referring key : referring(queue.removeFirst())) {
        Thing other = world.byOid(key.oid()).orElse(null);
        if (other == null) {
          continue;
        }
        if (key.action().equals("c") && seen.add(key.oid())) {
          entailed.add("rows of " + key.table() + " that refer to them (ON DELETE CASCADE)");
          queue.add(key.oid());
          other.disturb();
        } else if (key.action().equals("n") || key.action().equals("d")) {
          entailed.add(
              "values of %s (%s) that refer to them (ON DELETE SET %s)"
                  .formatted(
                      key.table(),
                      String.join(", ", key.columns()),
                      key.action().equals("n") ? "NULL" : "DEFAULT"));
          other.disturb(key.columns());
        }
      }
    }
    return entailed;
  }

  /** Rows that refer to what is to be deleted, and do not let it go. */
  private void restricted(Findings findings, Statement statement, Thing table) {
    RowStatement pieces = table.keepsNames() ? RowStatement.of(statement.text()) : null;
    if (pieces == null || !pieces.tame() || !measures.isSmall(table)) {
      return;
    }
    for (Referring key : referring(table.oid())) {
      Thing other = world.byOid(key.oid()).orElse(null);
      boolean holds = key.action().equals("a") || key.action().equals("r");
      if (other == null
          || !holds
          || key.deferred()
          || key.oid() == table.oid()
          || !measures.isSmall(other)
          || world.hasDropped(key.oid(), key.columns())) {
        continue;
      }
      String query = referringTo(key, pieces);
      Long rows = asking.one("SELECT count(*) AS n" + query, row -> row.int64("n")).value();
      if (rows != null && rows > 0) {
        String doubt = findings.isCertain() ? doubts.about(other, key.columns()) : Doubts.CODE;
        findings.add(
            new Obstacle(
                findings.statement(),
                "it deletes rows of %s to which %d rows of %s still refer"
                    .formatted(table.live(), rows, key.table()),
                rows,
                Accuracy.EXACT,
                doubt == null && table.isDisturbed(key.others()) ? Doubts.DISTURBED : doubt,
                "SELECT r.*" + query,
                List.of()));
      }
    }
  }

  /** The rows {@code r} that refer to what a statement deletes. */
  private static String referringTo(Referring key, RowStatement pieces) {
    return " FROM %s r WHERE (%s) IN (SELECT %s%s)"
        .formatted(
            key.table().toSql(),
            key.columns().stream()
                .map(c -> "r." + Quote.identifier(c))
                .collect(Collectors.joining(", ")),
            key.others().stream().map(Quote::identifier).collect(Collectors.joining(", ")),
            pieces.from());
  }

  private void update(Findings findings, Statement statement, Thing table, List<String> columns) {
    if (columns.isEmpty()) {
      findings.unknown(
          "values of " + table.live() + " may be overwritten; how many, only the run" + " tells");
      return;
    }
    List<String> today =
        columns.stream()
            .map(c -> measures.has(table, String.valueOf(table.today(c))) ? table.today(c) : null)
            .filter(Objects::nonNull)
            .toList();
    if (today.isEmpty()) {
      return;
    }
    Extent extent = measures.rows(table, statement.text(), today);
    if (!extent.isNothing()) {
      add(
          findings,
          new Loss.ValuesChanged(table.live(), today),
          new Measured(extent, List.of(), -1),
          List.of());
    }
  }

  private void truncate(Findings findings, Thing table, boolean cascade, Origins origins) {
    Set<Long> seen = new LinkedHashSet<>(List.of(table.oid()));
    List<Long> queue = new ArrayList<>(seen);
    while (!queue.isEmpty()) {
      long oid = queue.removeFirst();
      world
          .byOid(oid)
          .ifPresent(one ->
              add(
                  findings,
                  new Loss.TableTruncated(one.live()),
                  measures.table(one, origins.age()),
                  List.of()));
      for (Referring key : referring(oid)) {
        if (cascade && seen.add(key.oid())) {
          queue.add(key.oid());
          world.byOid(key.oid()).ifPresent(Thing::disturb);
        }
      }
    }
    if (!cascade) {
      held(findings, table);
    }
  }

  private void held(Findings findings, Thing table) {
    for (Referring key : referring(table.oid())) {
      boolean there = world.byOid(key.oid()).isPresent();
      if (there && key.oid() != table.oid() && !world.hasDropped(key.oid(), key.columns())) {
        @Nullable String doubt = findings.isCertain() ? doubts.about(null, List.of()) : Doubts.CODE;
        findings.add(
            new Obstacle(
                findings.statement(),
                "it truncates %s, to which a foreign key of %s leads, without CASCADE"
                    .formatted(table.live(), key.table()),
                -1,
                Accuracy.EXACT,
                doubt == null ? "the same statement may truncate both" : doubt,
                null,
                List.of()));
      }
    }
  }
}
