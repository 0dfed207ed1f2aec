package dev.ebb.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real file system in memory with little room; to be closed, which takes it away. */
record SmallDisk(Path path) implements AutoCloseable {

  /** Mounts one of so many megabytes. A machine that does not allow it cannot run these tests. */
  static SmallDisk mount(Path path, int megabytes) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sh("mount -t tmpfs -o size=" + megabytes + "m,mode=0700 tmpfs " + path);
    return new SmallDisk(path);
  }

  /** Gives it that much room instead. */
  void grow(int megabytes) {
    sh("mount -o remount,size=" + megabytes + "m " + path);
  }

  @Override
  public void close() {
    sh("umount -l " + path);
  }

  private static void sh(String command) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new AssertionError(
            "a disk that is really full needs the right to mount one: run the tests as root, or in"
                + " a container with CAP_SYS_ADMIN; failed: "
                + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
