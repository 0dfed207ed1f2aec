package dev.ebb.restore.remote;

import dev.ebb.db.Connector;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Switched;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Branches of one database at a provider's. What is begun there goes on without us: whatever waits
 * here can be killed, and the same call again waits for the same. Nothing is deleted but what
 * somebody names, and never the main one. One thread.
 *
 * <p>Errors are {@link dev.ebb.fault.Fault}: what happened, in which state things are, what to do.
 */
public interface RemoteBranches {
  /** Of what, for people: {@code branch main of Neon project quiet-sun-1}. */
  String subject();

  /** All branches, the newest first. Changes nothing. */
  List<RemoteBranch> branches();

  /**
   * The branch of that name or id. Changes nothing.
   *
   * @throws dev.ebb.fault.Fault UNKNOWN_NAME with the nearest
   */
  RemoteBranch named(String name);

  /**
   * Makes one, and waits until it can be worked with.
   *
   * @throws dev.ebb.fault.Fault REFUSED, and nothing was ordered, if the moment cannot be had or
   *     the name is taken
   */
  RemoteBranch create(NewBranch wanted, Consumer<Progress> progress);

  /**
   * Puts its state in the place of the main branch's, under the same connection string. What was
   * there is kept as a branch.
   */
  Switched promote(RemoteBranch branch, Consumer<Progress> progress);

  /** Makes it the main branch, at its own address: clients have to be told. */
  Switched makeMain(RemoteBranch branch, Consumer<Progress> progress);

  /** Deletes one for good, and waits until it is gone. */
  void delete(RemoteBranch branch, Consumer<Progress> progress);

  /** How to get into the database in a branch. */
  Connector connector(RemoteBranch branch);

  /**
   * A whole connection string with its password: for a file that only its owner can read, and for
   * no text. Empty if the provider hands out none.
   */
  Optional<String> connection(RemoteBranch branch);
}
