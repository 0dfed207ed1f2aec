package dev.ebb.cli.drift;

import dev.ebb.DriftRequest;
import dev.ebb.Expectation;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.drift.AllowList;
import dev.ebb.graph.SchemaName;
import dev.ebb.shadow.CatalogCache;
import dev.ebb.shadow.ShadowChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How a call holds databases against something: where it replays, what may differ, what it
 * remembers.
 */
public final class DriftSetting {
  /** What may differ, unless another file is named. */
  private static final String ALLOWED = "drift-allow.yaml";

  private static final Option ALLOW =
      Option.value("FILE", "what may differ; default: " + ALLOWED + " if it is there", "allow");
  private static final Option NO_CACHE =
      Option.flag("replay, even if the same migrations were replayed before", "no-cache");

  /** The options that it reads. */
  public static final List<Option> ALL = List.of(Scratch.SHADOW, ALLOW, NO_CACHE);

  private final ShadowChoice shadow;
  private final AllowList allowed;
  private final Optional<CatalogCache> cache;

  private DriftSetting(ShadowChoice shadow, AllowList allowed, Optional<CatalogCache> cache) {
    this.shadow = shadow;
    this.allowed = allowed;
    this.cache = cache;
  }

  /** What a call says; a file that it names is read. */
  public static DriftSetting of(Invocation call) {
    return new DriftSetting(Scratch.likeTheDatabase(call), allowed(call), cache(call));
  }

  /** A question about the database of a schema, asked today. */
  public DriftRequest request(SchemaName schema, Expectation expectation) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return new DriftRequest(schema, expectation, shadow, allowed, cache, today);
  }

  private static AllowList allowed(Invocation call) {
    Optional<String> given = call.arguments().value(ALLOW);
    if (given.isEmpty() && !Files.exists(call.folder().resolve(ALLOWED))) {
      return AllowList.NONE;
    }
    String text =
        given.isPresent()
            ? GivenFile.read(call, given.get(), "what may differ", "--allow")
            : GivenFile.read(call.folder().resolve(ALLOWED), ALLOWED, "what may differ", "--allow");
    return AllowList.read(text, given.orElse(ALLOWED));
  }

  private static Optional<CatalogCache> cache(Invocation call) {
    if (call.arguments().isSet(NO_CACHE)) {
      return Optional.empty();
    }
    Path own = call.folder().resolve(".ebb");
    if (Files.isDirectory(own)) {
      return Optional.of(new CatalogCache(own.resolve("expected")));
    }
    String named = call.surroundings().environment().getOrDefault("XDG_CACHE_HOME", "");
    String home = call.surroundings().environment().getOrDefault("HOME", "");
    if (named.startsWith("/")) {
      return Optional.of(new CatalogCache(Path.of(named, "ebb", "expected")));
    }
    return home.startsWith("/")
        ? Optional.of(new CatalogCache(Path.of(home, ".cache", "ebb", "expected")))
        : Optional.empty();
  }
}
