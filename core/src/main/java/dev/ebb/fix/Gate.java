package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;
import dev.ebb.sql.Effect;
import dev.ebb.sql.Flaw;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at the text of a script, not at how it came to be, and says why it must not run: because it
 * would destroy something that its loss report does not list, or put something new in the place of
 * what holds data. A second pair of eyes on the generator, and on scripts that people changed.
 * Stateless.
 */
public final class Gate {
  private Gate() {}

  /** Every reason against a generated script; empty if there is none. */
  public static List<String> violations(FixScript script) {
    return violations(script.text(), script.losses(), script.remarks());
  }

  /**
   * Every reason against a script; empty if there is none.
   *
   * @param text SQL
   * @param losses what was said to be lost
   * @param remarks among which {@link Remark.HoldsNothing} lets a computed column go, and come
   *     again
   */
  public static List<String> violations(String text, List<Loss> losses, List<Remark> remarks) {
    return new Look(losses, remarks).at(Script.parse(text));
  }

  private static final class Look {
    private final Set<String> listed = new HashSet<>();
    private final Set<String> computed = new HashSet<>();
    private final Set<String> dropped = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    Look(List<Loss> losses, List<Remark> remarks) {
      losses.forEach(loss -> listed.add(key(loss.object())));
      for (Remark remark : remarks) {
        if (remark instanceof Remark.HoldsNothing) {
          computed.add(key(remark.object()));
        }
      }
    }

    private static String key(ObjectName name) {
      return name.path();
    }

    List<String> at(Script script) {
      script.flaws().stream().filter(Flaw::isError).forEach(f -> violations.add(f.toString()));
      script.statements().forEach(this::look);
      return violations;
    }

    private void look(Statement statement) {
      switch (statement.effect()) {
        case Effect.Drops drops -> drops(drops, statement);
        case Effect.DropsColumn drop -> dropsColumn(drop, statement);
        case Effect.AddsColumn add ->
            comes("column " + column(add.table(), add.column()), statement);
        case Effect.Creates create -> creates(create, statement);
        case Effect.CreatesIndex _, Effect.DropsIndex _, Effect.Reindexes _ -> {}
        case Effect.AddsEnumValue _, Effect.DetachesPartition _ -> {}
        case Effect.AltersExtension _, Effect.Calls _ -> {}
        case Effect.Other _ -> other(statement);
      }
    }

    private void drops(Effect.Drops drops, Statement statement) {
      if (drops.cascade()) {
        say(statement, "drops with CASCADE, so that nobody knows what goes with it");
      }
      boolean holds =
          drops.kind() == ObjectKind.TABLE
              || drops.kind() == ObjectKind.SEQUENCE
              || drops.kind() == ObjectKind.DATABASE;
      for (SqlName name : drops.names()) {
        String path = name.toSql();
        dropped.add(drops.kind() + " " + path);
        boolean replaced =
            drops.kind() == ObjectKind.SEQUENCE && name.name().startsWith("ebb_old_");
        if (holds && !replaced && !listed.contains(path)) {
          say(
              statement,
              "drops " + word(drops.kind()) + " " + path + ", which is not among the losses");
        }
      }
    }

    private void dropsColumn(Effect.DropsColumn drop, Statement statement) {
      String path = column(drop.table(), drop.column());
      if (computed.contains(path)) {
        return;
      }
      dropped.add("column " + path);
      if (!listed.contains(path)) {
        say(statement, "drops column " + path + ", which is not among the losses");
      }
    }

    private void creates(Effect.Creates create, Statement statement) {
      if (create.kind() == ObjectKind.TABLE) {
        comes(create.kind() + " " + create.name().toSql(), statement);
      }
    }

    private void comes(String what, Statement statement) {
      if (dropped.contains(what)) {
        say(statement, "drops and creates " + what.toLowerCase(Locale.ROOT));
      }
    }

    // One statement that does several things to a table hides which; the generator writes one each.
    private void other(Statement statement) {
      String head = statement.text().stripLeading().toUpperCase(Locale.ROOT);
      for (String verb : List.of("TRUNCATE", "DELETE", "UPDATE", "MERGE")) {
        if (head.startsWith(verb)) {
          say(statement, "changes rows");
        }
      }
      if (head.startsWith("ALTER TABLE") && head.contains(" DROP COLUMN ")) {
        say(statement, "drops a column among other things");
      }
    }

    private void say(Statement statement, String what) {
      violations.add("statement " + statement.number() + " " + what + ": " + statement.head());
    }

    private static String column(SqlName table, String column) {
      return table.toSql() + "." + dev.ebb.sql.Quote.identifier(column);
    }

    private static String word(ObjectKind kind) {
      return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
