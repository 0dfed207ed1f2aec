package dev.ebb.restore.pitr;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The providers on the class path, and in the folder beside it ({@link ProviderJars}); loaded when
 * one is asked for, the latter only if it is none of the former. Stateless.
 */
public final class Providers {
  private Providers() {}

  private static List<Provider> known(ClassLoader loader) {
    List<Provider> all = new ArrayList<>();
    ServiceLoader.load(Provider.class, loader).forEach(all::add);
    return all;
  }

  private static Optional<Provider> named(String key, List<Provider> those) {
    return those.stream().filter(provider -> provider.key().equals(key)).findFirst();
  }

  /** All of them. */
  public static List<Provider> all() {
    ClassLoader ours = Providers.class.getClassLoader();
    return known(ProviderJars.loader().orElse(ours));
  }

  /**
   * The one with that key.
   *
   * @throws Fault USAGE if there is none, with those that there are
   */
  public static Provider named(String key) {
    Optional<Provider> near = named(key, known(Providers.class.getClassLoader()));
    if (near.isPresent()) {
      return near.get();
    }
    List<Provider> all = all();
    return named(key, all)
        .orElseThrow(() -> unknown(key, all.stream().map(Provider::key).sorted().toList()));
  }

  private static Fault unknown(String key, List<String> keys) {
    if (key.equals("azure")) {
      return Fault.of(
          FaultCode.USAGE,
          "points in time of Azure Database for PostgreSQL are not supported",
          "restore into a new server there (az postgres flexible-server restore), or use snapshots:"
              + " ebb snapshot create; nothing was contacted");
    }
    return Fault.of(
        FaultCode.USAGE,
        "no provider of points in time is called \"" + key + "\"",
        Nearest.to(key, keys).map(near -> "did you mean " + near + "? ").orElse("")
            + "there are: "
            + String.join(", ", keys));
  }

  /**
   * Looks whether a provider knows all settings that it was given.
   *
   * @param from where they stand, for the message
   * @throws Fault USAGE with the nearest known one if not
   */
  public static void refuseUnknown(Provider provider, Map<String, String> settings, String from) {
    List<String> keys = provider.settings().stream().map(Setting::key).toList();
    Optional<String> unknown =
        settings.keySet().stream().filter(key -> !keys.contains(key)).sorted().findFirst();
    if (unknown.isPresent()) {
      String key = unknown.get();
      throw Fault.of(
          FaultCode.USAGE,
          from + ": " + provider.title() + " has no setting \"" + key + "\"",
          Nearest.to(key, keys).map(near -> "did you mean " + near + "? ").orElse("")
              + "there are: "
              + String.join(", ", keys));
    }
  }
}
