package dev.ebb.git;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Finds the commit that a person means. */
final class Revisions {
  private static final int SUGGESTIONS = 3;

  private Revisions() {}

  /**
   * The commit of a tag, branch, full or abbreviated id, or any expression that Git knows for one.
   *
   * @throws Fault if there is none, with the names that are most like it, or if it is not in this
   *     clone
   */
  static ObjectId commit(Repository repository, String revision) {
    try {
      ObjectId commit = repository.resolve(revision + "^{commit}");
      if (commit == null) {
        throw unknown(repository, revision);
      }
      return commit;
    } catch (AmbiguousObjectException e) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "several objects of the repository begin with \"" + revision + "\"",
          "write more digits, or name a tag",
          e);
    } catch (MissingObjectException e) {
      throw missing(revision, e);
    } catch (IncorrectObjectTypeException | RevisionSyntaxException _) {
      throw unknown(repository, revision);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the repository cannot be read: " + e.getMessage(),
          "check it with git fsck",
          e);
    }
  }

  /** What to say if an object of a revision is not there. */
  static Fault missing(String revision, MissingObjectException e) {
    return Fault.of(
        FaultCode.MACHINE,
        "not all of revision " + revision + " is in this clone, which is shallow or partial",
        "get the rest with git fetch --unshallow, or git fetch --refetch --no-filter, then try again",
        e);
  }

  private static Fault unknown(Repository repository, String revision) {
    List<String> near = List.of();
    boolean any = false;
    try {
      List<String> tags =
          repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
              .map(Ref::getName)
              .map(Repository::shortenRefName)
              .toList();
      any = !tags.isEmpty();
      near = Nearest.several(revision, tags, SUGGESTIONS);
    } catch (IOException _) {
      // without the tags there is no guess; what was asked for is unknown all the same
    }
    String remedy =
        near.isEmpty()
            ? any
                ? "git tag lists the releases"
                : "there are no tags here: git fetch --tags gets them"
            : "did you mean " + String.join(" or ", near) + "?";
    return Fault.of(
        FaultCode.UNKNOWN_NAME,
        "unknown revision \"" + revision + "\" in " + place(repository),
        remedy);
  }

  private static String place(Repository repository) {
    return String.valueOf(
        repository.isBare() ? repository.getDirectory() : repository.getWorkTree());
  }
}
