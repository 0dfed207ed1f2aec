package dev.ebb.cli.outofband;

import dev.ebb.backfill.Standing;
import dev.ebb.backfill.Standing.Phase;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.Times;
import dev.ebb.graph.Direction;
import dev.ebb.outofband.Declaration;
import dev.ebb.version.Version;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes how out-of-band migrations stand. */
final class StandingText {
  private StandingText() {}

  /** The line of one in a list. */
  static String line(Standing standing) {
    Declaration d = standing.declaration();
    return "%5s  %8s  %-13s  %-13s  %-15s  %s"
        .formatted(
            "#" + d.id(),
            percent(standing.progress()),
            phase(standing),
            span(d),
            d.wayBack().word(),
            d.description());
  }

  /** The heads of the columns. */
  static String heads() {
    return "%5s  %8s  %-13s  %-13s  %-15s  %s"
        .formatted("id", "progress", "state", "releases", "way back", "what it does");
  }

  /** Everything about one. */
  static String details(Standing standing) {
    Declaration d = standing.declaration();
    StringBuilder text = new StringBuilder();
    text.append("#%s %s: %s\n".formatted(d.id(), d.slug(), d.description()));
    entry(text, "schema", d.schema() + ", " + d.component());
    entry(text, "releases", span(d) + ", " + d.wayBack().word());
    entry(
        text,
        "state",
        phase(standing)
            + (standing.workers() > 0 ? " (" + Amount.of(standing.workers(), "worker") + ")" : "")
            + next(standing));
    entry(text, "progress", percent(standing.progress()) + rows(standing));
    if (standing.targetMillis() != null || standing.rest() != null) {
      entry(
          text,
          "speed",
          "ordered: batches of %s, rest %s"
              .formatted(
                  or(standing.targetMillis(), " ms", d.policy().target().toMillis()),
                  or(
                      standing.rest() == null ? null : Long.valueOf(standing.rest()),
                      " %",
                      d.policy().rest())));
    }
    if (standing.began() != null && standing.touched() != null) {
      entry(
          text,
          "since",
          Times.utc(standing.began()) + ", last touched " + Times.utc(standing.touched()));
    }
    if (standing.note() != null) {
      entry(text, "why", standing.note());
    } else if (standing.lastError() != null && standing.phase() != Phase.DONE) {
      entry(text, "last error", standing.lastError());
    }
    return text.toString();
  }

  private static String or(@Nullable Long ordered, String unit, long declared) {
    return (ordered == null ? declared + unit + " as declared" : ordered + unit);
  }

  private static void entry(StringBuilder text, String head, String value) {
    text.append("  %-9s ".formatted(head))
        .append(value.replace("\n", "\n            "))
        .append('\n');
  }

  private static String next(Standing standing) {
    String command =
        "ebb run-out-of-band-migrations --id="
            + standing.declaration().id()
            + (standing.direction() == Direction.DOWN ? " --apply-reverse" : "");
    return switch (standing.phase()) {
      case INTERRUPTED -> ": nobody works on it; '" + command + "' goes on";
      case STOPPED -> ": mend the cause, then '" + command + "' goes on";
      case NEVER, RUNNING, DONE -> "";
    };
  }

  private static String rows(Standing standing) {
    if (standing.phase() == Phase.NEVER || standing.phase() == Phase.DONE) {
      return standing.changed() == 0
          ? ""
          : ", " + Amount.of(standing.changed(), "row") + " changed";
    }
    return (standing.expected() == 0
            ? ""
            : ", %,d of about %,d rows".formatted(standing.rows(), standing.expected()))
        + ", %,d changed".formatted(standing.changed());
  }

  private static String phase(Standing standing) {
    String way = standing.direction() == Direction.DOWN ? " (back)" : "";
    String word =
        standing.paused()
                && (standing.phase() == Phase.RUNNING || standing.phase() == Phase.INTERRUPTED)
            ? "paused"
            : standing.phase() == Phase.NEVER ? "not begun" : standing.phase().word();
    return standing.phase() == Phase.DONE && way.isEmpty() ? "complete" : word + way;
  }

  private static String span(Declaration declaration) {
    return declaration.introduced().brief()
        + " – "
        + declaration.deprecated().map(Version::brief).orElse("…");
  }

  /** Never 100 % before the end, and never 0 % once anything is done. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share == 1 ? 100 : Math.min(99.99, share * 100));
  }

  /** The members of one in a document. */
  static void json(Json json, Standing standing) {
    Declaration d = standing.declaration();
    Optional<Version> deprecated = d.deprecated();
    json.field("id", d.id().value())
        .field("name", d.slug())
        .field("schema", d.schema().value())
        .field("component", d.component())
        .field("description", d.description())
        .field("introduced", d.introduced().toString())
        .field("deprecated", deprecated.map(Version::toString).orElse(null))
        .field("wayBack", d.wayBack().word())
        .field("state", standing.phase().word())
        .field("direction", standing.direction().word())
        .field("progressPpm", Math.round(standing.progress() * 1_000_000))
        .field("paused", standing.paused())
        .field("rows", standing.rows())
        .field("expectedRows", standing.expected())
        .field("changedRows", standing.changed())
        .field("workers", standing.workers())
        .fieldOrNull("batchMillis", standing.targetMillis())
        .fieldOrNull("restPercent", standing.rest() == null ? null : Long.valueOf(standing.rest()))
        .field("note", standing.note())
        .field("lastError", standing.lastError())
        .field("errors", standing.errors())
        .field("began", Times.iso(standing.began()))
        .field("touched", Times.iso(standing.touched()));
  }
}
