package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.drift.Residue;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Source;
import dev.ebb.graph.Step;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.CacheKey;
import dev.ebb.shadow.CatalogCache;
import dev.ebb.shadow.Detail;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What migrations give: replayed in a shadow, unless the same were replayed before. Keeps the
 * shadow, once there is one, until it is closed.
 */
final class ExpectedObjects implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Origin origin;
  private final CatalogReader reader;
  private final EventSink events;
  private final Cancellation cancellation;
  private @Nullable Shadow shadow;

  /**
   * From what they come.
   *
   * @param parts of each schema in the database, the migrations in the order of running
   * @param tool the version of Ebb
   */
  record Origin(ShadowPlace place, Likeness likeness, List<Part> parts, String tool) {
    Origin {
      parts = List.copyOf(parts);
    }

    CacheKey key() {
      return CacheKey.of(
          place,
          likeness,
          parts.stream()
              .map(p -> new CacheKey.Part(p.schema().versionTable(), p.inOrder()))
              .toList(),
          tool);
    }
  }

  /** The migrations of one schema, in the order of running. */
  record Part(SchemaConfig schema, List<Migration> inOrder) {}

  ExpectedObjects(
      Origin origin, CatalogReader reader, EventSink events, Cancellation cancellation) {
    this.origin = origin;
    this.reader = reader;
    this.events = events;
    this.cancellation = cancellation;
  }

  /** All of them, with what they need. */
  Catalog catalog(Optional<CatalogCache> cache) {
    CacheKey key = origin.key();
    Optional<Catalog> known = cache.flatMap(c -> c.find(key));
    if (known.isPresent()) {
      return known.get();
    }
    Shadow made = shadow();
    Catalog catalog = reader.readWithDependencies(made.session());
    if (made.remarks().isEmpty()) {
      cache.ifPresent(c -> c.keep(key, catalog));
    }
    return catalog;
  }

  /** In what the shadow is not as the database; empty as long as there was no need for one. */
  List<String> remarks() {
    return shadow == null ? List.of() : shadow.remarks();
  }

  /**
   * What migrations leave when they are applied on top of all that, and taken back.
   *
   * @param inOrder parents first; those that cannot be applied here are passed over
   * @return the last taken back first
   */
  List<Residue> residues(SchemaConfig schema, List<Migration> inOrder) {
    List<Observation> ups = new ArrayList<>();
    List<Residue> residues = new ArrayList<>();
    try (Replay replay = replay(shadow(), schema)) {
      for (Migration migration : inOrder) {
        Observation up =
            replay.observe(new Step(Direction.UP, migration, Step.Origin.PROJECT), Detail.STEP);
        if (up.succeeded()) {
          ups.add(up);
        }
      }
      for (Observation up : ups.reversed()) {
        Migration migration = up.step().migration();
        Observation down =
            replay.observe(new Step(Direction.DOWN, migration, origin(migration)), Detail.STEP);
        if (!down.succeeded()) {
          break;
        }
        residues.add(
            new Residue(
                migration.id(), migration.title(), origin(migration), up.before(), down.after()));
      }
    }
    return residues;
  }

  private static Step.Origin origin(Migration migration) {
    return migration.down().file().equals(Source.STORED) ? Step.Origin.STORED : Step.Origin.PROJECT;
  }

  private Shadow shadow() {
    Shadow known = shadow;
    if (known != null) {
      return known;
    }
    Shadow made = Shadow.open(origin.place(), origin.likeness());
    shadow = made;
    for (Part part : origin.parts()) {
      try (Replay replay = replay(made, part.schema())) {
        replay.up(part.inOrder());
      }
    }
    return made;
  }

  private Replay replay(Shadow in, SchemaConfig schema) {
    return Replay.in(
        in,
        new Replay.Settings(
            schema.name(), schema.versionTable(), reader, LIMIT, events, cancellation));
  }

  @Override
  public void close() {
    if (shadow != null) {
      shadow.close();
    }
  }
}
