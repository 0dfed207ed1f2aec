package dev.ebb.drill;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A way back, as a drill practises it. */
public enum Practice {
  /** The scripts down, with what was kept. */
  EXACT_DOWN("exact-down", "take it back, exactly", Scale.TABLE),
  /** The next migration undoes it. */
  FORWARD_FIX("forward-fix", "write the next migration that undoes it", Scale.TABLE),
  /** A copy on the same server takes the place of the database. */
  BRANCH("branch", "go back to a branch", Scale.DATABASE),
  /** A base backup and the log of writes, up to a moment. */
  POINT_IN_TIME("point-in-time", "go back to a point in time", Scale.SERVER),
  /** A dump is restored and takes the place of the database. */
  SNAPSHOT("snapshot", "go back to a snapshot", Scale.DATABASE),
  /** Values of one table are brought back from a dump, the others stay. */
  TABLE("table", "bring one table back from a snapshot", Scale.DATABASE),
  /** Who is in the way is ended, the migration goes through, and is taken back. */
  LOCKS("end-blocker", "end the session that blocks", Scale.NONE),
  /** What is unfinished is settled and finished, and is taken back. */
  REPAIR("settle", "settle what is unfinished", Scale.TABLE);

  /** With what the time of a way grows. */
  public enum Scale {
    /** The size of all databases of the server. */
    SERVER,
    /** The size of the database. */
    DATABASE,
    /** The size of the table that went wrong. */
    TABLE,
    /** Nothing. */
    NONE
  }

  private final String word;
  private final String title;
  private final Scale scale;

  Practice(String word, String title, Scale scale) {
    this.word = word;
    this.title = title;
    this.scale = scale;
  }

  /** As documents have it; the word of the chooser where that knows the way. */
  public String word() {
    return word;
  }

  /** What is done, as a person would say it. */
  public String title() {
    return title;
  }

  /** With what its time grows. */
  public Scale scale() {
    return scale;
  }

  /** The one with this word. */
  public static Optional<Practice> of(String word) {
    return Arrays.stream(values()).filter(practice -> practice.word.equals(word)).findFirst();
  }

  /** Those that may help after a mishap; the others have nothing to do with it. */
  public static List<Practice> after(Mishap mishap) {
    return switch (mishap) {
      case HANG -> List.of(LOCKS);
      case HALF_INDEX -> List.of(REPAIR, BRANCH, POINT_IN_TIME, SNAPSHOT);
      case WRONG_DROP, NOT_NULL, CORRUPTION, GIVEN ->
          List.of(EXACT_DOWN, FORWARD_FIX, BRANCH, POINT_IN_TIME, SNAPSHOT, TABLE);
    };
  }

  /**
   * Why a way that may help after such a mishap cannot be practised on this one; empty if it can.
   */
  public Optional<String> unfit(Script script) {
    Mishap mishap = script.mishap();
    return switch (this) {
      case FORWARD_FIX ->
          mishap == Mishap.CORRUPTION
              ? Optional.of("only values are wrong, and no object: there is nothing to compute")
              : Optional.empty();
      case TABLE ->
          switch (mishap) {
            case CORRUPTION -> Optional.empty();
            case WRONG_DROP ->
                Optional.of("the column is gone, and values need one to come back into");
            case NOT_NULL -> Optional.of("no value is wrong or missing");
            case HANG, HALF_INDEX, GIVEN -> Optional.of("nobody says which table has lost rows");
          };
      case EXACT_DOWN, BRANCH, POINT_IN_TIME, SNAPSHOT, LOCKS, REPAIR -> Optional.empty();
    };
  }
}
