package dev.ebb.drill;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import java.util.Arrays;
import java.util.List;

/** What goes wrong in a drill. */
public enum Mishap {
  /** A column that is still needed is dropped. */
  WRONG_DROP("wrong-drop", "a column that is still needed is dropped"),
  /** A column without a default must not be empty, and the application does not know it. */
  NOT_NULL("not-null", "NOT NULL on live data: the application's inserts fail"),
  /** Values are overwritten. */
  CORRUPTION("corruption", "an update overwrites values"),
  /** Somebody holds a lock, and the migration and everybody behind it waits. */
  HANG("hang", "a forgotten transaction holds a lock, and the migration waits"),
  /** The building of an index was killed half-way. */
  HALF_INDEX("half-index", "a process died while it built an index concurrently"),
  /** A migration that somebody chose. */
  GIVEN("given", "the migration that was named");

  private final String word;
  private final String title;

  Mishap(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** As options and documents have it. */
  public String word() {
    return word;
  }

  /** What happens, as a person would say it. */
  public String title() {
    return title;
  }

  /** Those that Ebb writes by itself. */
  public static List<Mishap> written() {
    return Arrays.stream(values()).filter(mishap -> mishap != GIVEN).toList();
  }

  /**
   * The one that Ebb writes and that has this word.
   *
   * @throws Fault USAGE if there is none
   */
  public static Mishap of(String word) {
    List<String> words = written().stream().map(Mishap::word).toList();
    return written().stream()
        .filter(mishap -> mishap.word.equals(word))
        .findFirst()
        .orElseThrow(() ->
            Fault.of(
                FaultCode.USAGE,
                "unknown mishap \"" + word + "\"",
                Nearest.to(word, words).map(near -> "did you mean " + near + "? ").orElse("")
                    + "there are: all, "
                    + String.join(", ", words)));
  }
}
