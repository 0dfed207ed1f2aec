package dev.ebb.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * A down that was computed from what the up does, where the written one is missing or wrong.
 *
 * @param sql the statements, each with its semicolon; empty if nothing could be written
 * @param notUndone what the up does to rows and the script does not take back, and objects that no
 *     statement brings back; a clause each
 * @param remarks what else somebody should know who runs it; a clause each
 * @param verdict what came of it when it was tried as a written one would be tried
 */
public record Derived(String sql, List<String> notUndone, List<String> remarks, Verdict verdict) {
  private static final String INDENT = "--   ";

  /** Defends itself against later changes of its parts. */
  public Derived {
    notUndone = List.copyOf(notUndone);
    remarks = List.copyOf(remarks);
  }

  /** Whether it was run up, down and up, and held, be it but for the order of columns. */
  public boolean proven() {
    return switch (verdict) {
      case Verdict.Proven _, Verdict.ColumnOrder _ -> true;
      case Verdict.Disproven _, Verdict.NotProvable _ -> false;
    };
  }

  /** The text of a file: the statements, and before them as comments what they do not do. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        proven()
            ? "-- Derived from what the up changes, and proven: up, down and up on a scratch database."
            : "-- Derived from what the up changes. NOT PROVEN: to be completed by hand.");
    section(lines, "-- It does not undo:", notUndone);
    section(lines, "-- Mind:", remarks);
    return String.join("\n", lines) + "\n\n" + sql;
  }

  // A name may have a line break in it, and what follows one is no comment any more.
  private static void section(List<String> lines, String title, List<String> clauses) {
    if (!clauses.isEmpty()) {
      lines.add("--");
      lines.add(title);
      clauses.forEach(clause -> lines.add(INDENT + clause.replaceAll("[\\r\\n]+", " ")));
    }
  }
}
