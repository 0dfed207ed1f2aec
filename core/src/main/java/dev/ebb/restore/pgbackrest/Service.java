package dev.ebb.restore.pgbackrest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds out who looks after a process. */
final class Service {
  private Service() {}

  /** The unit of systemd, or the container; empty if nobody does. */
  static String of(long pid) {
    if (pid == 1) {
      return "this container ends with its server, and whoever runs it";
    }
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"))) {
        String unit = line.substring(line.lastIndexOf('/') + 1);
        if (unit.endsWith(".service") && unit.startsWith("postgres")) {
          return unit;
        }
      }
    } catch (IOException _) {
      return "";
    }
    return "";
  }

  /** The file that the standard error of a process goes to, if it is one. */
  static Optional<Path> log(long pid) {
    try {
      Path file = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "fd", "2"));
      return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }
}
