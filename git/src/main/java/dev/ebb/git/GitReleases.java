package dev.ebb.git;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.release.Snapshot;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a project, by the tags of the repository that it is in: those that are versions.
 * Looks at objects only. Immutable and thread-safe.
 */
public final class GitReleases {
  private final Path project;
  private final SortedMap<Version, String> tags;

  private GitReleases(Path project, SortedMap<Version, String> tags) {
    this.project = project;
    this.tags = tags;
  }

  /**
   * Finds them.
   *
   * @param project the project's folder in a work tree, or a bare repository
   * @throws Fault if there is no repository, or it cannot be read
   */
  public static GitReleases of(Path project) {
    try (Repository repository = Repositories.around(project).repository()) {
      SortedMap<Version, String> tags = new TreeMap<>();
      repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
          .map(Ref::getName)
          .map(Repository::shortenRefName)
          .sorted(Comparator.reverseOrder())
          .forEach(tag -> Version.find(tag).ifPresent(v -> tags.putIfAbsent(v, tag)));
      return new GitReleases(project, tags);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the tags of the Git repository around " + project + " cannot be read: " + e.getMessage(),
          "check it with git fsck",
          e);
    }
  }

  /** The versions that are tagged. */
  public Versions versions() {
    return Versions.of(tags.keySet());
  }

  /**
   * Reads what the tags of these versions have.
   *
   * @throws Fault with everything in any of them that cannot be understood
   */
  public List<Snapshot> read(Collection<Version> versions) {
    List<Snapshot> snapshots = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    String before = null;
    for (Version version : versions) {
      String tag = tags.get(versions().require(version));
      try (GitTree tree = GitTree.at(project, String.valueOf(tag))) {
        String now = tree.identity();
        snapshots.add(
            snapshot(version, tree, snapshots, now.equals(before) && !tree.isConfigured()));
        before = now;
      } catch (Fault fault) {
        problems.addAll(fault.problems());
        before = null;
      }
    }
    if (!problems.isEmpty()) {
      throw new Fault(problems);
    }
    return snapshots;
  }

  // A release that changed no file of the project is read once.
  private static Snapshot snapshot(
      Version version, GitTree tree, List<Snapshot> earlier, boolean same) {
    @Nullable Snapshot last = same && !earlier.isEmpty() ? earlier.getLast() : null;
    return last == null
        ? Snapshot.read(version, tree.title(), tree)
        : last.as(version, tree.title());
  }
}
