package dev.ebb.cli.rehearsing;

import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.LossText;
import dev.ebb.cli.terminal.Style;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.fault.Problem;
import dev.ebb.rehearse.Estimate;
import dev.ebb.rehearse.Holder;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.HeldLock;
import dev.ebb.rehearse.Rehearsal.RehearsedStatement;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.Rehearsal.Usage;
import dev.ebb.shadow.Observation.Unseen;
import dev.ebb.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Shows rehearsals to people: what keeps others from working in full, the rest in a line. */
final class RehearsalText {
  private final Terminal terminal;
  private final boolean verbose;

  RehearsalText(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  /** What was tried, and where; nothing of what was seen. */
  void head(Rehearsed rehearsed) {
    line(0, headline(rehearsed));
    rehearsed.rehearsal().remarks().forEach(remark -> line(2, "note: " + remark));
  }

  void show(Rehearsed rehearsed) {
    Rehearsal rehearsal = rehearsed.rehearsal();
    head(rehearsed);
    int number = 0;
    for (RehearsedStep step : rehearsal.steps()) {
      step(++number, step, rehearsal);
    }
    int left = rehearsal.planned() - rehearsal.steps().size();
    if (left > 0) {
      line(2, Amount.were(left, "more step") + " not tried");
    }
  }

  private String headline(Rehearsed rehearsed) {
    Rehearsal rehearsal = rehearsed.rehearsal();
    if (rehearsal.planned() == 0) {
      return rehearsed.schema() + ": nothing to do, so nothing to rehearse";
    }
    String where =
        switch (rehearsal.basis()) {
          case SHADOW ->
              "on a scratch database with the same "
                  + Amount.of(rehearsal.applied(), "migration")
                  + " and no rows";
          case COPY -> "on a copy of the database, rows included";
        };
    return "%s: %s rehearsed %s; %s itself was not touched"
        .formatted(
            rehearsed.schema(),
            Amount.of(rehearsal.steps().size(), "step"),
            where,
            rehearsal.database());
  }

  void step(int number, RehearsedStep step, Rehearsal whole) {
    Basis basis = whole.basis();
    line(
        2,
        "%d. %s  [%s]"
            .formatted(
                number,
                terminal.styled(Style.STRONG, step.step().title()),
                step.step().source().file()));
    for (Problem problem : step.problems()) {
      line(5, terminal.styled(Style.BAD, "✖ fails") + ": " + problem.what());
      line(7, problem.remedy());
    }
    if (step.problems().isEmpty()) {
      line(
          5,
          step.step().source().script().statements().isEmpty()
              ? "its script has no statement"
              : manner(step) + "; " + time(step.time(), basis));
    }
    whole.foreseen().of(step.step()).ifPresent(r -> LossText.lines(r).forEach(l -> line(5, l)));
    step.statements().forEach(statement -> statement(statement, basis));
    step.locks().stream()
        .filter(lock -> !lock.isHarmless())
        .forEach(lock -> lock(step, lock, basis));
    harmless(step.locks().stream().filter(HeldLock::isHarmless).toList());
    for (Unseen unseen : step.unseen()) {
      line(5, "not seen: " + unseen(step, unseen));
    }
  }

  private static String manner(RehearsedStep step) {
    String many = Amount.of(step.statements().size(), "statement");
    return step.transactional() ? "one transaction, " + many : many + ", one by one";
  }

  private static String unseen(RehearsedStep step, Unseen unseen) {
    String where = unseen.statement() == 0 ? "" : " of line " + lineOf(step, unseen.statement());
    return unseen.what() + where + ": " + unseen.why();
  }

  private static int lineOf(RehearsedStep step, int number) {
    return step.step().source().script().statements().get(number - 1).start().line();
  }

  private void statement(RehearsedStatement statement, Basis basis) {
    Statement sql = statement.seen().statement();
    boolean slow = basis == Basis.COPY && !statement.time().isMoment();
    if (statement.works().isEmpty() && !slow && !verbose) {
      return;
    }
    String what = statement.works().stream().map(WorkText::of).collect(Collectors.joining("; "));
    line(
        5,
        "line %d: %s%s: %s"
            .formatted(
                sql.start().line(),
                what.isEmpty() ? "" : what + ", ",
                time(statement.time(), basis),
                sql.head()));
    if (verbose) {
      statement
          .seen()
          .rows()
          .forEach(r ->
              line(
                  7,
                  "rows of %s: %d inserted, %d updated, %d deleted"
                      .formatted(r.table().path(), r.inserted(), r.updated(), r.deleted())));
    }
    if (basis == Basis.SHADOW && statement.works().stream().anyMatch(w -> w.size() == null)) {
      line(7, "the real database does not have it, or not to this role, so its size is not known");
    }
  }

  private void lock(RehearsedStep step, HeldLock lock, Basis basis) {
    String who = lock.mode().blocksReaders() ? "reads and writes wait" : "writes wait";
    String until = step.transactional() ? " to the end of the transaction" : "";
    line(
        5,
        "locks %s%s: %s from line %d%s: %s for %s"
            .formatted(
                terminal.styled(Style.STRONG, lock.relation().title()),
                WorkText.size(lock.size()),
                lock.mode().sql(),
                lineOf(step, lock.statement()),
                until,
                terminal.styled(lock.mode().blocksReaders() ? Style.BAD : Style.CAUTION, who),
                time(lock.held(), basis)));
    Usage usage = lock.usage();
    if (usage != null && usage.reads() + usage.writes() > 0) {
      line(
          7,
          "in use: read %,d times, %,d rows written in the %s that this took"
              .formatted(usage.reads(), usage.writes(), Amount.of(usage.span())));
    }
    lock.blockedBy().forEach(holder -> line(7, holder(holder)));
  }

  private String holder(Holder holder) {
    String name = holder.application().isEmpty() ? holder.kind() : holder.application();
    String age =
        holder.transactionAge().isZero() ? "" : " for " + Amount.of(holder.transactionAge());
    String text =
        "%s pid %d (%s %s, %s%s) holds %s: %s"
            .formatted(
                terminal.styled(Style.CAUTION, "now"),
                holder.pid(),
                holder.user(),
                name,
                holder.state().isEmpty() ? holder.kind() : holder.state(),
                age,
                holder.mode().sql(),
                holder.givesWay()
                    ? "it would give way"
                    : "the step would wait for it, and everybody behind the step");
    return holder.query().isEmpty() ? text : text + ": " + holder.query();
  }

  private void harmless(List<HeldLock> locks) {
    if (!locks.isEmpty()) {
      line(
          5,
          "also locks, and nobody who reads or writes rows waits: "
              + locks.stream()
                  .map(l -> l.relation().path() + " (" + l.mode().sql() + ")")
                  .collect(Collectors.joining(", ")));
    }
  }

  static String time(Estimate time, Basis basis) {
    if (time.isMoment()) {
      return "a moment";
    }
    return basis == Basis.COPY
        ? Amount.of(time.most())
        : Amount.of(time.least()) + " to " + Amount.of(time.most()) + " by estimate";
  }

  private void line(int indent, String text) {
    terminal.result(" ".repeat(indent) + text.replace("\n", "\n" + " ".repeat(indent)) + "\n");
  }
}
