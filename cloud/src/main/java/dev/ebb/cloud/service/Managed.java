package dev.ebb.cloud.service;

import dev.ebb.cloud.wire.Pause;
import dev.ebb.cloud.wire.Unsure;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Contents;
import dev.ebb.restore.Memo;
import dev.ebb.restore.Method;
import dev.ebb.restore.Offer;
import dev.ebb.restore.RestoreMethod.Visitors;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.RestorePoint.Origin;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Notebook;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Place.State;
import dev.ebb.restore.pitr.PlaceNotes;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.PointNotes;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import dev.ebb.restore.swap.Replacing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Points in time of a managed service, whichever it is. Confined to one thread. */
public final class Managed implements PointInTime {
  /** The setting that says how long to wait. */
  public static final String WAIT = "wait-minutes";

  private static final long USUAL_WAIT = 720;

  private final String key;
  private final Scene scene;
  private final Backend backend;
  private final Pause pause;
  private final PlaceNotes places;
  private final Moments moments;

  /** With that side of a provider's. */
  public Managed(String key, Scene scene, Backend backend, Pause pause) {
    this.key = key;
    this.scene = scene;
    this.backend = backend;
    this.pause = pause;
    this.places = new PlaceNotes(new Notebook(scene.notes(), "place-", ".txt"));
    this.moments =
        new Moments(new PointNotes(new Notebook(scene.notes(), "point-", ".txt")), backend);
  }

  @Override
  public String provider() {
    return key;
  }

  @Override
  public Method method() {
    return Method.POINT_IN_TIME;
  }

  @Override
  public List<RestorePoint> points() {
    return moments.points();
  }

  @Override
  public List<Condition> conditions() {
    try {
      return backend.conditions();
    } catch (Fault fault) {
      return List.of(
          new Condition.Unmet(
              "whether " + backend.title() + " answers",
              String.valueOf(fault.getMessage()),
              fault.problems().getFirst().remedy()));
    }
  }

  @Override
  public Window window() {
    return backend.window();
  }

  @Override
  public RestorePoint mark(String name, Origin origin, @Nullable Contents contents) {
    return moments.mark(scene, name, origin, contents);
  }

  @Override
  public Offer offer(RestorePoint point) {
    return offer(new Moment.Named(point.reference()));
  }

  @Override
  public Optional<Offer> offerAt(Instant moment) {
    return Optional.of(offer(new Moment.At(moment)));
  }

  @Override
  public Offer offer(Moment moment) {
    return moments.offer(scene, moment);
  }

  @Override
  public Place begin(Moment moment, String name, Consumer<Progress> progress) {
    Wanted wanted = moments.resolve(moment);
    moments.refuseUnmet(wanted);
    Place place =
        places.write(
            new Place(
                name,
                key,
                moment,
                wanted.at(),
                scene.site().clock().instant(),
                State.MAKING,
                backend.where(name),
                Memo.empty()));
    progress.accept(Progress.of("ordering " + backend.where(name)));
    return order(place, wanted);
  }

  // The answer may be lost, and the order not: what is there then is what counts.
  private Place order(Place place, Wanted wanted) {
    try {
      backend.order(place, wanted);
    } catch (Unsure unsure) {
      if (backend.standing(place) instanceof Standing.Absent) {
        throw Fault.of(
            FaultCode.CONNECTION,
            unsure.getMessage() + "; " + place.where() + " is not to be seen there",
            "the database that serves was not touched; to order it again, if it does not come by"
                + " itself: "
                + command("resume", place),
            unsure);
      }
    }
    return place;
  }

  @Override
  public Place await(Place place, Consumer<Progress> progress) {
    if (place.state() == State.SERVING) {
      return place;
    }
    if (place.state() == State.SWITCHING) {
      finish(place, progress);
      return place.with(State.SERVING);
    }
    Watch watch = watch(progress, command("resume", place));
    if (backend.standing(place) instanceof Standing.Absent) {
      orderAgain(place);
    }
    do {
      Standing standing = watch.until(place.where(), () -> backend.standing(place));
      if (standing instanceof Standing.Absent) {
        throw gone(place);
      }
    } while (backend.complete(place));
    return place.state() == State.MAKING ? places.write(place.with(State.READY)) : place;
  }

  private void orderAgain(Place place) {
    if (place.state() != State.MAKING) {
      throw gone(place);
    }
    Wanted wanted = moments.resolve(place.moment());
    moments.refuseUnmet(wanted);
    order(place, wanted);
  }

  private Fault gone(Place place) {
    return Fault.of(
        FaultCode.SERVER,
        place.where() + " is not at " + backend.title() + " any more",
        "somebody removed it there; to forget it here: " + command("delete", place));
  }

  private Watch watch(Consumer<Progress> progress, String again) {
    long minutes =
        scene
            .setting(WAIT)
            .map(text -> {
              if (!text.matches("[0-9]{1,5}")) {
                throw Fault.of(
                    FaultCode.USAGE,
                    "setting " + WAIT + " is no number of minutes: \"" + text + "\"",
                    "write for example " + WAIT + ": 90");
              }
              return Long.parseLong(text);
            })
            .orElse(USUAL_WAIT);
    return new Watch(scene.site().clock(), pause, Duration.ofMinutes(minutes), progress, again);
  }

  private String command(String verb, Place place) {
    return "ebb "
        + scene.site().command("pitr " + verb + " " + place.name())
        + " --provider="
        + key;
  }

  @Override
  public List<Place> places() {
    List<Place> noted = places.all();
    List<String> known = noted.stream().map(place -> backend.where(place.name())).toList();
    Stream<Place> others =
        backend.found().stream().filter(place -> !known.contains(backend.where(place.name())));
    return Stream.concat(noted.stream(), others).toList();
  }

  @Override
  public Connector connector(Place place) {
    return backend.connector(place);
  }

  @Override
  public Place verified(Place place) {
    return places.write(place.with(State.VERIFIED));
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    return backend.steps(place);
  }

  @Override
  public List<Condition> switchConditions(Place place, Visitors visitors) {
    List<Condition> all = new ArrayList<>(backend.switchConditions(place));
    all.addAll(visitors(visitors));
    return all;
  }

  // That the database does not answer may be why somebody goes back.
  private List<Condition> visitors(Visitors visitors) {
    try (Session session = scene.site().beside()) {
      return Replacing.visitors(scene.site(), session, visitors);
    } catch (Fault fault) {
      return List.of(new Condition.Open("nobody is connected", String.valueOf(fault.getMessage())));
    }
  }

  @Override
  public Switched switchOver(Place place, Visitors visitors, Consumer<Progress> progress) {
    if (place.state() == State.SERVING) {
      return new Switched(place.where(), "what it replaced", Duration.ZERO, "nothing: it serves");
    }
    if (place.state() != State.SWITCHING) {
      refuseToSwitch(place, visitors);
    }
    return finish(places.write(place.with(State.SWITCHING)), progress);
  }

  private Switched finish(Place place, Consumer<Progress> progress) {
    Switched done = backend.switchOver(place, watch(progress, command("resume", place)));
    places.write(place.with("kept", done.kept()).with(State.SERVING));
    return done;
  }

  private void refuseToSwitch(Place place, Visitors visitors) {
    List<Condition.Unmet> against = new ArrayList<>();
    if (place.state() != State.VERIFIED) {
      against.add(
          new Condition.Unmet(
              place.where() + " holds what it should",
              "nobody has looked into it: it is " + place.state().word(),
              command("resume", place)));
    }
    for (Condition condition : switchConditions(place, visitors)) {
      if (condition instanceof Condition.Unmet unmet) {
        against.add(unmet);
      }
    }
    if (!against.isEmpty()) {
      throw Moments.refused(against, backend.subject() + " serves as before");
    }
  }

  @Override
  public void remove(Place place) {
    Watch watch = watch(_ -> {}, command("delete", place));
    switch (place.state()) {
      case SWITCHING ->
          throw Fault.of(
              FaultCode.REFUSED,
              place.where() + " is about to serve",
              "nothing was removed; finish that first: " + command("resume", place));
      case SERVING -> backend.removeReplaced(place, watch);
      case MAKING, READY, VERIFIED -> {
        if (!(backend.standing(place) instanceof Standing.Absent)) {
          backend.remove(place, watch);
        }
      }
    }
    places.remove(place);
  }
}
