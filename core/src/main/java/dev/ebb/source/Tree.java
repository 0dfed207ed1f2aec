package dev.ebb.source;

import java.util.List;
import java.util.function.Predicate;

/**
 * The files of a project as they are at one moment: on disk, or at a revision. Paths are relative
 * to the root of the project, with {@code /} between their parts and without {@code .} and {@code
 * ..}; the root itself is the empty path. Implementations are thread-safe and never give anything
 * that lies outside the project, whatever links there are.
 */
public interface Tree {

  /** What the tree is, for messages: a folder, or the name of a revision. */
  String title();

  /**
   * The names of the files and folders directly in a folder, sorted; empty if there is no such
   * folder.
   *
   * @throws dev.ebb.fault.Fault if the folder cannot be read or lies outside the project
   */
  List<String> names(String folder);

  /**
   * Whether a name directly in a folder is as asked for. Looks no further than to the first.
   *
   * @throws dev.ebb.fault.Fault as {@link #names}
   */
  default boolean anyName(String folder, Predicate<String> wanted) {
    return names(folder).stream().anyMatch(wanted);
  }

  /**
   * Whether there is a folder with that path.
   *
   * @throws dev.ebb.fault.Fault if a link leads out of the project
   */
  boolean isFolder(String path);

  /**
   * The whole content of a file.
   *
   * @throws dev.ebb.fault.Fault if there is none, if it cannot be read, is not a plain file, or
   *     lies outside the project
   */
  byte[] read(String path);
}
