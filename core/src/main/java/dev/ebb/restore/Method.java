package dev.ebb.restore;

/** The ways to have an earlier state of a whole database again. */
public enum Method {
  /** A copy of the database beside it, on the same server. */
  BRANCH("branch"),
  /** A dump in files, restored into a new database. */
  SNAPSHOT("snapshot"),
  /** A base backup and the log of all writes since, replayed up to a moment. */
  POINT_IN_TIME("pitr");

  private final String word;

  Method(String word) {
    this.word = word;
  }

  /** As options and documents have it, and as the command is called. */
  public String word() {
    return word;
  }
}
