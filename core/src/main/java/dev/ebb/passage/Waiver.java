package dev.ebb.passage;

/** What somebody does without, or accepts, before a passage. */
public enum Waiver {
  /** That the databases say they are at the release where it begins. */
  VERSION_CHECK("--skip-version-check"),
  /** That the databases are what that release makes of them. */
  DRIFT_CHECK("--skip-drift-check"),
  /** That every out-of-band migration on the way can be taken back. */
  IRREVERSIBLE("--accept-irreversible"),
  /** That no other application is connected. */
  CONNECTED("--allow-connected"),
  /** That there is room for what is written on the way. */
  DISK_CHECK("--skip-disk-check");

  private final String flag;

  Waiver(String flag) {
    this.flag = flag;
  }

  /** The option that says so. */
  public String flag() {
    return flag;
  }
}
