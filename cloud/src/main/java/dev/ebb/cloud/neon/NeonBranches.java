package dev.ebb.cloud.neon;

import dev.ebb.cloud.service.Managed;
import dev.ebb.cloud.service.Standing;
import dev.ebb.cloud.service.Watch;
import dev.ebb.cloud.wire.Pause;
import dev.ebb.cloud.wire.Unsure;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.Condition;
import dev.ebb.restore.pitr.Moment;
import dev.ebb.restore.pitr.Progress;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Switched;
import dev.ebb.restore.pitr.Window;
import dev.ebb.restore.remote.NewBranch;
import dev.ebb.restore.remote.RemoteBranch;
import dev.ebb.restore.remote.RemoteBranches;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Branches of a project of Neon's. Confined to one thread. */
final class NeonBranches implements RemoteBranches {
  private final Scene scene;
  private final NeonBackend backend;
  private final NeonApi api;
  private final NeonAddress address;
  private final Pause pause;

  NeonBranches(Scene scene, NeonBackend backend, Pause pause) {
    this.scene = scene;
    this.backend = backend;
    this.api = backend.api();
    this.address = new NeonAddress(scene, api);
    this.pause = pause;
  }

  @Override
  public String subject() {
    return backend.subject();
  }

  @Override
  public List<RemoteBranch> branches() {
    return api.branches().stream()
        .sorted(
            Comparator.comparing(
                    (NeonBranch b) -> Optional.ofNullable(b.created()).orElse(Instant.EPOCH))
                .reversed())
        .map(NeonBranches::shown)
        .toList();
  }

  private static RemoteBranch shown(NeonBranch branch) {
    Instant at = branch.parentTime();
    return new RemoteBranch(
        branch.name(),
        branch.id(),
        at == null ? branch.created() : at,
        branch.bytes(),
        branch.main(),
        branch.guarded(),
        branch.expires(),
        branch.state());
  }

  @Override
  public RemoteBranch named(String name) {
    return shown(api.branch(name));
  }

  @Override
  public RemoteBranch create(NewBranch wanted, Consumer<Progress> progress) {
    NeonBranch parent = backend.serving();
    if (api.find(wanted.name()).isPresent()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "Neon project " + api.project() + " has a branch \"" + wanted.name() + "\" already",
          "choose another name, or delete that one: ebb "
              + scene.site().command("branch delete " + wanted.name())
              + " --provider=neon. Nothing was changed");
    }
    Map<String, String> source = source(wanted, parent);
    try {
      api.create(wanted.name(), parent, source, traits(wanted));
    } catch (Unsure unsure) {
      if (api.find(wanted.name()).isEmpty()) {
        throw Fault.of(
            FaultCode.CONNECTION,
            unsure.getMessage() + "; there is no branch " + wanted.name() + " yet",
            "look with 'ebb branch list --provider=neon' whether it comes; if not, run this again",
            unsure);
      }
    }
    return await(wanted.name(), watch(progress, "branch list"));
  }

  private RemoteBranch await(String name, Watch watch) {
    Standing standing = watch.until("branch " + name, () -> api.standing(api.branch(name)));
    if (standing instanceof Standing.Absent) {
      throw new IllegalStateException(name);
    }
    return named(name);
  }

  private Map<String, String> source(NewBranch wanted, NeonBranch parent) {
    Moment moment = wanted.moment();
    return switch (moment) {
      case null -> Map.of();
      case Moment.Lsn(String lsn) -> Map.of("parent_lsn", lsn);
      case Moment.At(Instant time) -> {
        refuseOutside(time, backend.window(parent));
        yield Map.of("parent_timestamp", time.toString());
      }
      case Moment.Named(String reference) ->
          throw Fault.of(
              FaultCode.USAGE,
              "a branch begins at a time or a place in the log, not at restore point " + reference,
              "run: ebb " + scene.site().command("pitr restore " + reference) + " --provider=neon");
    };
  }

  private static void refuseOutside(Instant time, Window window) {
    if (!window.has(time)) {
      throw Fault.of(
          FaultCode.REFUSED,
          "the history of the branch does not reach to "
              + time
              + ": it begins at "
              + window.earliest()
              + " and ends at "
              + window.latest()
              + " ("
              + window.source()
              + ")",
          "choose a time between; nothing was ordered");
    }
  }

  private static Map<String, Object> traits(NewBranch wanted) {
    Map<String, Object> traits = new LinkedHashMap<>();
    Instant expires = wanted.expires();
    if (expires != null) {
      traits.put("expires_at", expires.toString());
    }
    if (wanted.guarded()) {
      traits.put("protected", true);
    }
    return traits;
  }

  private Watch watch(Consumer<Progress> progress, String verb) {
    long minutes =
        scene
            .setting(Managed.WAIT)
            .filter(t -> t.matches("[0-9]{1,5}"))
            .map(Long::parseLong)
            .orElse(60L);
    return new Watch(
        scene.site().clock(),
        pause,
        Duration.ofMinutes(minutes),
        progress,
        "ebb " + scene.site().command(verb) + " --provider=neon");
  }

  @Override
  public Switched promote(RemoteBranch branch, Consumer<Progress> progress) {
    NeonBranch source = api.branch(branch.id());
    NeonBranch serving = backend.serving();
    if (source.id().equals(serving.id())) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch " + branch.name() + " is the one that serves",
          "nothing was changed");
    }
    for (Condition condition : NeonBackend.promotable(serving)) {
      if (condition instanceof Condition.Unmet(String what, String why, String remedy)) {
        throw Fault.of(FaultCode.REFUSED, what + "? " + why, remedy + "; nothing was changed");
      }
    }
    refuseSecond(source, serving);
    return backend.promote(
        source, plain(source.name()), watch(progress, "branch promote " + branch.name()));
  }

  // What was kept the first time says that it was done, and not that it is to be done again. One
  // that is still under way is waited for.
  private void refuseSecond(NeonBranch source, NeonBranch serving) {
    Optional<NeonBranch> kept = api.find(NeonBackend.keptAs(serving, plain(source.name())));
    if (kept.isPresent() && api.standing(serving) instanceof Standing.Ready) {
      throw Fault.of(
          FaultCode.REFUSED,
          "branch "
              + source.name()
              + " was promoted before: branch "
              + kept.get().name()
              + " holds what was there until then",
          "if that was just now, it is done. To do it again give that branch another name at Neon,"
              + " or delete it if it is not needed: ebb "
              + scene.site().command("branch delete " + kept.get().name())
              + " --provider=neon. Nothing was changed by this call");
    }
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  @Override
  public Switched makeMain(RemoteBranch branch, Consumer<Progress> progress) {
    NeonBranch before = api.mainBranch();
    NeonBranch target = api.branch(branch.id());
    Instant begun = scene.site().clock().instant();
    try {
      api.makeDefault(target);
    } catch (Unsure unsure) {
      if (!api.branch(branch.id()).main()) {
        throw Fault.of(
            FaultCode.CONNECTION,
            unsure.getMessage() + "; branch " + before.name() + " still is the default",
            "run this again; nothing was changed so far",
            unsure);
      }
    }
    await(target.id(), watch(progress, "branch promote " + branch.name()));
    return new Switched(
        "branch "
            + target.name()
            + " is the project's default, at its own address: "
            + address.words(target),
        "branch " + before.name() + ", with its address, as it was",
        Duration.between(begun, scene.site().clock().instant()),
        "tell the application the new address: until then it works on branch " + before.name());
  }

  @Override
  public void delete(RemoteBranch branch, Consumer<Progress> progress) {
    backend.delete(api.branch(branch.id()), watch(progress, "branch delete " + branch.name()));
  }

  @Override
  public Connector connector(RemoteBranch branch) {
    return address.connector(api.branch(branch.id()));
  }

  @Override
  public Optional<String> connection(RemoteBranch branch) {
    return address.connection(api.branch(branch.id()));
  }
}
