package dev.ebb.cli.picture;

import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One migration in a picture.
 *
 * @param id its id
 * @param name its name, fit for showing on one line
 * @param parents those of its parents that are in the picture
 * @param state where it stands
 * @param flags what its author declares
 * @param root whether it has no parents
 * @param leaf whether nothing depends on it
 */
public record Node(
    MigrationId id,
    String name,
    List<MigrationId> parents,
    State state,
    Set<Flag> flags,
    boolean root,
    boolean leaf) {

  public Node {
    parents = List.copyOf(parents);
    flags = Set.copyOf(flags);
  }

  /** What is special about it, in a fixed order: root, leaf, privileged, concurrent index. */
  List<String> marks() {
    List<String> marks = new ArrayList<>();
    if (root) {
      marks.add("root");
    }
    if (leaf) {
      marks.add("leaf");
    }
    if (flags.contains(Flag.PRIVILEGED)) {
      marks.add("privileged");
    }
    if (flags.contains(Flag.CONCURRENT_INDEX)) {
      marks.add("concurrent");
    }
    return marks;
  }
}
