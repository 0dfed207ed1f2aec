package dev.ebb.db;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about itself and about the session that asks.
 *
 * @param version as {@code server_version_num}: 150004 is 15.4
 * @param inRecovery whether it is a replica, which cannot be written to
 * @param readOnly whether transactions are read-only unless they say otherwise
 * @param backendPid the process that serves this session
 * @param behindPooler whether the protocol named another process: something stands in between
 * @param user the current role
 * @param superuser whether that role may do everything
 * @param database the current database
 * @param currentSchema the namespace in which unqualified objects are created; null if the search
 *     path names none that exists
 * @param deadlockTimeout how long a statement waits for a lock before the server looks for a
 *     deadlock, and before autovacuum gives way
 */
public record ServerFacts(
    int version,
    boolean inRecovery,
    boolean readOnly,
    int backendPid,
    boolean behindPooler,
    String user,
    boolean superuser,
    String database,
    @Nullable String currentSchema,
    Duration deadlockTimeout) {

  /** Asked together with the settings of the session, in one round trip. */
  static final String SQL =
      """
      SELECT current_setting('server_version_num')::int AS version,
             pg_is_in_recovery() AS in_recovery,
             current_setting('default_transaction_read_only')::bool AS read_only,
             pg_backend_pid() AS pid,
             current_user::text AS role,
             current_setting('is_superuser')::bool AS superuser,
             current_database()::text AS database,
             current_schema()::text AS namespace,
             round(extract(epoch FROM current_setting('deadlock_timeout')::interval) * 1000)::int8
               AS deadlock_millis\
      """;

  static ServerFacts read(Row row, int protocolPid) {
    int pid = row.int32("pid");
    return new ServerFacts(
        row.int32("version"),
        row.bool("in_recovery"),
        row.bool("read_only"),
        pid,
        pid != protocolPid,
        row.text("role"),
        row.bool("superuser"),
        row.text("database"),
        row.textOrNull("namespace"),
        Duration.ofMillis(row.int64("deadlock_millis")));
  }

  /** The number before the point: 15 for 15.4. */
  public int major() {
    return version / 10_000;
  }
}
