package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Fact;
import dev.ebb.db.Session;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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

  private final String scope;
  private final boolean owners;

  /**
   * A reader that leaves owners out.
   *
   * @param versionTables names of version tables, left out in whatever namespace they are
   */
  public CatalogReader(Collection<String> versionTables) {
    this(scope(versionTables), false);
  }

  private CatalogReader(String scope, boolean owners) {
    this.scope = scope;
    this.owners = owners;
  }

  /** The same, but objects tell their {@link Fact#OWNER}, which then counts as any other fact. */
  public CatalogReader withOwners() {
    return new CatalogReader(scope, true);
  }

  /**
   * Reads objects and their identities. In an open transaction it sees what that has done so far,
   * and leaves its settings as they are; otherwise it takes a snapshot of its own.
   *
   * @throws dev.ebb.db.SqlFailure if the server refuses
   */
  public Catalog read(Session session) {
    return read(session, List.of());
  }

  /** The same, with {@link Catalog#dependencies}, which takes about a fifth longer. */
  public Catalog readWithDependencies(Session session) {
    return read(session, List.of(Edges.STANDS_FOR, Edges.NEEDS));
  }

  /** What it asks, each on its own. */
  List<String> queries(Session session) {
    return parts(new Server(session.facts().major())).stream().map(part -> scope + part).toList();
  }

  private Catalog read(Session session, List<String> more) {
    List<String> queries = new ArrayList<>(queries(session));
    queries.addAll(more);
    String all = String.join(";\n", queries);
    return session.inTransaction() ? readWithin(session, all) : readAlone(session, all);
  }

  /** Asks in a transaction of its own. */
  Catalog readAlone(Session session, String queries) {
    try {
      return gather(
          session,
          "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''; SET LOCAL jit = off;\n"
              + queries
              + "; COMMIT");
    } finally {
      if (!session.isClosed() && session.inTransaction()) {
        session.execute("ROLLBACK");
      }
    }
  }

  private Catalog readWithin(Session session, String queries) {
    return gather(
        session,
        "SAVEPOINT ebb_catalog; SET LOCAL search_path = ''; SET LOCAL jit = off;\n"
            + queries
            + "; ROLLBACK TO ebb_catalog; RELEASE ebb_catalog");
  }

  // With an empty search_path the server qualifies every name that it writes. To compile such
  // queries takes the server longer than to run them.
  private Catalog gather(Session session, String message) {
    Gathering gathering = new Gathering(owners ? Set.of() : Set.of(Fact.OWNER));
    session.queryEach(message, gathering::rows);
    return gathering.catalog();
  }

  private static String scope(Collection<String> versionTables) {
    SortedSet<String> own = new TreeSet<>(versionTables);
    own.add(LEDGER);
    return Scope.sql(own.stream().map(Quote::literal).collect(Collectors.joining(", ")));
  }

  private static List<String> parts(Server server) {
    return List.of(
        Database.namespaces(),
        Database.extensions(),
        Database.languages(),
        Database.accessMethods(),
        Database.eventTriggers(),
        Types.sql(server),
        Conversions.collations(server),
        Conversions.casts(),
        Conversions.transforms(),
        Conversions.encodings(),
        Relations.sequences(),
        Relations.tables(),
        Columns.sql(server),
        Constraints.sql(server),
        Indexes.sql(server),
        Relations.views(),
        Routines.sql(),
        Operators.operators(),
        Operators.families(),
        Operators.classes(),
        OnRelations.triggers(server),
        OnRelations.rules(),
        OnRelations.policies(),
        OnRelations.statistics(server),
        TextSearch.parsers(),
        TextSearch.templates(),
        TextSearch.dictionaries(),
        TextSearch.configurations(),
        Elsewhere.wrappers(),
        Elsewhere.servers(),
        Elsewhere.users(),
        Elsewhere.publications(server),
        Elsewhere.subscriptions(server),
        Grants.onObjects(),
        Grants.defaults(),
        Notes.COMMENTS,
        Notes.LABELS);
  }
}
