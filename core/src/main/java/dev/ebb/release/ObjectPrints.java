package dev.ebb.release;

import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What objects the releases give in one schema on servers of one major version, each object by a
 * short digest: so that a replay that gives something else can say what. Kept as what each release
 * changed, since that is little. Immutable and thread-safe.
 *
 * @param schema the schema
 * @param major the server's major version
 * @param changes the releases that have it, the oldest first
 */
public record ObjectPrints(SchemaName schema, int major, List<Change> changes) {
  public ObjectPrints {
    changes = List.copyOf(changes);
  }

  /**
   * What is otherwise than in the release before.
   *
   * @param set objects that are new or changed, by their kind and path
   * @param gone objects that are no longer there
   */
  public record Change(Version version, SortedMap<String, Long> set, SortedSet<String> gone) {
    public Change {
      set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
      gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
    }
  }

  /** From all objects of each release. */
  public static ObjectPrints of(
      SchemaName schema, int major, NavigableMap<Version, SortedMap<String, Long>> all) {
    List<Change> changes = new ArrayList<>();
    SortedMap<String, Long> before = new TreeMap<>();
    for (var release : all.entrySet()) {
      SortedMap<String, Long> set = new TreeMap<>(release.getValue());
      set.entrySet().removeAll(before.entrySet());
      SortedSet<String> gone = new TreeSet<>(before.keySet());
      gone.removeAll(release.getValue().keySet());
      changes.add(new Change(release.getKey(), set, gone));
      before = release.getValue();
    }
    return new ObjectPrints(schema, major, changes);
  }

  /** All objects of each release. */
  public NavigableMap<Version, SortedMap<String, Long>> all() {
    NavigableMap<Version, SortedMap<String, Long>> all = new TreeMap<>();
    SortedMap<String, Long> now = new TreeMap<>();
    for (Change change : changes) {
      now = new TreeMap<>(now);
      now.keySet().removeAll(change.gone());
      now.putAll(change.set());
      all.put(change.version(), now);
    }
    return all;
  }
}
