package dev.ebb.restore.pgbackrest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server says of itself in its data directory.
 *
 * @param pid its process
 * @param started when, in seconds since 1970
 * @param port where it listens, or will
 * @param status the server's own word: starting, standby, ready, stopping; empty if not yet said
 */
record Postmaster(long pid, long started, int port, String status) {
  private static final int LINES = 4;
  private static final int STATUS = 7;

  /** That of a data directory, if its process is alive. */
  static Optional<Postmaster> of(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      if (lines.size() < LINES) {
        return Optional.empty();
      }
      Postmaster found =
          new Postmaster(
              Long.parseLong(lines.get(0).strip()),
              Long.parseLong(lines.get(2).strip()),
              Integer.parseInt(lines.get(3).strip()),
              lines.size() > STATUS ? lines.get(STATUS).strip() : "");
      return ProcessHandle.of(found.pid)
          .filter(ProcessHandle::isAlive)
          .filter(
              handle -> handle.info().command().map(name -> name.contains("postgres")).orElse(true))
          .map(_ -> found);
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
