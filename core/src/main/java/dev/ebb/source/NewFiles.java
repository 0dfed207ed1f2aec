package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Writes files that must not exist yet: all of them, or none. */
final class NewFiles {
  private final Path root;
  // newest first, so that a folder comes after what is in it
  private final Deque<Path> made = new ArrayDeque<>();

  private NewFiles(Path root) {
    this.root = root;
  }

  /**
   * Writes them with the folders that they need.
   *
   * @param files path relative to the root, to content
   * @return the paths
   * @throws Fault if one exists or cannot be written; nothing is left behind then
   */
  static List<String> write(Path root, Map<String, String> files) {
    NewFiles writing = new NewFiles(root);
    for (Map.Entry<String, String> file : files.entrySet()) {
      try {
        writing.write(root.resolve(file.getKey()), file.getValue());
      } catch (IOException e) {
        writing.undo();
        throw failure(file.getKey(), e);
      }
    }
    return List.copyOf(files.keySet());
  }

  private void write(Path file, String content) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      folders(folder);
    }
    Files.createFile(file);
    made.push(file);
    Files.writeString(file, content, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private void folders(Path folder) throws IOException {
    Path above = folder.getParent();
    if (folder.equals(root) || Files.isDirectory(folder)) {
      return;
    }
    if (above != null) {
      folders(above);
    }
    Files.createDirectory(folder);
    made.push(folder);
  }

  private void undo() {
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException _) {
        // the first failure is the one to tell; the disk that refused it may refuse this, too
      }
    }
  }

  private static Fault failure(String file, IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return Fault.of(
          FaultCode.USAGE,
          e.getMessage() + " exists already; nothing was written",
          "remove it if it is left over, or choose another name",
          e);
    }
    return Fault.of(
        FaultCode.MACHINE,
        file + " cannot be written (" + e + "); nothing is left of it",
        "see to rights and space on the disk, then repeat the command",
        e);
  }
}
