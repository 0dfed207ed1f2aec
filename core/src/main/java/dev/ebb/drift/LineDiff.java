package dev.ebb.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * How one text became another, line by line: {@code "- "} before what is gone, {@code "+ "} before
 * what came, two spaces before what stayed.
 */
public final class LineDiff {
  /** Longer texts are shown as a whole, the old one before the new one. */
  private static final int MOST_CELLS = 4_000_000;

  private LineDiff() {}

  /** The lines of both texts, those that stayed only near to what changed. */
  public static List<String> of(String old, String now) {
    List<String> gone = old.lines().map(String::stripTrailing).toList();
    List<String> came = now.lines().map(String::stripTrailing).toList();
    List<String> all =
        (long) gone.size() * came.size() > MOST_CELLS ? whole(gone, came) : compare(gone, came);
    return near(all);
  }

  private static List<String> whole(List<String> gone, List<String> came) {
    List<String> all = new ArrayList<>();
    gone.forEach(line -> all.add("- " + line));
    came.forEach(line -> all.add("+ " + line));
    return all;
  }

  // The longest common subsequence, by the book.
  private static List<String> compare(List<String> gone, List<String> came) {
    int[][] common = new int[gone.size() + 1][came.size() + 1];
    for (int i = gone.size() - 1; i >= 0; i--) {
      for (int j = came.size() - 1; j >= 0; j--) {
        common[i][j] =
            gone.get(i).equals(came.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < gone.size() || j < came.size()) {
      if (i < gone.size() && j < came.size() && gone.get(i).equals(came.get(j))) {
        lines.add("  " + gone.get(i++));
        j++;
      } else if (j == came.size() || (i < gone.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + gone.get(i++));
      } else {
        lines.add("+ " + came.get(j++));
      }
    }
    return lines;
  }

  private static List<String> near(List<String> all) {
    List<String> lines = new ArrayList<>();
    boolean left = false;
    for (int i = 0; i < all.size(); i++) {
      if (isNearChange(all, i)) {
        lines.add(all.get(i));
        left = false;
      } else if (!left) {
        lines.add("  …");
        left = true;
      }
    }
    return lines;
  }

  private static boolean isNearChange(List<String> all, int line) {
    for (int i = Math.max(0, line - 2); i <= Math.min(all.size() - 1, line + 2); i++) {
      if (!all.get(i).startsWith("  ")) {
        return true;
      }
    }
    return false;
  }
}
