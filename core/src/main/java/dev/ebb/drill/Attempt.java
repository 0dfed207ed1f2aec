package dev.ebb.drill;

import java.time.Duration;
import java.util.List;

/**
 * One way back, practised after one mishap on a copy of its own.
 *
 * @param mishap after what
 * @param practice which way
 * @param stages what was done, in its order
 * @param verifying how long it took to look whether it led back
 * @param bytes of that with which its time grows, see {@link Practice.Scale}
 * @param result whether it led back
 */
public record Attempt(
    Mishap mishap,
    Practice practice,
    List<Stage> stages,
    Duration verifying,
    long bytes,
    Result result) {

  /** Defends itself against later changes of its parts. */
  public Attempt {
    stages = List.copyOf(stages);
  }

  /**
   * One thing that was done.
   *
   * @param part to what it belongs
   * @param what the command line, or what else it was
   * @param took how long
   */
  public record Stage(Part part, String what, Duration took) {}

  /** To what a stage belongs. */
  public enum Part {
    /** Done in good time: a restore point taken. */
    BEFORE,
    /** The mishap. */
    MISHAP,
    /** The way back. */
    BACK
  }

  /** How long the way back took. */
  public Duration time() {
    return stages.stream()
        .filter(stage -> stage.part() == Part.BACK)
        .map(Stage::took)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** What became of it. */
  public sealed interface Result {
    /**
     * It led back.
     *
     * @param notes what is to be known all the same
     */
    record Verified(List<String> notes) implements Result {}

    /** It ended well and did not lead back; in what the database differs. */
    record Differs(List<String> what) implements Result {}

    /** It ended with an error; what was said. */
    record Failed(String what) implements Result {}

    /** It was not tried; why. */
    record NotPractised(String why) implements Result {}

    /** As documents have it. */
    default String word() {
      return switch (this) {
        case Verified _ -> "verified";
        case Differs _ -> "differs";
        case Failed _ -> "failed";
        case NotPractised _ -> "not-practised";
      };
    }

    /** What is to be known of it; may be empty. */
    default List<String> details() {
      return switch (this) {
        case Verified(List<String> notes) -> notes;
        case Differs(List<String> what) -> what;
        case Failed(String what) -> List.of(what);
        case NotPractised(String why) -> List.of(why);
      };
    }

    /** Whether it did not lead back although it was tried. */
    default boolean isBad() {
      return this instanceof Differs || this instanceof Failed;
    }
  }
}
