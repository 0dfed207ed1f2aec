package dev.ebb.forward;

import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A script that takes back what some migrations did, and what is known about it. Immutable.
 *
 * @param undone which migrations
 * @param sql the statements, each with its semicolon, repeatable: a database on which some of them
 *     have no object to work on is left alone
 * @param down the way back from it: statements, or a comment
 * @param losses what goes with what is taken back; a clause each
 * @param notUndone what the migrations did to rows and no comparison of objects brings back
 * @param remarks what else somebody should know who runs it
 * @param elsewhere what it does where those migrations never ran
 */
public record Correction(
    List<MigrationId> undone,
    String sql,
    String down,
    List<String> losses,
    List<String> notUndone,
    List<String> remarks,
    Elsewhere elsewhere) {
  private static final String INDENT = "--   ";

  public Correction {
    undone = List.copyOf(undone);
    losses = List.copyOf(losses);
    notUndone = List.copyOf(notUndone);
    remarks = List.copyOf(remarks);
  }

  /** The text of the file of the up. */
  public String up() {
    String ids = undone.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
    List<String> lines = new ArrayList<>();
    lines.add("-- Takes back what " + ids + (undone.size() == 1 ? " did." : " did, all of it."));
    lines.add("-- Proven on a scratch database that ran " + (undone.size() == 1 ? "it" : "them"));
    lines.add(
        switch (elsewhere) {
          case Elsewhere.Untouched _ -> "-- and on one that did not, which stays as it is.";
          case Elsewhere.Unproven(String why) -> "-- only: " + oneLine(why);
        });
    section(lines, "-- What those hold is gone with them, unless it is kept:", losses);
    section(lines, "-- It does not undo:", notUndone);
    section(lines, "-- Mind:", remarks);
    lines.add("--");
    lines.add("-- ebb:gives-back " + ids);
    return String.join("\n", lines) + "\n\n" + sql;
  }

  /** What a migration with these scripts has to declare. */
  public Set<Flag> flags() {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (Extensions.in(Script.parse(sql)) || Extensions.in(Script.parse(down))) {
      flags.add(Flag.PRIVILEGED);
    }
    return flags;
  }

  /** The same with another way back. */
  public Correction withDown(String other) {
    return new Correction(undone, sql, other, losses, notUndone, remarks, elsewhere);
  }

  private static void section(List<String> lines, String title, List<String> clauses) {
    if (!clauses.isEmpty()) {
      lines.add("--");
      lines.add(title);
      clauses.forEach(clause -> lines.add(INDENT + oneLine(clause)));
    }
  }

  // A name may have a line break in it, and what follows one is no comment any more.
  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }
}
