package dev.ebb.fix.pairing;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.DepthFirst;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Puts objects in an order in which each comes after all that it needs, directly or through others.
 * What comes or goes in one statement with its whole takes the place of that.
 */
public final class Order {
  private final Catalog catalog;
  private final Parts parts;
  private final Predicate<ObjectName> inOneStatement;
  private final boolean making;
  private final Map<ObjectName, List<ObjectName>> copies = new HashMap<>();

  private Order(
      Catalog catalog, Parts parts, Predicate<ObjectName> inOneStatement, boolean making) {
    this.catalog = catalog;
    this.parts = parts;
    this.inOneStatement = inOneStatement;
    this.making = making;
  }

  /**
   * Of things that are made: a table comes with its columns; keys and the like come by themselves.
   */
  public static Order ofMaking(Catalog catalog, Parts parts, Predicate<ObjectName> comes) {
    return new Order(catalog, parts, comes, true);
  }

  /** Of things that are dropped, to be read backwards: everything goes with its whole. */
  public static Order ofDropping(Catalog catalog, Parts parts, Predicate<ObjectName> goes) {
    return new Order(catalog, parts, goes, false);
  }

  /** Turns round that a copy on a partition needs its original on the partitioned table. */
  public void copyFirst(ObjectName original, ObjectName copy) {
    copies.computeIfAbsent(original, _ -> new ArrayList<>()).add(copy);
  }

  /** The objects in order; where that leaves a choice, by kind, table, place and name. */
  public List<ObjectName> of(Collection<ObjectName> objects) {
    Set<ObjectName> wanted = new HashSet<>(objects);
    List<ObjectName> ordered =
        DepthFirst.order(objects.stream().sorted(byPlace()).toList(), this::needs);
    ordered.removeIf(name -> !wanted.contains(name));
    return ordered;
  }

  private Comparator<ObjectName> byPlace() {
    return Comparator.comparing(ObjectName::kind)
        .thenComparing(name -> name.kind() == Kind.COLUMN ? name.container() : "")
        .thenComparingInt(this::position)
        .thenComparing(ObjectName::path);
  }

  private int position(ObjectName name) {
    return name.kind() == Kind.COLUMN ? catalog.object(name).map(Parts::position).orElse(0) : 0;
  }

  private Set<ObjectName> needs(ObjectName name) {
    Set<ObjectName> needs = new TreeSet<>();
    collect(name, needs);
    needs.addAll(copies.getOrDefault(name, List.of()));
    needs.remove(name);
    return needs;
  }

  private void collect(ObjectName name, Set<ObjectName> needs) {
    Optional<ObjectName> original =
        catalog.object(name).flatMap(parts::original).map(CatalogObject::name);
    for (ObjectName needed : catalog.dependencies().of(name)) {
      boolean turned =
          original.isPresent()
              && original.get().equals(needed)
              && copies.getOrDefault(needed, List.of()).contains(name);
      if (!turned) {
        needs.add(statement(needed));
      }
    }
    // A sequence that belongs to a column is there before it, for its default.
    if (!making || name.kind() != Kind.SEQUENCE) {
      parts.whole(name).ifPresent(whole -> needs.add(statement(whole.name())));
    }
    for (ObjectName part : parts.of(name)) {
      if (comesWith(part, name)) {
        collect(part, needs);
      }
    }
  }

  /** The object whose statement makes or drops this one, too. */
  public ObjectName statement(ObjectName name) {
    ObjectName at = name;
    Optional<CatalogObject> whole = parts.whole(at);
    while (whole.isPresent() && comesWith(at, whole.get().name())) {
      at = whole.get().name();
      whole = parts.whole(at);
    }
    return at;
  }

  private boolean comesWith(ObjectName part, ObjectName whole) {
    if (!making) {
      return inOneStatement.test(whole);
    }
    return switch (part.kind()) {
      case COLUMN -> inOneStatement.test(whole);
      case INDEX -> whole.kind() == Kind.CONSTRAINT;
      case SEQUENCE ->
          catalog.object(part).filter(o -> o.facts().has(Fact.OF_IDENTITY)).isPresent();
      default -> false;
    };
  }
}
