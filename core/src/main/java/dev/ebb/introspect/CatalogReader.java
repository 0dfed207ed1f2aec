package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the catalog of a database: all objects of its users, except members of extensions and the
 * tables in which a migration tool keeps its books. Needs no rights beyond connecting. Immutable
 * and thread-safe.
 */
public final class CatalogReader {
  private static final String LEDGER = "migration_logs";

  private final String query;

  /**
   * A reader.
   *
   * @param versionTables names of version tables, left out in whatever namespace they are
   */
  public CatalogReader(Collection<String> versionTables) {
    SortedSet<String> own = new TreeSet<>(versionTables);
    own.add(LEDGER);
    String names = own.stream().map(Quote::literal).collect(Collectors.joining(", "));
    query =
        Scope.SQL.replace(":own", names)
            + String.join("\nUNION ALL\n", parts())
            + "\nORDER BY kind, path, definition";
  }

  private static List<String> parts() {
    return List.of(
        Relations.SQL,
        Columns.SQL,
        Constraints.SQL,
        Routines.SQL,
        Types.SQL,
        Spaces.SQL,
        Grants.SQL,
        Comments.SQL);
  }

  /**
   * Reads it. In an open transaction it sees what that has done so far, and leaves its settings as
   * they are; otherwise it takes a snapshot of its own.
   *
   * @throws dev.ebb.db.SqlFailure if the server refuses
   */
  public Catalog read(Session session) {
    return session.inTransaction() ? readWithin(session) : readAlone(session);
  }

  private Catalog readAlone(Session session) {
    try {
      return read(
          session,
          "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''; ",
          "; COMMIT");
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private Catalog readWithin(Session session) {
    return read(
        session,
        "SAVEPOINT ebb_catalog; SET LOCAL search_path = ''; ",
        "; ROLLBACK TO ebb_catalog; RELEASE ebb_catalog");
  }

  // With an empty search_path the server qualifies every name that it writes.
  private Catalog read(Session session, String before, String after) {
    return Catalog.of(
        session.query(
            before + query + after,
            row ->
                new CatalogObject(
                    Kind.valueOf(row.text("kind")), row.text("path"), row.text("definition"))));
  }
}
