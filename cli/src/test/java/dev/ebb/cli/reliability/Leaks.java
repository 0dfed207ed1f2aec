package dev.ebb.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.fixture.TestDatabase;
import dev.ebb.fixture.TestPostgres;
import java.util.List;

/** What nobody may leave behind on a server, for servers that are not shared. */
final class Leaks {
  private static final String LEFT_OVERS =
      """
      SELECT 'advisory lock of session ' || pid FROM pg_locks WHERE locktype = 'advisory'
      UNION ALL
      SELECT 'session of ' || application_name || ', ' || coalesce(state, '') || ': ' || left(query, 200)
        FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name NOT IN ('test-fixture', '%s')
      UNION ALL
      SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts
      UNION ALL
      SELECT 'scratch database ' || datname FROM pg_database WHERE datname ~ '^ebb_(shadow|scratch)_'
      """
          .formatted(Strike.Aim.APPLICATION);

  private static final int TRIES = 150;
  private static final int PAUSE_MILLIS = 20;

  private Leaks() {}

  static void none(TestPostgres server, String story) {
    try (TestDatabase all = server.database("postgres")) {
      List<String> found = all.query(LEFT_OVERS);
      for (int i = 0; i < TRIES && !found.isEmpty(); i++) {
        EbbProcess.pause(PAUSE_MILLIS);
        found = all.query(LEFT_OVERS);
      }
      assertThat(found).as(story).isEmpty();
    }
  }

  /** No index was left half-built. */
  static void noInvalidIndex(TestDatabase database) {
    assertThat(
            database.query("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
        .isEmpty();
  }
}
