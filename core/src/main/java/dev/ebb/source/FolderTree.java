package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The project as it lies on disk now. Links are followed only as long as they stay inside the
 * project.
 */
public final class FolderTree implements Tree {
  private static final long MAX_BYTES = 256L << 20;

  private final Path root;
  private final Path realRoot;
  // folders that were found to lie inside the project, so that each is looked at once
  private final Set<Path> inside = ConcurrentHashMap.newKeySet();

  private FolderTree(Path root, Path realRoot) {
    this.root = root;
    this.realRoot = realRoot;
    inside.add(root);
  }

  /**
   * The tree below a folder.
   *
   * @throws Fault if there is no such folder
   */
  public static FolderTree at(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      Path real = absolute.toRealPath();
      if (Files.isDirectory(real)) {
        return new FolderTree(absolute, real);
      }
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "there is no project folder " + absolute + " (" + reason(e) + ")",
          "name the folder that holds your migrations/ with --project",
          e);
    }
    throw Fault.of(
        FaultCode.USAGE,
        absolute + " is not a folder",
        "name the folder that holds your migrations/ with --project");
  }

  /** The folder, absolute. */
  public Path root() {
    return root;
  }

  @Override
  public String title() {
    return root.toString();
  }

  @Override
  public List<String> names(String folder) {
    List<String> names = new ArrayList<>();
    anyName(folder, name -> !names.add(name));
    names.sort(null);
    return names;
  }

  @Override
  public boolean anyName(String folder, Predicate<String> wanted) {
    Path path = resolve(folder);
    if (!isFolder(path, folder)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        if (wanted.test(String.valueOf(entry.getFileName()))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (DirectoryIteratorException e) {
      throw unreadable(folder, new IOException(e.getMessage(), e));
    }
  }

  @Override
  public boolean isFolder(String path) {
    return isFolder(resolve(path), path);
  }

  @Override
  public byte[] read(String path) {
    Path file = resolve(path);
    Path parent = file.getParent();
    if (parent == null || !isFolder(parent, path)) {
      throw unreadable(path, new NoSuchFileException(path));
    }
    try {
      BasicFileAttributes attributes = attributes(file);
      if (attributes.isSymbolicLink()) {
        file = follow(file, path);
        attributes = attributes(file);
      }
      // a pipe would be waited for without end, a device may never end
      if (!attributes.isRegularFile()) {
        throw bad(
            path,
            attributes.isDirectory() ? "this is a folder, not a file" : "this is not a plain file",
            "put a plain file there");
      }
      if (attributes.size() > MAX_BYTES) {
        throw bad(
            path,
            "the file has " + (attributes.size() >> 20) + " MB, more than Ebb reads in one piece",
            "load that much data with COPY from the application, not in a migration");
      }
      return content(file, (int) attributes.size());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  // Asks for a byte more than there should be, to notice that the file has grown since.
  private static byte[] content(Path file, int size) throws IOException {
    byte[] bytes = new byte[size + 1];
    int length = 0;
    try (InputStream in = new FileInputStream(file.toFile())) {
      int read = in.read(bytes, 0, bytes.length);
      // the first read gives all of a plain file as a rule, and its shortness says that it is all
      while (read > 0) {
        length += read;
        read = length < size ? in.read(bytes, length, bytes.length - length) : 0;
      }
    }
    if (length > size) {
      throw new IOException("it grew while it was read");
    }
    return Arrays.copyOf(bytes, length);
  }

  private boolean isFolder(Path folder, String path) {
    if (inside.contains(folder)) {
      return true;
    }
    Path parent = folder.getParent();
    if (parent == null || !isFolder(parent, path)) {
      return false;
    }
    try {
      BasicFileAttributes attributes = attributes(folder);
      boolean found =
          attributes.isSymbolicLink()
              ? attributes(follow(folder, path)).isDirectory()
              : attributes.isDirectory();
      if (found) {
        inside.add(folder);
      }
      return found;
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private Path follow(Path link, String path) throws IOException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(
          "it is a link to " + Files.readSymbolicLink(link) + ", which is not there", e);
    }
    if (target.startsWith(realRoot)) {
      return target;
    }
    throw bad(
        path,
        "this is a symbolic link that leaves the project",
        "put the file itself there, or a link to something inside the project");
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private Path resolve(String path) {
    if (!isSafe(path)) {
      throw bad(
          path, "the path leads out of the project", "name a path below the project's folder");
    }
    try {
      return path.isEmpty() ? root : root.resolve(path);
    } catch (InvalidPathException e) {
      throw bad(
          path,
          "the name cannot be used in this locale (" + e.getReason() + ")",
          "set LC_ALL=C.UTF-8, or use plain letters in the name");
    }
  }

  // Whether no part of it is empty, . or ..
  private static boolean isSafe(String path) {
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      int length = end - start;
      boolean dots =
          path.charAt(start) == '.'
              && (length == 1 || (length == 2 && path.charAt(start + 1) == '.'));
      if (length == 0 || dots || slash == path.length() - 1) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private static Fault unreadable(String path, IOException e) {
    boolean denied = e instanceof AccessDeniedException;
    return bad(
        path,
        "this cannot be read: " + reason(e),
        denied
            ? "give the user that runs Ebb the right to read it"
            : "mend or remove it, then try again");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "no such file or folder";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static Fault bad(String path, String what, String remedy) {
    return new Fault(
        List.of(
            Problem.at(Place.of(path.isEmpty() ? "." : path), FaultCode.DEFINITION, what, remedy)));
  }
}
