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
 * Releases as plain folders, {@code releases/v4.5.1/migrations/…}, each like a project of its own;
 * or as lists of leaves, {@code releases/v4.5.1.txt}. Immutable and thread-safe.
 */
public final class ReleaseFolders {
  private static final String FOLDER = "releases";

  private final Path project;
  private final SortedMap<Version, String> names;

  private ReleaseFolders(Path project, SortedMap<Version, String> names) {
    this.project = project;
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
      boolean list = !tree.isFolder(name);
      if (!list) {
        Version.find(name).ifPresent(version -> names.put(version, name));
      } else if (name.endsWith(ReleaseList.SUFFIX)) {
        String bare = name.substring(0, name.length() - ReleaseList.SUFFIX.length());
        Version.find(bare).ifPresent(version -> names.putIfAbsent(version, name));
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(new ReleaseFolders(project, names));
  }

  /** The folder that they are in. */
  public Path home() {
    return project.resolve(FOLDER);
  }

  /** Their versions. */
  public Versions versions() {
    return Versions.of(names.keySet());
  }

  /**
   * Reads what the folders, or the lists, of these versions have.
   *
   * @throws Fault with everything in any of them that cannot be understood
   */
  public List<Snapshot> read(Collection<Version> versions) {
    List<Snapshot> snapshots = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Optional<Snapshot> now = Optional.empty();
    for (Version version : versions) {
      String name = FOLDER + "/" + names.get(versions().require(version));
      try {
        if (name.endsWith(ReleaseList.SUFFIX)) {
          now = now.or(() -> Optional.of(Snapshot.read(version, ".", FolderTree.at(project))));
          snapshots.add(ReleaseList.read(version, name, FolderTree.at(project), now.get()));
        } else {
          snapshots.add(Snapshot.read(version, name, FolderTree.at(project.resolve(name))));
        }
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
