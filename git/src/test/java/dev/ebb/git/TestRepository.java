package dev.ebb.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** A repository made for one test. */
final class TestRepository implements AutoCloseable {
  private static final PersonIdent NOBODY = new PersonIdent("nobody", "nobody@localhost");

  private final Path root;
  private final Git git;

  TestRepository(Path root) throws GitAPIException {
    QuietSystem.install();
    this.root = root;
    this.git = Git.init().setDirectory(root.toFile()).setInitialBranch("main").call();
  }

  Path root() {
    return root;
  }

  Git git() {
    return git;
  }

  /** Writes a file into the work tree. */
  TestRepository file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** Writes a migration into the work tree. */
  TestRepository migration(String folder, String parents) throws IOException {
    file(folder + "/up.sql", "SELECT 1;\n");
    file(folder + "/down.sql", "SELECT 2;\n");
    return file(folder + "/metadata.yaml", "name: of that time\nparents: [" + parents + "]\n");
  }

  /** Commits everything that is in the work tree. */
  RevCommit commit() throws GitAPIException {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setAll(true)
        .setMessage("a change")
        .setAuthor(NOBODY)
        .setCommitter(NOBODY)
        .setSign(false)
        .call();
  }

  /** Commits and tags. */
  RevCommit release(String tag) throws GitAPIException {
    RevCommit commit = commit();
    git.tag().setName(tag).setAnnotated(true).setTagger(NOBODY).setSigned(false).call();
    return commit;
  }

  @Override
  public void close() {
    git.close();
  }
}
