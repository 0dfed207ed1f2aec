package dev.ebb.cli.restoring;

import dev.ebb.audit.Clerk;
import dev.ebb.audit.Deed;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Json;
import dev.ebb.event.EventSink;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.Mismatch;
import dev.ebb.restore.Offer;
import dev.ebb.restore.Replacement;
import dev.ebb.restore.RestoreMethod;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.snapshot.Returned;
import dev.ebb.restore.swap.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers what a command about restore points found or did, to be written in either form. */
final class Result {
  private final Invocation call;
  private final String noun;
  private final List<String> operands;
  private final Site site;
  private List<RestorePoint> points = List.of();
  private List<Condition> conditions = List.of();
  private List<Forfeit> forfeits = List.of();
  private Consumer<Json> more = _ -> {};
  private boolean refused;
  private @Nullable Estimate estimate;
  private @Nullable Replacement replacement;
  private @Nullable List<Mismatch> mismatches;
  private @Nullable String table;
  private @Nullable Returned returned;

  /**
   * For a call whose operands are a verb, list if there is none, and maybe a name.
   *
   * @param noun what it is about, as the command is called
   */
  Result(Invocation call, String noun) {
    this.call = call;
    this.noun = noun;
    this.operands = call.arguments().operands();
    this.site = call.ebb(EventSink.NONE).site(SchemaChoice.one(call).name());
  }

  String verb() {
    return operands.isEmpty() ? "list" : operands.getFirst();
  }

  boolean isNamed() {
    return operands.size() > 1;
  }

  /** The name after the verb, or another. */
  String name(Supplier<String> otherwise) {
    return isNamed() ? operands.get(1) : otherwise.get();
  }

  /** The name after the verb. */
  String name() {
    return name(() -> {
      throw Fault.of(
          FaultCode.USAGE,
          "no " + noun + " is named",
          "write its name after " + verb() + "; 'ebb " + noun + " list' shows what there is");
    });
  }

  /** The verb is none of these. */
  Fault unknown(List<String> verbs) {
    return Fault.of(
        FaultCode.USAGE,
        "'" + noun + " " + verb() + "' is unknown",
        Nearest.to(verb(), verbs).map(near -> "did you mean " + near + "? ").orElse("")
            + "there are: "
            + String.join(", ", verbs));
  }

  /** Tells what going back to a point would lose, asks, and does it. */
  ExitStatus goBack(RestoreMethod method, RestorePoint point) {
    Offer offer = method.offer(point);
    points(List.of(point)).offer(offer);
    String name = noun + " " + point.reference();
    String details =
        "What would be lost in database %s by going back to %s:%n%s"
            .formatted(site.database(), name, PointText.forfeits(offer.forfeits()));
    if (dryRun()) {
      tell(details + PointText.end(offer));
      return emit();
    }
    Consent.ask(call, details, "Put " + name + " in the place of " + site.database() + "?");
    Replacement done = replaced(method, point, offer.forfeits());
    tell(PointText.replaced(site, done));
    return replacement(done).emit();
  }

  // Whoever dies between the swap and the end has said before what was going on.
  private Replacement replaced(RestoreMethod method, RestorePoint point, List<Forfeit> forfeits) {
    Clerk clerk = clerk();
    List<String> what = List.of(noun + " " + verb() + " " + point.reference());
    List<String> keptAs = new ArrayList<>();
    Consumer<Deed> more =
        body ->
            body.put("restorePoint", point.method().word() + " as of " + point.at())
                .put("loss", PointText.forfeits(forfeits).lines().map(String::strip).toList())
                .put("lossAcceptedBy", clerk.by())
                .put("keptAs", keptAs);
    clerk.begins(what, more);
    try (StageTalk talk = new StageTalk(call.terminal())) {
      return clerk.entered(
          what,
          more,
          () -> {
            Replacement done = method.goBack(point, Manners.of(call), talk);
            keptAs.add(done.keptDatabase());
            return done;
          });
    }
  }

  /** Enters what is done to the database. */
  Clerk clerk() {
    return call.clerk(SchemaChoice.one(call));
  }

  Invocation call() {
    return call;
  }

  Site site() {
    return site;
  }

  boolean json() {
    return call.json();
  }

  boolean dryRun() {
    return call.arguments().isSet(RunFlags.DRY_RUN);
  }

  /** A line for people. */
  void out(String line) {
    call.out(line);
  }

  /** Lines for people; nothing if the result is to be JSON. */
  void tell(String text) {
    if (!json()) {
      call.terminal().result(text);
    }
  }

  /** What was asked for was done but for its end, for which something is missing. */
  Result refused() {
    refused = true;
    return this;
  }

  /** Members of the document that only one command has. */
  Result more(Consumer<Json> members) {
    more = more.andThen(members);
    return this;
  }

  Result points(List<RestorePoint> these) {
    points = these;
    return this;
  }

  Result conditions(List<Condition> these) {
    conditions = these;
    return this;
  }

  Result estimate(Estimate costs) {
    estimate = costs;
    return this;
  }

  Result offer(Offer offer) {
    conditions = offer.conditions();
    forfeits = offer.forfeits();
    estimate = offer.estimate();
    return this;
  }

  Result replacement(Replacement done) {
    replacement = done;
    return this;
  }

  Result mismatches(List<Mismatch> found) {
    mismatches = found;
    return this;
  }

  Result returned(String from, Returned rows) {
    table = from;
    returned = rows;
    return this;
  }

  /** What the process should end with. */
  private ExitStatus status() {
    if (refused) {
      return ExitStatus.REFUSED;
    }
    return mismatches == null || mismatches.isEmpty() ? ExitStatus.DONE : ExitStatus.ATTENTION;
  }

  /** The end of the call: the document, if one was asked for. */
  ExitStatus emit() {
    if (!json()) {
      return status();
    }
    return call.emit(
        status(),
        json -> {
          json.field("verb", verb())
              .field("schema", SchemaChoice.one(call).name().value())
              .field("database", site.database())
              .field("dryRun", dryRun())
              .objects("points", points, PointJson::point)
              .objects("conditions", conditions, PointJson::condition)
              .objects("forfeits", forfeits, PointJson::forfeit);
          Estimate costs = estimate;
          if (costs != null) {
            json.object("estimate", j -> PointJson.estimate(j, costs));
          }
          Replacement done = replacement;
          if (done != null) {
            json.object("replacement", j -> PointJson.replacement(j, done));
          }
          List<Mismatch> found = mismatches;
          if (found != null) {
            json.texts("mismatches", found.stream().map(Mismatch::what).toList());
          }
          Returned rows = returned;
          if (rows != null) {
            json.object("returned", j -> PointJson.returned(j, String.valueOf(table), rows));
          }
          more.accept(json);
        });
  }
}
