package dev.ebb.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which embedded server is wanted, where, and for how long. Immutable.
 *
 * @param folder where the server keeps its data, log and password; made if missing
 * @param major the major version of PostgreSQL; its binaries must be on the class path
 * @param lifetime whether it survives the process that starts it
 * @param durability whether commits reach the disk
 * @param settings more lines for its configuration, by name; they take effect when it starts
 * @param cache where unpacked binaries are shared by all projects of a user; chosen if null
 */
public record EmbeddedOptions(
    Path folder,
    int major,
    Lifetime lifetime,
    Durability durability,
    Map<String, String> settings,
    @Nullable Path cache) {

  /** The major version that is used unless another is asked for. */
  public static final int DEFAULT_MAJOR = 15;

  /** Defends itself against later changes of its parts. */
  public EmbeddedOptions {
    folder = folder.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
    if (settings.keySet().stream().anyMatch(name -> !name.matches("[a-zA-Z_][a-zA-Z0-9_.]*"))) {
      throw new IllegalArgumentException("not the names of settings: " + settings.keySet());
    }
  }

  /** A kept, durable server of the default major in that folder. */
  public static EmbeddedOptions in(Path folder) {
    return new EmbeddedOptions(
        folder, DEFAULT_MAJOR, Lifetime.KEPT, Durability.DURABLE, Map.of(), null);
  }

  /** The same with another major version. */
  public EmbeddedOptions major(int version) {
    return new EmbeddedOptions(folder, version, lifetime, durability, settings, cache);
  }

  /** The same with another lifetime. */
  public EmbeddedOptions lifetime(Lifetime time) {
    return new EmbeddedOptions(folder, major, time, durability, settings, cache);
  }

  /** The same with another durability. */
  public EmbeddedOptions durability(Durability promise) {
    return new EmbeddedOptions(folder, major, lifetime, promise, settings, cache);
  }

  /** The same with one more setting. */
  public EmbeddedOptions with(String name, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(name, value);
    return new EmbeddedOptions(folder, major, lifetime, durability, more, cache);
  }

  /** The same with its unpacked binaries elsewhere. */
  public EmbeddedOptions cache(Path place) {
    return new EmbeddedOptions(
        folder, major, lifetime, durability, settings, place.toAbsolutePath().normalize());
  }
}
