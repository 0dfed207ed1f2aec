package dev.ebb.backfill;

import dev.ebb.db.Session;
import dev.ebb.outofband.Batch;
import dev.ebb.outofband.OutOfBandTask;

/** A data migration as a class: finds its rows itself, or goes by the range that it is given. */
public final class UppercaseTask implements OutOfBandTask {
  @Override
  public double progress(Session session) {
    return Double.parseDouble(
        session.queryOne(
            "SELECT coalesce(avg((w IS NOT NULL)::int), 1)::float8::text AS share FROM s",
            row -> row.text("share")));
  }

  @Override
  public long up(Session session, Batch batch) {
    return session.update(
        "UPDATE s SET w = upper(v) WHERE w IS NULL AND " + which(batch, "w IS NULL"));
  }

  @Override
  public long down(Session session, Batch batch) {
    return session.update("UPDATE s SET w = NULL WHERE " + which(batch, "w IS NOT NULL"));
  }

  private static String which(Batch batch, String needy) {
    return batch
        .range()
        .map(range -> "id BETWEEN %s AND %s".formatted(range.first(), range.last()))
        .orElse(
            "id IN (SELECT id FROM s WHERE %s ORDER BY id LIMIT %d FOR UPDATE SKIP LOCKED)"
                .formatted(needy, batch.size()));
  }
}
