package dev.ebb.drill;

import org.jspecify.annotations.Nullable;

/**
 * A bad migration, ready to be put into a project.
 *
 * @param mishap what goes wrong
 * @param subject what it happens to; null if somebody else wrote it
 * @param up what is to be run
 * @param down what takes it back
 * @param concurrently whether it builds an index concurrently
 */
public record Script(
    Mishap mishap, @Nullable Subject subject, String up, String down, boolean concurrently) {

  /** What it is about, in a line. */
  public String title() {
    return up.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
