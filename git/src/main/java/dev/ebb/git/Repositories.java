package dev.ebb.git;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/** Finds the Git repository that a folder is in. */
final class Repositories {
  private Repositories() {}

  /**
   * A repository and where in it a folder is.
   *
   * @param repository to be closed by whoever asked
   * @param prefix the folder, relative to the root of the repository's trees; empty for the root
   */
  record Found(Repository repository, String prefix) {}

  /**
   * The repository of a project: the nearest work tree around it, a linked one too, or the bare
   * repository that it is.
   *
   * @throws Fault if there is none or it cannot be opened
   */
  static Found around(Path project) {
    QuietSystem.install();
    try {
      Path start = project.toRealPath();
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        if (Files.exists(folder.resolve(".git"))) {
          FileRepositoryBuilder builder = new FileRepositoryBuilder();
          builder.setWorkTree(folder.toFile()).setMustExist(true);
          return new Found(builder.build(), prefix(folder, start));
        }
        if (RepositoryCache.FileKey.isGitRepository(folder.toFile(), FS.DETECTED)) {
          FileRepositoryBuilder builder = new FileRepositoryBuilder();
          builder.setGitDir(folder.toFile()).setBare().setMustExist(true);
          return new Found(builder.build(), "");
        }
      }
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the Git repository around " + project + " cannot be opened: " + e.getMessage(),
          "check it with git status",
          e);
    }
    throw Fault.of(
        FaultCode.UNKNOWN_NAME,
        project + " is in no Git repository, so there is no revision to look at",
        "run this in a clone of the repository that holds the migrations");
  }

  private static String prefix(Path workTree, Path project) {
    StringBuilder prefix = new StringBuilder();
    for (Path part : workTree.relativize(project)) {
      if (!part.toString().isEmpty()) {
        prefix.append(prefix.isEmpty() ? "" : "/").append(part);
      }
    }
    return prefix.toString();
  }
}
