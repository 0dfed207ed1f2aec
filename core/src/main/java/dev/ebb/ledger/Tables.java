package dev.ebb.ledger;

import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.LedgerState.LegacyVersion;
import dev.ebb.graph.MigrationId;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two tables themselves: what is there, whose it is, and making what is missing. */
final class Tables {
  private static final int ATTEMPTS = 5;
  private static final Set<String> INTEGERS = Set.of("bigint", "integer", "smallint");

  /** The predecessor's columns, in its order and with its meaning. */
  private static final Map<String, String> COMMON = new LinkedHashMap<>();

  /** What Ebb adds; all may be null, so that the predecessor can go on writing rows. */
  private static final Map<String, String> OWN = new LinkedHashMap<>();

  static {
    COMMON.put("id", "bigserial PRIMARY KEY");
    COMMON.put("migration_logs_schema_version", "integer NOT NULL");
    COMMON.put("schema", "text NOT NULL");
    COMMON.put("version", "bigint NOT NULL");
    COMMON.put("up", "boolean NOT NULL");
    COMMON.put("started_at", "timestamptz NOT NULL");
    COMMON.put("finished_at", "timestamptz");
    COMMON.put("success", "boolean");
    COMMON.put("error_message", "text");
    COMMON.put("backfilled", "boolean NOT NULL DEFAULT false");
    OWN.put("ebb_name", "text");
    OWN.put("ebb_parents", "bigint[]");
    OWN.put("ebb_flags", "text[]");
    OWN.put("ebb_up_checksum", "text");
    OWN.put("ebb_down_checksum", "text");
    OWN.put("ebb_up_statements", "text[]");
    OWN.put("ebb_down_sql", "text");
    OWN.put("ebb_statements", "text[]");
    OWN.put("ebb_statements_done", "integer");
    OWN.put("ebb_tool_version", "text");
    OWN.put("ebb_run_by", "text");
  }

  private final LedgerHome home;

  Tables(LedgerHome home) {
    this.home = home;
  }

  /** A table and the types of its columns. */
  private record Column(String table, String name, String type) {}

  /** Makes whatever is missing for these ids; looks only, if nothing is. */
  void prepare(Session session, Collection<MigrationId> ids) {
    for (int attempt = 1; ; attempt++) {
      List<String> missing = missing(session, ids);
      if (missing.isEmpty()) {
        catchUp(session);
        return;
      }
      try {
        session.execute(
            "BEGIN; SET LOCAL lock_timeout = '2s'; " + String.join("; ", missing) + "; COMMIT");
        return;
      } catch (SqlFailure e) {
        if (session.inTransaction()) {
          session.execute("ROLLBACK");
        }
        // Another schema's Ebb, under another lock, made the same table at the same time: look
        // again.
        boolean raced = e.isDuplicateObject() || e.isUniqueViolation();
        if (attempt == ATTEMPTS || !(raced || e.isDeadlock() || e.isLockTimeout())) {
          throw explain(session, e, missing);
        }
      }
    }
  }

  // The numbers of the rows tell old from new. Where a database was copied or switched over without
  // its sequences (logical replication leaves them behind, and so may a crash soon after CREATE
  // DATABASE ... TEMPLATE), the next number would be one that an old row has.
  private void catchUp(Session session) {
    String sequence = "pg_get_serial_sequence(" + Quote.literal(home.history()) + ", 'id')";
    try {
      session.execute(
          "SELECT setval(s, newest) FROM (SELECT "
              + sequence
              + "::regclass AS s, max(id) AS newest FROM "
              + home.history()
              + ") rows WHERE newest > coalesce(pg_sequence_last_value(s), 0)");
    } catch (SqlFailure e) {
      // Who may not mend it may still write, and is told if not.
      if (!e.isPermission()) {
        throw explain(session, e);
      }
    }
  }

  private List<String> missing(Session session, Collection<MigrationId> ids) {
    Map<String, Map<String, String>> tables = columns(session);
    boolean wide = ids.stream().anyMatch(id -> id.value() != (int) id.value());
    List<String> ddl = new ArrayList<>();
    history(tables.get(LedgerHome.HISTORY), wide, ddl);
    Map<String, String> version = tables.get(home.versionTable());
    if (version == null) {
      ddl.add(
          "CREATE TABLE IF NOT EXISTS "
              + home.version()
              + " (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)");
    } else {
      requireVersionTable(version);
      if (wide) {
        widen(home.version(), version, ddl);
      }
    }
    return ddl;
  }

  private void history(@Nullable Map<String, String> there, boolean wide, List<String> ddl) {
    if (there == null) {
      Map<String, String> all = new LinkedHashMap<>(COMMON);
      all.putAll(OWN);
      List<String> columns = new ArrayList<>();
      all.forEach((name, type) -> columns.add(name + " " + type));
      ddl.add(
          "CREATE TABLE IF NOT EXISTS " + home.history() + " (" + String.join(", ", columns) + ")");
      return;
    }
    requireHistory(there);
    List<String> added = new ArrayList<>();
    OWN.forEach((name, type) -> addMissing(there, name, type, added));
    addMissing(there, "backfilled", "boolean NOT NULL DEFAULT false", added);
    if (!added.isEmpty()) {
      ddl.add("ALTER TABLE " + home.history() + " " + String.join(", ", added));
    }
    if (wide) {
      widen(home.history(), there, ddl);
    }
  }

  private static void addMissing(
      Map<String, String> there, String name, String type, List<String> added) {
    if (!there.containsKey(name)) {
      added.add("ADD COLUMN IF NOT EXISTS " + name + " " + type);
    }
  }

  private static void widen(String table, Map<String, String> there, List<String> ddl) {
    if (!"bigint".equals(there.get("version"))) {
      ddl.add("ALTER TABLE " + table + " ALTER COLUMN version TYPE bigint");
    }
  }

  /** What a version table says when the history says nothing. */
  LedgerState legacy(Session session) {
    Map<String, String> version = columns(session).get(home.versionTable());
    if (version == null) {
      return LedgerState.EMPTY;
    }
    requireVersionTable(version);
    List<LegacyVersion> rows =
        session.query(
            "SELECT version, dirty FROM " + home.version() + " LIMIT 2",
            r -> new LegacyVersion(new MigrationId(r.int64("version")), r.bool("dirty")));
    if (rows.size() > 1) {
      throw foreign(home.version(), "it has several rows, where a version table has one");
    }
    // The library that made such tables writes -1 for "nothing applied".
    boolean nothing =
        rows.isEmpty() || (rows.getFirst().version().value() == -1 && !rows.getFirst().dirty());
    return nothing ? LedgerState.EMPTY : new LedgerState(new TreeMap<>(), rows.getFirst());
  }

  private Map<String, Map<String, String>> columns(Session session) {
    String sql =
        """
        SELECT c.relname AS relation, a.attname AS name, format_type(a.atttypid, NULL) AS type
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE n.nspname = ? AND c.relname IN (?, ?)\
        """;
    Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    session
        .query(
            sql,
            r -> new Column(r.text("relation"), r.text("name"), r.text("type")),
            home.namespace(),
            LedgerHome.HISTORY,
            home.versionTable())
        .forEach(c ->
            tables.computeIfAbsent(c.table(), _ -> new LinkedHashMap<>()).put(c.name(), c.type()));
    return tables;
  }

  /** Refuses a history table that is not one. */
  void requireHistory(Session session) {
    Map<String, String> there = columns(session).get(LedgerHome.HISTORY);
    if (there != null) {
      requireHistory(there);
    }
  }

  private void requireHistory(Map<String, String> columns) {
    for (String needed : COMMON.keySet()) {
      if (!columns.containsKey(needed) && !needed.equals("backfilled")) {
        throw foreign(home.history(), "it has no column " + needed);
      }
    }
  }

  private void requireVersionTable(Map<String, String> columns) {
    String version = columns.getOrDefault("version", "");
    if (!INTEGERS.contains(version) || !"boolean".equals(columns.get("dirty"))) {
      throw foreign(home.version(), "its columns are " + columns.keySet() + owner(columns));
    }
  }

  private static String owner(Map<String, String> columns) {
    if (columns.getOrDefault("version", "").startsWith("character varying")) {
      return "; it looks like that of dbmate or Rails";
    }
    return columns.containsKey("inserted_at") ? "; it looks like that of Ecto" : "";
  }

  private Fault foreign(String table, String why) {
    return Fault.of(
        FaultCode.SERVER,
        "the table " + table + " belongs to another tool: " + why,
        "give schema \""
            + home.schema()
            + "\" another version table (versionTable in ebb.yaml), or another namespace"
            + " (PGOPTIONS='-c search_path=…'), or another database; nothing was changed");
  }

  /** What a failure to read or write these tables means to an operator. */
  RuntimeException explain(Session session, SqlFailure failure) {
    return explain(session, failure, List.of());
  }

  private RuntimeException explain(Session session, SqlFailure failure, List<String> ddl) {
    String what = "the ledger in " + home.history() + " cannot be used: " + failure.serverMessage();
    if (failure.isPermission()) {
      return Fault.of(FaultCode.PERMISSION, what, grants(session, ddl), failure);
    }
    if (failure.sqlState().equals("3F000")) {
      return Fault.of(
          FaultCode.SERVER,
          what,
          "create it (CREATE SCHEMA "
              + Quote.identifier(home.namespace())
              + "), or correct the"
              + " search path; nothing was changed",
          failure);
    }
    if (failure.isLockTimeout() || failure.isDeadlock()) {
      return Fault.of(
          FaultCode.BLOCKED,
          what,
          "somebody holds a lock on it, perhaps a backup: see 'ebb locks', then run it again;"
              + " nothing was changed",
          failure);
    }
    return failure;
  }

  private String grants(Session session, List<String> ddl) {
    String role = Quote.identifier(session.facts().user());
    String tables = home.history() + ", " + home.version();
    List<String> lines = new ArrayList<>();
    lines.add("nothing was changed; as the owner of these tables run:");
    ddl.forEach(statement -> lines.add(statement + ";"));
    lines.add("GRANT USAGE ON SCHEMA " + Quote.identifier(home.namespace()) + " TO " + role + ";");
    lines.add("GRANT SELECT, INSERT, UPDATE, DELETE ON " + tables + " TO " + role + ";");
    lines.add(
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA "
            + Quote.identifier(home.namespace())
            + " TO "
            + role
            + ";");
    return String.join("\n", lines);
  }
}
