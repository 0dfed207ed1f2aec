package dev.ebb.restore.pitr;

import dev.ebb.restore.swap.Site;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider works with.
 *
 * @param site the database that is to be had again, its server, and the clock
 * @param schema its schema's name, for commands that are shown
 * @param settings those of {@link Provider#settings}, as {@code ebb.yaml} and flags say; only known
 *     keys
 * @param environment the variables of the process, for keys and secrets
 * @param notes a folder of this provider on this machine, where it may keep notes; may not exist
 *     yet
 */
public record Scene(
    Site site,
    String schema,
    Map<String, String> settings,
    Map<String, String> environment,
    Path notes) {
  public Scene {
    settings = Map.copyOf(settings);
    environment = Map.copyOf(environment);
  }

  /** A setting, if it was given. */
  public Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key)).filter(value -> !value.isEmpty());
  }
}
