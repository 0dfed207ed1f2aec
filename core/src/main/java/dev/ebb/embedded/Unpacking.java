package dev.ebb.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Writes the files of an archive below a folder, with their links and the right to run. */
final class Unpacking {
  private static final int OWNER_MAY_RUN = 0100;

  private final Path folder;

  private Unpacking(Path folder) {
    this.folder = folder;
  }

  /** Unpacks a tar archive, compressed with xz. */
  static void unpack(InputStream archive, Path folder) throws IOException {
    Unpacking unpacking = new Unpacking(folder);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        unpacking.write(e, tar);
      }
    }
    openFolders(folder);
  }

  /** Whatever the umask says: under root the server runs as somebody else. */
  private static void openFolders(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  private void write(TarArchiveEntry entry, InputStream content) throws IOException {
    Path target = inside(folder.resolve(entry.getName()));
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Path link = Path.of(entry.getLinkName());
      inside(target.resolveSibling(link));
      Files.createSymbolicLink(target, link);
    } else if (entry.isLink()) {
      Files.createLink(target, inside(folder.resolve(entry.getLinkName())));
    } else {
      Files.copy(content, target);
      boolean runs = (entry.getMode() & OWNER_MAY_RUN) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private Path inside(Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(folder)) {
      throw new IOException("the archive wants to write outside of its folder: " + path);
    }
    return normal;
  }
}
