package dev.ebb.restore.pgbackrest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the histories that a cluster has: each promotion of a restored copy begins another.
 *
 * @param number of the timeline
 * @param ends where it left each of those that it came from, by their numbers
 */
record Timeline(long number, Map<Long, Lsn> ends) {
  /** What the name of a segment begins with. */
  static final int DIGITS = 8;

  Timeline {
    ends = Map.copyOf(ends);
  }

  /** The number of the timeline that a segment of the log belongs to. */
  static long of(String segment) {
    return Long.parseLong(segment.substring(0, DIGITS), 16);
  }

  /** From a history file. */
  static Timeline parse(long number, String history) {
    Map<Long, Lsn> ends = new HashMap<>();
    for (String line : history.lines().map(String::strip).toList()) {
      List<String> words = List.of(line.split("\\s+"));
      if (words.size() > 1 && words.getFirst().matches("\\d+")) {
        ends.put(Long.valueOf(words.get(0)), Lsn.parse(words.get(1)));
      }
    }
    return new Timeline(number, ends);
  }

  /** Whether what a backup has became part of it. */
  boolean continues(Backup backup) {
    Lsn end = ends.get(backup.timeline());
    return backup.timeline() == number || (end != null && backup.stop().compareTo(end) <= 0);
  }
}
