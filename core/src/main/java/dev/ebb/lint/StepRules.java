package dev.ebb.lint;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.graph.Direction;
import dev.ebb.rehearse.Rehearsal.HeldLock;
import dev.ebb.rehearse.Rehearsal.RehearsedStatement;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.TableSize;
import dev.ebb.rehearse.Work;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Observation.StatementSeen;
import dev.ebb.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one script does to those who use the database meanwhile. On the way back everything about
 * time is at most a warning: the down of a change is what it is.
 */
final class StepRules {
  private static final long SMALL = 8 << 20;

  private final Report report;
  private final Direction direction;
  private final boolean sizesKnown;
  private final RehearsedStep step;
  private Catalog before;
  private Catalog after;

  private StepRules(Report report, boolean sizesKnown, RehearsedStep step, Observation seen) {
    this.report = report;
    this.sizesKnown = sizesKnown;
    this.step = step;
    this.direction = step.step().direction();
    this.before = seen.before();
    this.after = seen.after();
  }

  /** Finds what there is. */
  static void look(Report report, boolean sizesKnown, RehearsedStep step, Observation seen) {
    StepRules rules = new StepRules(report, sizesKnown, step, seen);
    for (RehearsedStatement statement : step.statements()) {
      Catalog then = statement.seen().after();
      rules.after = then == null ? seen.after() : then;
      rules.statement(statement);
      rules.before = rules.after;
    }
    rules.script();
  }

  private void statement(RehearsedStatement statement) {
    Set<String> told = new HashSet<>();
    for (Work work : statement.works()) {
      if (told.add(work.table() + work.toil())) {
        work(statement.seen(), work);
      }
    }
    Cascade.look(statement.seen().statement(), before, after)
        .ifPresent(what -> report.add(Rule.CASCADE_DROPS, direction, sql(statement), what));
  }

  private static Statement sql(RehearsedStatement statement) {
    return statement.seen().statement();
  }

  private void work(StatementSeen seen, Work work) {
    Optional<HeldLock> lock = strongLock(work.table(), seen.statement().number());
    switch (work.toil()) {
      case REWRITE ->
          add(Rule.REWRITES_TABLE, seen, work, "writes " + work.table() + " anew" + under(lock));
      case INDEX -> {
        String why =
            after
                .object(Kind.INDEX, work.object())
                .filter(index -> index.facts().has(Fact.CONSTRAINT))
                .map(_ -> " for a constraint")
                .orElse("");
        add(
            Rule.INDEX_BLOCKS_WRITES,
            seen,
            work,
            "builds index " + work.object() + why + " on " + work.table() + under(lock));
      }
      case SCAN -> lock.ifPresent(held -> scan(seen, work, held));
      case ROWS -> {
        if (lock.isPresent() && lock.get().statement() < seen.statement().number()) {
          add(
              Rule.WORK_UNDER_LOCK,
              seen,
              work,
              "changes rows of " + work.table() + under(lock) + " since " + line(lock.get()));
        } else {
          add(Rule.BULK_CHANGE, seen, work, "changes rows of " + work.table());
        }
      }
      case CONCURRENT_INDEX -> {}
    }
  }

  private void scan(StatementSeen seen, Work work, HeldLock lock) {
    Optional<CatalogObject> added = constraint(work.table());
    String under = under(Optional.of(lock));
    if (added.isPresent()) {
      boolean fresh = before.object(added.get().name()).isEmpty();
      String sort = added.get().facts().text(Fact.SORT);
      add(
          fresh ? Rule.CONSTRAINT_VALIDATED : Rule.VALIDATED_UNDER_LOCK,
          seen,
          work,
          "checks all rows of " + work.table() + " for a " + sort + under);
    } else if (becomesNotNull(work.table())) {
      add(Rule.NOT_NULL_SCANS, seen, work, "looks for nulls in all of " + work.table() + under);
    } else if (lock.statement() < seen.statement().number() && !isReferenced(work.table())) {
      add(
          Rule.WORK_UNDER_LOCK,
          seen,
          work,
          "reads all of " + work.table() + under + " since " + line(lock));
    }
  }

  private String line(HeldLock lock) {
    Statement taker = step.step().source().script().statements().get(lock.statement() - 1);
    return "line " + taker.start().line();
  }

  private static String under(Optional<HeldLock> lock) {
    return lock.map(held ->
            " under "
                + held.mode().sql()
                + (held.mode().blocksReaders()
                    ? ", so nobody can read or write it"
                    : ", so nobody can write to it"))
        .orElse("");
  }

  private Optional<HeldLock> strongLock(String table, int statement) {
    return step.locks().stream()
        .filter(lock -> lock.mode().blocksWriters() && lock.statement() <= statement)
        .filter(lock -> lock.size() == null ? path(lock).equals(table) : size(lock, table))
        .filter(lock -> step.transactional() || lock.statement() == statement)
        .findFirst();
  }

  private static boolean size(HeldLock lock, String table) {
    TableSize size = lock.size();
    return size != null && size.path().equals(table);
  }

  private static String path(HeldLock lock) {
    return lock.relation().path();
  }

  /** A constraint of the table that is valid now and was not before. */
  private Optional<CatalogObject> constraint(String table) {
    return after.objects().stream()
        .filter(o -> o.kind() == Kind.CONSTRAINT && o.name().container().equals(table))
        .filter(o -> !o.facts().has(Fact.NOT_VALID))
        .filter(o -> {
          String sort = o.facts().text(Fact.SORT);
          return sort.equals("check") || sort.equals("foreign key");
        })
        .filter(o -> isNewlyValid(o.name()))
        .findFirst();
  }

  private boolean isNewlyValid(ObjectName name) {
    return before.object(name).map(o -> o.facts().has(Fact.NOT_VALID)).orElse(true);
  }

  /** Whether a new foreign key points there: its own table is told. */
  private boolean isReferenced(String table) {
    return after.objects().stream()
        .anyMatch(o ->
            o.kind() == Kind.CONSTRAINT
                && isNewlyValid(o.name())
                && o.facts().text(Fact.REFERENCES).equals(table));
  }

  private boolean becomesNotNull(String table) {
    return after.objects().stream()
        .anyMatch(o ->
            o.kind() == Kind.COLUMN
                && o.name().container().equals(table)
                && o.facts().has(Fact.NOT_NULL)
                && before
                    .object(o.name())
                    .filter(then -> !then.facts().has(Fact.NOT_NULL))
                    .isPresent());
  }

  private void add(Rule rule, StatementSeen seen, Work work, String what) {
    TableSize size = work.size();
    Level most = direction == Direction.DOWN ? Level.WARNING : Level.ERROR;
    String told = what;
    if (size != null && size.bytes() + size.indexBytes() < SMALL) {
      most = Level.NOTICE;
      told += "; it is small";
    } else if (sizesKnown && size == null) {
      most = Level.NOTICE;
      told += "; the database does not have it yet";
    }
    report.add(rule, most, direction, seen.statement(), told);
  }

  private void script() {
    List<HeldLock> strong =
        step.locks().stream()
            .filter(lock -> lock.relation().kind() == Kind.TABLE && lock.mode().blocksReaders())
            .toList();
    if (step.transactional() && strong.size() > 1) {
      String tables = String.join(", ", strong.stream().map(StepRules::path).distinct().toList());
      report.add(
          Rule.SEVERAL_TABLES_LOCKED,
          direction == Direction.DOWN ? Level.NOTICE : Level.ERROR,
          direction,
          taker(strong.get(1)),
          "locks " + tables + " against readers, each to the end of the transaction");
    }
    if (!step.transactional() && step.statements().size() > 1) {
      report.add(
          Rule.NOT_ATOMIC,
          direction,
          null,
          "has "
              + step.statements().size()
              + " statements that cannot share a transaction: after a failure some stay done");
    }
    hidden();
  }

  private Statement taker(HeldLock lock) {
    return step.step().source().script().statements().get(lock.statement() - 1);
  }

  private void hidden() {
    for (RehearsedStatement statement : step.statements()) {
      for (String notice : statement.seen().notices()) {
        if (notice.endsWith(", skipping") && !isMadeLater(statement, named(notice))) {
          report.add(Rule.HIDDEN_BY_IF, direction, sql(statement), notice);
        }
      }
    }
  }

  // DROP … IF EXISTS before CREATE is how one says CREATE OR REPLACE where there is none.
  private boolean isMadeLater(RehearsedStatement statement, @Nullable String name) {
    return name != null
        && step.statements().stream()
            .map(StepRules::sql)
            .filter(later -> later.number() > sql(statement).number())
            .anyMatch(later -> isMaking(later.text()) && later.text().contains(name));
  }

  private static boolean isMaking(String text) {
    String start = text.stripLeading();
    return start.regionMatches(true, 0, "create", 0, 6)
        || start.regionMatches(true, 0, "alter", 0, 5)
        || start.regionMatches(true, 0, "do ", 0, 3);
  }

  private static @Nullable String named(String notice) {
    int from = notice.indexOf('"');
    int to = notice.indexOf('"', from + 1);
    if (to < 0) {
      int open = notice.indexOf('(');
      int space = notice.lastIndexOf(' ', Math.max(0, open));
      return open > 0 && space >= 0 ? notice.substring(space + 1, open) : null;
    }
    return notice.substring(from + 1, to);
  }
}
