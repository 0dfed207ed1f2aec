package dev.ebb.cloud.cloudsql;

import dev.ebb.cloud.service.Managed;
import dev.ebb.cloud.wire.Pause;
import dev.ebb.cloud.wire.Service;
import dev.ebb.cloud.wire.Wire;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Cloud SQL for PostgreSQL. Stateless. */
public final class CloudSqlProvider implements Provider {
  static final String KEY = "cloudsql";
  static final String OVERWRITE = "overwrite";
  private static final String API = "https://sqladmin.googleapis.com";

  private final Pause pause;

  /** For a service loader. */
  public CloudSqlProvider() {
    this(Pause.SLEEP);
  }

  CloudSqlProvider(Pause pause) {
    this.pause = pause;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "Cloud SQL";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("project", "the project; default: $GOOGLE_CLOUD_PROJECT"),
        new Setting("instance", "the instance that serves"),
        new Setting(
            "address",
            "of a new instance that is connected to: primary or private; default: primary"),
        new Setting(
            OVERWRITE,
            "the instance over which a backup is restored: all that is in it is gone then"),
        new Setting("api", "the address of the interface; default: " + API),
        new Setting(Managed.WAIT, "how long to wait for anything; default: 720"));
  }

  @Override
  public PointInTime open(Scene scene) {
    String project =
        scene
            .setting("project")
            .or(() -> Optional.ofNullable(scene.environment().get("GOOGLE_CLOUD_PROJECT")))
            .filter(name -> !name.isEmpty())
            .orElseThrow(() -> missing("project"));
    String instance = scene.setting("instance").orElseThrow(() -> missing("instance"));
    GoogleTokens tokens = new GoogleTokens(scene.environment(), scene.site().clock());
    Service service =
        new Service(
            "Cloud SQL",
            URI.create(scene.setting("api").orElse(API)),
            tokens.source(),
            List.of("error", "message"));
    Wire wire = new Wire(service, tokens, scene.site().clock(), pause);
    SqlAdmin admin = new SqlAdmin(wire, project);
    return new Managed(KEY, scene, new CloudSqlBackend(scene, admin, instance), pause);
  }

  private static Fault missing(String key) {
    return Fault.of(
        FaultCode.USAGE,
        "nothing says which " + key + " of Cloud SQL is meant",
        "write it into ebb.yaml (restore: {provider: cloudsql, project: shop, instance: prod}), or add"
            + " --setting="
            + key
            + "=…; nothing was contacted");
  }
}
