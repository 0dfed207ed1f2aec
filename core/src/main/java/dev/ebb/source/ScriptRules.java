package dev.ebb.source;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.source.MigrationFiles.Layout;
import dev.ebb.sql.Effect;
import dev.ebb.sql.Flaw;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the scripts of one migration against what its author declared. In the flat layout, which is
 * older than the flags, what is not declared is taken from the SQL.
 */
final class ScriptRules {
  // The predecessor had migrations with ids from here on before, in March 2022, it had the flag
  // for privileged ones.
  private static final long OLDEST_SEQUENCE = 1_000_000_000L;
  private static final long PRIVILEGED_KNOWN = 1_646_092_800L;

  private final Draft draft;
  private final boolean flat;
  private final Problems problems;

  private ScriptRules(Draft draft, Problems problems) {
    this.draft = draft;
    this.flat = draft.files().layout() == Layout.FLAT;
    this.problems = problems;
  }

  /** Tells what is wrong and gives the flags that the migration has, declared or derived. */
  static Set<Flag> check(Draft draft, Problems problems) {
    ScriptRules rules = new ScriptRules(draft, problems);
    Script up = draft.up();
    Script down = draft.down();
    String upFile = draft.files().up();
    String downFile = draft.files().down();
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    for (Flag flag : Flag.values()) {
      if (draft.metadata().has(flag)) {
        flags.add(flag);
      }
    }
    if (up != null && upFile != null) {
      rules.flaws(up, upFile);
      rules.empty(up, upFile);
      if (rules.concurrentUp(up, upFile)) {
        flags.add(Flag.CONCURRENT_INDEX);
      }
      rules.extensions(up, upFile, flags);
    }
    if (down != null && downFile != null) {
      rules.flaws(down, downFile);
      rules.concurrentDown(down, downFile, flags);
      rules.extensions(down, downFile, flags);
    }
    return flags;
  }

  private void flaws(Script script, String file) {
    for (Flaw flaw : script.flaws()) {
      Place place = new Place(file, flaw.position().line(), flaw.position().column());
      if (flaw.isError()) {
        problems.error(place, flaw.what(), flaw.remedy());
      } else {
        problems.notice(place, flaw.what(), flaw.remedy());
      }
    }
  }

  private void empty(Script up, String file) {
    if (up.text().isBlank()) {
      problems.error(
          Place.of(file),
          "the file is empty",
          "write the SQL of the migration into it; if nothing is to be done, a comment that says so");
    } else if (Template.isUntouched(up)) {
      problems.notice(
          Place.of(file),
          "this is still the template of ebb add",
          "write the SQL of the migration into it before it is applied anywhere");
    }
    if (flat) {
      FrontMatter.refuseLate(up, file, problems);
    }
  }

  // Whether the up script builds an index concurrently.
  private boolean concurrentUp(Script up, String file) {
    List<Statement> builds = new ArrayList<>();
    for (Statement statement : up.statements()) {
      if (buildsIndex(statement)) {
        builds.add(statement);
      }
    }
    boolean declared = draft.metadata().has(Flag.CONCURRENT_INDEX);
    Optional<Place> mention = draft.metadata().place(Flag.CONCURRENT_INDEX);
    builds.forEach(build -> named(build, file));
    if (builds.isEmpty()) {
      if (declared) {
        problems.error(
            mention.orElse(draft.files().declarations()),
            "createIndexConcurrently is set, but the up script builds no index concurrently",
            "remove the key, or write CREATE INDEX CONCURRENTLY in " + file);
      }
      return false;
    }
    if (!declared && draft.metadata().sound() && (!flat || mention.isPresent())) {
      problems.error(
          at(builds.getFirst(), file),
          "CREATE INDEX CONCURRENTLY in a migration that does not declare it",
          "write \"createIndexConcurrently: true\" in " + draft.files().declarations().file());
    }
    alone(up, builds.getFirst(), file, declared || !flat);
    return true;
  }

  private void named(Statement build, String file) {
    if (build.effect() instanceof Effect.CreatesIndex index && index.index() == null) {
      problems.error(
          at(build, file),
          "CREATE INDEX CONCURRENTLY without a name for the index: after an interruption nobody could tell whether it was built",
          "name it: CREATE INDEX CONCURRENTLY IF NOT EXISTS some_name ON …");
    }
  }

  private void alone(Script up, Statement build, String file, boolean strict) {
    if (up.statements().size() == 1) {
      return;
    }
    Statement other =
        up.statements().stream()
            .filter(s -> s.number() != build.number())
            .findFirst()
            .orElse(build);
    String what =
        "another statement beside CREATE INDEX CONCURRENTLY, which cannot be in a transaction with it";
    String remedy = "give each its own migration";
    if (strict) {
      problems.error(at(other, file), what, remedy);
    } else {
      problems.notice(at(other, file), what, remedy);
    }
  }

  private void concurrentDown(Script down, String file, Set<Flag> flags) {
    for (Statement statement : down.statements()) {
      if (buildsIndex(statement)) {
        reject(
            at(statement, file),
            "CREATE INDEX CONCURRENTLY in a down script, which then is not taken back as a whole",
            "remove the word CONCURRENTLY: a way back is to be one transaction");
      } else if (isConcurrent(statement) && !flags.contains(Flag.CONCURRENT_INDEX)) {
        reject(
            at(statement, file),
            "a CONCURRENTLY in the down script of a migration without createIndexConcurrently",
            "remove the word CONCURRENTLY: a way back is to be one transaction");
      }
    }
  }

  // The flat layout of old has such files, and they do run.
  private void reject(Place place, String what, String remedy) {
    if (flat) {
      problems.notice(place, what, remedy);
    } else if (draft.metadata().sound()) {
      problems.error(place, what, remedy);
    }
  }

  private void extensions(Script script, String file, Set<Flag> flags) {
    Statement first = null;
    for (Statement statement : script.statements()) {
      if (needsPrivilege(statement)) {
        first = statement;
        break;
      }
    }
    if (first == null || flags.contains(Flag.PRIVILEGED) || !draft.metadata().sound()) {
      return;
    }
    boolean mentioned = draft.metadata().place(Flag.PRIVILEGED).isPresent();
    long id = draft.id().value();
    boolean old = flat || (id >= OLDEST_SEQUENCE && id < PRIVILEGED_KNOWN);
    if (old && !mentioned) {
      flags.add(Flag.PRIVILEGED);
      return;
    }
    problems.error(
        at(first, file),
        "a statement about an extension in a migration that is not declared as privileged",
        "write \"privileged: true\" in " + draft.files().declarations().file());
  }

  private static boolean buildsIndex(Statement statement) {
    return statement.effect() instanceof Effect.CreatesIndex index && index.concurrently();
  }

  // These two ask by instanceof, since a thousand migrations are read at each start, and the first
  // switch over types costs the JVM as much as all of them.
  private static boolean isConcurrent(Statement statement) {
    Effect effect = statement.effect();
    return (effect instanceof Effect.CreatesIndex index && index.concurrently())
        || (effect instanceof Effect.DropsIndex drop && drop.concurrently())
        || (effect instanceof Effect.Reindexes reindex && reindex.concurrently())
        || (effect instanceof Effect.DetachesPartition detach && detach.concurrently());
  }

  private static boolean needsPrivilege(Statement statement) {
    Effect effect = statement.effect();
    return effect instanceof Effect.AltersExtension
        || (effect instanceof Effect.Creates creates && creates.kind() == ObjectKind.EXTENSION)
        || (effect instanceof Effect.Drops drops && drops.kind() == ObjectKind.EXTENSION);
  }

  private static Place at(Statement statement, String file) {
    return new Place(file, statement.start().line(), statement.start().column());
  }
}
