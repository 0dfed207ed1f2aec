package dev.ebb.fault;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name somebody meant who wrote one that does not exist. */
public final class Nearest {
  private Nearest() {}

  /** The known name that is most like the written one, unless none is like it at all. */
  public static Optional<String> to(String written, Collection<String> known) {
    return several(written, known, 1).stream().findFirst();
  }

  /** Up to so many known names that are like the written one, the nearest first. */
  public static List<String> several(String written, Collection<String> known, int atMost) {
    int tolerance = Math.max(2, written.length() / 3);
    record Candidate(String name, int distance) {}
    return known.stream()
        .map(name -> new Candidate(name, unlikeness(written, name, tolerance)))
        .filter(c -> c.distance() <= tolerance)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(atMost)
        .map(Candidate::name)
        .toList();
  }

  // Who wrote the beginning of a name meant that name rather than a short one that looks alike.
  private static int unlikeness(String written, String name, int tolerance) {
    boolean begun = written.length() > 1 && name.startsWith(written);
    return begun ? 0 : distance(written, name, tolerance);
  }

  // Edit distance without regard to case: how many letters must be put in, taken out or changed,
  // or neighbours swapped. Keeps three rows of the table.
  private static int distance(String left, String right, int tolerance) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    if (Math.abs(a.length() - b.length()) > tolerance) {
      return Integer.MAX_VALUE;
    }
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
        if (swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
