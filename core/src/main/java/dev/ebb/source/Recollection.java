package dev.ebb.source;

import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.sql.Checksum;
import dev.ebb.sql.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What earlier readings found out about migrations that were without fault, so that a start that
 * has nothing to do need not understand a thousand scripts again. It only spares work: whatever is
 * to run, and whatever is wrong, is read in full. Losing it loses nothing. Not thread-safe.
 */
public final class Recollection {
  /** Below this many migrations reading them is as quick as remembering them. */
  private static final int WORTH_IT = 50;

  private final @Nullable RecollectionFile file;
  private final Map<Contents.Key, Known> known;
  private final Map<Contents.Key, Known> now = new HashMap<>();
  private boolean used;
  private boolean learned;

  /** What is known of a migration without understanding its scripts. */
  record Known(
      String name,
      Optional<List<MigrationId>> parents,
      Set<Flag> flags,
      Checksum up,
      Checksum down) {}

  private Recollection(@Nullable RecollectionFile file, Map<Contents.Key, Known> known) {
    this.file = file;
    this.known = known;
  }

  /** Remembers nothing. */
  public static Recollection none() {
    return new Recollection(null, Map.of());
  }

  /**
   * What is remembered of a project. A memory that is damaged, unreadable or another build's is
   * none.
   *
   * @param folder where memories are kept
   * @param project whose it is
   * @param build stands for the rules that reading goes by; another build may know others
   */
  public static Recollection of(Path folder, Path project, String build) {
    RecollectionFile file = RecollectionFile.in(folder, project, build);
    return new Recollection(file, file.read());
  }

  /** The migration with these contents; null if it is not remembered. */
  @Nullable Migration recall(Contents contents, @Nullable MigrationId previous) {
    byte[] up = contents.up();
    byte[] down = contents.down();
    if (known.isEmpty() || up == null || down == null) {
      return null;
    }
    Contents.Key key = contents.key();
    Known found = known.get(key);
    if (found == null) {
      return null;
    }
    now.put(key, found);
    used = true;
    MigrationFiles files = contents.files();
    return new Migration(
        files.id(),
        found.name(),
        found.parents().orElse(files.impliedParents(previous)),
        found.flags(),
        new Source(String.valueOf(files.up()), Script.known(up, found.up())),
        new Source(String.valueOf(files.down()), Script.known(down, found.down())));
  }

  /** Whether anything that it says was used. */
  boolean wasUsed() {
    return used;
  }

  /** Takes note of a migration in which nothing was wrong or odd. */
  void learn(Contents contents, Migration migration, Optional<List<MigrationId>> parents) {
    if (file == null) {
      return;
    }
    learned = true;
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flags.addAll(migration.flags());
    now.put(
        contents.key(),
        new Known(
            migration.name(),
            parents.map(ArrayList::new),
            flags,
            migration.up().script().checksum(),
            migration.down().script().checksum()));
  }

  /** Keeps what was learned for the next start; if that cannot be, nothing is said. */
  void keep() {
    if (file != null && learned && now.size() >= WORTH_IT) {
      file.write(now);
    }
  }
}
