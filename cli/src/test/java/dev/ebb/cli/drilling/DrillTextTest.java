package dev.ebb.cli.drilling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.drill.Attempt;
import dev.ebb.drill.Attempt.Result;
import dev.ebb.drill.DrillReport;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.Practice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdict of a report is the same in words, on the page and for scripts. */
class DrillTextTest {

  private static DrillReport report(Result... results) {
    List<Attempt> attempts =
        List.of(results).stream()
            .map(result ->
                new Attempt(Mishap.NOT_NULL, Practice.BRANCH, List.of(), Duration.ZERO, 1, result))
            .toList();
    return new DrillReport(
        "s", Instant.EPOCH, "PostgreSQL", false, "made up", 1, 1, List.of(), attempts, List.of());
  }

  @Test
  void whereNoWayWasGoneNothingIsSaidToBeWell() {
    DrillReport report = report(new Result.NotPractised("it <b>rains</b>"));
    assertThat(report.good()).isFalse();
    assertThat(DrillText.plain(report))
        .contains("✖ 0 of 0 ways led back", "1 not practised", "no way back was practised")
        .doesNotContain("✅");
    assertThat(DrillHtml.of(report))
        .contains("verdict bad", "✗ 0 of 0 ways", "No way back was practised", "&lt;b&gt;rains")
        .doesNotContain("<b>");
  }

  @Test
  void whatIsNotToBeReliedOnIsNamed() {
    DrillReport report = report(new Result.Verified(List.of()), new Result.Failed("no disk"));
    assertThat(DrillText.plain(report))
        .contains("✖ 1 of 2 ways led back", "do not rely on: branch after not-null");
    assertThat(DrillHtml.of(report)).contains("Do not rely on: branch after not-null");
    DrillReport good = report(new Result.Verified(List.of()));
    assertThat(DrillText.plain(good))
        .contains("✅ 1 of 1 ways")
        .doesNotContain("→", "not practised");
    assertThat(DrillHtml.of(good)).contains("✓ 1 of 1 ways").doesNotContain("verdict bad");
  }
}
