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
import java.util.ArrayList;
import java.util.Comparator;
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
  private record Found(
      Kind kind,
      @Nullable String path,
      @Nullable String target,
      @Nullable String by,
      Identity identity,
      List<Identity> columns,
      Facts facts) {}

  private record Edge(Identity from, Identity to) {}

  private final List<Found> found = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Identity, Identity> standsFor = new HashMap<>();
  private final List<CatalogObject> objects = new ArrayList<>();
  private final Map<ObjectName, Identity> identities = new HashMap<>();
  private final Map<Identity, ObjectName> names = new HashMap<>();

  /** Takes the rows of one result. */
  Consumer<Row> rows(List<String> columns) {
    Sheet sheet = new Sheet(columns);
    return row -> {
      switch (row.text("kind")) {
        case "NEEDS" -> edges.add(new Edge(sheet.identity(row), sheet.identity(row, "for_")));
        case "STANDS_FOR" -> standsFor.put(sheet.identity(row), sheet.identity(row, "for_"));
        default ->
            found.add(
                new Found(
                    Kind.valueOf(row.text("kind")),
                    text(columns, row, "path"),
                    text(columns, row, "target"),
                    text(columns, row, "by"),
                    sheet.identity(row),
                    key(sheet, row),
                    sheet.facts(row)));
      }
    };
  }

  /** All of it. */
  Catalog catalog() {
    addColumns();
    for (Found one : found) {
      if (one.path != null && one.kind != Kind.COLUMN) {
        add(one.kind, one.path, one.identity, withColumns(one));
        names.put(one.identity, new ObjectName(one.kind, one.path));
      }
    }
    for (Found one : found) {
      ObjectName target = names.get(one.identity);
      String title = target == null ? one.target : target.toString();
      if (one.path == null && title != null) {
        add(one.kind, notePath(one, title), one.identity, one.facts);
      }
    }
    return new Catalog(objects, identities, dependencies());
  }

  private static List<Identity> key(Sheet sheet, Row row) {
    List<Integer> numbers = sheet.key(row);
    if (numbers.isEmpty()) {
      return List.of();
    }
    Identity relation = sheet.identity(row, "relation_");
    return numbers.stream()
        .map(number -> new Identity(relation.classId(), relation.objectId(), number))
        .toList();
  }

  // The system's columns are no objects.
  private Facts withColumns(Found one) {
    List<String> columns = new ArrayList<>();
    for (Identity column : one.columns) {
      ObjectName name = column.part() == 0 ? null : names.get(column);
      if (name != null) {
        columns.add(unquoted(name.simpleName()));
      }
    }
    return columns.isEmpty() ? one.facts : one.facts.with(Fact.COLUMNS, columns);
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }

  private static @Nullable String text(List<String> columns, Row row, String column) {
    int place = columns.indexOf(column);
    return place < 0 ? null : row.textAt(place);
  }

  private static String notePath(Found note, String target) {
    if (note.kind == Kind.GRANT) {
      return target
          + " to "
          + note.facts.get(Fact.GRANTEE).orElse("its owner")
          + note.facts.get(Fact.GRANTOR).map(who -> " by " + who).orElse("");
    }
    return note.by == null ? target : target + " by " + note.by;
  }

  // Dropped columns leave holes in the server's numbers, which are not to be seen.
  private void addColumns() {
    List<Found> columns =
        new ArrayList<>(found.stream().filter(o -> o.kind == Kind.COLUMN).toList());
    columns.sort(
        Comparator.<Found>comparingLong(o -> o.identity.objectId())
            .thenComparingInt(o -> o.identity.part()));
    long relation = 0;
    int position = 0;
    for (Found column : columns) {
      position = column.identity.objectId() == relation ? position + 1 : 1;
      relation = column.identity.objectId();
      Facts facts = column.facts.with(Fact.POSITION, Integer.toString(position));
      String path = String.valueOf(column.path);
      add(Kind.COLUMN, path, column.identity, facts);
      names.put(column.identity, new ObjectName(Kind.COLUMN, path));
    }
  }

  private void add(Kind kind, String path, Identity identity, Facts facts) {
    CatalogObject object = new CatalogObject(kind, path, facts);
    objects.add(object);
    identities.put(object.name(), identity);
  }

  private Dependencies dependencies() {
    if (edges.isEmpty()) {
      return Dependencies.NONE;
    }
    Map<ObjectName, Set<ObjectName>> needs = new HashMap<>();
    for (Edge edge : edges) {
      connect(needs, name(edge.from), name(edge.to));
    }
    names.forEach((identity, name) -> {
      if (identity.part() != 0) {
        connect(needs, name, name(new Identity(identity.classId(), identity.objectId(), 0)));
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

  private @Nullable ObjectName name(Identity identity) {
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
