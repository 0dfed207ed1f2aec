package dev.ebb.embedded;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time, over all threads and processes of the machine: starting, stopping, unpacking. The
 * operating system gives it back when its holder dies.
 */
final class FileMutex implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A file lock excludes processes, not the threads of one: that is what these are for. */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;

  private FileMutex(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /** Waits for its turn at a folder, at most two minutes. The folder is made if missing. */
  static FileMutex take(Path folder) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ReentrantLock threads = THREADS.computeIfAbsent(folder, _ -> new ReentrantLock());
    try {
      if (!threads.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(folder);
      }
    } catch (InterruptedException _) {
      throw Pause.interrupted();
    }
    try {
      return new FileMutex(threads, lock(folder, deadline));
    } catch (IOException e) {
      threads.unlock();
      throw DiskFault.of("take the lock", folder, e);
    } catch (RuntimeException e) {
      threads.unlock();
      throw e;
    }
  }

  private static FileChannel lock(Path folder, long deadline) throws IOException {
    while (true) {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder.resolveSibling("."));
        Files.createDirectories(folder, Tree.PRIVATE);
      }
      Optional<FileChannel> locked = attempt(folder.resolve("lock"));
      if (locked.isPresent()) {
        return locked.get();
      }
      if (System.nanoTime() > deadline) {
        throw busy(folder);
      }
      Pause.of(PAUSE);
    }
  }

  /** Empty if somebody else has it, or has just removed the folder: then it would lock nothing. */
  private static Optional<FileChannel> attempt(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    try {
      Object opened = identity(file);
      if (channel.tryLock() != null && opened.equals(identity(file))) {
        return Optional.of(channel);
      }
    } catch (NoSuchFileException _) {
      // falls through: removed meanwhile
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private static Object identity(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private static Fault busy(Path folder) {
    return Fault.of(
        FaultCode.BUSY,
        "another process has held the lock of " + folder + " for two minutes",
        "it is starting or stopping the embedded PostgreSQL there: wait for it, or find it with"
            + " fuser and end it");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // the lock ends with the channel, closed or broken
    } finally {
      threads.unlock();
    }
  }
}
