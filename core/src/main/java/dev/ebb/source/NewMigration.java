package dev.ebb.source;

import dev.ebb.graph.Flag;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A migration that is to be written.
 *
 * @param name for people; one line
 * @param flags what it declares
 * @param up its script; if absent, a template
 * @param down its way back; if absent, a template
 */
public record NewMigration(
    String name, Set<Flag> flags, Optional<String> up, Optional<String> down) {

  public NewMigration {
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(flags);
    flags = Collections.unmodifiableSet(copy);
  }

  /** One whose scripts its author will write. */
  public static NewMigration template(String name, Set<Flag> flags) {
    return new NewMigration(name, flags, Optional.empty(), Optional.empty());
  }

  /** One whose scripts are known. */
  public static NewMigration of(String name, Set<Flag> flags, String up, String down) {
    return new NewMigration(name, flags, Optional.of(up), Optional.of(down));
  }
}
