package dev.ebb.cli.completion;

import dev.ebb.cli.args.Syntax;
import java.util.List;

/** The scripts, one for each shell that Ebb knows. */
public final class Scripts {
  private Scripts() {}

  /** For bash 4 and later, to be sourced. */
  public static String bash(List<Syntax> commands) {
    return Bash.script(commands);
  }

  /** For zsh, to be a file {@code _ebb} in its {@code fpath}, or to be sourced. */
  public static String zsh(List<Syntax> commands) {
    return Zsh.script(commands);
  }

  /** For fish. */
  public static String fish(List<Syntax> commands) {
    return Fish.script(commands);
  }
}
