package dev.ebb.proof;

import dev.ebb.fault.Problem;
import dev.ebb.graph.MigrationId;
import java.util.List;

/** Why a way back could not be tried. */
public sealed interface Obstacle {

  /** There is no down, and the up changes objects. */
  record NoDown() implements Obstacle {}

  /** The up does not run on the shadow, not even without any rows but those of migrations. */
  record UpFails(List<Problem> problems) implements Obstacle {
    public UpFails {
      problems = List.copyOf(problems);
    }
  }

  /** A migration on which it builds could not be applied. */
  record ParentMissing(MigrationId parent) implements Obstacle {}

  /** The shadow itself failed. */
  record ShadowFailed(List<Problem> problems) implements Obstacle {
    public ShadowFailed {
      problems = List.copyOf(problems);
    }
  }

  /** A computed script would destroy more than it says; it was not run. */
  record UnsafeScript(List<String> violations) implements Obstacle {
    public UnsafeScript {
      violations = List.copyOf(violations);
    }
  }
}
