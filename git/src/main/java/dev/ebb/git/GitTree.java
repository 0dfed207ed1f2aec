package dev.ebb.git;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.source.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * A project as it was at a revision of the Git repository that it is in. Looks at objects only:
 * neither the work tree nor the index, and writes nothing. Thread-safe; to be closed.
 */
public final class GitTree implements Tree, AutoCloseable {
  private static final int MAX_BYTES = 256 << 20;
  private static final int MAX_LINKS = 8;

  private final Repository repository;
  private final String prefix;
  private final String revision;
  private final ObjectId commit;
  private final ObjectId root;
  private final Map<ObjectId, Map<String, Entry>> folders = new ConcurrentHashMap<>();

  /** What a folder says of one name in it. */
  private record Entry(FileMode mode, ObjectId id) {}

  private GitTree(Repositories.Found found, String revision) throws IOException {
    this.repository = found.repository();
    this.prefix = found.prefix();
    this.revision = revision;
    this.commit = Revisions.commit(repository, revision);
    try (RevWalk walk = new RevWalk(repository)) {
      this.root = walk.parseCommit(commit).getTree().copy();
    } catch (MissingObjectException e) {
      throw Revisions.missing(revision, e);
    }
  }

  /**
   * The project at a revision.
   *
   * @param project the project's folder in a work tree, linked or not, or a bare repository
   * @param revision a tag, a branch, an id in full or abbreviated, or what else Git understands
   * @throws Fault if there is no repository or no such revision, naming the tags that are most like
   *     it, or if this clone does not have it
   */
  public static GitTree at(Path project, String revision) {
    Repositories.Found found = Repositories.around(project);
    try {
      return new GitTree(found, revision);
    } catch (IOException e) {
      found.repository().close();
      throw Fault.of(
          FaultCode.MACHINE,
          "revision " + revision + " cannot be read: " + e.getMessage(),
          "check the repository with git fsck",
          e);
    } catch (Fault fault) {
      found.repository().close();
      throw fault;
    }
  }

  /** The full id of the commit. */
  public String commit() {
    return commit.name();
  }

  /**
   * Equal for two trees exactly when all that a project is read from is the same in them: its
   * configuration, its migrations where they are by default, its out-of-band migrations.
   */
  String identity() {
    StringBuilder identity = new StringBuilder();
    for (String name : List.of("ebb.yaml", "migrations", "out-of-band")) {
      identity.append(find(name).map(e -> e.id().name()).orElse("-")).append(' ');
    }
    return identity.toString();
  }

  /** Whether an {@code ebb.yaml} may say that the migrations are elsewhere. */
  boolean isConfigured() {
    return find("ebb.yaml").isPresent();
  }

  @Override
  public String title() {
    return revision;
  }

  @Override
  public List<String> names(String folder) {
    return find(folder)
        .filter(e -> e.mode().equals(FileMode.TREE))
        .map(e -> List.copyOf(entries(e.id()).keySet()))
        .orElse(List.of());
  }

  @Override
  public boolean isFolder(String path) {
    return find(path).filter(e -> e.mode().equals(FileMode.TREE)).isPresent();
  }

  @Override
  public byte[] read(String path) {
    Entry entry =
        find(path)
            .orElseThrow(
                () -> bad(path, "there is no such file in " + revision, "name one that is there"));
    if (entry.mode().equals(FileMode.TREE) || entry.mode().equals(FileMode.GITLINK)) {
      throw bad(path, "this is a folder, not a file", "put a plain file there");
    }
    return content(entry.id(), path);
  }

  @Override
  public void close() {
    repository.close();
  }

  private Optional<Entry> find(String path) {
    String whole = prefix.isEmpty() || path.isEmpty() ? prefix + path : prefix + "/" + path;
    return find(whole, path, MAX_LINKS);
  }

  // Goes down from the root part by part; a link is replaced by its target, and the way begun anew.
  private Optional<Entry> find(String whole, String path, int linksLeft) {
    Entry entry = new Entry(FileMode.TREE, root);
    String walked = "";
    String[] parts = whole.isEmpty() ? new String[0] : whole.split("/");
    for (int i = 0; i < parts.length; i++) {
      Entry next = entry.mode().equals(FileMode.TREE) ? entries(entry.id()).get(parts[i]) : null;
      if (next == null) {
        return Optional.empty();
      }
      if (next.mode().equals(FileMode.SYMLINK)) {
        String target = new String(content(next.id(), path), StandardCharsets.UTF_8);
        String rest = String.join("/", List.of(parts).subList(i + 1, parts.length));
        return linksLeft == 0
            ? Optional.empty()
            : find(followed(walked, target, rest, path), path, linksLeft - 1);
      }
      walked = walked.isEmpty() ? parts[i] : walked + "/" + parts[i];
      entry = next;
    }
    return Optional.of(entry);
  }

  private String followed(String folder, String target, String rest, String path) {
    Path inside = Path.of("/" + folder).resolve(target).normalize();
    String found = inside.toString().substring(1);
    boolean project = prefix.isEmpty() || found.equals(prefix) || found.startsWith(prefix + "/");
    boolean above = target.startsWith("/") || climbs(folder, target);
    if (above || !project) {
      throw bad(
          path,
          "this is a symbolic link that leaves the project",
          "put the file itself there, or a link to something inside the project");
    }
    return rest.isEmpty() ? found : found + "/" + rest;
  }

  // normalize() stops at the root without a word; a link that goes further up leaves the repository
  private static boolean climbs(String folder, String target) {
    int depth = folder.isEmpty() ? 0 : folder.split("/").length;
    for (String part : target.split("/")) {
      depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private Map<String, Entry> entries(ObjectId folder) {
    return folders.computeIfAbsent(folder, this::load);
  }

  private Map<String, Entry> load(ObjectId folder) {
    Map<String, Entry> entries = new TreeMap<>();
    try (ObjectReader reader = repository.newObjectReader()) {
      CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, folder);
      for (; !parser.eof(); parser.next()) {
        entries.put(
            parser.getEntryPathString(),
            new Entry(parser.getEntryFileMode(), parser.getEntryObjectId()));
      }
    } catch (MissingObjectException e) {
      throw Revisions.missing(revision, e);
    } catch (IOException e) {
      throw broken(e);
    }
    return entries;
  }

  private byte[] content(ObjectId id, String path) {
    try (ObjectReader reader = repository.newObjectReader()) {
      return reader.open(id).getCachedBytes(MAX_BYTES);
    } catch (MissingObjectException e) {
      throw Revisions.missing(revision, e);
    } catch (LargeObjectException e) {
      throw bad(
          path,
          "the file has more than " + (MAX_BYTES >> 20) + " MB (" + e.getMessage() + ")",
          "load that much data with COPY from the application, not in a migration");
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private Fault broken(IOException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "revision "
            + revision
            + " cannot be read: "
            + Objects.toString(e.getMessage(), "no reason given"),
        "check the repository with git fsck",
        e);
  }

  private static Fault bad(String path, String what, String remedy) {
    return new Fault(List.of(Problem.at(Place.of(path), FaultCode.DEFINITION, what, remedy)));
  }
}
