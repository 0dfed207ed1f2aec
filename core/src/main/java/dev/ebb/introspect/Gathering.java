package dev.ebb.introspect;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Identity;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.Row;
import dev.ebb.db.RowReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes a catalog of rows, in whatever order their results come. */
final class Gathering {
  // A note has no path of its own, but says whom it is from, and at times what it is on.
  private record Note(
      Kind kind, @Nullable String target, @Nullable String by, Identity identity, Facts facts) {}

  // What names columns of a table by their numbers waits until all columns are known.
  private record Keyed(
      Kind kind, String path, Identity identity, Facts facts, long relation, String key) {}

  private record Edge(Identity from, Identity to) {}

  private final Set<Fact> without;
  private final ColumnLists columns = new ColumnLists();
  private final List<Keyed> keyed = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Identity, Identity> standsFor = new HashMap<>();
  private final List<CatalogObject> objects = new ArrayList<>();
  private final Map<ObjectName, Identity> identities = new HashMap<>();

  /** For a catalog in which some facts are absent. */
  Gathering(Set<Fact> without) {
    this.without = without;
  }

  /** Takes the rows of one result. */
  Consumer<Row> rows(List<String> names) {
    Sheet sheet = new Sheet(names, without);
    if (names.contains("for_class")) {
      return edges(sheet);
    }
    int key = names.indexOf("key");
    RowReader<Identity> relation = sheet.other("relation_");
    return row -> {
      Kind kind = sheet.kind(row);
      String path = sheet.path(row);
      Identity identity = sheet.identity(row);
      Facts facts = sheet.facts(row);
      String numbers = key < 0 ? null : row.textAt(key);
      if (path == null) {
        String target = sheet.text(row, "target");
        notes.add(new Note(kind, target, sheet.text(row, "by"), identity, facts));
      } else if (kind == Kind.COLUMN) {
        columns.add(path, identity, facts);
      } else if (numbers != null) {
        long table = relation.read(row).objectId();
        keyed.add(new Keyed(kind, path, identity, facts, table, numbers));
      } else {
        add(kind, path, identity, facts);
      }
    };
  }

  private Consumer<Row> edges(Sheet sheet) {
    RowReader<Identity> other = sheet.other("for_");
    return row -> {
      if (row.text("kind").equals("NEEDS")) {
        edges.add(new Edge(sheet.identity(row), other.read(row)));
      } else {
        standsFor.put(sheet.identity(row), other.read(row));
      }
    };
  }

  /** Takes all that another one has taken, which is of no use afterwards. */
  void add(Gathering other) {
    columns.add(other.columns);
    keyed.addAll(other.keyed);
    notes.addAll(other.notes);
    edges.addAll(other.edges);
    standsFor.putAll(other.standsFor);
    objects.addAll(other.objects);
    identities.putAll(other.identities);
  }

  /** All of it. */
  Catalog catalog() {
    columns.forEach((path, identity, facts) -> add(Kind.COLUMN, path, identity, facts));
    for (Keyed one : keyed) {
      add(one.kind, one.path, one.identity, withColumns(one));
    }
    Map<Identity, ObjectName> names = notes.isEmpty() && edges.isEmpty() ? Map.of() : names();
    for (Note note : notes) {
      ObjectName target = names.get(note.identity);
      String title = target == null ? note.target : target.toString();
      if (title != null) {
        add(note.kind, notePath(note, title), note.identity, note.facts);
      }
    }
    return new Catalog(objects, identities, dependencies(names));
  }

  // The definition of a usual index comes without its end.
  private Facts withColumns(Keyed one) {
    List<String> names = columns.names(one.relation, one.key);
    if (one.kind == Kind.INDEX) {
      String beginning = one.facts.text(Fact.DEFINITION);
      return one.facts.with(Fact.DEFINITION, beginning + " (" + String.join(", ", names) + ")");
    }
    return names.isEmpty()
        ? one.facts
        : one.facts.with(Fact.COLUMNS, names.stream().map(Gathering::unquoted).toList());
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  private static String notePath(Note note, String target) {
    if (note.kind == Kind.GRANT) {
      return target
          + " to "
          + note.facts.get(Fact.GRANTEE).orElse("its owner")
          + note.facts.get(Fact.GRANTOR).map(who -> " by " + who).orElse("");
    }
    return note.by == null ? target : target + " by " + note.by;
  }

  private void add(Kind kind, String path, Identity identity, Facts facts) {
    CatalogObject object = new CatalogObject(kind, path, facts);
    objects.add(object);
    identities.put(object.name(), identity);
  }

  private Map<Identity, ObjectName> names() {
    Map<Identity, ObjectName> names = HashMap.newHashMap(identities.size());
    identities.forEach((name, identity) -> names.put(identity, name));
    return names;
  }

  private Dependencies dependencies(Map<Identity, ObjectName> names) {
    if (edges.isEmpty()) {
      return Dependencies.NONE;
    }
    Map<ObjectName, Set<ObjectName>> needs = new HashMap<>();
    for (Edge edge : edges) {
      connect(needs, name(names, edge.from), name(names, edge.to));
    }
    names.forEach((identity, name) -> {
      if (identity.part() != 0) {
        Identity whole = new Identity(identity.classId(), identity.objectId(), 0);
        connect(needs, name, name(names, whole));
      }
    });
    return new Dependencies(needs);
  }

  private static void connect(
      Map<ObjectName, Set<ObjectName>> needs, @Nullable ObjectName from, @Nullable ObjectName to) {
    if (from != null && to != null && !from.equals(to)) {
      needs.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
    }
  }

  private @Nullable ObjectName name(Map<Identity, ObjectName> names, Identity identity) {
    Identity known = identity;
    // From an array to its element to the table of that row type: never farther.
    for (int step = 0; step < 3; step++) {
      ObjectName name = names.get(known);
      if (name != null) {
        return name;
      }
      Identity next = standsFor.get(new Identity(known.classId(), known.objectId(), 0));
      if (next == null) {
        return null;
      }
      known = next;
    }
    return null;
  }
}
