package dev.ebb.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.catalog.Fingerprint;
import dev.ebb.restore.RestorePoint.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What going back in time is said to take away. */
class ForfeitTest {
  private static final Instant THEN = Instant.parse("2026-03-01T02:00:00Z");

  private static Contents contents(Map<String, Long> rows) {
    return new Contents(List.of(), new Fingerprint("f"), new TreeMap<>(rows));
  }

  @Test
  void whatEbbKeptSinceIsNotCalledALossButAPersonsRowsAre() {
    RestorePoint point =
        new RestorePoint(
            Method.BRANCH,
            "before",
            Origin.ASKED,
            THEN,
            null,
            contents(Map.of("public.people", 7L)),
            0,
            null);
    Contents now =
        contents(
            Map.of(
                "public.people", 9L,
                "ebb_keep.kept_1", 7L,
                "ebb_keep.catalogue", 1L,
                "ebb_audit.entry", 3L,
                "ebb_keeper.things", 1L,
                "public.migration_logs", 4L));
    assertThat(Forfeit.of(point, now))
        .containsExactly(
            new Forfeit.Writes(THEN),
            new Forfeit.Rows("ebb_keeper.things", 0, 1),
            new Forfeit.Rows("public.people", 7, 9));
  }
}
