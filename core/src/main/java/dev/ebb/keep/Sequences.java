package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.sql.Quote;

/** Lets a sequence that was made anew go on where the old one had stopped. */
final class Sequences {
  private Sequences() {}

  /** Raises the live sequence to where the kept one was, never back. */
  static void raise(Session session, Kept kept) {
    String[] state = String.valueOf(kept.definition()).split(" ");
    String table = Quote.literal(kept.table().toSql());
    String sequence =
        kept.columns().isEmpty()
            ? "to_regclass(" + table + ")"
            : "CASE WHEN to_regclass(%s) IS NOT NULL THEN pg_get_serial_sequence(%s, %s)::regclass END"
                .formatted(table, table, Quote.literal(kept.columns().getFirst()));
    session.query(
        """
        SELECT setval(c.oid::regclass, %1$s, %2$s)::text AS value
          FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
         WHERE c.oid = %3$s
           AND CASE WHEN s.seqincrement > 0
                 THEN coalesce(pg_sequence_last_value(c.oid), s.seqstart - 1) < %1$s
                 ELSE coalesce(pg_sequence_last_value(c.oid), s.seqstart + 1) > %1$s END
        """
            .formatted(state[0], state[1], sequence),
        row -> row.text("value"));
  }
}
