package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Fact;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the catalog of a database: all objects of its users, except members of extensions and the
 * tables in which a migration tool keeps its books. Needs no rights beyond connecting. Immutable
 * and thread-safe.
 */
public final class CatalogReader {
  private static final String LEDGER = "migration_logs";
  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;";
  private static final String SETTINGS = "SET LOCAL search_path = ''; SET LOCAL jit = off;\n";

  // Of fewer it is not worth opening another session.
  private static final long MANY = 3000;
  private static final String RELATIONS =
      "SELECT count(*) AS n FROM pg_catalog.pg_class WHERE oid >= 16384";
  private static final List<String> PASSAGES =
      List.of("ebb_release_runs", "ebb_release_checkpoints");

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

  /**
   * The same as {@link #readWithDependencies(Session)}, by two sessions where there are thousands
   * of objects.
   *
   * @param session in no transaction
   * @param connector opens the other one
   */
  public Catalog readWithDependencies(Session session, Connector connector) {
    return isLarge(session)
        ? readAtOnce(session, connector, List.of(Edges.STANDS_FOR, Edges.NEEDS))
        : readWithDependencies(session);
  }

  /**
   * The same as {@link #read(Session)}; where there are thousands of objects, another session reads
   * a part of them at the same time, which takes two thirds of the time.
   *
   * @param session in no transaction
   * @param connector opens the other one
   */
  public Catalog read(Session session, Connector connector) {
    return isLarge(session) ? readAtOnce(session, connector, List.of()) : read(session);
  }

  private static boolean isLarge(Session session) {
    return session.queryOne(RELATIONS, row -> row.int64("n")) >= MANY;
  }

  private Catalog readAtOnce(Session session, Connector connector, List<String> more) {
    try (Session other = connector.open()) {
      return readAtOnce(session, other, more);
    }
  }

  /** By two sessions, which see the same. */
  Catalog readAtOnce(Session session, Session other) {
    return readAtOnce(session, other, List.of());
  }

  private Catalog readAtOnce(Session session, Session other, List<String> more) {
    Server server = new Server(session.facts().major());
    List<String> slow = List.of(Constraints.sql(server), Indexes.sql(server));
    List<String> rest = new ArrayList<>(parts(server));
    rest.removeAll(slow);
    List<String> theirs = Stream.concat(slow.stream().map(scope::concat), more.stream()).toList();
    Gathering gathering = gathering();
    Gathering taken = gathering();
    try {
      session.execute(BEGIN);
      String snapshot =
          session.queryOne("SELECT pg_catalog.pg_export_snapshot() AS id", row -> row.text("id"));
      // Once the first transaction is over nobody can join its snapshot.
      other.execute(BEGIN + "SET TRANSACTION SNAPSHOT '" + snapshot + "'");
      FutureTask<Boolean> task = new FutureTask<>(() -> ask(other, theirs, taken), true);
      Thread.ofPlatform().daemon().name("ebb-catalog").start(task);
      ask(session, rest.stream().map(scope::concat).toList(), gathering);
      task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.of(FaultCode.CANCELLED, "stopped as asked", "run it again", e);
    } finally {
      other.abort();
      leave(session);
    }
    gathering.add(taken);
    return gathering.catalog();
  }

  private void ask(Session session, List<String> parts, Gathering gathering) {
    String queries = String.join(";\n", parts);
    session.queryEach(SETTINGS + queries + "; COMMIT", gathering::rows);
  }

  private static void leave(Session session) {
    if (!session.isClosed() && session.inTransaction()) {
      session.execute("ROLLBACK");
    }
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
      return gather(session, BEGIN + SETTINGS + queries + "; COMMIT");
    } finally {
      leave(session);
    }
  }

  private Catalog readWithin(Session session, String queries) {
    return gather(
        session,
        "SAVEPOINT ebb_catalog;"
            + SETTINGS
            + queries
            + "; ROLLBACK TO ebb_catalog; RELEASE ebb_catalog");
  }

  // With an empty search_path the server qualifies every name that it writes. To compile such
  // queries takes the server longer than to run them.
  private Catalog gather(Session session, String message) {
    Gathering gathering = gathering();
    session.queryEach(message, gathering::rows);
    return gathering.catalog();
  }

  private Gathering gathering() {
    return new Gathering(owners ? Set.of() : Set.of(Fact.OWNER));
  }

  private static String scope(Collection<String> versionTables) {
    SortedSet<String> own = new TreeSet<>(versionTables);
    own.add(LEDGER);
    own.addAll(PASSAGES);
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
