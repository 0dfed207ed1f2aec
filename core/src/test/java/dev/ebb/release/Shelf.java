package dev.ebb.release;

import dev.ebb.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes down releases of a made-up application, one after the other, for tests. */
final class Shelf {
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  /** Writes a file. */
  Shelf file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Removes all files that begin so. */
  Shelf without(String prefix) {
    files.keySet().removeIf(path -> path.startsWith(prefix));
    return this;
  }

  /** Writes a migration in a folder. */
  Shelf migration(String schema, long id, String parents, String up) {
    return migration(schema, id, parents, up, "SELECT -" + id + ";");
  }

  Shelf migration(String schema, long id, String parents, String up, String down) {
    String folder = "migrations/" + schema + "/" + id + "_m" + id + "/";
    return file(folder + "up.sql", up)
        .file(folder + "down.sql", down)
        .file(folder + "metadata.yaml", "name: m" + id + "\nparents: [" + parents + "]\n");
  }

  /** Writes a migration as a pair of files. */
  Shelf pair(String schema, long id, String up) {
    String start = "migrations/" + schema + "/" + id + "_m" + id;
    return file(start + ".up.sql", up).file(start + ".down.sql", "SELECT -" + id + ";");
  }

  /** Releases what is there now. */
  Shelf release(String version) {
    snapshots.add(Snapshot.read(Version.parse(version), version, new PackedTree(version, files)));
    return this;
  }

  Releases stitched(String overrides) {
    return Releases.stitch("the test", snapshots, Overrides.read(overrides, "overrides.yaml"));
  }

  Releases stitched() {
    return Releases.stitch("the test", snapshots, Overrides.none());
  }
}
