package dev.ebb;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Dependencies;
import dev.ebb.catalog.ObjectName;
import dev.ebb.drift.Drift;
import dev.ebb.drift.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wanted of a database in which some differences are agreed to: those, as they are. */
final class Agreed {
  private Agreed() {}

  static Catalog to(Catalog expected, Catalog actual, List<Drift.Allowed> agreed) {
    Map<ObjectName, CatalogObject> objects = new TreeMap<>();
    expected.objects().forEach(object -> objects.put(object.name(), object));
    for (Drift.Allowed allowed : agreed) {
      switch (allowed.explained().finding()) {
        case Finding.Missing missing ->
            with(missing.expected(), missing.parts()).forEach(o -> objects.remove(o.name()));
        case Finding.Unexpected unexpected ->
            with(unexpected.actual(), unexpected.parts()).forEach(o -> objects.put(o.name(), o));
        case Finding.Different different -> objects.put(different.object(), different.actual());
        case Finding.ColumnOrder _ -> {}
      }
    }
    Map<ObjectName, List<ObjectName>> needs = new HashMap<>();
    for (ObjectName name : objects.keySet()) {
      Catalog source = expected.object(name).isPresent() ? expected : actual;
      needs.put(name, source.dependencies().of(name));
    }
    return new Catalog(objects.values(), Map.of(), new Dependencies(needs));
  }

  private static List<CatalogObject> with(CatalogObject whole, List<CatalogObject> parts) {
    List<CatalogObject> all = new ArrayList<>(parts);
    all.add(whole);
    return all;
  }
}
