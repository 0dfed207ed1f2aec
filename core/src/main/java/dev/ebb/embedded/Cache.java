package dev.ebb.embedded;

import dev.ebb.exec.Command;
import dev.ebb.exec.Ending;
import dev.ebb.exec.Programs;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What takes long and is the same for all servers of a user, made once: unpacked programs and the
 * template of a data folder. Things appear in it by one rename, with a note of their extent, so
 * that neither a crash half-way nor a cleaner of temporary files leaves something that passes for
 * whole. Any number of processes may use it at once.
 */
final class Cache {
  private static final String NOTE = "whole";
  private static final String HALF = ".half";
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+\\.\\d+)");

  private final Path folder;
  private final Programs programs;

  Cache(Path folder, Programs programs) {
    this.folder = folder;
    this.programs = programs;
  }

  /** The programs of a major version, unpacked if they are not yet. */
  Installation installation(int major) {
    for (Bundle bundle : Bundle.candidates(major)) {
      String print = bundle.fingerprint();
      Path home = once("postgres-" + print, half -> unpack(bundle, half));
      Installation found =
          new Installation(home.resolve("programs"), read(home.resolve("version")), print);
      if (found.major() == major) {
        return found;
      }
    }
    throw Bundle.missing(major);
  }

  private void unpack(Bundle bundle, Path half) throws IOException {
    Path home = Files.createDirectory(half.resolve("programs"));
    Unpacking.unpack(bundle.open(), home);
    Ending ending = programs.run(Command.of(home.resolve("bin/postgres") + "", "--version"));
    Matcher version = VERSION.matcher(ending.output().out());
    if (!ending.succeeded() || !version.find()) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the PostgreSQL programs from " + bundle.archive() + " do not run: " + ending.describe(),
          "if a library is missing, install it; if "
              + folder
              + " is mounted noexec, set"
              + " XDG_CACHE_HOME to a folder that is not; or use a server of your own: set PGHOST,"
              + " PGUSER, PGDATABASE and PGPASSWORD");
    }
    Files.writeString(half.resolve("version"), version.group(1));
  }

  /** Makes a thing in a folder; what it leaves there is the thing. */
  interface Maker {
    void make(Path half) throws IOException;
  }

  /** The folder of a thing, made now unless it is there and whole. */
  Path once(String name, Maker maker) {
    Path thing = folder.resolve(name);
    try {
      if (isWhole(thing)) {
        return thing;
      }
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        open(folder);
      }
      try (FileMutex _ = FileMutex.take(folder)) {
        if (!isWhole(thing)) {
          make(thing, maker);
        }
        return thing;
      }
    } catch (IOException e) {
      throw DiskFault.of("prepare PostgreSQL", folder, e);
    }
  }

  private void make(Path thing, Maker maker) throws IOException {
    // nobody else is at work, so whatever is half is left over from a crash
    for (Path left : halves()) {
      Tree.remove(left);
    }
    Path half = Files.createDirectory(thing.resolveSibling(thing.getFileName() + HALF));
    open(half);
    try {
      maker.make(half);
      Files.writeString(half.resolve(NOTE), note(half));
      if (Files.exists(thing, LinkOption.NOFOLLOW_LINKS)) {
        Path broken = thing.resolveSibling(thing.getFileName() + ".broken" + HALF);
        Files.move(thing, broken, StandardCopyOption.ATOMIC_MOVE);
        Tree.remove(broken);
      }
      Files.move(half, thing, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Tree.remove(half);
      throw e;
    }
  }

  /** Under root the server runs as somebody else, whatever the umask says. */
  private static void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<Path> halves() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + HALF)) {
      return StreamSupport.stream(found.spliterator(), false).toList();
    }
  }

  private static boolean isWhole(Path thing) throws IOException {
    Path note = thing.resolve(NOTE);
    if (!Files.isRegularFile(note)) {
      return false;
    }
    String noted = Files.readString(note);
    long own = Files.size(note);
    Tree.Extent all = Tree.extent(thing);
    return noted.equals(new Tree.Extent(all.files() - 1, all.bytes() - own).toString());
  }

  private static String note(Path half) throws IOException {
    return Tree.extent(half).toString();
  }

  private String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw DiskFault.of("read " + file.getFileName(), folder, e);
    }
  }
}
