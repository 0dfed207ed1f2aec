package dev.ebb.cli.checking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Throw-away places of processes that were killed before they could clean up. Each running one
 * holds a lock on a file in its folder, which the system takes away when the process ends in
 * whatever way.
 */
final class Leftovers {
  static final String LOCK = "lock";

  /** A folder this young may be about to get its lock. */
  private static final Duration YOUNG = Duration.ofSeconds(30);

  private Leftovers() {}

  /** Removes those in this folder whose names begin so and that belong to nobody who lives. */
  static void clear(Path temporary, String prefix) {
    try (Stream<Path> all = Files.list(temporary)) {
      all.filter(folder -> isAbandoned(folder, prefix)).toList().forEach(Leftovers::remove);
    } catch (IOException | UncheckedIOException _) {
      // what cannot be listed cannot be cleared; the next one tries again
    }
  }

  private static boolean isAbandoned(Path folder, String prefix) {
    Path name = folder.getFileName();
    if (name == null || !name.toString().startsWith(prefix) || Files.isSymbolicLink(folder)) {
      return false;
    }
    Path file = folder.resolve(LOCK);
    try {
      if (!Files.isWritable(folder)) {
        return false;
      }
      if (!Files.exists(file)) {
        Instant made = Files.getLastModifiedTime(folder).toInstant();
        return Files.isDirectory(folder) && made.isBefore(Instant.now().minus(YOUNG));
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        return lock != null;
      }
    } catch (IOException | OverlappingFileLockException _) {
      return false;
    }
  }

  /** Removes a folder with all that is in it, as far as that can be done. */
  static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException _) {
      // the next one tries again
    }
  }
}
