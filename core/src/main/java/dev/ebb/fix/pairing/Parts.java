package dev.ebb.fix.pairing;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is a part of what: it comes and goes with it. Of one catalog; immutable. */
public final class Parts {
  private final Catalog catalog;
  private final Map<String, ObjectName> byTitle = new HashMap<>();
  private final Map<ObjectName, ObjectName> wholes = new HashMap<>();
  private final Map<ObjectName, List<ObjectName>> parts = new HashMap<>();

  /** Of a catalog. */
  public Parts(Catalog catalog) {
    this.catalog = catalog;
    catalog.objects().forEach(object -> byTitle.put(object.title(), object.name()));
    for (CatalogObject object : catalog.objects()) {
      ObjectName whole = find(object);
      if (whole != null) {
        wholes.put(object.name(), whole);
        parts.computeIfAbsent(whole, _ -> new ArrayList<>()).add(object.name());
      }
    }
  }

  /** What it is a part of; empty for what stands by itself. */
  public Optional<CatalogObject> whole(ObjectName part) {
    return Optional.ofNullable(wholes.get(part)).flatMap(catalog::object);
  }

  /** Its parts at once, ascending. */
  public List<ObjectName> of(ObjectName whole) {
    return parts.getOrDefault(whole, List.of());
  }

  /** Whether one is a part of the other, or of one of its parts. */
  public boolean isIn(ObjectName part, ObjectName whole) {
    ObjectName at = wholes.get(part);
    while (at != null) {
      if (at.equals(whole)) {
        return true;
      }
      at = wholes.get(at);
    }
    return false;
  }

  private @Nullable ObjectName find(CatalogObject object) {
    return switch (object.kind()) {
      case COLUMN -> relation(object.name().container());
      case CONSTRAINT, TRIGGER, RULE, POLICY -> relation(object.name().container());
      case INDEX -> wholeOfIndex(object);
      case STATISTICS -> relation(object.facts().text(Fact.TABLE));
      case SEQUENCE ->
          object
              .facts()
              .get(Fact.OWNED_BY)
              .map(column -> new ObjectName(Kind.COLUMN, column))
              .orElse(null);
      case COMMENT -> byTitle.get(object.path());
      case GRANT -> granted(object.path());
      default -> null;
    };
  }

  private @Nullable ObjectName wholeOfIndex(CatalogObject index) {
    String table = index.facts().text(Fact.TABLE);
    return index
        .facts()
        .get(Fact.CONSTRAINT)
        .map(constraint -> new ObjectName(Kind.CONSTRAINT, table + "." + constraint))
        .orElseGet(() -> relation(table));
  }

  // "table public.a to bob": a name may hold " to " itself, so the longest title counts.
  private @Nullable ObjectName granted(String path) {
    for (int at = path.lastIndexOf(" to "); at > 0; at = path.lastIndexOf(" to ", at - 1)) {
      ObjectName name = byTitle.get(path.substring(0, at));
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  /** The table, view or type of that name. */
  private @Nullable ObjectName relation(String path) {
    for (Kind kind : List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.TYPE)) {
      ObjectName name = new ObjectName(kind, path);
      if (catalog.object(name).isPresent()) {
        return name;
      }
    }
    return null;
  }

  /** The kind of relation or type that a column, trigger, rule, constraint or policy is on. */
  public Kind kindOfWhole(ObjectName part) {
    ObjectName whole = wholes.get(part);
    return whole == null ? Kind.TABLE : whole.kind();
  }

  /** The table that a table inherits from or is a partition of, and that hands this part down. */
  public Optional<CatalogObject> original(CatalogObject part) {
    Optional<String> partOf = part.facts().get(Fact.PART_OF);
    if (partOf.isPresent()) {
      return catalog.object(part.kind(), partOf.get());
    }
    boolean handedDown =
        part.kind() == Kind.COLUMN
            || (part.kind() == Kind.CONSTRAINT && part.facts().text(Fact.SORT).equals("check"));
    if (!handedDown) {
      return Optional.empty();
    }
    return whole(part.name())
        .map(table -> table.facts().list(Fact.INHERITS))
        .orElse(List.of())
        .stream()
        .map(parent -> catalog.object(part.kind(), parent + "." + part.name().simpleName()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The columns of a relation or composite type, in their order. */
  public List<CatalogObject> columns(ObjectName relation) {
    return of(relation).stream()
        .filter(part -> part.kind() == Kind.COLUMN)
        .map(catalog::object)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingInt(Parts::position))
        .toList();
  }

  static int position(CatalogObject column) {
    return Integer.parseInt(column.facts().get(Fact.POSITION).orElse("0"));
  }
}
