package dev.ebb.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like a Java of any version, whose {@code java} tells how it was called. */
final class FakeJava {
  private FakeJava() {}

  /** It prints its arguments, one a line and each in brackets, and ends with status 37. */
  static Path make(Path home, String version) throws IOException {
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Any\"\n".formatted(version));
    Shell.script(
        home.resolve("bin/java"),
        """
        echo "java %s as $$"
        for word in "$@"; do echo "[$word]"; done
        exit 37
        """
            .formatted(version));
    Shell.script(home.resolve("bin/javac"), "exit 1\n");
    return home;
  }
}
