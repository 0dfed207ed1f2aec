package dev.ebb.cloud.neon;

import dev.ebb.cloud.service.Backend;
import dev.ebb.cloud.service.Places;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Wanted;
import dev.ebb.cloud.service.Watch;
import dev.ebb.cloud.wire.Unsure;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Points in time at Neon: a place is a branch called {@code ebb/…}. Confined to one thread. */
final class NeonBackend implements Backend {
  private static final String OURS = "ebb/";

  /** Nothing is copied; what takes time is that a compute starts. */
  private static final Estimate USUAL =
      new Estimate(Duration.ofSeconds(20), Duration.ofSeconds(10), 0);

  private final Scene scene;
  private final NeonApi api;
  private final NeonAddress address;

  NeonBackend(Scene scene, NeonApi api) {
    this.scene = scene;
    this.api = api;
    this.address = new NeonAddress(scene, api);
  }

  NeonApi api() {
    return api;
  }

  /** The branch that serves. */
  NeonBranch serving() {
    return scene.setting("branch").map(api::branch).orElseGet(api::mainBranch);
  }

  @Override
  public String title() {
    return "Neon";
  }

  @Override
  public String subject() {
    return scene.setting("branch").map(branch -> "branch " + branch).orElse("the default branch")
        + " of Neon project "
        + api.project();
  }

  @Override
  public String where(String place) {
    return "branch " + OURS + place + " of Neon project " + api.project();
  }

  @Override
  public List<Condition> conditions() {
    NeonBranch serving = serving();
    List<Condition> all = new ArrayList<>();
    all.add(
        new Condition.Met("the API key is accepted, and branch " + serving.name() + " is there"));
    all.add(history(api.retention()));
    return all;
  }

  private static Condition history(Duration retention) {
    String what = "the project keeps history";
    return retention.isPositive()
        ? new Condition.Met(what)
        : new Condition.Unmet(
            what,
            "its history retention is 0 s",
            "set a longer one in the project's settings; it begins from then on");
  }

  @Override
  public Window window() {
    return window(serving());
  }

  Window window(NeonBranch branch) {
    Duration retention = api.retention();
    Instant now = scene.site().clock().instant();
    Instant from = now.minus(retention);
    Instant created = branch.created();
    boolean young = created != null && created.isAfter(from);
    Instant earliest = young ? created : from;
    return new Window(
        retention.isPositive() ? earliest : null,
        now,
        "history retention of %d s%s"
            .formatted(
                retention.toSeconds(), young ? ", and the branch is no older than that" : ""));
  }

  @Override
  public List<RestorePoint> backups() {
    return List.of();
  }

  @Override
  public List<Condition> needs(Wanted wanted) {
    return List.of();
  }

  @Override
  public Estimate estimate() {
    return USUAL;
  }

  @Override
  public List<Forfeit> others() {
    return List.of();
  }

  @Override
  public String undo() {
    return "what is there now becomes a branch of its own: 'ebb branch promote --provider=neon' brings"
        + " it back";
  }

  @Override
  public void order(Place place, Wanted wanted) {
    if (branch(place).isPresent()) {
      return;
    }
    String lsn = wanted.lsn();
    Instant at = wanted.at();
    // By time if there is one: for that the window was looked at.
    Map<String, String> source =
        at != null
            ? Map.of("parent_timestamp", at.toString())
            : lsn != null ? Map.of("parent_lsn", lsn) : Map.of();
    api.create(OURS + place.name(), serving(), source, Map.of());
  }

  private Optional<NeonBranch> branch(Place place) {
    return api.find(OURS + place.name());
  }

  private NeonBranch there(Place place) {
    return api.branch(OURS + place.name());
  }

  @Override
  public Standing standing(Place place) {
    return branch(place).map(api::standing).orElseGet(Standing.Absent::new);
  }

  @Override
  public boolean complete(Place place) {
    return false;
  }

  @Override
  public List<Place> found() {
    return api.branches().stream()
        .filter(branch -> branch.name().startsWith(OURS))
        .map(branch ->
            Places.found(
                branch.name().substring(OURS.length()),
                NeonProvider.KEY,
                branch.parentTime(),
                branch.created(),
                "branch " + branch.name() + " of Neon project " + api.project()))
        .toList();
  }

  @Override
  public Connector connector(Place place) {
    return address.connector(there(place));
  }

  @Override
  public List<SwitchStep> steps(Place place) {
    NeonBranch serving = serving();
    NeonBranch branch = there(place);
    return List.of(
        new SwitchStep(
            "put its state in the place of branch "
                + serving.name()
                + ", under the same connection string",
            "neon branches restore %s %s --preserve-under-name %s --project-id %s"
                .formatted(
                    serving.name(), branch.name(), keptAs(serving, place.name()), api.project())),
        new SwitchStep(
            "or leave that branch alone, and have the application connect to the new one, as the same"
                + " role: "
                + address.words(branch),
            ""));
  }

  static String keptAs(NeonBranch serving, String name) {
    return serving.name() + "_before_" + name;
  }

  @Override
  public List<Condition> switchConditions(Place place) {
    return promotable(serving());
  }

  static List<Condition> promotable(NeonBranch serving) {
    String why = serving.unrestorable();
    String what = "branch " + serving.name() + " can be restored in place";
    return List.of(
        why == null
            ? new Condition.Met(what)
            : new Condition.Unmet(
                what, why, "settle that at Neon, or have clients connect to the new branch"));
  }

  @Override
  public Switched switchOver(Place place, Watch watch) {
    return promote(there(place), place.name(), watch);
  }

  /**
   * Under the same connection string; what was there is kept. Also goes on with one that was begun.
   */
  Switched promote(NeonBranch branch, String name, Watch watch) {
    NeonBranch serving = serving();
    String keptAs = keptAs(serving, name);
    Instant begun = scene.site().clock().instant();
    if (api.find(keptAs).isEmpty()) {
      try {
        api.restore(serving, branch, keptAs);
      } catch (Unsure unsure) {
        if (api.find(keptAs).isEmpty()) {
          throw Fault.of(
              FaultCode.CONNECTION,
              unsure.getMessage() + "; there is no branch " + keptAs + " yet",
              "branch "
                  + serving.name()
                  + " serves as before, unless Neon still acts on it: look with 'ebb branch list"
                  + " --provider=neon', and run this again",
              unsure);
        }
      }
    }
    watch.until("branch " + serving.name(), () -> api.standing(api.branch(serving.id())));
    Duration took = Duration.between(begun, scene.site().clock().instant());
    return new Switched(
        "branch "
            + serving.name()
            + " has the state of branch "
            + branch.name()
            + "; its connection string is the same",
        "branch " + keptAs,
        took,
        "sessions that were open have ended: the application has to connect again. Branch "
            + keptAs
            + " holds what was there until now, and is deleted by nobody but you");
  }

  @Override
  public void remove(Place place, Watch watch) {
    delete(there(place), watch);
  }

  // The place became a branch of what it replaced, and has to go before it.
  @Override
  public void removeReplaced(Place place, Watch watch) {
    branch(place).ifPresent(branch -> delete(branch, watch));
    api.find(keptAs(serving(), place.name())).ifPresent(kept -> delete(kept, watch));
  }

  void delete(NeonBranch branch, Watch watch) {
    if (branch.main() || branch.id().equals(serving().id())) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch " + branch.name() + " is the one that serves",
          "nothing was deleted; make another the default first");
    }
    if (branch.guarded()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch " + branch.name() + " is protected",
          "nothing was deleted; take its protection away at Neon first");
    }
    List<String> children =
        api.branches().stream()
            .filter(other -> branch.id().equals(other.parent()))
            .map(NeonBranch::name)
            .toList();
    if (!children.isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch " + branch.name() + " has branches of its own: " + String.join(", ", children),
          "nothing was deleted; delete those first");
    }
    try {
      api.delete(branch);
    } catch (Unsure _) {
      // what is there then is what counts
    }
    watch.until(
        "that branch " + branch.name() + " is gone",
        () ->
            api.find(branch.id()).isEmpty()
                ? new Standing.Absent()
                : new Standing.Coming("it is still listed", null));
  }
}
