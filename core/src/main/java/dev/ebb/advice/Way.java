package dev.ebb.advice;

import dev.ebb.restore.Method;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sorts of ways out of trouble, from the one that touches least to the one that replaces all.
 */
public enum Way {
  /** End the session that everybody waits for. */
  END_BLOCKER("end-blocker", "end the session that blocks"),
  /** Let Ebb find out what a migration that did not end has done, and settle it. */
  SETTLE("settle", "settle what is unfinished"),
  /** The application goes back to its release before; the database stays. */
  APPLICATION("application", "go back to the application's release before, keep the database"),
  /** The suspected migrations are taken back, exactly. */
  EXACT_DOWN("exact-down", "take the last run back, exactly"),
  /** What they destroyed and Ebb kept is put back beside what is there. */
  GIVE_BACK("give-back", "put back what was kept"),
  /** The next migration undoes what they did. */
  FORWARD_FIX("forward-fix", "write the next migration that undoes it"),
  /** A copy on the same server takes the place of the database. */
  BRANCH("branch", "go back to a branch"),
  /** A base backup and the log of writes, up to a moment. */
  POINT_IN_TIME("point-in-time", "go back to a point in time"),
  /** A dump is restored and takes the place of the database. */
  SNAPSHOT("snapshot", "go back to a snapshot"),
  /** The database is made anew from nothing. */
  START_OVER("start-over", "make the database anew");

  private final String word;
  private final String title;

  Way(String word, String title) {
    this.word = word;
    this.title = title;
  }

  /** That by which a method of restoring has its name here. */
  static Way of(Method method) {
    return switch (method) {
      case BRANCH -> BRANCH;
      case SNAPSHOT -> SNAPSHOT;
      case POINT_IN_TIME -> POINT_IN_TIME;
    };
  }

  /** The one with this word. */
  public static Optional<Way> of(String word) {
    return Arrays.stream(values()).filter(way -> way.word.equals(word)).findFirst();
  }

  /** As options and documents have it. */
  public String word() {
    return word;
  }

  /** What is done, as a person would say it. */
  public String title() {
    return title;
  }
}
