package dev.ebb.release;

import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One release of an application: which migrations it had. Immutable and thread-safe.
 *
 * @param version its version
 * @param name what it is called where it was read from: a tag, a folder
 * @param schemas what it had of each schema; a schema that it did not have yet is not there
 */
public record Release(Version version, String name, SortedMap<SchemaName, Content> schemas) {

  public Release {
    schemas = Collections.unmodifiableSortedMap(new TreeMap<>(schemas));
  }

  /**
   * What a release had of one schema.
   *
   * @param ids its migrations
   * @param leaves those on which no other depends: what is to be applied, with all that it needs
   * @param fingerprints of the objects that its migrations give, by the major version of the server
   *     that gave them; empty if nobody replayed them
   */
  public record Content(
      SortedSet<MigrationId> ids, List<MigrationId> leaves, Map<Integer, String> fingerprints) {
    public Content {
      ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
      leaves = List.copyOf(leaves);
      fingerprints = Collections.unmodifiableMap(new TreeMap<>(fingerprints));
    }

    /** Without fingerprints. */
    static Content of(Collection<MigrationId> ids, List<MigrationId> leaves) {
      return new Content(new TreeSet<>(ids), leaves, Map.of());
    }
  }

  /** What it had of a schema; nothing if it did not have it yet. */
  public Optional<Content> schema(SchemaName schema) {
    return Optional.ofNullable(schemas.get(schema));
  }

  /** Its leaves in a schema; none if it did not have it yet. */
  public List<MigrationId> leaves(SchemaName schema) {
    return schema(schema).map(Content::leaves).orElse(List.of());
  }

  /** What the objects of its schemas look like, by the major version of the server. */
  public Map<SchemaName, Map<Integer, String>> fingerprints() {
    Map<SchemaName, Map<Integer, String>> fingerprints = new TreeMap<>();
    schemas.forEach((schema, content) -> fingerprints.put(schema, content.fingerprints()));
    return fingerprints;
  }

  /** The same, with what the objects of a schema look like on servers of a major version. */
  public Release with(SchemaName schema, int major, String fingerprint) {
    SortedMap<SchemaName, Content> changed = new TreeMap<>(schemas);
    changed.computeIfPresent(
        schema,
        (_, content) -> {
          Map<Integer, String> fingerprints = new TreeMap<>(content.fingerprints());
          fingerprints.put(major, fingerprint);
          return new Content(content.ids(), content.leaves(), fingerprints);
        });
    return new Release(version, name, changed);
  }
}
