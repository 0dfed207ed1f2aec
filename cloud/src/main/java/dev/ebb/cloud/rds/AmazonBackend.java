package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Backend;
import dev.ebb.cloud.service.Places;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Points in time at Amazon, whether what serves is an instance or a cluster: a place is another of
 * the kind, and serves by taking over the name. Confined to one thread.
 */
abstract sealed class AmazonBackend implements Backend permits RdsBackend, AuroraBackend {
  final Scene scene;
  final Aws aws;

  /** The name of what serves. */
  final String serving;

  private final Kind kind;

  /**
   * What it is.
   *
   * @param key the provider's
   * @param word "instance"
   * @param product "Amazon RDS"
   */
  record Kind(String key, String word, String product) {}

  AmazonBackend(Scene scene, Aws aws, Kind kind, String serving) {
    this.scene = scene;
    this.aws = aws;
    this.kind = kind;
    this.serving = serving;
  }

  /** The one of a name, if there is one. */
  abstract Optional<Seen> find(String id);

  /** All there are. */
  abstract List<Seen> all();

  /** The first moment that can be had; null if nobody says. */
  abstract @Nullable Instant earliest();

  /** Asks for another name, which it gets some time later; and protects it from being deleted. */
  abstract void rename(String from, String to, boolean guarded);

  /** Asks for it to be deleted, with all that is in it, and waits until it is gone. */
  abstract void delete(String id, @Nullable String lastSnapshot, Watch watch);

  final String id(String place) {
    return Places.id(serving, place);
  }

  final String id(Place place) {
    return id(place.name());
  }

  private String replaced(Place place) {
    return id("replaced-" + place.name());
  }

  final Seen there(String id) {
    return find(id)
        .orElseThrow(() -> AwsWords.unknown(kind.word, id, all().stream().map(Seen::id).toList()));
  }

  @Override
  public final String title() {
    return kind.product;
  }

  private String named(String id) {
    return kind.word + " " + id + " of " + kind.product;
  }

  @Override
  public final String subject() {
    return named(serving);
  }

  @Override
  public final String where(String place) {
    return named(id(place));
  }

  @Override
  public final List<Condition> conditions() {
    Seen seen = there(serving);
    return List.of(
        new Condition.Met(
            "the credentials are accepted, and " + kind.word + " " + serving + " is there"),
        AwsWords.backups(seen.days(), subject()));
  }

  @Override
  public final Window window() {
    Seen seen = there(serving);
    return AwsWords.window(earliest(), seen.latest(), seen.days(), scene.site().clock().instant());
  }

  @Override
  public final List<RestorePoint> backups() {
    return List.of();
  }

  @Override
  public final List<Condition> needs(Wanted wanted) {
    return AwsWords.needsTime(wanted);
  }

  @Override
  public final Estimate estimate() {
    return AwsWords.estimate(there(serving).gigabytes());
  }

  @Override
  public final List<Forfeit> others() {
    return List.of();
  }

  @Override
  public final String undo() {
    return kind.word
        + " "
        + serving
        + " stays as it is; after a change of names it is there under another";
  }

  @Override
  public final List<Place> found() {
    return all().stream()
        .filter(seen -> Aws.place(seen.tags(), serving).isPresent())
        .filter(seen -> !seen.id().equals(serving))
        .map(seen ->
            Places.found(
                Aws.place(seen.tags(), serving).orElse(seen.id()),
                kind.key,
                Aws.moment(seen.tags()).orElse(null),
                seen.made(),
                named(seen.id())))
        .toList();
  }

  @Override
  public final Connector connector(Place place) {
    Seen seen = there(id(place));
    String host = seen.host();
    Integer port = seen.port();
    if (host == null || port == null) {
      throw Fault.of(
          FaultCode.SERVER,
          place.where() + " has no address yet: it is " + seen.status(),
          "wait for it: ebb " + scene.site().command("pitr resume " + place.name()));
    }
    return Places.elsewhere(scene, host, port, Map.of());
  }

  @Override
  public final List<SwitchStep> steps(Place place) {
    String address =
        find(id(place))
            .filter(seen -> seen.host() != null)
            .map(seen -> seen.host() + ":" + seen.port())
            .orElse("(none yet)");
    return AwsWords.steps(kind.word, serving, id(place), replaced(place), address);
  }

  @Override
  public final List<Condition> switchConditions(Place place) {
    return AwsWords.named(find(replaced(place)).isPresent(), replaced(place));
  }

  // Whoever goes on with it knows neither how far it came nor what still happens at Amazon's. As
  // long as the place has its own name, what is called as what serves is the old one.
  @Override
  public final Switched switchOver(Place place, Watch watch) {
    Instant begun = scene.site().clock().instant();
    String fresh = id(place);
    String replaced = replaced(place);
    Optional<Seen> old = find(serving).filter(seen -> !isThe(place, seen));
    boolean guarded = old.or(() -> find(replaced)).map(Seen::guarded).orElse(false);
    if (old.isPresent()) {
      if (find(fresh).isEmpty()) {
        throw gone(place);
      }
      renameOnce(old.get(), replaced, guarded);
      await(replaced, watch);
    }
    if (waited(fresh, watch)) {
      rename(fresh, serving, guarded);
    }
    await(serving, watch);
    if (!isThe(place, there(serving))) {
      throw foreign(place, replaced);
    }
    return AwsWords.switched(kind.word, serving, replaced, begun, scene.site().clock().instant());
  }

  // Asked for before, it is about to get it.
  private void renameOnce(Seen old, String to, boolean guarded) {
    if (!old.status().equals("renaming")) {
      rename(old.id(), to, guarded);
    }
  }

  private boolean isThe(Place place, Seen seen) {
    return Aws.place(seen.tags(), serving).filter(place.name()::equals).isPresent();
  }

  private Fault gone(Place place) {
    return Fault.of(
        FaultCode.SERVER,
        place.where() + " is not there any more, so nothing can take over from " + subject(),
        subject()
            + " serves as before. To forget the place: ebb "
            + scene.site().command("pitr list"));
  }

  private Fault foreign(Place place, String replaced) {
    return Fault.of(
        FaultCode.SERVER,
        subject() + " is neither what was restored nor what served: it does not bear Ebb's tag",
        "what served is "
            + named(replaced)
            + ", what was restored "
            + place.where()
            + ". See who made the one that has the name now, rename or delete that at Amazon, and"
            + " go on: ebb "
            + scene.site().command("pitr resume " + place.name()));
  }

  /** Waits until it can be worked with; whether it still has that name then. */
  private boolean waited(String id, Watch watch) {
    return watch.until(
            kind.word + " " + id,
            () ->
                find(id).map(seen -> AwsWords.standing(seen, null)).orElseGet(Standing.Absent::new))
        instanceof Standing.Ready;
  }

  /** Also until it has its name. */
  private void await(String id, Watch watch) {
    watch.until(
        kind.word + " " + id,
        () ->
            find(id)
                .map(seen -> AwsWords.standing(seen, null))
                .orElseGet(() -> new Standing.Coming("it does not have its name yet", null)));
  }

  @Override
  public final void remove(Place place, Watch watch) {
    if (Aws.place(there(id(place)).tags(), serving).isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          place.where() + " does not bear Ebb's tag",
          "somebody else may have made it: nothing was deleted; delete it in Amazon's console");
    }
    delete(id(place), null, watch);
  }

  // It was the production: Amazon keeps a last snapshot of it. What is protected from being deleted
  // loses nothing before that is known.
  @Override
  public final void removeReplaced(Place place, Watch watch) {
    String replaced = replaced(place);
    Optional<Seen> found = find(replaced);
    if (found.isPresent()) {
      if (found.get().guarded()) {
        throw Fault.of(
            FaultCode.REFUSED,
            named(replaced) + " is protected from being deleted",
            "it has that from what it was; when all is well, take it away: aws rds modify-db-%s --db-%s-identifier %s --no-deletion-protection --apply-immediately, and run it again. Nothing was deleted"
                .formatted(kind.word, kind.word, replaced));
      }
      if (!find(serving).filter(seen -> isThe(place, seen)).isPresent()) {
        throw Fault.of(
            FaultCode.REFUSED,
            subject() + " is not what took its place",
            "see what serves there; as long as that is not known, nothing is deleted");
      }
      delete(replaced, replaced + "-last", watch);
    }
  }

  /** Waits until nothing has that name. */
  final void awaitEnd(String id, Watch watch) {
    watch.until(
        "that " + kind.word + " " + id + " is gone",
        () ->
            find(id)
                .<Standing>map(seen -> new Standing.Coming(seen.status(), null))
                .orElseGet(Standing.Absent::new));
  }
}
