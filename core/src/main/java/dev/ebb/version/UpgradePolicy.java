package dev.ebb.version;

/** Which version of an application may start on a database that another version left. */
public enum UpgradePolicy {
  /** Any. */
  ANY,
  /**
   * The same line, any older one, the next minor, or the first minor of the next major; so that
   * what two neighbouring releases agreed on is never skipped. From any minor of a major the next
   * major may be reached, since which one was its last is not known here.
   */
  ONE_MINOR;

  /** Whether {@code to} may follow {@code from}. */
  public boolean allows(Version from, Version to) {
    return switch (this) {
      case ANY -> true;
      case ONE_MINOR ->
          to.compareTo(from) <= 0
              || (to.major() == from.major() && to.minor() <= from.minor() + 1)
              || (to.major() == from.major() + 1 && to.minor() == 0);
    };
  }
}
