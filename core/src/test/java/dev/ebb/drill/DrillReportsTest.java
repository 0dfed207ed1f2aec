package dev.ebb.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of earlier drills, and what is concluded from them. */
class DrillReportsTest {
  @TempDir Path folder;

  private void report(String name, String schema, String at, boolean good, boolean quick)
      throws IOException {
    Files.writeString(
        folder.resolve(name + ".json"),
        """
        {"format": 1, "command": "drill", "schema": "%s", "at": "%s", "good": %s, "quick": %s,
         "attempts": [
           {"mishap": "wrong-drop", "way": "branch", "result": "verified", "millis": 1000, "bytes": 50},
           {"mishap": "corruption", "way": "branch", "result": "verified", "millis": 3000, "bytes": 300},
           {"mishap": "corruption", "way": "snapshot", "result": "failed", "millis": 9, "bytes": 50},
           {"mishap": "hang", "way": "end-blocker", "result": "verified", "millis": 200, "bytes": 0},
           {"mishap": "hang", "way": "magic", "result": "verified", "millis": 1, "bytes": 1}]}
        """
            .formatted(schema, at, good, quick));
  }

  @Test
  void theNewestGoodOneOfTheSchemaCounts() throws IOException {
    report("1", "frontend", "2026-01-01T00:00:00Z", true, false);
    report("2", "frontend", "2026-02-01T00:00:00Z", true, true);
    report("3", "frontend", "2026-03-01T00:00:00Z", false, false);
    report("4", "codeintel", "2026-04-01T00:00:00Z", true, false);
    DrillReports reports = DrillReports.in(folder, "frontend");
    assertThat(reports.all()).hasSize(3);
    assertThat(reports.lastGood().orElseThrow().at()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(reports.lastTimed(Practice.BRANCH).orElseThrow().at())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(reports.lastTimed(Practice.SNAPSHOT)).isEmpty();
  }

  @Test
  void aDrillOfOneWayLeavesTheTimesOfTheOthers() throws IOException {
    report("1", "frontend", "2026-01-01T00:00:00Z", true, false);
    Path narrow = folder.resolve("2.json");
    report("2", "frontend", "2026-02-01T00:00:00Z", true, false);
    Files.writeString(narrow, Files.readString(narrow).replace("\"branch\"", "\"exact-down\""));
    DrillReports reports = DrillReports.in(folder, "frontend");
    assertThat(reports.lastTimed(Practice.BRANCH).orElseThrow().at())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(reports.lastTimed(Practice.LOCKS).orElseThrow().at())
        .isEqualTo("2026-02-01T00:00:00Z");
  }

  @Test
  void whatIsNoReportOrWasCutShortIsPassedOver() throws IOException {
    report("1", "frontend", "2026-01-01T00:00:00Z", true, false);
    String whole = Files.readString(folder.resolve("1.json"));
    Files.writeString(folder.resolve("2.json"), whole.substring(0, whole.length() / 2));
    Files.writeString(folder.resolve("3.json"), "[]");
    Files.writeString(folder.resolve("4.json"), whole.replace("\"drill\"", "\"status\""));
    Files.writeString(folder.resolve("5.json"), whole.replace("2026-01-01T", "yesterday "));
    Files.writeString(folder.resolve("6.json"), whole.replace("1000", "\"soon\""));
    Files.writeString(folder.resolve("7.json.part"), whole);
    assertThat(DrillReports.in(folder, "frontend").all()).hasSize(1);
    assertThat(DrillReports.in(folder.resolve("none"), "frontend").all()).isEmpty();
  }

  @Test
  void aTimeGrowsWithTheBytesAndIsNeverLessThanItWas() {
    PastDrill drill =
        new PastDrill(
            "frontend",
            Instant.EPOCH,
            true,
            false,
            List.of(
                new PastDrill.Timed("wrong-drop", Practice.BRANCH, Duration.ofSeconds(1), 50),
                new PastDrill.Timed("corruption", Practice.BRANCH, Duration.ofSeconds(3), 300),
                new PastDrill.Timed("hang", Practice.LOCKS, Duration.ofMillis(200), 0)));
    assertThat(drill.estimate(Practice.BRANCH, 600)).contains(Duration.ofSeconds(12));
    assertThat(drill.estimate(Practice.BRANCH, 1)).contains(Duration.ofSeconds(3));
    assertThat(drill.estimate(Practice.LOCKS, 9_999_999)).contains(Duration.ofMillis(200));
    assertThat(drill.estimate(Practice.SNAPSHOT, 1)).isEmpty();
  }
}
