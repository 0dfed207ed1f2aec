package dev.ebb.attest;

import dev.ebb.catalog.Catalog;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Migration;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shadow of one schema that goes from release to release, as long as each begins with all that
 * the one before ran, in the same order; else it begins anew, because who alters a table first
 * decides the order of its columns.
 */
final class Chain implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Shadow ground;
  private final SchemaConfig schema;
  private final CatalogReader reader;
  private final Cancellation cancellation;
  private List<Migration> applied = List.of();
  private @Nullable Shadow shadow;
  private @Nullable Replay replay;

  Chain(Shadow ground, SchemaConfig schema, CatalogReader reader, Cancellation cancellation) {
    this.ground = ground;
    this.schema = schema;
    this.reader = reader;
    this.cancellation = cancellation;
  }

  /**
   * What there is when just these have run.
   *
   * @throws dev.ebb.fault.Fault if one of them cannot be applied
   */
  Catalog to(List<Migration> inOrder) {
    int common = applied.size();
    if (common > inOrder.size() || !inOrder.subList(0, common).equals(applied)) {
      close();
      common = 0;
    }
    Replay current = replay();
    current.up(inOrder.subList(common, inOrder.size()));
    applied = inOrder;
    return current.catalog();
  }

  private Replay replay() {
    Replay known = replay;
    if (known != null) {
      return known;
    }
    Shadow fresh = ground.another();
    shadow = fresh;
    Replay made =
        Replay.in(
            fresh,
            new Replay.Settings(
                schema.name(), schema.versionTable(), reader, LIMIT, EventSink.NONE, cancellation));
    replay = made;
    return made;
  }

  @Override
  public void close() {
    if (replay != null) {
      replay.close();
    }
    if (shadow != null) {
      shadow.close();
    }
    replay = null;
    shadow = null;
    applied = List.of();
  }
}
