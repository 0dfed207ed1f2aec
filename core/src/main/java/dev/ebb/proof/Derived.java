package dev.ebb.proof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A down that was computed from what the up does.
 *
 * @param sql the script; empty if nothing could be written
 * @param remarks what it destroys or makes up, and what it leaves to a person
 * @param whyNot why it is no way back either; null if it was run and proven
 */
public record Derived(String sql, List<String> remarks, @Nullable String whyNot) {
  /** Defends itself against later changes of its parts. */
  public Derived {
    remarks = List.copyOf(remarks);
  }

  /** Whether it was run up, down and up, and held. */
  public boolean proven() {
    return whyNot == null;
  }
}
