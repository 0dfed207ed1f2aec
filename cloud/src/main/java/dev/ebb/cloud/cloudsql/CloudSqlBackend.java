package dev.ebb.cloud.cloudsql;

import dev.ebb.cloud.service.Backend;
import dev.ebb.cloud.service.Places;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.cloud.wire.Tree;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import dev.ebb.restore.Condition;
import dev.ebb.restore.Estimate;
import dev.ebb.restore.Forfeit;
import dev.ebb.restore.RestorePoint;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Place;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.SwitchStep;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points in time of an instance of Cloud SQL: a place is a new instance, or, for a backup, the one
 * that somebody named to be overwritten. Confined to one thread.
 */
final class CloudSqlBackend implements Backend {
  private static final String OURS = "ebb-";
  private static final int PORT = 5432;

  private final Scene scene;
  private final SqlAdmin admin;
  private final String instance;
  private final Backups backups;

  CloudSqlBackend(Scene scene, SqlAdmin admin, String instance) {
    this.scene = scene;
    this.admin = admin;
    this.instance = instance;
    this.backups = new Backups(scene, admin, instance);
  }

  private Tree serving() {
    return admin.instance(instance).orElseThrow(() -> unknown(instance));
  }

  private Fault unknown(String name) {
    List<String> names =
        admin.instances().stream().flatMap(found -> found.text("name").stream()).toList();
    return Fault.of(
        FaultCode.UNKNOWN_NAME,
        "project " + admin.project() + " has no instance \"" + name + "\"",
        Nearest.to(name, names).map(near -> "did you mean " + near + "? ").orElse("")
            + (names.isEmpty()
                ? "it has none that these credentials may see"
                : "there are: " + String.join(", ", names))
            + ". Nothing was changed");
  }

  private String id(String place) {
    return Places.id(instance, OURS + place);
  }

  private String id(Place place) {
    return place.moment() instanceof Moment.Named(String reference) && Backups.isOne(reference)
        ? backups.target()
        : id(place.name());
  }

  @Override
  public String title() {
    return "Cloud SQL";
  }

  @Override
  public String subject() {
    return "instance " + instance + " of Cloud SQL, project " + admin.project();
  }

  @Override
  public String where(String place) {
    return "instance " + id(place) + " of Cloud SQL, project " + admin.project();
  }

  @Override
  public List<Condition> conditions() {
    Tree serving = serving();
    String what = subject() + " keeps its log for points in time";
    return List.of(
        new Condition.Met("the credentials are accepted, and instance " + instance + " is there"),
        serving.isTrue("settings", "backupConfiguration", "pointInTimeRecoveryEnabled")
            ? new Condition.Met(what)
            : new Condition.Unmet(
                what,
                "point-in-time recovery is off",
                "gcloud sql instances patch "
                    + instance
                    + " --enable-point-in-time-recovery; it begins from then on"));
  }

  @Override
  public Window window() {
    Tree times = admin.recovery(instance);
    Instant now = scene.site().clock().instant();
    return new Window(
        times.time("earliestRecoveryTime").orElse(null),
        times.time("latestRecoveryTime").orElse(now),
        "as Cloud SQL says of instance " + instance);
  }

  @Override
  public List<RestorePoint> backups() {
    return backups.points();
  }

  @Override
  public List<Condition> needs(Wanted wanted) {
    if (wanted.backup() != null) {
      return backups.needs();
    }
    return wanted.at() != null
        ? List.of()
        : List.of(
            new Condition.Unmet(
                "the moment is a time",
                "Cloud SQL knows no places in the log, as " + wanted.words(),
                "name a time: --at=2026-01-31T03:00:00Z"));
  }

  /** Ten minutes, and more with its size: a guess. */
  @Override
  public Estimate estimate() {
    long gigabytes = serving().number("settings", "dataDiskSizeGb").orElse(10L);
    return new Estimate(
        Duration.ofMinutes(10).plusSeconds(4 * gigabytes), Duration.ZERO, gigabytes << 30);
  }

  @Override
  public List<Forfeit> others() {
    return List.of();
  }

  @Override
  public String undo() {
    return "instance "
        + instance
        + " stays as it is; only one that is named to be overwritten is not, and it comes back from its"
        + " own backups";
  }

  @Override
  public void order(Place place, Wanted wanted) {
    Instant at = wanted.at();
    String backup = wanted.backup();
    if (backup != null) {
      backups.restore(backup, place);
    } else if (at != null && admin.instance(id(place)).isEmpty()) {
      admin.cloneTo(instance, id(place), at);
    }
  }

  @Override
  public Standing standing(Place place) {
    boolean over = !id(place).equals(id(place.name()));
    if (over && !backups.isOrdered(place)) {
      return new Standing.Absent();
    }
    return admin
        .instance(id(place))
        .map(found -> standing(found, place))
        .orElseGet(Standing.Absent::new);
  }

  private Standing standing(Tree found, Place place) {
    for (Tree operation : admin.operations(id(place))) {
      String status = operation.text("status").orElse("");
      if (status.equals("PENDING") || status.equals("RUNNING")) {
        return new Standing.Coming(words(operation) + " is " + plain(status), left(place));
      }
      List<Tree> errors = operation.list("error", "errors");
      if (!errors.isEmpty() && after(operation, place)) {
        return new Standing.Broken(
            words(operation)
                + ": "
                + errors
                    .getFirst()
                    .text("message")
                    .or(() -> errors.getFirst().text("code"))
                    .orElse("failed"));
      }
    }
    String state = found.text("state").orElse("?");
    return switch (state) {
      case "RUNNABLE" -> new Standing.Ready();
      case "FAILED", "SUSPENDED" -> new Standing.Broken("its state is " + state);
      default -> new Standing.Coming("its state is " + plain(state), left(place));
    };
  }

  private static boolean after(Tree operation, Place place) {
    return operation.time("insertTime").filter(time -> !time.isBefore(place.begun())).isPresent();
  }

  private static String words(Tree operation) {
    return plain(operation.text("operationType").orElse("operation"));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private @Nullable Duration left(Place place) {
    Duration left =
        Duration.ofMinutes(12)
            .minus(Duration.between(place.begun(), scene.site().clock().instant()));
    return left.isPositive() ? left : null;
  }

  @Override
  public boolean complete(Place place) {
    return false;
  }

  @Override
  public List<Place> found() {
    String head = instance + "-" + OURS;
    List<Place> all = new ArrayList<>();
    for (Tree found : admin.instances()) {
      String name = found.text("name").orElse("");
      if (name.startsWith(head)) {
        String place = name.substring(head.length());
        all.add(
            Places.found(
                place,
                CloudSqlProvider.KEY,
                null,
                found.time("createTime").orElse(null),
                where(place)));
      }
    }
    return all;
  }

  private Tree there(Place place) {
    return admin.instance(id(place)).orElseThrow(() -> unknown(id(place)));
  }

  private String address(Place place) {
    String wanted = scene.setting("address").orElse("primary").toUpperCase(Locale.ROOT);
    List<Tree> all = there(place).list("ipAddresses");
    return all.stream()
        .filter(address -> address.text("type").orElse("").equals(wanted))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .flatMap(address -> address.text("ipAddress"))
        .orElseThrow(() ->
            Fault.of(
                FaultCode.SERVER,
                place.where() + " has no address yet",
                "wait for it: ebb " + scene.site().command("pitr resume " + place.name())));
  }

  @Override
  public Connector connector(Place place) {
    String address = address(place);
    int colon = address.indexOf(':');
    return colon > 0 && address.indexOf('.') > 0
        ? Places.elsewhere(
            scene,
            address.substring(0, colon),
            Long.parseLong(address.substring(colon + 1)),
            Map.of())
        : Places.elsewhere(scene, address, PORT, Map.of());
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    String proxy = there(place).text("connectionName").orElse("?");
    return List.of(
        new SwitchStep(
            "stop the application, so that nothing more is written to instance " + instance, ""),
        new SwitchStep(
            "have it connect to " + address(place) + " as before, or through the proxy",
            "cloud-sql-proxy " + proxy),
        new SwitchStep(
            "when that is well, and only then, stop the old instance; do not delete it yet",
            "gcloud sql instances patch " + instance + " --activation-policy=NEVER"));
  }

  @Override
  public List<Condition> switchConditions(Place place) {
    return List.of(
        new Condition.Unmet(
            "the new instance can have the address of the old one",
            "Cloud SQL gives no instance the name or address of another",
            "do the steps by hand: the application has to be told the new address"));
  }

  @Override
  public Switched switchOver(Place place, Watch watch) {
    throw Fault.of(
        FaultCode.REFUSED,
        "Cloud SQL gives no instance the name or address of another",
        "do the steps by hand; instance " + instance + " serves as before");
  }

  @Override
  public void remove(Place place, Watch watch) {
    String id = id(place);
    if (!id.startsWith(instance + "-" + OURS)) {
      throw Fault.of(
          FaultCode.REFUSED,
          place.where() + " was not made by Ebb",
          "nothing was deleted; delete it in Google's console if it is not needed");
    }
    admin.delete(id);
    watch.until(
        "that instance " + id + " is gone",
        () ->
            admin
                .instance(id)
                .<Standing>map(_ -> new Standing.Coming("it is still there", null))
                .orElseGet(Standing.Absent::new));
  }

  @Override
  public void removeReplaced(Place place, Watch watch) {
    throw Fault.of(
        FaultCode.REFUSED,
        "Ebb deletes no instance of Cloud SQL that served",
        "nothing was deleted");
  }
}
