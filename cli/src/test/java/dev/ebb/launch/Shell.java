package dev.ebb.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs the launcher as a person would, in an environment of which every variable is known. */
final class Shell {
  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * Starts commands in the folder given, with the system's programs on the path and a home of their
   * own.
   */
  Shell(Path folder) {
    this.folder = folder;
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  /** The same with one variable more. */
  Shell with(String name, Object value) {
    Shell more = new Shell(folder);
    more.environment.putAll(environment);
    more.environment.put(name, value.toString());
    return more;
  }

  /** The same in another working folder. */
  Shell in(Path other) {
    Shell there = new Shell(other);
    there.environment.putAll(environment);
    return there;
  }

  Ended run(Object... command) throws IOException, InterruptedException {
    return start(command).await();
  }

  Running start(Object... command) throws IOException {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    Path out = Files.createTempFile("ebb", ".out");
    Path err = Files.createTempFile("ebb", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  /** Writes a script that anybody may run. */
  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A command on its way. */
  record Running(Process process, Path out, Path err) {
    Ended await() throws IOException, InterruptedException {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("still running after two minutes: " + Files.readString(err));
      }
      return new Ended(process.exitValue(), take(out), take(err));
    }

    private static String take(Path file) throws IOException {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Files.delete(file);
      return text;
    }
  }

  /** What a command left behind. */
  record Ended(int status, String out, String err) {}
}
