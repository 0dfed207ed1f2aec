package dev.ebb.drill;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one drill did and found.
 *
 * @param schema of which schema
 * @param at when it began
 * @param server what the throw-away server was
 * @param quick whether that did not wait for the disk, so that times tell nothing
 * @param data where the rows came from
 * @param rows how many there were
 * @param bytes how large the database was
 * @param scripts the bad migrations
 * @param attempts every way after every mishap
 * @param earlier the drills before that it can be compared with, the newest first
 */
public record DrillReport(
    String schema,
    Instant at,
    String server,
    boolean quick,
    String data,
    long rows,
    long bytes,
    List<Script> scripts,
    List<Attempt> attempts,
    List<PastDrill> earlier) {

  /** Defends itself against later changes of its parts. */
  public DrillReport {
    scripts = List.copyOf(scripts);
    attempts = List.copyOf(attempts);
    earlier = List.copyOf(earlier);
  }

  /** Whether every way that was tried led back, and any was. */
  public boolean good() {
    return attempts.stream().noneMatch(a -> a.result().isBad()) && count("verified") > 0;
  }

  /** How many attempts ended so, by the word of the result. */
  public long count(String result) {
    return attempts.stream().filter(a -> a.result().word().equals(result)).count();
  }

  /** The attempts by their mishaps, in order. */
  public Map<Mishap, List<Attempt>> byMishap() {
    return attempts.stream()
        .collect(
            Collectors.groupingBy(
                Attempt::mishap, () -> new EnumMap<>(Mishap.class), Collectors.toList()));
  }
}
