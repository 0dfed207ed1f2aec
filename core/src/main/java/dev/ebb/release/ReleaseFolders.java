package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.source.FolderTree;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Releases as plain folders: {@code releases/v4.5.1/migrations/…}, each like a project of its own.
 * Immutable and thread-safe.
 */
public final class ReleaseFolders {
  private static final String FOLDER = "releases";

  private final Path home;
  private final SortedMap<Version, String> names;

  private ReleaseFolders(Path home, SortedMap<Version, String> names) {
    this.home = home;
    this.names = names;
  }

  /** Those of a project; nothing if it has no folder of that kind. */
  public static Optional<ReleaseFolders> of(Path project) {
    Path home = project.resolve(FOLDER);
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    FolderTree tree = FolderTree.at(home);
    SortedMap<Version, String> names = new TreeMap<>();
    for (String name : tree.names("")) {
      Optional<Version> version = Version.find(name);
      if (version.isPresent() && tree.isFolder(name)) {
        names.putIfAbsent(version.get(), name);
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new ReleaseFolders(home, names));
  }

  /** The folder that they are in. */
  public Path home() {
    return home;
  }

  /** Their versions. */
  public Versions versions() {
    return Versions.of(names.keySet());
  }

  /**
   * Reads what the folders of these versions have.
   *
   * @throws Fault with everything in any of them that cannot be understood
   */
  public List<Snapshot> read(Collection<Version> versions) {
    List<Snapshot> snapshots = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Version version : versions) {
      String name = String.valueOf(names.get(versions().require(version)));
      try {
        snapshots.add(
            Snapshot.read(version, FOLDER + "/" + name, FolderTree.at(home.resolve(name))));
      } catch (Fault fault) {
        problems.addAll(fault.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
    return snapshots;
  }
}
