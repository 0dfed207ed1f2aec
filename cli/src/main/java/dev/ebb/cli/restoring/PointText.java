package dev.ebb.cli.restoring;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.KeptText;
import dev.ebb.cli.render.Times;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.LedgerMark;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.swap.Site;
import java.util.List;
import java.util.stream.Collectors;

/** Words what restore points are, and what going back to one takes. */
public final class PointText {
  private static final int NAMED = 12;

  private PointText() {}

  /** A point in a list. */
  static String line(RestorePoint point) {
    Contents contents = point.contents();
    return "  %-28s %s  %8s  %s%s"
        .formatted(
            point.reference(),
            Times.utc(point.at()),
            KeptText.size(point.bytes()),
            origin(point),
            contents == null
                ? ""
                : contents.ledgers().stream()
                    .map(PointText::mark)
                    .collect(Collectors.joining("; ", "; ", "")));
  }

  private static String origin(RestorePoint point) {
    return switch (point.origin()) {
      case ASKED -> "asked for";
      case BEFORE_RUN -> "before a run";
      case REPLACED -> "what was there until then";
    };
  }

  private static String mark(LedgerMark mark) {
    return mark.schema() + ": " + mark.summary();
  }

  /** What was found of what has to be so, a line each; what is as it should be is left out. */
  public static String conditions(List<Condition> conditions) {
    StringBuilder text = new StringBuilder();
    for (Condition condition : conditions) {
      switch (condition) {
        case Condition.Met _ -> {}
        case Condition.Unmet(String what, String why, String remedy) ->
            text.append("✘ ")
                .append(what)
                .append("? ")
                .append(why)
                .append("\n  → ")
                .append(remedy)
                .append('\n');
        case Condition.Open(String what, String why) ->
            text.append("? ").append(what).append(": ").append(why).append('\n');
      }
    }
    return text.toString();
  }

  /** "about 3.1 s, 0.3 s of which nobody can connect, and 1.2 GB of disk". */
  static String estimate(Estimate estimate) {
    return "about "
        + Amount.of(estimate.time())
        + (estimate.pause().isZero()
            ? ""
            : ", in " + Amount.of(estimate.pause()) + " of which nobody can connect")
        + (estimate.disk() == 0 ? "" : ", and " + KeptText.size(estimate.disk()) + " of disk");
  }

  /** What would be lost, a line each. */
  public static String forfeits(List<Forfeit> forfeits) {
    return forfeits.stream()
            .limit(NAMED)
            .map(forfeit -> "  - " + words(forfeit) + "\n")
            .collect(Collectors.joining())
        + (forfeits.size() > NAMED
            ? "  - and rows of " + Amount.of(forfeits.size() - NAMED, "more table") + "\n"
            : "");
  }

  private static String words(Forfeit forfeit) {
    return switch (forfeit) {
      case Forfeit.Writes(var since) -> "everything that was written since " + Times.utc(since);
      case Forfeit.Migrations(var schema, var applied) ->
          "schema "
              + schema
              + ": what "
              + Amount.of(applied.size(), "migration")
              + " did: "
              + applied;
      case Forfeit.Returns(var schema, var applied) ->
          "schema " + schema + ": that these migrations were taken back: " + applied;
      case Forfeit.Neighbours(var databases) ->
          "the same in the other databases of the server: " + String.join(", ", databases);
      case Forfeit.Rows(var table, var then, var now) ->
          "table " + table + ": " + Amount.of(now - then, "row") + " of " + now;
    };
  }

  /** What was found of what it needs, and what it takes. */
  static String end(Offer offer) {
    return conditions(offer.conditions())
        + "It takes "
        + estimate(offer.estimate())
        + "; "
        + offer.undo()
        + "\n";
  }

  /** In what something is not what was recorded, a line each. */
  static String mismatches(List<Mismatch> mismatches) {
    return mismatches.stream()
        .limit(NAMED)
        .map(mismatch -> "  - " + mismatch.what() + "\n")
        .collect(Collectors.joining());
  }

  /** Where the schemas of a database stand. */
  static String marks(Contents contents) {
    return contents.ledgers().stream().map(PointText::mark).collect(Collectors.joining("; "));
  }

  /** How a replacement went. */
  static String replaced(Site site, Replacement done) {
    String marks = marks(done.contents());
    return "database "
        + done.database()
        + " is back: "
        + (marks.isEmpty() ? "" : marks + ", ")
        + Amount.of(done.contents().rowCount(), "row")
        + ", verified\n  nobody could connect for "
        + Amount.of(done.pause())
        + "; "
        + Amount.were(done.sessionsEnded(), "session")
        + " ended\n  what was there is kept as database "
        + done.keptDatabase()
        + "\n  to return to it:     ebb "
        + site.command("branch promote " + done.keptAs())
        + "\n  when all is well:    ebb "
        + site.command("branch delete " + done.keptAs())
        + "\n";
  }
}
