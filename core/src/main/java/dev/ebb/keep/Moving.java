package dev.ebb.keep;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.keep.table.Ourselves;
import dev.ebb.keep.table.Table;
import dev.ebb.run.StepGuard.Inside;
import dev.ebb.sql.Quote;
import dev.ebb.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a large table that a script drops by moving it away as it is, so that nothing is copied,
 * however large it is. It takes along neither a name nor anything that could hold back what the
 * script drops later: of the table only its rows are left. Confined to one transaction.
 */
final class Moving {
  /** Of less a copy takes no longer than to strip a table of all that stands on it. */
  private static final long LARGE = 1 << 20;

  // Rows of a table that is not logged would not survive a crash; types, collations, access
  // methods and places on disk of somebody's own would be held back.
  private static final String MOVABLE =
      """
      SELECT c.relkind = 'r' AND c.relpersistence = 'p' AND c.relam = 2 AND c.reltablespace = 0
             AND NOT c.relispartition AND NOT c.relhassubclass
             AND NOT EXISTS (SELECT FROM pg_publication_rel p WHERE p.prrelid = c.oid)
             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                                AND d.objid = c.oid AND d.deptype = 'e') AS movable
        FROM pg_class c WHERE c.oid = :table
      """;

  private static final String STRIP =
      """
      DO LANGUAGE plpgsql $ebb_move$
      DECLARE
        moved CONSTANT regclass := :table::oid::regclass;
        one text;
      BEGIN
        FOR one IN
          SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', moved, conname) FROM pg_constraint
           WHERE conrelid = moved AND contype IN ('f', 'c', 'x', 'u', 'p', 't') ORDER BY contype = 'p'
        LOOP EXECUTE one; END LOOP;
        FOR one IN
          SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index WHERE indrelid = moved
          UNION ALL
          SELECT format('DROP TRIGGER %I ON %s', tgname, moved) FROM pg_trigger
           WHERE tgrelid = moved AND NOT tgisinternal
          UNION ALL
          SELECT format('DROP RULE %I ON %s', rulename, moved) FROM pg_rewrite WHERE ev_class = moved
          UNION ALL
          SELECT format('DROP POLICY %I ON %s', polname, moved) FROM pg_policy WHERE polrelid = moved
          UNION ALL
          SELECT format('DROP STATISTICS %I.%I', n.nspname, s.stxname) FROM pg_statistic_ext s
            JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE s.stxrelid = moved
          UNION ALL
          SELECT format('ALTER TABLE %s DROP COLUMN %I', moved, attname) FROM pg_attribute
           WHERE attrelid = moved AND NOT attisdropped AND attgenerated <> ''
          UNION ALL
          SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY', moved, attname) FROM pg_attribute
           WHERE attrelid = moved AND NOT attisdropped AND attidentity <> ''
          UNION ALL
          SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', moved, attname) FROM pg_attribute
           WHERE attrelid = moved AND NOT attisdropped AND atthasdef AND attgenerated = ''
        LOOP EXECUTE one; END LOOP;
        FOR one IN
          SELECT format('DROP SEQUENCE %s', c.oid::regclass) FROM pg_depend d
            JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
           WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
             AND d.refobjid = moved AND d.deptype = 'a'
          UNION ALL
          SELECT DISTINCT format('REVOKE ALL ON TABLE %s FROM %s', moved,
                                 CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
            FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = moved AND a.grantee <> c.relowner
        LOOP EXECUTE one; END LOOP;
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', moved);
        EXECUTE format('ALTER TABLE %s OWNER TO %I', moved, current_user);
        EXECUTE format('ALTER TABLE %s RENAME TO :name', moved);
        EXECUTE format('ALTER TABLE %s SET SCHEMA ebb_keep', moved);
      END $ebb_move$
      """;

  private final Inside inside;
  private final Session session;
  private final Store store;
  private final Keeper keeper;

  Moving(Inside inside, Store store, Keeper keeper) {
    this.inside = inside;
    this.session = inside.session();
    this.store = store;
    this.keeper = keeper;
  }

  /** Whether it is worth trying. */
  static boolean isFor(Table table) {
    return table.bytes() > LARGE
        && !table.partitioned()
        && !table.inherits()
        && table.root() == table.oid()
        && table.columns().stream().allMatch(c -> c.plain() && c.collation() == null);
  }

  /**
   * Does what a statement does that drops a table and nothing else, and has its rows in the end;
   * false if that is not possible, and then nothing has happened.
   *
   * @throws SqlFailure if the server refuses the statement
   */
  boolean instead(Statement statement, Keeper.Thing thing) {
    session.execute("SAVEPOINT ebb_move");
    try {
      boolean movable = Ourselves.work(session, () -> prepared(thing.table()));
      if (movable) {
        tried(statement);
        Ourselves.work(session, () -> move(thing));
        session.execute("RELEASE ebb_move");
        return true;
      }
    } catch (SqlFailure failure) {
      if (Keeper.isNoRefusal(failure) || !session.inTransaction()) {
        throw failure;
      }
      keeper.distrust();
    }
    session.execute("ROLLBACK TO ebb_move;RELEASE ebb_move");
    return false;
  }

  // Nobody may hang anything on the table between the trial and the move.
  private boolean prepared(Table table) {
    keeper.prepare();
    boolean movable =
        session.queryOne(
            MOVABLE.replace(":table", Long.toString(table.oid())), row -> row.bool("movable"));
    if (movable) {
      session.execute("LOCK TABLE " + table.from() + " IN ACCESS EXCLUSIVE MODE");
    }
    return movable;
  }

  // Whether something depends on the table only the server can say.
  private void tried(Statement statement) {
    session.execute("SAVEPOINT ebb_try");
    inside.execute(statement);
    session.execute("ROLLBACK TO ebb_try;RELEASE ebb_try");
  }

  private void move(Keeper.Thing thing) {
    keeper.sequences(thing);
    long id = store.newId();
    session.execute(
        STRIP
            .replace(":table", Long.toString(thing.table().oid()))
            .replace(":name", Store.table(id)));
    keeper.moved(id, thing);
  }

  /**
   * What tells a table that was moved as it is from one that somebody altered since: how many rows
   * it has, and a sum over some of its blocks. To read all of them would take as long as the copy
   * that the move spares. Once the table has another file, as after VACUUM FULL, other rows are in
   * those blocks, and only the number counts.
   *
   * @param file the number of its file
   * @param percent how much of it is summed
   */
  record Sum(long file, String percent, long rows, String sum) {
    private static final String MARK = "moved";
    private static final double BLOCKS = 256;

    /** Of a table that was just moved, and counted. */
    static Sum of(Session session, String tableSql, long rows) {
      String name = Quote.literal(tableSql);
      long blocks =
          session.queryOne(
              "SELECT pg_relation_size("
                  + name
                  + "::regclass) / current_setting('block_size')::int8 AS blocks",
              row -> row.int64("blocks"));
      double percent = Math.min(100, 100 * BLOCKS / Math.max(blocks, 1));
      String some = String.format(Locale.ROOT, "%.6f", percent);
      return new Sum(file(session, tableSql), some, rows, sum(session, tableSql, some));
    }

    /** As the catalogue has it; null if that is no sum of this kind. */
    static @Nullable Sum read(String checksum) {
      String[] parts = checksum.split(" ", -1);
      return parts.length == 5 && parts[0].equals(MARK)
          ? new Sum(Long.parseLong(parts[1]), parts[2], Long.parseLong(parts[3]), parts[4])
          : null;
    }

    /** For the catalogue. */
    String checksum() {
      return String.join(" ", MARK, Long.toString(file), percent, Long.toString(rows), sum);
    }

    /** Whether the table is still as it was, as far as this tells. */
    boolean stillHolds(Session session, String tableSql) {
      long now = session.queryOne("SELECT count(*) AS n FROM " + tableSql, row -> row.int64("n"));
      return now == rows
          && (file(session, tableSql) != file || sum(session, tableSql, percent).equals(sum));
    }

    private static long file(Session session, String tableSql) {
      return session.queryOne(
          "SELECT pg_relation_filenode(%s::regclass)::int8 AS file"
              .formatted(Quote.literal(tableSql)),
          row -> row.int64("file"));
    }

    private static String sum(Session session, String tableSql, String percent) {
      return session.queryOne(
          "SELECT %s AS sum FROM %s k TABLESAMPLE SYSTEM (%s) REPEATABLE (1)"
              .formatted(Store.SUM, tableSql, percent),
          row -> row.text("sum"));
    }
  }
}
