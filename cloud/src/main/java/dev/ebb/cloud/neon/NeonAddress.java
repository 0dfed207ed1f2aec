package dev.ebb.cloud.neon;

import dev.ebb.cloud.service.Places;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.restore.pitr.Scene;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a branch can be connected to. Its connection string holds a password and is shown nowhere.
 */
final class NeonAddress {
  private final Scene scene;
  private final NeonApi api;

  NeonAddress(Scene scene, NeonApi api) {
    this.scene = scene;
    this.api = api;
  }

  /** The whole string, with the password. */
  Optional<String> connection(NeonBranch branch) {
    ConnectionSettings now = scene.site().connector().settings();
    return api.connection(
        branch,
        scene.setting("database").orElse(now.database()),
        scene.setting("role").orElse(now.user()));
  }

  private ConnectionSettings settings(NeonBranch branch) {
    return connection(branch)
        .flatMap(uri -> ConnectionSettings.fromEnvironment(variables(uri), ""))
        .orElseThrow(() ->
            Fault.of(
                FaultCode.SERVER,
                "Neon tells no address of branch " + branch.name() + " for this database and role",
                "the branch may have no compute: add one in Neon's console; or name the role:"
                    + " --setting=role=…"));
  }

  private Map<String, String> variables(String uri) {
    return Map.of("PGDATASOURCE", uri, "HOME", scene.environment().getOrDefault("HOME", ""));
  }

  /** As Neon says, and in all else as the connection to what serves. */
  Connector connector(NeonBranch branch) {
    Map<String, String> there = settings(branch).environment("");
    Map<String, String> variables = new HashMap<>();
    for (String name : new String[] {"PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE"}) {
      String value = there.get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    return Places.elsewhere(
        scene,
        there.getOrDefault("PGHOST", ""),
        Long.parseLong(there.getOrDefault("PGPORT", "5432")),
        variables);
  }

  /** Without the password. */
  String words(NeonBranch branch) {
    return settings(branch).describe();
  }
}
