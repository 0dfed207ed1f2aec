package dev.ebb.cli.render;

import dev.ebb.graph.Step;
import dev.ebb.loss.Losing;
import dev.ebb.loss.Losing.Since;
import dev.ebb.loss.Loss;
import dev.ebb.loss.LossReport;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.loss.Obstacle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what a step would destroy, and where it would fail, as JSON. */
public final class LossJson {
  private LossJson() {}

  /** The members of a step that tell. */
  public static void step(Json json, Step step, LossReport report) {
    StepReport found =
        report.of(step).orElse(new StepReport(step, List.of(), List.of(), List.of()));
    json.objects("losses", found.losses(), LossJson::losing)
        .objects("obstacles", found.obstacles(), LossJson::obstacle)
        .texts("unknown", found.unknown());
  }

  private static void losing(Json json, Losing losing) {
    json.field("statement", losing.statement())
        .field("kind", kind(losing.loss()))
        .field("what", losing.loss().title())
        .field("certain", losing.certain())
        .fieldOrNull("rows", known(losing.extent().rows()))
        .fieldOrNull("values", known(losing.extent().values()))
        .fieldOrNull("bytes", known(losing.extent().bytes()))
        .field("accuracy", losing.extent().accuracy().name().toLowerCase(Locale.ROOT))
        .texts("along", losing.along())
        .texts("sample", losing.sample());
    Since since = losing.since();
    json.field("appliedAt", since == null ? null : since.applied().toString())
        .fieldOrNull(
            "rowsWrittenSince",
            since == null || since.knowledge() == Since.Knowledge.UNKNOWN
                ? null
                : known(since.rows()));
  }

  private static @Nullable Long known(long number) {
    return number < 0 ? null : Long.valueOf(number);
  }

  private static String kind(Loss loss) {
    return switch (loss) {
      case Loss.TableDropped _ -> "table";
      case Loss.ColumnDropped _ -> "column";
      case Loss.RowsDeleted _ -> "rows";
      case Loss.ValuesChanged _ -> "values";
      case Loss.TableTruncated _ -> "truncated";
      case Loss.TypeNarrowed _ -> "type";
      case Loss.SequenceDropped _ -> "sequence";
      case Loss.ObjectDropped _ -> "object";
    };
  }

  private static void obstacle(Json json, Obstacle obstacle) {
    json.field("statement", obstacle.statement())
        .field("what", obstacle.what())
        .field("certain", obstacle.isCertain())
        .field("doubt", obstacle.doubt())
        .fieldOrNull("rows", known(obstacle.rows()))
        .field("accuracy", obstacle.accuracy().name().toLowerCase(Locale.ROOT))
        .field("query", obstacle.query())
        .texts("examples", obstacle.examples());
  }
}
