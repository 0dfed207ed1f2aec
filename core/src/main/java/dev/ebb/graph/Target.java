package dev.ebb.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a schema is to go. Every verb of Ebb comes down to one of these before any lock is taken.
 */
public sealed interface Target {

  /** Whether its steps go up or down. */
  Direction heading();

  /** Everything that the project defines is applied; nothing is taken back. */
  record Latest() implements Target {
    @Override
    public Direction heading() {
      return Direction.UP;
    }
  }

  /** These and all that they need are applied; nothing is taken back. */
  record UpTo(SortedSet<MigrationId> ids) implements Target {
    public UpTo {
      ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
    }

    /** From ids in any order. */
    public static UpTo of(Collection<MigrationId> ids) {
      return new UpTo(new TreeSet<>(ids));
    }

    @Override
    public Direction heading() {
      return Direction.UP;
    }
  }

  /** Of what is applied, exactly these and all that they need stay; nothing is applied. */
  record DownTo(SortedSet<MigrationId> ids) implements Target {
    public DownTo {
      ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
    }

    /** From ids in any order; none means that everything is taken back. */
    public static DownTo of(Collection<MigrationId> ids) {
      return new DownTo(new TreeSet<>(ids));
    }

    @Override
    public Direction heading() {
      return Direction.DOWN;
    }
  }

  /** The only applied migration on which no applied one depends is taken back. */
  record Undo() implements Target {
    @Override
    public Direction heading() {
      return Direction.DOWN;
    }
  }

  /**
   * That many migrations are taken back, each time the one that was applied last of those on which
   * no applied one depends.
   */
  record Back(int steps) implements Target {
    public Back {
      if (steps < 1) {
        throw new IllegalArgumentException("steps must be at least 1, not " + steps);
      }
    }

    @Override
    public Direction heading() {
      return Direction.DOWN;
    }
  }
}
