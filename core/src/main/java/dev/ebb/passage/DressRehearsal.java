package dev.ebb.passage;

import dev.ebb.Ebb;
import dev.ebb.Proposal;
import dev.ebb.RehearsalRequest;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Direction;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.KeyWalk;
import dev.ebb.outofband.WayBack;
import dev.ebb.passage.PassageRehearsal.DataMoved;
import dev.ebb.rehearse.Estimate;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Tries what a passage would do where it hurts nobody: the steps of each schema on a scratch
 * database of its own; of data only how much there is, since it moves in batches that hold nobody
 * up for long.
 */
final class DressRehearsal {
  /** What one worker gets done in a second at the best, and at the worst. */
  private static final long MOST_ROWS = 100_000;

  private static final long LEAST_ROWS = 5_000;

  /** A table that was never counted and is not larger is counted now. */
  private static final long SMALL = 32L << 20;

  private static final String TABLE =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS path,
             (SELECT CASE WHEN min(p.reltuples) < 0 THEN -1 ELSE sum(p.reltuples)::int8 END
                FROM pg_catalog.pg_class p
               WHERE p.relkind = 'r' AND p.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(c.oid)
                                                    UNION SELECT c.oid)) AS counted,
             (SELECT coalesce(sum(pg_catalog.pg_table_size(t.oid)), 0)::int8
                FROM (SELECT relid AS oid FROM pg_catalog.pg_partition_tree(c.oid)
                       UNION SELECT c.oid) t) AS bytes
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = pg_catalog.to_regclass(?)
      """;

  private final Ebb ebb;
  private final PassageRequest request;
  private final List<Declaration> declarations;

  DressRehearsal(Ebb ebb, PassageRequest request, List<Declaration> declarations) {
    this.ebb = ebb;
    this.request = request;
    this.declarations = declarations;
  }

  private record Size(String path, long counted, long bytes) {}

  PassageRehearsal of(Prospect prospect, RehearsalRequest manner) {
    SequencedMap<SchemaName, Rehearsal> schemas = new LinkedHashMap<>();
    for (Map.Entry<SchemaName, Proposal> whole : prospect.whole().entrySet()) {
      if (!whole.getValue().plan().steps().isEmpty()) {
        schemas.put(whole.getKey(), ebb.rehearse(whole.getValue(), manner));
      }
    }
    Map<Integer, DataMoved> data = new HashMap<>();
    for (Prospect.Stage stage : prospect.stages()) {
      for (Prospect.Data each : stage.data()) {
        data.put(each.id(), moved(each, prospect.plan().direction()));
      }
    }
    return new PassageRehearsal(prospect, schemas, data);
  }

  private DataMoved moved(Prospect.Data data, Direction direction) {
    Optional<Declaration> declared =
        declarations.stream().filter(d -> d.id().value() == data.id()).findFirst();
    String table =
        declared.flatMap(d -> d.work().walk()).map(walk -> walk.table().toString()).orElse("");
    // at its end at once: its data stay as they are
    if (direction == Direction.DOWN && data.wayBack() != WayBack.WORK) {
      return new DataMoved(table, 0, Estimate.NONE);
    }
    long all = declared.map(this::rows).orElse(-1L);
    if (all < 0) {
      return new DataMoved(table, -1, Estimate.NONE);
    }
    boolean up = direction == Direction.UP;
    // of what the database does not know, all rows may have to move
    double left = data.progress().map(done -> up ? 1 - done : done).orElse(1.0);
    long rows = Math.round(all * left);
    return new DataMoved(table, rows, new Estimate(time(rows, MOST_ROWS), time(rows, LEAST_ROWS)));
  }

  private static Duration time(long rows, long rate) {
    return Duration.ofMillis(rows * 1000 / rate);
  }

  private long rows(Declaration declaration) {
    Optional<KeyWalk> walk = declaration.work().walk();
    Optional<SchemaConfig> schema =
        request.schemas().stream().filter(s -> s.name().equals(declaration.schema())).findFirst();
    if (walk.isEmpty() || schema.isEmpty()) {
      return -1;
    }
    Connector connector = request.ways().connectors().apply(schema.get());
    try (Session session = connector.open()) {
      return rows(session, walk.get().table().toSql());
    } catch (SqlFailure _) {
      // not for this role to read: then nobody can tell, and nothing else depends on it
      return -1;
    }
  }

  // A table that only a step on the way makes is not there yet.
  private static long rows(Session session, String table) {
    Optional<Size> size =
        session.queryFirst(
            TABLE,
            row -> new Size(row.text("path"), row.int64("counted"), row.int64("bytes")),
            table);
    if (size.isEmpty()) {
      return -1;
    }
    if (size.get().counted() >= 0 || size.get().bytes() > SMALL) {
      return size.get().counted();
    }
    return session.queryOne(
        "SELECT count(*) AS n FROM " + size.get().path(), row -> row.int64("n"));
  }
}
