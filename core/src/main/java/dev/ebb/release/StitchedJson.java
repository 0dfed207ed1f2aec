package dev.ebb.release;

import dev.ebb.describe.JsonReader;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.GraphFlaw;
import dev.ebb.graph.GraphFlaws;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Script;
import dev.ebb.version.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The stitched graph that the predecessor compiles into itself: for each schema all definitions,
 * and for each release the root and the leaves.
 */
public final class StitchedJson {
  private final String name;

  private StitchedJson(String name) {
    this.name = name;
  }

  /** Whether a file looks like such a document rather than like a bundle. */
  public static boolean isOne(byte[] file) {
    for (byte b : file) {
      if (b == '{') {
        return true;
      }
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return false;
  }

  /**
   * Reads it.
   *
   * @param name of the file, for messages
   * @throws Fault DEFINITION if it is not of that form
   */
  public static Releases read(String text, String name) {
    try {
      return new StitchedJson(name).releases(object(JsonReader.read(text), "the document"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Fault.of(
          FaultCode.DEFINITION,
          name + " is no stitched graph of migrations: " + e.getMessage(),
          "name the file that the predecessor calls stitched-migration-graph.json, or a bundle",
          e);
    }
  }

  private Releases releases(Map<?, ?> document) {
    List<StitchedSchema> schemas = new ArrayList<>();
    TreeMap<Version, SortedMap<SchemaName, Release.Content>> contents = new TreeMap<>();
    List<String> names =
        document.keySet().stream().map(String::valueOf).sorted(SchemaConfig::compareUsual).toList();
    for (String schema : names) {
      schemas.add(schema(new SchemaName(schema), object(document.get(schema), schema), contents));
    }
    List<Release> releases = new ArrayList<>();
    contents.forEach((v, content) -> releases.add(new Release(v, v.toString(), content)));
    return new Releases(name, schemas, releases, new TreeMap<>(), List.of());
  }

  private StitchedSchema schema(
      SchemaName schema,
      Map<?, ?> members,
      Map<Version, SortedMap<SchemaName, Release.Content>> contents) {
    List<Migration> migrations = new ArrayList<>();
    for (Object definition : list(members.get("Definitions"), "Definitions")) {
      migrations.add(migration(schema, object(definition, "a definition")));
    }
    for (GraphFlaw flaw : GraphFlaws.find(migrations)) {
      throw new IllegalArgumentException("schema " + schema + ": " + flaw.what());
    }
    Graph graph = Graph.of(migrations);
    Set<MigrationId> squashed = new TreeSet<>();
    Map<?, ?> bounds = object(members.get("BoundsByRev"), "BoundsByRev");
    for (Map.Entry<?, ?> entry : bounds.entrySet()) {
      Version version = version(String.valueOf(entry.getKey()));
      SortedMap<SchemaName, Release.Content> release =
          contents.computeIfAbsent(version, _ -> new TreeMap<>());
      Map<?, ?> bound = object(entry.getValue(), version.toString());
      if (!Boolean.TRUE.equals(bound.get("PreCreation"))) {
        List<MigrationId> leaves = ids(bound.get("LeafIDs"), "LeafIDs");
        release.put(schema, Release.Content.of(graph.ancestorsOrSelf(leaves), leaves));
        root(bound, graph).ifPresent(squashed::add);
      }
    }
    return new StitchedSchema(SchemaConfig.usual(schema), graph, squashed);
  }

  // A release that begins in the midst of the graph had squashed what is before.
  private static Optional<MigrationId> root(Map<?, ?> bound, Graph graph) {
    if (!(bound.get("RootID") instanceof BigDecimal number)) {
      return Optional.empty();
    }
    MigrationId root = new MigrationId(number.longValueExact());
    MigrationId cut = root.value() < 0 ? new MigrationId(-root.value()) : root;
    return graph.find(cut).filter(m -> !m.parents().isEmpty()).map(Migration::id);
  }

  private static Version version(String text) {
    return Version.find(text)
        .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a version"));
  }

  private Migration migration(SchemaName schema, Map<?, ?> members) {
    if (!(members.get("ID") instanceof BigDecimal id)) {
      throw new IllegalArgumentException("a definition of schema " + schema + " has no ID");
    }
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flag(members, "Privileged", Flag.PRIVILEGED, flags);
    flag(members, "NonIdempotent", Flag.NON_IDEMPOTENT, flags);
    flag(members, "IsCreateIndexConcurrently", Flag.CONCURRENT_INDEX, flags);
    Object parents = members.get("Parents");
    String home = name + ":" + schema + "/" + id;
    return new Migration(
        new MigrationId(id.longValueExact()),
        text(members, "Name"),
        parents == null ? List.of() : ids(parents, "Parents"),
        flags,
        new Source(home + "/up.sql", Script.parse(text(members, "UpQuery"))),
        new Source(home + "/down.sql", Script.parse(text(members, "DownQuery"))));
  }

  private static void flag(Map<?, ?> members, String name, Flag flag, Set<Flag> flags) {
    if (Boolean.TRUE.equals(members.get(name))) {
      flags.add(flag);
    }
  }

  private static String text(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private static List<MigrationId> ids(@Nullable Object value, String what) {
    List<MigrationId> ids = new ArrayList<>();
    for (Object item : list(value, what)) {
      if (!(item instanceof BigDecimal number)) {
        throw new IllegalArgumentException(what + " has something that is no id: " + item);
      }
      ids.add(new MigrationId(number.longValueExact()));
    }
    return ids;
  }

  private static List<?> list(@Nullable Object value, String what) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(what + " is no list");
  }

  private static Map<?, ?> object(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(what + " is no object");
  }
}
