package dev.ebb.cli.render;

import dev.ebb.Proposal;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Plan;
import dev.ebb.graph.Step;
import dev.ebb.loss.LossReport;
import dev.ebb.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;

/** Writes plans for people. */
public final class PlanText {
  private static final int SHORT = 10;

  private PlanText() {}

  /** The whole plan: every step with its file and what is known of locks and loss. */
  public static String of(Proposal proposal, LossReport report, boolean withSql) {
    StringBuilder text = new StringBuilder();
    List<Step> steps = proposal.plan().steps();
    text.append(proposal.schema().name()).append(": ").append(headline(steps)).append('\n');
    int number = 0;
    for (Step step : steps) {
      step(text, ++number, step, report, withSql);
    }
    remarks(proposal).forEach(remark -> text.append("  note: ").append(remark).append('\n'));
    return text.toString();
  }

  private static String headline(List<Step> steps) {
    return steps.isEmpty() ? "nothing to do" : Amount.of(steps.size(), "step");
  }

  private static void step(
      StringBuilder text, int number, Step step, LossReport report, boolean withSql) {
    text.append("  ").append(number).append(". ").append(step.title());
    text.append("  [").append(step.source().file()).append(']');
    if (step.migration().has(Flag.PRIVILEGED)) {
      text.append("  privileged");
    }
    text.append('\n');
    if (!step.source().script().transactional()) {
      detail(text, "runs statement by statement: it cannot be one transaction");
    }
    report.of(step).ifPresent(found -> LossText.lines(found).forEach(line -> detail(text, line)));
    StatementHeads.locks(step).stream().distinct().forEach(lock -> detail(text, lock));
    if (withSql) {
      for (Statement statement : step.source().script().statements()) {
        text.append("     ").append(statement.text().replace("\n", "\n     ")).append(";\n");
      }
    }
  }

  private static void detail(StringBuilder text, String line) {
    text.append("       ").append(line).append('\n');
  }

  /** What a person should know about a plan, a line each. */
  public static List<String> remarks(Proposal proposal) {
    return proposal.plan().remarks().stream().map(remark -> words(remark, proposal)).toList();
  }

  private static String words(Plan.Remark remark, Proposal proposal) {
    return switch (remark) {
      case Plan.Remark.UsesStored(List<MigrationId> ids) ->
          "the project does not have "
              + list(ids)
              + "; the way back stored in the database is used";
      case Plan.Remark.WaysDiffer(List<MigrationId> ids, Step.Origin used) ->
          "the project's way back differs from the one stored when it was applied; "
              + (used == Step.Origin.PROJECT
                  ? "the project's is used (--stored takes the other): "
                  : "the stored one is used: ")
              + differences(ids, proposal);
      case Plan.Remark.BeforeTheRoot(List<MigrationId> ids) ->
          list(ids) + " are older than the project's first migration and stay as they are";
      case Plan.Remark.Ahead(List<MigrationId> ids) ->
          "the database is ahead of this project by " + list(ids) + "; that is left alone";
    };
  }

  private static String differences(List<MigrationId> ids, Proposal proposal) {
    StringJoiner all = new StringJoiner("; ");
    for (MigrationId id : ids) {
      Migration stored = proposal.stored().get(id);
      all.add(stored == null ? id.toString() : id + " (" + difference(id, stored, proposal) + ")");
    }
    return all.toString();
  }

  private static String difference(MigrationId id, Migration stored, Proposal proposal) {
    List<Statement> kept = stored.down().script().statements();
    List<Statement> used =
        proposal.plan().steps().stream()
            .filter(s -> s.id().equals(id))
            .findFirst()
            .map(s -> s.source().script().statements())
            .orElse(List.of());
    if (proposal.preferred() == Step.Origin.STORED) {
      return "stored: " + Amount.of(kept.size(), "statement");
    }
    int same = 0;
    while (same < Math.min(kept.size(), used.size())
        && kept.get(same).shortSum().equals(used.get(same).shortSum())) {
      same++;
    }
    String there = same < kept.size() ? kept.get(same).head() : "nothing";
    String here = same < used.size() ? used.get(same).head() : "nothing";
    return "statement " + (same + 1) + " is stored as: " + there + "; in the project: " + here;
  }

  /** Ids with commas; of many only the first. */
  public static String list(Collection<MigrationId> ids) {
    StringJoiner list = new StringJoiner(", ");
    ids.stream().limit(SHORT).forEach(id -> list.add(id.toString()));
    return ids.size() > SHORT ? list + " and " + (ids.size() - SHORT) + " more" : list.toString();
  }
}
