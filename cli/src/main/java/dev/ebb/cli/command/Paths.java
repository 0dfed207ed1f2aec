package dev.ebb.cli.command;

import dev.ebb.cli.invocation.Invocation;
import java.nio.file.Path;

/** Names files so that a person recognises them and a shell finds them. */
final class Paths {
  private Paths() {}

  /** A file of the project, from the home folder where it is below that, else absolute. */
  static String shown(Invocation call, String file) {
    Path path = call.folder().resolve(file);
    String home = call.surroundings().environment().getOrDefault("HOME", "");
    if (!home.isEmpty() && !home.equals("/") && path.startsWith(Path.of(home))) {
      return "~/" + Path.of(home).relativize(path);
    }
    return path.toString();
  }
}
