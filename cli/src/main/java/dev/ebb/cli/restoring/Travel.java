package dev.ebb.cli.restoring;

import dev.ebb.audit.AuditTrail;
import dev.ebb.audit.Clerk;
import dev.ebb.audit.Deed;
import dev.ebb.cli.invocation.Consent;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.render.Amount;
import dev.ebb.cli.render.Times;
import dev.ebb.db.SqlFailure;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Verification;
import dev.ebb.restore.pitr.Window;
import dev.ebb.restore.swap.Making;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code pitr} does, with whoever goes back. Confined to one thread. */
final class Travel {
  private final Result result;
  private final Invocation call;
  private final PointInTime points;
  private final ProgressTalk talk;

  Travel(Result result, PointInTime points) {
    this.result = result;
    this.call = result.call();
    this.points = points;
    this.talk = new ProgressTalk(call.terminal());
  }

  private String command(String words) {
    return "ebb " + result.site().command(words) + PitrOptions.again(call);
  }

  ExitStatus list() {
    List<Condition> conditions = points.conditions();
    boolean works = works(conditions);
    List<RestorePoint> all = points.points();
    List<Place> places = made();
    Optional<Window> window = works ? Optional.of(points.window()) : Optional.empty();
    result.points(all).conditions(conditions);
    result.more(json -> {
      window.ifPresent(w -> json.object("window", j -> PlaceText.window(j, w)));
      json.objects("places", places, PlaceText::place);
    });
    result.tell(PointText.conditions(conditions));
    window.ifPresent(w -> result.tell(PlaceText.window(w) + "\n"));
    result.tell(all.isEmpty() ? "no restore points are named\n" : "restore points:\n");
    all.forEach(point -> result.tell(PointText.line(point) + "\n"));
    result.tell(places.isEmpty() ? "" : "places that were made:\n");
    places.forEach(place -> result.tell(PlaceText.line(place) + "\n"));
    return result.emit();
  }

  private static boolean works(List<Condition> conditions) {
    return conditions.stream().noneMatch(Condition.Unmet.class::isInstance);
  }

  // Also of a server that is down: just then somebody looks for them.
  private List<Place> made() {
    try {
      return points.places();
    } catch (Fault fault) {
      call.terminal().warn("note: places cannot be listed: " + fault.getMessage());
      return List.of();
    }
  }

  ExitStatus point() {
    String name = result.name(() -> "point_" + Making.stamp(result.site().clock().instant()));
    List<Condition> conditions = points.conditions();
    result.conditions(conditions);
    if (result.dryRun()) {
      result.tell(
          "would mark the present moment as " + name + "\n" + PointText.conditions(conditions));
      return result.emit();
    }
    RestorePoint point =
        new Marking(call, result.site(), points).take(name, RestorePoint.Origin.ASKED);
    result.tell(
        PointText.conditions(conditions)
            + "restore point %s of database %s: %s, LSN %s%n  to go back to it:    %s%n"
                .formatted(
                    point.reference(),
                    result.site().database(),
                    Times.utc(point.at()),
                    point.lsn(),
                    command("pitr restore " + point.reference())));
    return result.points(List.of(point)).emit();
  }

  ExitStatus restore() {
    Moment moment = PitrOptions.moment(result);
    Offer offer = points.offer(moment);
    result.points(List.of(offer.point())).offer(offer);
    String details =
        "What would be lost in database %s by going back to %s:%n%s"
            .formatted(
                result.site().database(), moment.words(), PointText.forfeits(offer.forfeits()));
    if (result.dryRun()) {
      result.tell(details + PointText.end(offer));
      return result.emit();
    }
    refuse(offer);
    boolean switches = PitrOptions.switches(call);
    if (switches) {
      Consent.ask(call, details, "Go back to " + moment.words() + "?");
    }
    call.terminal()
        .say(
            "restoring "
                + moment.words()
                + " beside the server: "
                + PointText.estimate(offer.estimate()));
    String name = Making.stamp(result.site().clock().instant());
    return follow(points.begin(moment, name, talk), switches);
  }

  private static void refuse(Offer offer) {
    if (!offer.works()) {
      Condition.Unmet first = offer.unmet().getFirst();
      throw Fault.of(
          FaultCode.REFUSED,
          "that moment cannot be had: " + first.why(),
          first.remedy() + "; nothing was changed");
    }
  }

  ExitStatus resume() {
    Place place = result.isNamed() ? named(result.name()) : unfinished();
    if (result.dryRun()) {
      result.tell("would go on with:\n" + PlaceText.line(place) + "\n");
      return result.emit();
    }
    return follow(place, PitrOptions.switches(call));
  }

  private Place unfinished() {
    List<Place> open =
        points.places().stream().filter(place -> place.state() != State.SERVING).toList();
    if (open.size() == 1) {
      return open.getFirst();
    }
    throw Fault.of(
        FaultCode.USAGE,
        open.isEmpty() ? "nothing is unfinished" : "several places are unfinished",
        "'" + command("pitr list") + "' shows what there is");
  }

  private Place named(String name) {
    return points.places().stream()
        .filter(place -> place.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Fault.of(
                FaultCode.UNKNOWN_NAME,
                "there is no place called \"" + name + "\"",
                "'" + command("pitr list") + "' shows what there is"));
  }

  private ExitStatus follow(Place begun, boolean switches) {
    Place place = points.await(begun, talk);
    if (place.state() == State.SERVING) {
      result.tell("it serves: " + place.moment().words() + "\n");
      return places(place).emit();
    }
    if (place.state() != State.VERIFIED) {
      Verification found = verification(place);
      if (!found.mismatches().isEmpty() && !Manners.of(call).changed()) {
        result.mismatches(found.mismatches());
        result.tell(
            "what came back is not what was recorded of that moment:\n"
                + PointText.mismatches(found.mismatches())
                + "  to take it nevertheless:  "
                + command("pitr resume " + place.name() + " --even-if-changed")
                + "\n  to remove it:             "
                + command("pitr delete " + place.name())
                + "\n");
        return places(place).emit();
      }
      place = points.verified(place);
      result.tell(words(place, found));
    }
    return switches ? switchIfPossible(place) : print(place);
  }

  // It is ready and verified; who may not switch it can still have it done by hand.
  private ExitStatus switchIfPossible(Place place) {
    List<Condition> conditions = points.switchConditions(place, Manners.visitors(call));
    if (works(conditions)) {
      return switchOver(place);
    }
    result.tell("Ebb does not switch by itself:\n" + PointText.conditions(conditions));
    result.conditions(conditions).refused();
    return print(place);
  }

  private Verification verification(Place place) {
    call.terminal().say("looking into it, and counting rows …");
    call.terminal().flush();
    return Verification.of(points, place, result.site(), expected(place).orElse(null));
  }

  private Optional<Contents> expected(Place place) {
    return place.moment() instanceof Moment.Named(String reference)
        ? points.points().stream()
            .filter(point -> point.reference().equals(reference))
            .findFirst()
            .map(RestorePoint::contents)
        : Optional.empty();
  }

  private String words(Place place, Verification found) {
    return "%s is back in a new place, %s%n  %s: %s, %s%n  it answers at %s%n"
        .formatted(
            place.moment().words(),
            place.where(),
            found.compared()
                ? "verified against what was recorded then"
                : "looked into; nothing was recorded of that moment to compare with",
            PointText.marks(found.contents()),
            Amount.of(found.contents().rowCount(), "row"),
            points.connector(place).settings().describe());
  }

  private Result places(Place... places) {
    return result.more(json -> json.objects("places", List.of(places), PlaceText::place));
  }

  private ExitStatus print(Place place) {
    List<SwitchStep> steps = points.steps(place);
    result.tell(
        "the old server still serves; to have the new one serve:  "
            + command("pitr switch " + place.name() + " --switch=do")
            + "\nor by hand:\n"
            + PlaceText.steps(steps)
            + "to remove it instead:  "
            + command("pitr delete " + place.name())
            + "\n");
    places(place).more(json -> json.objects("steps", steps, PlaceText::step));
    return result.emit();
  }

  ExitStatus switchTo() {
    Place place = named(result.name());
    List<Condition> conditions = points.switchConditions(place, Manners.visitors(call));
    result.conditions(conditions);
    if (!PitrOptions.switches(call) || result.dryRun()) {
      result.tell(PointText.conditions(conditions));
      return print(place);
    }
    if (place.state() == State.VERIFIED) {
      place = points.await(place, talk);
    }
    Consent.ask(
        call,
        "What was written since " + place.moment().words() + " is lost to the application.\n",
        "Have " + place.where() + " serve?");
    return switchOver(place);
  }

  private ExitStatus switchOver(Place place) {
    Switched done = switched(place);
    result.tell(
        "%s serves with the state of %s%n  nobody could connect for %s%n  what served before is kept: %s%n  when all is well:    %s%n%s"
            .formatted(
                done.serving(),
                place.moment().words(),
                Amount.of(done.pause()),
                done.kept(),
                command("pitr delete " + place.name()),
                done.next().isEmpty() ? "" : "  next: " + done.next() + "\n"));
    return places(place)
        .more(json -> json.object("switched", j -> PlaceText.switched(j, done)))
        .emit();
  }

  // Whoever dies in the midst of it has said before what was going on.
  private Switched switched(Place place) {
    Clerk clerk = result.clerk();
    String back = "go back to " + place.moment().words() + ", place " + place.name();
    Consumer<Deed> more =
        body ->
            body.put(
                    "restorePoint",
                    Method.POINT_IN_TIME.word()
                        + (place.at() == null ? "" : " as of " + place.at()))
                .put("loss", List.of("everything that was written since " + place.moment().words()))
                .put("lossAcceptedBy", clerk.by());
    // who is refused has changed nothing, also not in the new place
    if (works(points.switchConditions(place, Manners.visitors(call)))) {
      clerk.begins(List.of(back), more);
      carryAudit(place);
    }
    try {
      Switched done = points.switchOver(place, Manners.visitors(call), talk);
      clerk.did(
          List.of("went back to " + place.moment().words() + "; kept: " + done.kept()),
          more,
          List.of());
      return done;
    } catch (Fault fault) {
      clerk.did(List.of(back), more, fault.problems());
      throw fault;
    }
  }

  // What was done since that moment was done: the record of it must not go back.
  private void carryAudit(Place place) {
    try {
      AuditTrail.carryOver(result.site().connector(), points.connector(place));
    } catch (Fault | SqlFailure e) {
      call.terminal().warn("the audit since then could not be carried over: " + e.getMessage());
    }
  }

  ExitStatus verify() {
    Moment moment = PitrOptions.moment(result);
    Offer offer = points.offer(moment);
    result.points(List.of(offer.point())).offer(offer);
    if (result.dryRun()) {
      result.tell("would restore for a trial: " + PointText.end(offer));
      return result.emit();
    }
    refuse(offer);
    long begun = System.nanoTime();
    String name = "trial_" + Making.stamp(result.site().clock().instant());
    Place place = points.await(points.begin(moment, name, talk), talk);
    Verification found = verification(place);
    points.remove(place);
    result.mismatches(found.mismatches());
    result.tell(
        found.mismatches().isEmpty()
            ? "%s can be had: %s, %s, in %s%s%n"
                .formatted(
                    moment.words(),
                    PointText.marks(found.contents()),
                    Amount.of(found.contents().rowCount(), "row"),
                    Amount.of(Duration.ofNanos(System.nanoTime() - begun)),
                    found.compared() ? "; it is what was recorded" : "")
            : moment.words()
                + " is not what was recorded:\n"
                + PointText.mismatches(found.mismatches()));
    return result.emit();
  }

  ExitStatus delete() {
    Place place = named(result.name());
    String what =
        place.state() == State.SERVING
            ? "what served before " + place.name() + ": " + place.memo().value("kept").orElse("?")
            : "place " + place.name() + ": " + place.where();
    places(place);
    if (result.dryRun()) {
      result.tell("would delete for good " + what + "\n");
      return result.emit();
    }
    Consent.ask(call, "To be deleted for good:\n  " + what + "\n", "Delete it?");
    result
        .clerk()
        .entered(
            List.of("pitr delete " + place.name() + ": " + what),
            () -> {
              points.remove(place);
              return true;
            });
    result.tell("deleted " + what + "\n");
    return result.emit();
  }
}
