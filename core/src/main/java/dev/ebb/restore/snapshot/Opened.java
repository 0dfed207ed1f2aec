package dev.ebb.restore.snapshot;

import dev.ebb.exec.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dump that pg_restore can read: the snapshot's own, or, if that is encrypted, a copy for our
 * eyes only, which goes when this is closed.
 *
 * @param dump the client's files
 * @param copy what is removed in the end; null if nothing
 */
record Opened(Path dump, @Nullable Folder copy) implements AutoCloseable {

  static Opened of(Snapshot snapshot, Programs programs, @Nullable Path identity) {
    Folder folder = new Folder(snapshot.folder());
    Cipher cipher = Cipher.of(snapshot.memo().value(Folder.CIPHER)).orElse(null);
    if (cipher == null) {
      return new Opened(folder.dump(), null);
    }
    cipher.require(programs);
    Folder copy = Folder.begin(snapshot.folder().resolveSibling("."), "open-" + System.nanoTime());
    boolean open = false;
    try {
      Files.createDirectory(copy.dump());
      for (Path secret : files(folder.dump())) {
        String name = secret.getFileName().toString();
        String plain = name.substring(0, name.length() - cipher.suffix().length());
        cipher.decrypt(programs, secret, copy.dump().resolve(plain), identity);
      }
      open = true;
      return new Opened(copy.dump(), copy);
    } catch (IOException e) {
      throw Folder.failed("the snapshot could not be opened", e);
    } finally {
      if (!open) {
        copy.remove();
      }
    }
  }

  /** Puts encrypted files in the place of those that the client wrote. */
  static void close(Folder folder, Programs programs, Cipher cipher) {
    try {
      for (Path plain : files(folder.dump())) {
        Path secret = plain.resolveSibling(plain.getFileName() + cipher.suffix());
        cipher.encrypt(programs, plain, secret);
        Files.delete(plain);
      }
    } catch (IOException e) {
      throw Folder.failed("the snapshot could not be encrypted", e);
    }
  }

  private static List<Path> files(Path dump) throws IOException {
    try (Stream<Path> all = Files.list(dump)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public void close() {
    if (copy != null) {
      copy.remove();
    }
  }
}
