package dev.ebb.cli.checking;

import dev.ebb.cli.invocation.Invocation;
import java.nio.file.Path;

/** Where files are for those who look at a pull request. */
public final class Repository {
  private Repository() {}

  /**
   * A file of the project as a path from the root of the repository, if GitHub says where that is.
   */
  public static String path(Invocation call, String file) {
    String workspace = call.surroundings().environment().getOrDefault("GITHUB_WORKSPACE", "");
    Path path = call.folder().resolve(file);
    return !workspace.isEmpty() && path.startsWith(workspace)
        ? Path.of(workspace).relativize(path).toString()
        : file;
  }
}
