package dev.ebb.lint;

import dev.ebb.graph.Migration;
import java.util.List;

/** A migration and the rules that it breaks. */
public record Linted(Migration migration, List<Finding> findings) {
  public Linted {
    findings = List.copyOf(findings);
  }

  /** Whether it makes {@code lint} fail. */
  public boolean fails() {
    return findings.stream().anyMatch(Finding::fails);
  }
}
