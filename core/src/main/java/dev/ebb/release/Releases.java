package dev.ebb.release;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Graph;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import dev.ebb.source.Tree;
import dev.ebb.version.Version;
import dev.ebb.version.Versions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The releases of an application that are known here, their migrations stitched into one graph for
 * each schema, so that any of them can be reached from any other. Immutable and thread-safe.
 */
public final class Releases {
  private final String title;
  private final List<StitchedSchema> schemas;
  private final NavigableMap<Version, Release> releases;
  private final SortedMap<String, byte[]> outOfBand;
  private final List<String> settled;
  private final List<Problem> notices;
  private final List<ObjectPrints> prints;

  Releases(
      String title,
      List<StitchedSchema> schemas,
      Collection<Release> releases,
      SortedMap<String, byte[]> outOfBand,
      List<String> settled) {
    this(title, schemas, releases, outOfBand, settled, List.of(), List.of());
  }

  private Releases(
      String title,
      List<StitchedSchema> schemas,
      Collection<Release> releases,
      SortedMap<String, byte[]> outOfBand,
      List<String> settled,
      List<Problem> notices,
      List<ObjectPrints> prints) {
    this.title = title;
    this.schemas = List.copyOf(schemas);
    this.releases = new TreeMap<>();
    releases.forEach(r -> this.releases.put(r.version(), r));
    this.outOfBand = Collections.unmodifiableSortedMap(new TreeMap<>(outOfBand));
    this.settled = List.copyOf(settled);
    this.notices = List.copyOf(notices);
    this.prints =
        prints.stream()
            .sorted(
                Comparator.comparing(ObjectPrints::schema).thenComparingInt(ObjectPrints::major))
            .toList();
  }

  /**
   * Stitches releases together, the oldest first.
   *
   * @param title where they are from, for messages
   * @throws Fault with every contradiction between them that no override settles, each with the
   *     override that would
   */
  public static Releases stitch(String title, Collection<Snapshot> snapshots, Overrides overrides) {
    return new Stitcher(title, snapshots, overrides).stitch();
  }

  /** Where they are from, for messages. */
  public String title() {
    return title;
  }

  /** The schemas that any release has, in the order of the newest. */
  public List<StitchedSchema> schemas() {
    return schemas;
  }

  /** A schema by its name. */
  public Optional<StitchedSchema> schema(SchemaName name) {
    return schemas.stream().filter(s -> s.config().name().equals(name)).findFirst();
  }

  /** All of them, the oldest first. */
  public List<Release> releases() {
    return List.copyOf(releases.values());
  }

  /** Their versions. */
  public Versions versions() {
    return Versions.of(releases.keySet());
  }

  /** The release of that version, if it is known. */
  public Optional<Release> find(Version version) {
    return Optional.ofNullable(releases.get(version));
  }

  /**
   * The release of that version.
   *
   * @throws Fault UNKNOWN_NAME if it is not known, naming the nearest that are
   */
  public Release release(Version version) {
    Release release = releases.get(version);
    if (release == null) {
      versions().require(version);
      throw new IllegalStateException("known, but not there: " + version);
    }
    return release;
  }

  /** The newest release, unless there is none. */
  public Optional<Release> newest() {
    return Optional.ofNullable(releases.lastEntry()).map(entry -> entry.getValue());
  }

  /** A project that consists of these schemas. */
  public Project project() {
    List<SchemaConfig> configs = schemas.stream().map(StitchedSchema::config).toList();
    return Project.of("migrations", configs, Optional.empty());
  }

  /** Every migration of every release, by schema. */
  public List<Definitions> stitched() {
    return schemas.stream().map(s -> new Definitions(s.config(), s.graph(), List.of())).toList();
  }

  /**
   * What is applied where a release is installed: its leaves with all that they need, unsquashed. A
   * schema that it did not have yet has no migrations.
   */
  public List<Definitions> at(Release release) {
    return schemas.stream()
        .map(s -> new Definitions(s.config(), at(release, s), List.of()))
        .toList();
  }

  /** As {@link #at(Release)}, of one schema. */
  public Graph at(Release release, StitchedSchema schema) {
    List<MigrationId> leaves = release.leaves(schema.config().name());
    SortedSet<MigrationId> ids = schema.graph().ancestorsOrSelf(leaves);
    return Graph.of(schema.graph().order().stream().filter(m -> ids.contains(m.id())).toList());
  }

  /** What objects the releases give in a schema on servers of a major version, if recorded. */
  public Optional<ObjectPrints> prints(SchemaName schema, int major) {
    return prints.stream().filter(p -> p.schema().equals(schema) && p.major() == major).findFirst();
  }

  /** The files of all out-of-band migrations, as a project has them. */
  public Tree outOfBand() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    outOfBand.forEach((path, content) -> files.put(Snapshot.OUT_OF_BAND + "/" + path, content));
    return new PackedTree(title, files);
  }

  /** The contradictions that overrides settled, for the record, each in a line. */
  public List<String> settled() {
    return settled;
  }

  /** What was odd when they were stitched together, and stops nothing; a bundle has none. */
  public List<Problem> notices() {
    return notices;
  }

  /** The same with other facts about one release. */
  public Releases with(Release changed) {
    NavigableMap<Version, Release> all = new TreeMap<>(releases);
    all.put(changed.version(), changed);
    return new Releases(title, schemas, all.values(), outOfBand, settled, notices, prints);
  }

  /** The same with another record of what they give in a schema on servers of a major version. */
  public Releases with(ObjectPrints recorded) {
    List<ObjectPrints> all = new ArrayList<>(prints);
    all.removeIf(p -> p.schema().equals(recorded.schema()) && p.major() == recorded.major());
    all.add(recorded);
    return with(all);
  }

  Releases with(List<ObjectPrints> all) {
    return new Releases(title, schemas, releases.values(), outOfBand, settled, notices, all);
  }

  Releases noticing(List<Problem> odd) {
    return new Releases(title, schemas, releases.values(), outOfBand, settled, odd, prints);
  }

  List<ObjectPrints> prints() {
    return prints;
  }

  SortedMap<String, byte[]> outOfBandFiles() {
    return outOfBand;
  }
}
