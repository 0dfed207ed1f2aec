package dev.ebb.attest;

import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A release gives other objects in a schema than were recorded.
 *
 * @param missing recorded, and not given
 * @param unexpected given, and not recorded
 * @param different given otherwise than recorded
 */
public record Deviation(
    Version version,
    SchemaName schema,
    List<String> missing,
    List<String> unexpected,
    List<String> different) {
  public Deviation {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    different = List.copyOf(different);
  }

  static Deviation between(
      Version version,
      SchemaName schema,
      SortedMap<String, Long> recorded,
      SortedMap<String, Long> given) {
    SortedMap<String, Long> missing = new TreeMap<>(recorded);
    missing.keySet().removeAll(given.keySet());
    SortedMap<String, Long> unexpected = new TreeMap<>(given);
    unexpected.keySet().removeAll(recorded.keySet());
    List<String> different =
        given.entrySet().stream()
            .filter(e -> recorded.containsKey(e.getKey()))
            .filter(e -> !e.getValue().equals(recorded.get(e.getKey())))
            .map(e -> e.getKey())
            .toList();
    return new Deviation(
        version,
        schema,
        List.copyOf(missing.keySet()),
        List.copyOf(unexpected.keySet()),
        different);
  }

  /** How many objects that is. */
  public int objects() {
    return missing.size() + unexpected.size() + different.size();
  }
}
