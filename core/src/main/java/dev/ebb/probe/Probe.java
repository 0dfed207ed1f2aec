package dev.ebb.probe;

import dev.ebb.db.Session;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import dev.ebb.sql.StatementKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the catalog to find out whether a statement took effect that runs outside of a
 * transaction and whose end nobody saw. Knows what PostgreSQL leaves behind when such a statement
 * is interrupted.
 */
public final class Probe {
  private final Session session;

  /** Looks into the database of this session. */
  public Probe(Session session) {
    this.session = session;
  }

  /** Whether the statement took effect. Removes nothing. */
  public Took tookEffect(Statement statement) {
    return switch (statement.effect()) {
      case Effect.CreatesIndex create -> created(create);
      case Effect.DropsIndex drop ->
          drop.indexes().stream().anyMatch(this::relationExists) ? Took.NONE : Took.EFFECT;
      case Effect.DetachesPartition detach -> detached(detach);
      case Effect.Creates(ObjectKind kind, SqlName name, boolean _) -> exists(kind, name);
      case Effect.Drops(ObjectKind kind, List<SqlName> names, boolean _, boolean _) ->
          dropped(kind, names);
      case Effect.AddsColumn(SqlName table, String column) -> column(table, column, true);
      case Effect.DropsColumn(SqlName table, String column) -> column(table, column, false);
      case Effect.AddsEnumValue(SqlName type, String value) ->
          took(
              "EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype(%s) AND enumlabel = %s)"
                  .formatted(literal(type), Quote.literal(value)));
      case Effect.Calls _, Effect.AltersExtension _ -> Took.UNKNOWN;
      case Effect.Reindexes _ -> Took.NONE;
      // Alone outside of a transaction run VACUUM, CLUSTER, ALTER SYSTEM and the like, which end in
      // the same state when they run again.
      case Effect.Other _ ->
          statement.kind() instanceof StatementKind.NonTransactional ? Took.NONE : Took.UNKNOWN;
    };
  }

  /** The index of that name on that table, if there is one. */
  public @Nullable IndexFound index(SqlName index, SqlName table) {
    List<IndexFound> found =
        session.query(
            """
            SELECT i.indexrelid::regclass::text AS name, i.indisvalid AS valid,
              EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AS built
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = to_regclass(%s) AND c.relname = %s\
            """
                .formatted(literal(table), Quote.literal(index.name())),
            row -> new IndexFound(row.text("name"), row.bool("valid"), row.bool("built")));
    return found.isEmpty() ? null : found.getFirst();
  }

  /** Invalid indexes that an interrupted REINDEX CONCURRENTLY left, as the server quotes them. */
  public List<String> reindexLeftovers() {
    return session.query(
        """
        SELECT i.indexrelid::regclass::text AS name
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
          AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)\
        """,
        row -> row.text("name"));
  }

  private Took created(Effect.CreatesIndex create) {
    SqlName name = create.index();
    if (name == null) {
      return Took.UNKNOWN;
    }
    IndexFound found = index(name, create.table());
    return found != null && found.valid() ? Took.EFFECT : Took.NONE;
  }

  private boolean relationExists(SqlName name) {
    return yes("to_regclass(" + literal(name) + ") IS NOT NULL");
  }

  private Took detached(Effect.DetachesPartition detach) {
    boolean attached =
        yes(
            "EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(%s) AND inhrelid = to_regclass(%s))"
                .formatted(literal(detach.parent()), literal(detach.partition())));
    return attached ? Took.NONE : Took.EFFECT;
  }

  /** Whether a detaching was begun and has to be finalized. */
  public boolean detachPending(Effect.DetachesPartition detach) {
    return yes(
        "EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(%s) AND inhrelid = to_regclass(%s) AND inhdetachpending)"
            .formatted(literal(detach.parent()), literal(detach.partition())));
  }

  private Took dropped(ObjectKind kind, List<SqlName> names) {
    boolean told = false;
    for (SqlName name : names) {
      Took there = exists(kind, name);
      if (there == Took.EFFECT) {
        return Took.NONE;
      }
      told |= there == Took.NONE;
    }
    return told ? Took.EFFECT : Took.UNKNOWN;
  }

  private Took exists(ObjectKind kind, SqlName name) {
    String bare = Quote.literal(name.name());
    return switch (kind) {
      case DATABASE -> took("EXISTS (SELECT FROM pg_database WHERE datname = " + bare + ")");
      case TABLESPACE -> took("EXISTS (SELECT FROM pg_tablespace WHERE spcname = " + bare + ")");
      case SUBSCRIPTION ->
          took("EXISTS (SELECT FROM pg_subscription WHERE subname = " + bare + ")");
      case PUBLICATION -> took("EXISTS (SELECT FROM pg_publication WHERE pubname = " + bare + ")");
      case ROLE -> took("EXISTS (SELECT FROM pg_roles WHERE rolname = " + bare + ")");
      case SCHEMA -> took("EXISTS (SELECT FROM pg_namespace WHERE nspname = " + bare + ")");
      case EXTENSION -> took("EXISTS (SELECT FROM pg_extension WHERE extname = " + bare + ")");
      case TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE ->
          took("to_regclass(" + literal(name) + ") IS NOT NULL");
      case TYPE, DOMAIN -> took("to_regtype(" + literal(name) + ") IS NOT NULL");
      // An overload of the same name may have been there before; names alone prove nothing here.
      case FUNCTION, PROCEDURE, TRIGGER, POLICY, OTHER -> Took.UNKNOWN;
    };
  }

  private Took column(SqlName table, String column, boolean wanted) {
    boolean there =
        yes(
            "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped)"
                .formatted(literal(table), Quote.literal(column)));
    return there == wanted ? Took.EFFECT : Took.NONE;
  }

  private Took took(String condition) {
    return yes(condition) ? Took.EFFECT : Took.NONE;
  }

  private boolean yes(String condition) {
    return session.queryOne("SELECT " + condition + " AS yes", row -> row.bool("yes"));
  }

  // to_regclass takes a name as SQL writes it, so the quoted name is itself quoted as a literal.
  private static String literal(SqlName name) {
    return Quote.literal(name.toSql());
  }
}
