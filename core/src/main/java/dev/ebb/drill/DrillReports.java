package dev.ebb.drill;

import dev.ebb.describe.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reports of earlier drills in a folder. Only documents of drills are taken; what else lies
 * there, or was cut short, is passed over. Immutable.
 */
public final class DrillReports {
  /** Where they are in a project unless told otherwise. */
  public static final String FOLDER = "drills";

  private final List<PastDrill> drills;

  private DrillReports(List<PastDrill> drills) {
    this.drills = List.copyOf(drills);
  }

  /** Reads those of a schema; none if there is no such folder. */
  public static DrillReports in(Path folder, String schema) {
    List<PastDrill> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> file.toString().endsWith(".json"))
            .forEach(
                file -> read(file).filter(d -> d.schema().equals(schema)).ifPresent(found::add));
      } catch (IOException | UncheckedIOException _) {
        // a folder that cannot be read has no reports for anybody
      }
    }
    found.sort(Comparator.comparing(PastDrill::at).reversed());
    return new DrillReports(found);
  }

  /** All, the newest first. */
  public List<PastDrill> all() {
    return drills;
  }

  /** The newest that was good. */
  public Optional<PastDrill> lastGood() {
    return drills.stream().filter(PastDrill::good).findFirst();
  }

  /** The newest that was good, practised that way, and whose times tell something. */
  public Optional<PastDrill> lastTimed(Practice practice) {
    return drills.stream()
        .filter(PastDrill::good)
        .filter(drill -> !drill.quick())
        .filter(drill -> drill.ways().stream().anyMatch(way -> way.practice() == practice))
        .findFirst();
  }

  private static Optional<PastDrill> read(Path file) {
    try {
      return JsonReader.read(Files.readString(file)) instanceof Map<?, ?> document
              && "drill".equals(document.get("command"))
              && document.get("attempts") instanceof List<?> attempts
          ? Optional.of(drill(document, attempts))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException | ClassCastException _) {
      return Optional.empty();
    }
  }

  private static PastDrill drill(Map<?, ?> document, List<?> attempts) {
    List<PastDrill.Timed> ways = new ArrayList<>();
    for (Object attempt : attempts) {
      if (attempt instanceof Map<?, ?> one && "verified".equals(one.get("result"))) {
        Practice.of(text(one.get("way")))
            .ifPresent(practice ->
                ways.add(
                    new PastDrill.Timed(
                        text(one.get("mishap")),
                        practice,
                        Duration.ofMillis(number(one.get("millis"))),
                        number(one.get("bytes")))));
      }
    }
    return new PastDrill(
        text(document.get("schema")),
        Instant.parse(text(document.get("at"))),
        Boolean.TRUE.equals(document.get("good")),
        Boolean.TRUE.equals(document.get("quick")),
        ways);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("not a text");
  }

  private static long number(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("not a number");
  }
}
