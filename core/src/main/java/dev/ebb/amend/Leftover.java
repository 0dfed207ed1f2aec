package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** In what two catalogs differ, but for objects of which that is known. */
final class Leftover {
  private Leftover() {}

  /** A line for each, as {@link Difference#lines}. */
  static List<String> of(Catalog is, Catalog wanted, Set<ObjectName> known) {
    Difference all = is.difference(wanted);
    Difference rest =
        new Difference(
            all.onlyHere().stream().filter(o -> !known.contains(o.name())).toList(),
            all.onlyThere().stream().filter(o -> !known.contains(o.name())).toList(),
            all.changed().stream().filter(c -> !known.contains(c.here().name())).toList(),
            List.of(),
            List.of());
    return rest.lines();
  }

  /** The objects in which they differ. */
  static List<ObjectName> objects(Catalog is, Catalog wanted) {
    Difference all = is.difference(wanted);
    List<ObjectName> names = new ArrayList<>();
    all.onlyHere().forEach(o -> names.add(o.name()));
    all.onlyThere().forEach(o -> names.add(o.name()));
    all.changed().forEach(c -> names.add(c.here().name()));
    return names;
  }
}
