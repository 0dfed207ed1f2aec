package dev.ebb.cli.checklist;

/**
 * One line of a checklist.
 *
 * @param title what is to be done
 * @param state how it stands
 * @param evidence what was found, or what to do
 */
record Item(String title, State state, String evidence) {

  /** How an item stands. */
  enum State {
    /** Checked, and well. */
    DONE,
    /** Nobody but a person can tell. */
    OPEN,
    /** Checked, and not well. */
    FAILED
  }

  static Item done(String title, String evidence) {
    return new Item(title, State.DONE, evidence);
  }

  static Item open(String title, String evidence) {
    return new Item(title, State.OPEN, evidence);
  }

  static Item failed(String title, String evidence) {
    return new Item(title, State.FAILED, evidence);
  }

  /** Done if it is well, else failed. */
  static Item checked(String title, boolean well, String evidence) {
    return well ? done(title, evidence) : failed(title, evidence);
  }

  /** As in a ticket, in Markdown. */
  String markdown() {
    String box =
        switch (state) {
          case DONE -> "- [x] ";
          case OPEN -> "- [ ] ";
          case FAILED -> "- [ ] **not well:** ";
        };
    return box + title + (evidence.isEmpty() ? "" : ": " + evidence.replaceAll("\\s*\\R\\s*", " "));
  }
}
