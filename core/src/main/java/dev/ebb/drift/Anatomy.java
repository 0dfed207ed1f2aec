package dev.ebb.drift;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which object is a part of which: what comes and goes with its table, so that a table that is
 * missing is one finding and not thirty.
 */
final class Anatomy {
  private static final List<Kind> HOLDERS =
      List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.TYPE);

  private final Catalog catalog;

  Anatomy(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The outermost of the given objects that this one is a part of; itself, if it is of none. */
  ObjectName whole(CatalogObject object, Set<ObjectName> among) {
    return outermost(object, among, 0).orElse(object.name());
  }

  private Optional<ObjectName> outermost(CatalogObject object, Set<ObjectName> among, int depth) {
    // comment, sequence, column, column of the parent, table, namespace: never deep
    for (CatalogObject holder : depth > 8 ? List.<CatalogObject>of() : holders(object)) {
      Optional<ObjectName> found =
          outermost(holder, among, depth + 1)
              .or(() -> Optional.of(holder.name()).filter(among::contains));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** What an object is in or on, or has from its parent; none for what stands alone. */
  List<CatalogObject> holders(CatalogObject object) {
    List<CatalogObject> holders = new ArrayList<>();
    named(object.kind(), object.facts().get(Fact.PART_OF)).ifPresent(holders::add);
    switch (object.kind()) {
      case COMMENT -> titled(object.path()).ifPresent(holders::add);
      case GRANT -> granted(object.path()).ifPresent(holders::add);
      case SEQUENCE ->
          named(Kind.COLUMN, object.facts().get(Fact.OWNED_BY)).ifPresent(holders::add);
      case INDEX, STATISTICS -> {
        constraint(object.facts()).ifPresent(holders::add);
        object.facts().get(Fact.TABLE).flatMap(this::first).ifPresent(holders::add);
      }
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> {
        holders.addAll(inherited(object));
        first(object.name().container()).ifPresent(holders::add);
      }
      case NAMESPACE, EXTENSION -> {
        return holders;
      }
      default -> {}
    }
    if (holders.isEmpty()) {
      catalog.object(Kind.NAMESPACE, object.name().container()).ifPresent(holders::add);
    }
    return holders;
  }

  /** What its table's parents have under the same name, from which it may come. */
  List<CatalogObject> inherited(CatalogObject object) {
    return catalog.object(Kind.TABLE, object.name().container()).stream()
        .flatMap(table -> table.facts().list(Fact.INHERITS).stream())
        .map(parent -> parent + "." + object.name().simpleName())
        .flatMap(path -> catalog.object(object.kind(), path).stream())
        .toList();
  }

  private Optional<CatalogObject> named(Kind kind, Optional<String> path) {
    return path.flatMap(p -> catalog.object(kind, p));
  }

  // An index knows the constraint before which it stands by its own name only.
  private Optional<CatalogObject> constraint(Facts index) {
    return index
        .get(Fact.CONSTRAINT)
        .flatMap(name -> catalog.object(Kind.CONSTRAINT, index.text(Fact.TABLE) + "." + name));
  }

  private Optional<CatalogObject> first(String path) {
    return HOLDERS.stream().flatMap(kind -> catalog.object(kind, path).stream()).findFirst();
  }

  // The path of a comment is the title of what it is on.
  private Optional<CatalogObject> titled(String title) {
    for (Kind kind : Kind.values()) {
      if (title.startsWith(kind.word() + " ")) {
        Optional<CatalogObject> object =
            catalog.object(kind, title.substring(kind.word().length() + 1));
        if (object.isPresent()) {
          return object;
        }
      }
    }
    return Optional.empty();
  }

  // … and that of a grant has the grantee after it; a quoted name may hold the same words.
  private Optional<CatalogObject> granted(String path) {
    for (int to = path.lastIndexOf(" to "); to > 0; to = path.lastIndexOf(" to ", to - 1)) {
      Optional<CatalogObject> object = titled(path.substring(0, to));
      if (object.isPresent()) {
        return object;
      }
    }
    return Optional.empty();
  }
}
