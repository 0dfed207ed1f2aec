package dev.ebb.graph;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One change to a schema and its way back.
 *
 * @param id unique in its schema
 * @param name for people; may be empty
 * @param parents what must be applied before it, ascending, without repetition; empty for a root
 * @param flags what its author declares
 * @param up applies it
 * @param down takes it back
 */
public record Migration(
    MigrationId id,
    String name,
    List<MigrationId> parents,
    Set<Flag> flags,
    Source up,
    Source down) {

  public Migration {
    parents =
        parents.size() < 2 ? List.copyOf(parents) : parents.stream().sorted().distinct().toList();
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /** Its script for a direction. */
  public Source source(Direction direction) {
    return direction == Direction.UP ? up : down;
  }

  /** Whether its author declared this. */
  public boolean has(Flag flag) {
    return flags.contains(flag);
  }

  /** Id and name, as messages show it: {@code 1528395968 (track fork namespace on spec)}. */
  public String title() {
    return name.isEmpty() ? id.toString() : id + " (" + name + ")";
  }
}
