package dev.ebb.restore.swap;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fingerprint;
import dev.ebb.catalog.Kind;
import dev.ebb.db.Session;
import dev.ebb.graph.LedgerState;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.ledger.Ledger;
import dev.ebb.ledger.LedgerHome;
import dev.ebb.restore.Contents;
import dev.ebb.restore.LedgerMark;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks into a database: ledgers, objects, rows. Changes nothing. Immutable and thread-safe. */
public final class ContentsReader {
  // What a materialized view holds is derived, and as old as its last refresh: a dump that is
  // restored refreshes it. The audit is added to by whatever is done with the database, marking a
  // moment among it, is carried over to what replaces it, and has a proof of its own.
  private static final String TABLES =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS path
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence <> 't'
         AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'ebb_audit')
       ORDER BY 1\
      """;

  /** So many tables are counted in one message. */
  private static final int AT_ONCE = 100;

  private final List<Site.Tenant> tenants;

  /** Knows these schemas. */
  public ContentsReader(List<Site.Tenant> tenants) {
    this.tenants = List.copyOf(tenants);
  }

  /**
   * Looks, and counts every row, which reads the whole database.
   *
   * @param session in no transaction
   */
  public Contents count(Session session) {
    List<LedgerMark> marks = ledgers(session);
    return new Contents(marks, fingerprint(session), rows(session));
  }

  /** Looks, and counts no rows. */
  public Contents look(Session session) {
    List<LedgerMark> marks = ledgers(session);
    return new Contents(marks, fingerprint(session), new TreeMap<>());
  }

  /** Where the schemas stand that live there. */
  public List<LedgerMark> ledgers(Session session) {
    String namespace = session.facts().currentSchema();
    List<LedgerMark> marks = new ArrayList<>();
    for (Site.Tenant tenant : tenants) {
      LedgerHome home =
          new LedgerHome(
              tenant.name(), tenant.versionTable(), namespace == null ? "public" : namespace);
      LedgerState state = new Ledger(home).read(session);
      if (!state.entries().isEmpty() || state.legacy() != null) {
        marks.add(new LedgerMark(tenant.name(), state.applied(), state.newestRow()));
      }
    }
    return marks;
  }

  /** What stands for all objects; in an open transaction, as that sees them. */
  public Fingerprint fingerprint(Session session) {
    Catalog all =
        new CatalogReader(tenants.stream().map(Site.Tenant::versionTable).toList()).read(session);
    // A subscription belongs to one database of the server, and to none of its copies.
    return all.objects().stream().anyMatch(ContentsReader::isBound)
        ? Catalog.of(all.objects().stream().filter(object -> !isBound(object)).toList())
            .fingerprint()
        : all.fingerprint();
  }

  private static boolean isBound(CatalogObject object) {
    return object.name().kind() == Kind.SUBSCRIPTION;
  }

  /** How many rows each table has; in an open transaction, as that sees them. */
  public SortedMap<String, Long> rows(Session session) {
    SortedMap<String, Long> rows = new TreeMap<>();
    List<String> tables = session.query(TABLES, row -> row.text("path"));
    for (int from = 0; from < tables.size(); from += AT_ONCE) {
      List<String> some = tables.subList(from, Math.min(tables.size(), from + AT_ONCE));
      String counts =
          some.stream()
              .map(table -> "SELECT count(*) AS n FROM ONLY " + table)
              .collect(Collectors.joining(";\n"));
      List<Long> found = new ArrayList<>();
      session.queryEach(counts, columns -> row -> found.add(row.int64("n")));
      for (int i = 0; i < some.size(); i++) {
        rows.put(some.get(i), found.get(i));
      }
    }
    return rows;
  }
}
