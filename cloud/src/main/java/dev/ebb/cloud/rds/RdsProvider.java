package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Managed;
import dev.ebb.cloud.wire.Pause;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import java.util.List;

/** Amazon RDS for PostgreSQL. Stateless. */
public final class RdsProvider implements Provider {
  static final String KEY = "rds";

  private final Pause pause;

  /** For a service loader. */
  public RdsProvider() {
    this(Pause.SLEEP);
  }

  RdsProvider(Pause pause) {
    this.pause = pause;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "Amazon RDS";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("instance", "the identifier of the instance that serves"),
        Aws.REGION,
        Aws.ENDPOINT,
        new Setting(Managed.WAIT, "how long to wait for anything; default: 720"));
  }

  @Override
  public PointInTime open(Scene scene) {
    Aws aws = Aws.of(scene);
    String instance = Aws.required(scene, "instance", KEY);
    return new Managed(KEY, scene, new RdsBackend(scene, aws, instance), pause);
  }
}
