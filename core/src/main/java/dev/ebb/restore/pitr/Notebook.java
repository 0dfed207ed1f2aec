package dev.ebb.restore.pitr;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Memo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Notes in files of one folder, each whole or not there: written aside, flushed, and renamed.
 * Others may read and write at the same time.
 */
public final class Notebook {
  private static final String UNFINISHED = ".writing";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Path folder;
  private final String prefix;
  private final String suffix;
  private final Consumer<Path> owner;

  /** Notes of whoever writes them. */
  public Notebook(Path folder, String prefix, String suffix) {
    this(folder, prefix, suffix, _ -> {});
  }

  /**
   * Notes called so.
   *
   * @param folder made when the first is written
   * @param prefix what the names of its files begin with
   * @param suffix what they end with
   * @param owner gives a file that was just written to whom it should belong
   */
  public Notebook(Path folder, String prefix, String suffix, Consumer<Path> owner) {
    this.folder = folder;
    this.prefix = prefix;
    this.suffix = suffix;
    this.owner = owner;
  }

  /** The file of a note. */
  public Path file(String name) {
    return folder.resolve(prefix + name + suffix);
  }

  /** Writes one, in the place of an older one of that name. */
  public void write(String name, String title, Memo memo) {
    Path file = file(name);
    Path aside = folder.resolve(file.getFileName() + UNFINISHED);
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS)) {
        channel.write(StandardCharsets.UTF_8.encode(memo.text(title)));
        channel.force(true);
      }
      owner.accept(aside);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory = FileChannel.open(folder)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw failed("cannot write " + file, e);
    }
  }

  /** All of them, by name; what is no note of ours is left out. */
  public Map<String, Memo> all() {
    removeUnfinished();
    Map<String, Memo> notes = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = file.getFileName().toString();
              return name.startsWith(prefix) && name.endsWith(suffix);
            })) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String inner = name.substring(prefix.length(), name.length() - suffix.length());
        Memo.parse(Files.readString(file)).ifPresent(memo -> notes.put(inner, memo));
      }
    } catch (NoSuchFileException _) {
      return notes;
    } catch (IOException e) {
      throw failed("cannot read the notes in " + folder, e);
    }
    return notes;
  }

  // Who writes one is done in a moment; who died at it left its beginning.
  private void removeUnfinished() {
    Instant old = Instant.now().minus(LONG);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String name = file.getFileName().toString();
              return name.startsWith(prefix) && name.endsWith(suffix + UNFINISHED);
            })) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException _) {
      // nobody is disturbed by it
    }
  }

  /** One of them. */
  public Optional<Memo> read(String name) {
    return Optional.ofNullable(all().get(name));
  }

  /** Throws one away, if it is there. */
  public void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw failed("cannot delete " + file(name), e);
    }
  }

  private static Fault failed(String what, IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        what + ": " + e,
        "see that the user who runs Ebb may write there and the disk has room, and run it again",
        e);
  }
}
