package dev.ebb.exec;

import java.util.List;

/**
 * What a program wrote, read as UTF-8.
 *
 * @param out its standard output
 * @param err its standard error
 * @param cut whether it wrote more than was kept
 */
public record Output(String out, String err, boolean cut) {

  /**
   * The last lines of the standard error, or of the standard output if there are none: for people.
   */
  public String tail(int lines) {
    List<String> all = (err.isBlank() ? out : err).strip().lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
