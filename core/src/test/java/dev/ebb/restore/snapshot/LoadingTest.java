package dev.ebb.restore.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a newer pg_restore complains about at an older server is told from what is missing then. */
class LoadingTest {
  private static final String UNKNOWN =
      """
      pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"
      Command was: SET transaction_timeout = 0;
      """;
  private static final String MISSING =
      """
      pg_restore: error: COPY failed for table "t": ERROR:  invalid byte sequence
      """;

  private static String ignored(int errors) {
    return "pg_restore: warning: errors ignored on restore: " + errors + "\n";
  }

  @Test
  void nothingButTheSettingThatTheServerDoesNotKnowIsForgiven() {
    assertThat(Loading.isHarmless(UNKNOWN + ignored(1))).isTrue();
    assertThat(Loading.isHarmless(UNKNOWN + UNKNOWN + ignored(2))).isTrue();
    assertThat(Loading.isHarmless(UNKNOWN + MISSING + ignored(2))).isFalse();
    assertThat(Loading.isHarmless(UNKNOWN + MISSING.repeat(11) + ignored(12))).isFalse();
    assertThat(Loading.isHarmless(MISSING + ignored(1))).isFalse();
    assertThat(Loading.isHarmless(UNKNOWN)).isFalse();
    assertThat(Loading.isHarmless("")).isFalse();
  }
}
