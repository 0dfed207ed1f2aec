package dev.ebb.restore.pgbackrest;

import java.util.ArrayList;
import java.util.List;

/** Words of a shell. */
final class Shell {
  private Shell() {}

  /** A word that means exactly that text. */
  static String quote(String text) {
    return text.matches("[A-Za-z0-9_/.:=,@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** The words of a line in which they may stand in double quotes, as in postmaster.opts. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    for (char c : line.strip().toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
        any = true;
      } else if (Character.isWhitespace(c) && !quoted) {
        if (any || !word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
        any = false;
      } else {
        word.append(c);
      }
    }
    if (any || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
