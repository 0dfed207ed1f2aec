package dev.ebb.restore;

/** Something that has to be so for a method to work, as it was found just now. */
public sealed interface Condition {
  /** What has to be so; a phrase without a full stop. */
  String what();

  /** It is so. */
  record Met(String what) implements Condition {}

  /**
   * It is not so: the method would refuse.
   *
   * @param why what was found instead
   * @param remedy what to do about it
   */
  record Unmet(String what, String why, String remedy) implements Condition {}

  /**
   * Nobody can tell before it is tried.
   *
   * @param why what is known
   */
  record Open(String what, String why) implements Condition {}
}
