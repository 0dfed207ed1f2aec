package dev.ebb.cloud.neon;

import dev.ebb.cloud.service.Managed;
import dev.ebb.cloud.wire.Pause;
import dev.ebb.cloud.wire.Secret;
import dev.ebb.cloud.wire.Service;
import dev.ebb.cloud.wire.Wire;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import dev.ebb.restore.remote.BranchProvider;
import dev.ebb.restore.remote.RemoteBranches;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Neon. Stateless. */
public final class NeonProvider implements BranchProvider {
  static final String KEY = "neon";
  private static final String API = "https://console.neon.tech/api/v2";
  private static final String API_KEY = "NEON_API_KEY";
  private static final String PROJECT = "NEON_PROJECT_ID";

  private final Pause pause;

  /** For a service loader. */
  public NeonProvider() {
    this(Pause.SLEEP);
  }

  NeonProvider(Pause pause) {
    this.pause = pause;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "Neon";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("project", "the id of the project; default: $" + PROJECT),
        new Setting("branch", "the branch that serves, by name or id; default: the default branch"),
        new Setting("role", "who connects to a new branch; default: who connects now"),
        new Setting("database", "its database; default: the one that is connected to now"),
        new Setting("api", "the address of the interface; default: " + API),
        new Setting(Managed.WAIT, "how long to wait for anything; default: 720"));
  }

  @Override
  public PointInTime open(Scene scene) {
    return new Managed(KEY, scene, backend(scene), pause);
  }

  @Override
  public RemoteBranches branches(Scene scene) {
    return new NeonBranches(scene, backend(scene), pause);
  }

  private NeonBackend backend(Scene scene) {
    String project =
        scene
            .setting("project")
            .or(() -> variable(scene, PROJECT))
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.USAGE,
                    "nothing says which project of Neon is meant",
                    "write it into ebb.yaml (restore: {provider: neon, project: quiet-sun-12345678}),"
                        + " or add --setting=project=…, or export "
                        + PROJECT
                        + "=…; nothing was contacted"));
    Secret secret =
        variable(scene, API_KEY)
            .map(Secret::new)
            .orElseThrow(() ->
                Fault.of(
                    FaultCode.USAGE,
                    "there is no API key of Neon in " + API_KEY,
                    "make one in Neon's console (account settings, API keys), and export "
                        + API_KEY
                        + "=…; nothing was contacted"));
    Service service =
        new Service(
            "Neon", URI.create(scene.setting("api").orElse(API)), API_KEY, List.of("message"));
    Wire wire = new Wire(service, () -> secret, scene.site().clock(), pause);
    return new NeonBackend(scene, new NeonApi(wire, project));
  }

  private static Optional<String> variable(Scene scene, String name) {
    return Optional.ofNullable(scene.environment().get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
