package dev.ebb.passage;

import dev.ebb.Proposal;
import dev.ebb.graph.Step;
import dev.ebb.loss.Touch;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the texts of a proposal's scripts tell about the tables that they will work on. Pure. */
final class Scripts {
  private static final Pattern NAME =
      Pattern.compile("\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*)");

  private Scripts() {}

  /**
   * Every word that could be the name of a table; most are none. What code puts together from
   * pieces is not among them.
   */
  static Set<String> words(Proposal proposal) {
    Set<String> words = new TreeSet<>();
    for (Step step : proposal.plan().steps()) {
      Matcher name = NAME.matcher(step.source().script().text());
      while (name.find()) {
        words.add(
            name.group(1) != null
                ? name.group(1).replace("\"\"", "\"")
                : name.group(2).toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /** Tables that are written anew, or of which all rows may be. */
  static List<SqlName> rewritten(Proposal proposal) {
    Set<SqlName> tables = new LinkedHashSet<>();
    for (Step step : proposal.plan().steps()) {
      for (Statement statement : step.source().script().statements()) {
        Touch touch = Touch.of(statement);
        if (touch instanceof Touch.AltersTable alters && !alters.retyped().isEmpty()) {
          tables.add(alters.table());
        } else if (touch instanceof Touch.ChangesRows changes) {
          changes.targets().stream()
              .filter(t -> t.how() == Touch.How.UPDATE)
              .forEach(t -> tables.add(t.table()));
        }
      }
    }
    return new ArrayList<>(tables);
  }
}
