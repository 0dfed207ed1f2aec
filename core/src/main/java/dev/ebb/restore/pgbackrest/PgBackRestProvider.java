package dev.ebb.restore.pgbackrest;

import dev.ebb.restore.pitr.PointInTime;
import dev.ebb.restore.pitr.Provider;
import dev.ebb.restore.pitr.Scene;
import dev.ebb.restore.pitr.Setting;
import java.util.List;

/** Makes {@link PgBackRest} known to whoever looks for providers. Stateless. */
public final class PgBackRestProvider implements Provider {
  /** Does nothing. */
  public PgBackRestProvider() {}

  @Override
  public String key() {
    return PgBackRest.KEY;
  }

  @Override
  public String title() {
    return "pgBackRest";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("stanza", "the stanza; default: the one that has backups of this server"),
        new Setting("config", "pgBackRest's file of settings; default: its own"),
        new Setting("program", "pgBackRest; default: pgbackrest along PATH"),
        new Setting("data", "the server's data directory; default: what the server says"),
        new Setting("user", "whom its files belong to; refused if that is not so"),
        new Setting("bin", "the folder of pg_ctl; default: where the server's program is"),
        new Setting("folder", "where new data directories are made; default: beside the old one"),
        new Setting("start", "a command that starts the server; default: pg_ctl"),
        new Setting("stop", "a command that stops it; default: pg_ctl"));
  }

  @Override
  public PointInTime open(Scene scene) {
    return new PgBackRest(scene);
  }
}
