package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a database holds besides rows: every object of its users, at one moment. Immutable. Equal to
 * another exactly if both hold the same objects with the same facts; identities and dependencies do
 * not count.
 */
public final class Catalog {
  /** A database with nothing in it. */
  public static final Catalog EMPTY = of(List.of());

  private final List<CatalogObject> objects;
  private final Map<ObjectName, CatalogObject> byName;
  private final Map<ObjectName, Identity> identities;
  private final Dependencies dependencies;
  // Whoever finds none makes it: all make the same.
  private @Nullable Fingerprint fingerprint;

  /**
   * A catalog.
   *
   * @param objects in any order; of several with one name only the first counts
   * @param identities of as many of the objects as are known
   * @param dependencies as far as they are known
   */
  public Catalog(
      Collection<CatalogObject> objects,
      Map<ObjectName, Identity> identities,
      Dependencies dependencies) {
    this.byName = HashMap.newHashMap(objects.size());
    List<CatalogObject> all = new ArrayList<>(objects.size());
    for (CatalogObject object : objects) {
      if (byName.putIfAbsent(object.name(), object) == null) {
        all.add(object);
      }
    }
    // A server tells objects nearly in their order, and to sort what is nearly sorted is quick.
    all.sort(Comparator.naturalOrder());
    this.objects = Collections.unmodifiableList(all);
    this.identities = Map.copyOf(identities);
    this.dependencies = dependencies;
  }

  /** From objects in any order, with neither identities nor dependencies. */
  public static Catalog of(Collection<CatalogObject> objects) {
    return new Catalog(objects, Map.of(), Dependencies.NONE);
  }

  /** All of them, ascending. */
  public List<CatalogObject> objects() {
    return objects;
  }

  /** The object of that name. */
  public Optional<CatalogObject> object(ObjectName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The object of that kind and path. */
  public Optional<CatalogObject> object(Kind kind, String path) {
    return object(new ObjectName(kind, path));
  }

  /** By what its database knows the object; empty if this catalog was not read from one. */
  public Optional<Identity> identity(ObjectName name) {
    return Optional.ofNullable(identities.get(name));
  }

  /** Which objects need which; {@link Dependencies#NONE} unless it was read with them. */
  public Dependencies dependencies() {
    return dependencies;
  }

  /** Stands for all objects with all their facts. */
  public Fingerprint fingerprint() {
    Fingerprint known = fingerprint;
    if (known == null) {
      Hash hash = new Hash();
      objects.forEach(hash::add);
      known = hash.fingerprint();
      fingerprint = known;
    }
    return known;
  }

  /** The same without the order of columns: {@link Fact#POSITION} is absent everywhere. */
  public Catalog withoutColumnOrder() {
    return without(Fact.POSITION);
  }

  /** The same, with a fact absent everywhere. */
  public Catalog without(Fact fact) {
    List<CatalogObject> reduced =
        objects.stream().map(o -> new CatalogObject(o.name(), o.facts().without(fact))).toList();
    return new Catalog(reduced, identities, dependencies);
  }

  /** How this catalog differs from another one, of whatever database; objects meet by name. */
  public Difference difference(Catalog other) {
    return new Comparison(this, other).byName();
  }

  /**
   * What became of this catalog: objects meet by identity, so that an object under a new name is
   * told from one that was dropped and one that was created.
   *
   * @param later a later reading of the same database; for any other the answer means nothing
   */
  public Difference evolution(Catalog later) {
    return new Comparison(this, later).byIdentity();
  }

  Map<ObjectName, Identity> identities() {
    return identities;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Catalog that && objects.equals(that.objects);
  }

  @Override
  public int hashCode() {
    return objects.hashCode();
  }

  /** How much there is. */
  @Override
  public String toString() {
    return objects.size() + " objects";
  }
}
