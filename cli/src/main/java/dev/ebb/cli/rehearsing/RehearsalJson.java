package dev.ebb.cli.rehearsing;

import dev.ebb.cli.render.Json;
import dev.ebb.cli.render.LossJson;
import dev.ebb.cli.render.StatementHeads;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.loss.LossReport;
import dev.ebb.rehearse.Estimate;
import dev.ebb.rehearse.Holder;
import dev.ebb.rehearse.Rehearsal;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.HeldLock;
import dev.ebb.rehearse.Rehearsal.RehearsedStatement;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.Rehearsal.Usage;
import dev.ebb.rehearse.TableSize;
import dev.ebb.rehearse.Work;
import dev.ebb.shadow.Observation.RowChange;

/** Writes rehearsals as JSON. */
final class RehearsalJson {
  private RehearsalJson() {}

  static void schema(Json json, Rehearsed rehearsed) {
    Rehearsal rehearsal = rehearsed.rehearsal();
    json.field("schema", rehearsed.schema().value())
        .field("database", rehearsal.database())
        .field("serverMajor", rehearsal.major())
        .field("basis", rehearsal.basis() == Basis.COPY ? "copy" : "shadow")
        .field("applied", rehearsal.applied())
        .field("planned", rehearsal.planned())
        .field("succeeded", rehearsal.succeeded())
        .texts("remarks", rehearsal.remarks())
        .objects("steps", rehearsal.steps(), (j, step) -> step(j, step, rehearsal.foreseen()));
  }

  private static void step(Json json, RehearsedStep step, LossReport foreseen) {
    json.field("direction", step.step().direction().word())
        .field("id", step.step().id().value())
        .field("name", step.step().migration().name())
        .field("file", step.step().source().file())
        .field("transactional", step.transactional());
    time(json, step.time());
    json.objects("locks", step.locks(), RehearsalJson::lock)
        .objects("statements", step.statements(), RehearsalJson::statement)
        .texts("drops", StatementHeads.drops(step.step()));
    LossJson.step(json, step.step(), foreseen);
    json.texts(
            "unseen",
            step.unseen().stream()
                .map(u -> u.statement() + ": " + u.what() + ": " + u.why())
                .toList())
        .objects("failures", step.problems(), RehearsalJson::failure);
  }

  private static void time(Json json, Estimate time) {
    json.field("leastMillis", time.least().toMillis()).field("mostMillis", time.most().toMillis());
  }

  private static void lock(Json json, HeldLock lock) {
    json.field("kind", lock.relation().kind().word())
        .field("relation", lock.relation().path())
        .field("mode", lock.mode().sql())
        .field("statement", lock.statement())
        .field("observed", lock.seen())
        .field("blocksReads", lock.mode().blocksReaders())
        .field("blocksWrites", lock.mode().blocksWriters());
    time(json, lock.held());
    TableSize size = lock.size();
    Usage usage = lock.usage();
    json.fieldOrNull("rows", size == null || size.rows() < 0 ? null : Long.valueOf(size.rows()))
        .fieldOrNull("bytes", size == null ? null : Long.valueOf(size.bytes()))
        .fieldOrNull("indexBytes", size == null ? null : Long.valueOf(size.indexBytes()))
        .fieldOrNull("watchedMillis", usage == null ? null : Long.valueOf(usage.span().toMillis()))
        .fieldOrNull("reads", usage == null ? null : Long.valueOf(usage.reads()))
        .fieldOrNull("writes", usage == null ? null : Long.valueOf(usage.writes()))
        .objects("blockedBy", lock.blockedBy(), RehearsalJson::holder);
  }

  private static void holder(Json json, Holder holder) {
    json.field("pid", holder.pid())
        .field("user", holder.user())
        .field("application", holder.application())
        .field("kind", holder.kind())
        .field("state", holder.state())
        .field("transactionMillis", holder.transactionAge().toMillis())
        .field("mode", holder.mode().sql())
        .field("givesWay", holder.givesWay())
        .field("query", holder.query());
  }

  private static void statement(Json json, RehearsedStatement statement) {
    json.field("number", statement.seen().statement().number())
        .field("line", statement.seen().statement().start().line())
        .field("head", statement.seen().statement().head())
        .field("elapsedMillis", statement.seen().elapsed().toMillis());
    time(json, statement.time());
    json.texts(
            "rewrites",
            statement.seen().rewrites().stream().map(r -> r.relation().title()).toList())
        .texts("scans", statement.seen().scans().stream().map(r -> r.path()).toList())
        .objects("works", statement.works(), RehearsalJson::work)
        .objects("rows", statement.seen().rows(), RehearsalJson::rows);
  }

  private static void work(Json json, Work work) {
    json.field("toil", WorkText.word(work.toil()))
        .field("table", work.table())
        .field("object", work.object());
    time(json, work.estimate());
  }

  private static void rows(Json json, RowChange change) {
    json.field("table", change.table().path())
        .field("inserted", change.inserted())
        .field("updated", change.updated())
        .field("deleted", change.deleted());
  }

  private static void failure(Json json, Problem problem) {
    Place place = problem.place();
    json.field("file", place == null ? null : place.file())
        .field("line", place == null ? 0 : place.line())
        .field("what", problem.what())
        .field("remedy", problem.remedy());
  }
}
