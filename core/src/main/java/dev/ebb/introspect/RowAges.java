package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Identity;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.Session;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many transactions ago the system's own rows on objects were written: held against the rows of
 * a ledger, that tells whether a migration wrote them.
 */
public final class RowAges {
  /** What a row has that was there from the beginning, or that is older than numbers reach. */
  private static final long TOO_OLD = Integer.MAX_VALUE;

  /** The system tables that hold more about the objects of one, and the column that says whose. */
  private static final Map<String, List<String>> MORE =
      Map.of(
          "pg_class",
          List.of(
              "pg_rewrite ev_class",
              "pg_sequence seqrelid",
              "pg_index indexrelid",
              "pg_partitioned_table partrelid"),
          "pg_type",
          List.of("pg_enum enumtypid", "pg_range rngtypid"));

  private RowAges() {}

  /**
   * When something was written.
   *
   * @param transactions how many transactions ago
   * @param committed when that was, if the server keeps such times
   */
  public record Age(long transactions, @Nullable Instant committed) {}

  /**
   * The ages of those of the objects of which they are known. Both this and what it is held against
   * have to be read in one transaction, since ages grow.
   */
  public static Map<ObjectName, Age> of(
      Session session, Catalog catalog, Collection<ObjectName> objects) {
    Map<Long, String> tables = new HashMap<>();
    session.query(
        "SELECT c.oid::int8 AS oid, c.relname::text AS name FROM pg_catalog.pg_class c"
            + " WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'",
        row -> tables.put(row.int64("oid"), row.text("name")));
    Map<ObjectName, Age> ages = new HashMap<>();
    for (ObjectName object : objects) {
      Optional<Identity> identity = catalog.identity(object);
      String table = identity.map(id -> tables.get(id.classId())).orElse(null);
      if (identity.isPresent() && table != null) {
        session
            .queryFirst(
                sql(object, identity.get(), table),
                row -> new Age(row.int64("age"), row.instantOrNull("committed")))
            .filter(age -> age.transactions() >= 0 && age.transactions() < TOO_OLD)
            .ifPresent(age -> ages.put(object, age));
      }
    }
    return ages;
  }

  private static String sql(ObjectName object, Identity id, String table) {
    return "SELECT age, CASE WHEN number >= 3 AND current_setting('track_commit_timestamp')::bool"
        + " THEN pg_catalog.pg_xact_commit_timestamp(number::text::xid) END AS committed FROM ("
        + rows(object, id, table)
        + ") r ORDER BY age LIMIT 1";
  }

  private static String rows(ObjectName object, Identity id, String table) {
    return switch (object.kind()) {
      case COMMENT ->
          age("pg_description", "classoid", id.classId())
              + " AND objoid = %d AND objsubid = %d".formatted(id.objectId(), id.part());
      case COLUMN ->
          age("pg_attribute", "attrelid", id.objectId())
              + " AND attnum = %d UNION ALL ".formatted(id.part())
              + age("pg_attrdef", "adrelid", id.objectId())
              + " AND adnum = %d".formatted(id.part());
      default -> {
        StringBuilder rows = new StringBuilder(age(table, "oid", id.objectId()));
        for (String more : MORE.getOrDefault(table, List.of())) {
          String[] words = more.split(" ");
          rows.append(" UNION ALL ").append(age(words[0], words[1], id.objectId()));
        }
        yield rows.toString();
      }
    };
  }

  private static String age(String table, String column, long oid) {
    return "SELECT age(xmin)::int8 AS age, xmin::text::int8 AS number FROM pg_catalog.%s WHERE %s = %d"
        .formatted(table, column, oid);
  }
}
