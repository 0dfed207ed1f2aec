package dev.ebb.drill;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.ledger.Run;
import dev.ebb.restore.swap.Site;
import java.time.Duration;
import java.util.Objects;

/**
 * Leaves a database as a process does that is killed while it builds an index concurrently: an
 * intent in the ledger, and an index that the server does not use.
 */
public final class HalfBuilt {
  private HalfBuilt() {}

  /**
   * Does it. The builder waits for whoever writes to the table, and is cut off there.
   *
   * @param builder builds; in no transaction
   * @param writer writes to the table meanwhile; in no transaction
   */
  public static void leave(
      Session builder, Session writer, Site.Tenant tenant, Migration migration, String table) {
    String namespace = Objects.requireNonNullElse(builder.facts().currentSchema(), "public");
    Ledger ledger = new Ledger(new LedgerHome(tenant.name(), tenant.versionTable(), namespace));
    ledger.intend(
        builder, new Run(migration, Direction.UP, Duration.ZERO, "drill", "drill", migration.id()));
    writer.execute("BEGIN; LOCK TABLE " + table + " IN ROW EXCLUSIVE MODE");
    try {
      builder.execute("SET lock_timeout = '200ms'");
      builder.execute(migration.up().script().text());
      throw new IllegalStateException("the index was built although somebody was in its way");
    } catch (SqlFailure _) {
      // cut off, as intended
    } finally {
      writer.execute("ROLLBACK");
    }
  }
}
