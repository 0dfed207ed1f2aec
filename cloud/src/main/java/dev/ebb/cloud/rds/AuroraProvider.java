package dev.ebb.cloud.rds;

import dev.ebb.cloud.service.Managed;
import dev.ebb.cloud.wire.Pause;
import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import java.util.List;

/** Amazon Aurora PostgreSQL. Stateless. */
public final class AuroraProvider implements Provider {
  static final String KEY = "aurora";

  private final Pause pause;

  /** For a service loader. */
  public AuroraProvider() {
    this(Pause.SLEEP);
  }

  AuroraProvider(Pause pause) {
    this.pause = pause;
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "Amazon Aurora";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("cluster", "the identifier of the cluster that serves"),
        new Setting(
            "instance-class", "of the new cluster's instance; default: that of the old writer"),
        Aws.REGION,
        Aws.ENDPOINT,
        new Setting(Managed.WAIT, "how long to wait for anything; default: 720"));
  }

  @Override
  public PointInTime open(Scene scene) {
    Aws aws = Aws.of(scene);
    String cluster = Aws.required(scene, "cluster", KEY);
    return new Managed(KEY, scene, new AuroraBackend(scene, aws, cluster), pause);
  }
}
