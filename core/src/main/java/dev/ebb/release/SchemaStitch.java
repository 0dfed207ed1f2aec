package dev.ebb.release;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.graph.Graph;
import dev.ebb.graph.GraphFlaw;
import dev.ebb.graph.GraphFlaws;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.graph.Source;
import dev.ebb.sql.Script;
import dev.ebb.version.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays the migrations of one schema over each other, the oldest release first. */
final class SchemaStitch {
  private final SchemaName schema;
  private final Overrides overrides;
  private final Problems problems;
  private final TreeMap<MigrationId, Piece> pieces = new TreeMap<>();
  private final Set<MigrationId> squashed = new TreeSet<>();
  private final List<String> settled = new ArrayList<>();

  /** A migration, and the release whose word on it counts. */
  private record Piece(Migration migration, Version version) {}

  SchemaStitch(SchemaName schema, Overrides overrides, Problems problems) {
    this.schema = schema;
    this.overrides = overrides;
    this.problems = problems;
  }

  /** Takes up what a release has. */
  void add(Version version, Graph graph) {
    boolean first = pieces.isEmpty();
    Set<MigrationId> dump = new HashSet<>();
    for (Migration migration : graph.order()) {
      Piece known = pieces.get(migration.id());
      if (known == null) {
        fresh(version, migration, first);
      } else if (isSquashed(known.migration(), migration, dump)) {
        dump.add(migration.id());
        squashed.add(migration.id());
      } else {
        pieces.put(migration.id(), merged(known, new Piece(migration, version)));
      }
    }
  }

  /** The graph of all of them; if it is none, that has been told. */
  Graph graph() {
    List<Migration> all = pieces.values().stream().map(Piece::migration).toList();
    boolean whole = true;
    for (GraphFlaw flaw : GraphFlaws.find(all)) {
      if (!(flaw instanceof GraphFlaw.SeveralRoots)) {
        whole = false;
        tell(flaw.culprit(), flaw.what(), "parents: [<ids>]", null);
      }
    }
    for (Piece piece : pieces.values()) {
      whole &= runnable(piece, piece.migration().up(), "up");
      whole &= runnable(piece, piece.migration().down(), "down");
    }
    return whole ? Graph.of(all) : Graph.EMPTY;
  }

  Set<MigrationId> squashed() {
    return squashed;
  }

  List<String> settled() {
    return settled;
  }

  // A release whose first migration is one that older releases have in the midst of others has
  // replaced all before it by a dump; the dump may be in two parts, the privileged one first.
  private static boolean isSquashed(Migration known, Migration now, Set<MigrationId> dump) {
    boolean cutOff = now.parents().isEmpty() && !known.parents().isEmpty();
    boolean secondPart =
        !now.parents().isEmpty()
            && dump.containsAll(now.parents())
            && now.has(Flag.NON_IDEMPOTENT)
            && !known.has(Flag.NON_IDEMPOTENT);
    return cutOff || secondPart;
  }

  private void fresh(Version version, Migration migration, boolean first) {
    pieces.put(migration.id(), new Piece(migration, version));
    if (!first && migration.parents().isEmpty()) {
      tell(
          migration.id(),
          version
              + " begins with it, and no older release here has it: what it was squashed from is"
              + " missing",
          "parents: [<the last one before it>]",
          version);
    }
  }

  private Piece merged(Piece older, Piece newer) {
    List<String> differences = differences(older.migration(), newer.migration());
    if (differences.isEmpty()) {
      Migration m = older.migration();
      Migration n = newer.migration();
      Set<Flag> flags = new HashSet<>(m.flags());
      flags.addAll(n.flags());
      String name = n.name().isEmpty() ? m.name() : n.name();
      return new Piece(
          new Migration(m.id(), name, m.parents(), flags, m.up(), m.down()), older.version());
    }
    String what =
        newer.version()
            + " has another "
            + String.join(" and ", differences)
            + " than "
            + older.version();
    Optional<Ruling> decision = overrides.accepted(schema, newer.migration().id(), newer.version());
    if (decision.isPresent()) {
      boolean takeNewer =
          decision.get().action() instanceof Ruling.Action.Accept accept && accept.newer();
      settled.add(
          "%s %s: %s; the %s one counts: %s"
              .formatted(
                  schema,
                  newer.migration().id(),
                  what,
                  takeNewer ? "newer" : "older",
                  decision.get().reason()));
      return takeNewer ? newer : older;
    }
    tell(
        newer.migration().id(),
        what + detail(older.migration(), newer.migration()),
        "accept: newer   # or older",
        newer.version());
    return newer;
  }

  private static List<String> differences(Migration older, Migration newer) {
    List<String> differences = new ArrayList<>();
    if (differs(older.up(), newer.up())) {
      differences.add("up script");
    }
    if (differs(older.down(), newer.down())) {
      differences.add("down script");
    }
    if (!older.parents().equals(newer.parents())) {
      differences.add("list of parents");
    }
    return differences;
  }

  private static boolean differs(Source older, Source newer) {
    return !older.script().checksum().equals(newer.script().checksum());
  }

  private static String detail(Migration older, Migration newer) {
    if (differs(older.up(), newer.up())) {
      return firstDifference(older.up().script(), newer.up().script());
    }
    if (differs(older.down(), newer.down())) {
      return firstDifference(older.down().script(), newer.down().script());
    }
    return " (%s, not %s)".formatted(ids(newer.parents()), ids(older.parents()));
  }

  private static String firstDifference(Script older, Script newer) {
    List<String> before = older.text().lines().map(String::strip).toList();
    List<String> after = newer.text().lines().map(String::strip).toList();
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      String mine = i < before.size() ? before.get(i) : "";
      String theirs = i < after.size() ? after.get(i) : "";
      if (!mine.equals(theirs)) {
        return " (line %d: \"%s\", not \"%s\")".formatted(i + 1, cut(theirs), cut(mine));
      }
    }
    return "";
  }

  private static String cut(String line) {
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }

  private static String ids(List<MigrationId> ids) {
    return ids.isEmpty()
        ? "none"
        : ids.stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }

  private boolean runnable(Piece piece, Source source, String direction) {
    if (!source.script().hasErrors()) {
      return true;
    }
    String flaw =
        source.script().flaws().stream()
            .filter(f -> f.isError())
            .map(f -> "line " + f.position().line() + ": " + f.what())
            .findFirst()
            .orElse("");
    tell(
        piece.migration().id(),
        "its " + direction + " script cannot be run: " + flaw,
        "replace: \"<the wrong text>\"\n    with: \"<the right one>\"\n    in: " + direction,
        piece.version());
    return false;
  }

  private void tell(MigrationId id, String what, String action, @Nullable Version at) {
    StringBuilder remedy = new StringBuilder("settle it in ").append(Overrides.FILE).append(":\n");
    remedy.append("  - schema: ").append(schema).append('\n');
    remedy.append("    id: ").append(id).append('\n');
    if (at != null) {
      remedy.append("    releases: ").append(at).append('\n');
    }
    remedy.append("    ").append(action).append('\n');
    remedy.append("    reason: <why that is right>");
    problems.error(Place.of(schema + " " + id), what, remedy.toString());
  }
}
