package dev.ebb.amend;

import java.util.List;

/**
 * What came of running a script on a copy of the database's objects, with made-up rows in it.
 *
 * @param flaws why it must not run in earnest; empty if it led where it should, and no row and no
 *     value was missing afterwards but those that it said
 * @param notes in what the trial was not the real thing
 */
public record Trial(List<String> flaws, List<String> notes) {
  public Trial {
    flaws = List.copyOf(flaws);
    notes = List.copyOf(notes);
  }

  /** Whether the script may be shown as safe. */
  public boolean passed() {
    return flaws.isEmpty();
  }
}
