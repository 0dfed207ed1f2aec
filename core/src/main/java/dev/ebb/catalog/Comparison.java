package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds two catalogs against each other. */
final class Comparison {
  /** A comment has the identity of what it is on, and so have all grants on it. */
  private record Key(Kind kind, Identity identity, String grantee, String grantor) {}

  private final Catalog here;
  private final Catalog there;
  private final List<CatalogObject> onlyHere = new ArrayList<>();
  private final TreeMap<ObjectName, CatalogObject> left = new TreeMap<>();
  private final List<Difference.Change> changed = new ArrayList<>();
  private final List<Difference.Renaming> renamed = new ArrayList<>();
  private final List<ObjectName> recreated = new ArrayList<>();

  Comparison(Catalog here, Catalog there) {
    this.here = here;
    this.there = there;
    there.objects().forEach(object -> left.put(object.name(), object));
  }

  Difference byName() {
    for (CatalogObject object : here.objects()) {
      pairByName(object).ifPresent(counterpart -> compare(object, counterpart));
    }
    return difference();
  }

  // First who is known by identity, so that two tables that swap their names are two renamings.
  Difference byIdentity() {
    Map<Key, CatalogObject> byKey = new HashMap<>();
    for (CatalogObject object : there.objects()) {
      key(there, object).ifPresent(key -> byKey.put(key, object));
    }
    List<CatalogObject> strangers = new ArrayList<>();
    for (CatalogObject object : here.objects()) {
      CatalogObject same = key(here, object).map(byKey::get).orElse(null);
      if (same == null) {
        strangers.add(object);
      } else {
        left.remove(same.name());
        compare(object, same);
      }
    }
    for (CatalogObject object : strangers) {
      pairByName(object)
          .ifPresent(counterpart -> {
            if (here.identity(object.name()).isPresent()) {
              recreated.add(object.name());
            }
            compare(object, counterpart);
          });
    }
    changed.sort((a, b) -> a.here().compareTo(b.here()));
    return difference();
  }

  private Optional<CatalogObject> pairByName(CatalogObject object) {
    CatalogObject counterpart = left.remove(object.name());
    if (counterpart == null) {
      onlyHere.add(object);
    }
    return Optional.ofNullable(counterpart);
  }

  private void compare(CatalogObject object, CatalogObject counterpart) {
    if (!object.name().equals(counterpart.name())) {
      renamed.add(new Difference.Renaming(object.name(), counterpart.name()));
    }
    if (!object.facts().equals(counterpart.facts())) {
      changed.add(new Difference.Change(object, counterpart));
    }
  }

  private Difference difference() {
    return new Difference(onlyHere, List.copyOf(left.values()), changed, renamed, recreated);
  }

  private static Optional<Key> key(Catalog catalog, CatalogObject object) {
    Facts facts = object.facts();
    return catalog
        .identity(object.name())
        .map(identity ->
            new Key(object.kind(), identity, facts.text(Fact.GRANTEE), facts.text(Fact.GRANTOR)));
  }
}
