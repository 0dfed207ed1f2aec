package dev.ebb.restore.pitr;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The providers on the class path; loaded when one is asked for. Stateless. */
public final class Providers {
  private Providers() {}

  /** All of them. */
  public static List<Provider> all() {
    List<Provider> all = new ArrayList<>();
    ServiceLoader.load(Provider.class, Providers.class.getClassLoader()).forEach(all::add);
    return all;
  }

  /**
   * The one with that key.
   *
   * @throws Fault USAGE if there is none, with those that there are
   */
  public static Provider named(String key) {
    List<Provider> all = all();
    return all.stream()
        .filter(provider -> provider.key().equals(key))
        .findFirst()
        .orElseThrow(() -> unknown(key, all.stream().map(Provider::key).sorted().toList()));
  }

  private static Fault unknown(String key, List<String> keys) {
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
