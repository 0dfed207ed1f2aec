package dev.ebb.cli.checking;

import dev.ebb.embedded.Durability;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.embedded.EmbeddedPostgres;
import dev.ebb.embedded.Lifetime;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * A temporary folder and a server in it, which ends with this process however that ends. Closing
 * removes both; what a killed process left of its folder, the next one of its kind removes.
 */
public final class ThrowAway implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;
  private final EmbeddedPostgres server;

  private ThrowAway(Path folder, FileChannel channel, EmbeddedPostgres server) {
    this.folder = folder;
    this.channel = channel;
    this.server = server;
  }

  /**
   * Sets one up, after clearing away what killed ones of its kind left behind.
   *
   * @param kind what its folder's name begins with: {@code ebb-demo-}
   * @param durability whether commits reach the disk
   * @throws Fault MACHINE if there is no place for it; nothing is left then
   */
  public static ThrowAway open(String kind, Durability durability) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Leftovers.clear(temporary, kind);
    Path folder = null;
    try {
      folder = Files.createTempDirectory(temporary, kind);
      // the server may run as another user, who has to get through
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      FileChannel channel =
          FileChannel.open(
              folder.resolve(Leftovers.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.lock();
      if (!lock.isValid()) {
        throw new IOException("no lock on " + folder);
      }
      EmbeddedPostgres server =
          EmbeddedPostgres.open(
              EmbeddedOptions.in(folder.resolve("server"))
                  .lifetime(Lifetime.TIED_AND_REMOVED)
                  .durability(durability));
      return new ThrowAway(folder, channel, server);
    } catch (IOException | UnsupportedOperationException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "there is no place in " + temporary + " for a throw-away server: " + e.getMessage(),
          "name a folder with space and rights: TMPDIR=… (or -Djava.io.tmpdir in EBB_JAVA_OPTS)",
          e);
    } catch (Fault fault) {
      if (folder != null) {
        Leftovers.remove(folder);
      }
      throw fault;
    }
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** Its server. */
  public EmbeddedPostgres server() {
    return server;
  }

  /** Removes a folder with all that is in it, as far as that can be done. */
  public static void remove(Path folder) {
    Leftovers.remove(folder);
  }

  /** Copies a folder with all that is in it; nothing may be there yet. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      channel.close();
    } catch (IOException _) {
      // the lock ends with the process at the latest
    } finally {
      Leftovers.remove(folder);
    }
  }
}
