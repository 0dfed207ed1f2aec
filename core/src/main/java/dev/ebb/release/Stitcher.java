package dev.ebb.release;

import dev.ebb.fault.Problems;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.SchemaConfig;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes one graph for each schema out of what many releases have, and tells what does not fit. */
final class Stitcher {
  private final String title;
  private final TreeMap<Version, Snapshot> snapshots = new TreeMap<>();
  private final Overrides overrides;
  private final Problems problems = new Problems();

  Stitcher(String title, Collection<Snapshot> snapshots, Overrides overrides) {
    this.title = title;
    snapshots.forEach(s -> this.snapshots.put(s.version(), s));
    this.overrides = overrides;
  }

  Releases stitch() {
    Map<SchemaName, SchemaStitch> stitches = new LinkedHashMap<>();
    List<Release> releases = new ArrayList<>();
    for (Snapshot snapshot : snapshots.values()) {
      releases.add(release(snapshot, stitches));
    }
    List<StitchedSchema> schemas = new ArrayList<>();
    List<String> settled = new ArrayList<>();
    for (SchemaConfig config : configs()) {
      SchemaStitch stitch = stitches.get(config.name());
      if (stitch != null) {
        schemas.add(new StitchedSchema(config, stitch.graph(), stitch.squashed()));
        settled.addAll(stitch.settled());
      }
    }
    if (!snapshots.isEmpty()) {
      overrides.tellIdle(problems, snapshots.firstKey(), snapshots.lastKey());
    }
    problems.throwIfAny();
    return new Releases(title, schemas, releases, outOfBand(), settled)
        .noticing(problems.notices());
  }

  private Release release(Snapshot snapshot, Map<SchemaName, SchemaStitch> stitches) {
    SortedMap<SchemaName, Release.Content> contents = new TreeMap<>();
    snapshot
        .definitions()
        .forEach((schema, graph) -> {
          if (!overrides.absent(schema, snapshot.version())) {
            Graph mended = overrides.applied(schema, snapshot.version(), graph);
            stitches
                .computeIfAbsent(schema, s -> new SchemaStitch(s, overrides, problems))
                .add(snapshot.version(), mended);
            contents.put(
                schema,
                Release.Content.of(
                    mended.ids(), mended.leaves().stream().map(Migration::id).toList()));
          }
        });
    return new Release(snapshot.version(), snapshot.name(), contents);
  }

  // The newest release that has a schema knows best where it is; the order is that of the newest.
  private List<SchemaConfig> configs() {
    Map<SchemaName, SchemaConfig> configs = new LinkedHashMap<>();
    for (Snapshot snapshot : snapshots.descendingMap().values()) {
      for (SchemaConfig config : snapshot.schemas()) {
        Optional<SchemaConfig> known = Optional.ofNullable(configs.get(config.name()));
        if (known.isEmpty()) {
          configs.put(config.name(), config);
        }
      }
    }
    return List.copyOf(configs.values());
  }

  private SortedMap<String, byte[]> outOfBand() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (Snapshot snapshot : snapshots.values()) {
      for (String folder : folders(snapshot)) {
        String id = id(folder);
        files.keySet().removeIf(path -> id(path).equals(id));
      }
      files.putAll(snapshot.outOfBand());
    }
    return files;
  }

  private static List<String> folders(Snapshot snapshot) {
    return snapshot.outOfBand().keySet().stream()
        .map(path -> path.substring(0, path.indexOf('/')))
        .distinct()
        .toList();
  }

  // A folder may be renamed behind its number.
  private static String id(String path) {
    return path.replaceFirst("[_/].*", "");
  }
}
