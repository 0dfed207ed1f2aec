package dev.ebb.outofband;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the batch settings of an out-of-band migration; what is not said has its default. */
final class PolicyReader {
  private static final List<String> KEYS =
      List.of(
          "target",
          "rest",
          "first_size",
          "largest_size",
          "lock_timeout",
          "replication_lag",
          "wal_behind",
          "errors");
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|min|m|h)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})\\s*(kB|MB|GB)");
  private static final int MOST_REST = 10_000;
  private static final int MOST_ROWS = 10_000_000;

  private final Problems problems;

  PolicyReader(Problems problems) {
    this.problems = problems;
  }

  BatchPolicy read(Fields fields) {
    BatchPolicy usual = BatchPolicy.POLITE;
    if (fields.value("batch").isEmpty()) {
      return usual;
    }
    Fields batch = Fields.of(fields.value("batch").orElseThrow(), KEYS, problems);
    return new BatchPolicy(
        time(batch, "target", usual.target()),
        number(batch, "rest", usual.rest(), 0, MOST_REST),
        number(batch, "first_size", usual.firstSize(), 1, MOST_ROWS),
        number(batch, "largest_size", usual.largestSize(), 1, MOST_ROWS),
        time(batch, "lock_timeout", usual.lockTimeout()),
        time(batch, "replication_lag", usual.replicationLag()),
        bytes(batch, "wal_behind", usual.walBehind()),
        number(batch, "errors", usual.errors(), 1, MOST_ROWS));
  }

  private int number(Fields batch, String key, int usual, int least, int most) {
    Optional<Located<Long>> number = batch.number(key);
    if (number.isPresent() && (number.get().value() < least || number.get().value() > most)) {
      wrong(
          number.get().place(),
          "\"%s\" must be from %d to %d, not %d".formatted(key, least, most, number.get().value()),
          "leave it out for " + usual);
      return usual;
    }
    return number.map(n -> n.value().intValue()).orElse(usual);
  }

  private Duration time(Fields batch, String key, Duration usual) {
    Optional<Located<String>> text = batch.text(key);
    Duration time = text.map(t -> time(t.value())).orElse(usual);
    if (time.isZero()) {
      wrong(
          text.orElseThrow().place(),
          "\"" + text.get().value() + "\" is not a length of time",
          "write it like 100ms, 2s or 1min");
    }
    return time;
  }

  /** A length of time; zero if the text is none. */
  private static Duration time(String text) {
    Matcher form = TIME.matcher(text.strip());
    if (!form.matches()) {
      return Duration.ZERO;
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofMinutes(number);
    };
  }

  private long bytes(Fields batch, String key, long usual) {
    Optional<Located<String>> text = batch.text(key);
    if (text.isEmpty()) {
      return usual;
    }
    Matcher form = BYTES.matcher(text.get().value().strip());
    if (!form.matches()) {
      wrong(
          text.get().place(),
          "\"" + text.get().value() + "\" is not an amount of bytes",
          "write it like 64MB or 2GB");
      return usual;
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "kB" -> number << 10;
      case "MB" -> number << 20;
      default -> number << 30;
    };
  }

  private void wrong(Place place, String what, String remedy) {
    problems.error(place, what, remedy);
  }
}
