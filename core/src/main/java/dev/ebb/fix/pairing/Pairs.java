package dev.ebb.fix.pairing;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is who in the two catalogs, and in what they differ once names are followed. Immutable. */
public final class Pairs {
  private final Catalog here;
  private final Catalog there;
  private final Map<ObjectName, ObjectName> toThere = new HashMap<>();
  private final Map<ObjectName, ObjectName> toHere = new HashMap<>();
  private final RenamedText text;
  private final Set<ObjectName> recreated;
  private final boolean byIdentity;

  Pairs(Catalog here, Catalog there, Difference difference, boolean byIdentity) {
    this.here = here;
    this.there = there;
    this.text = new RenamedText(difference.renamed());
    this.recreated = Set.copyOf(difference.recreated());
    this.byIdentity = byIdentity;
    difference.renamed().forEach(renaming -> pair(renaming.here(), renaming.there()));
    Set<ObjectName> gone = new HashSet<>();
    difference.onlyHere().forEach(object -> gone.add(object.name()));
    for (CatalogObject object : here.objects()) {
      ObjectName name = object.name();
      if (!toThere.containsKey(name) && !gone.contains(name)) {
        pair(name, name);
      }
    }
  }

  private void pair(ObjectName left, ObjectName right) {
    toThere.put(left, right);
    toHere.put(right, left);
  }

  /** Whether objects met by what the database knows them by, so that a new name is told. */
  public boolean isByIdentity() {
    return byIdentity;
  }

  /** What became of an object; empty if it is gone. */
  public Optional<CatalogObject> there(ObjectName name) {
    return Optional.ofNullable(toThere.get(name)).flatMap(there::object);
  }

  /** What an object was; empty if it is new. */
  public Optional<CatalogObject> here(ObjectName name) {
    return Optional.ofNullable(toHere.get(name)).flatMap(here::object);
  }

  /** Whether both have it under this name and it is nevertheless another one to the database. */
  public boolean isRecreated(ObjectName name) {
    return recreated.contains(name);
  }

  /** The path of what is at this path now, once it has its new name; the same if it is gone. */
  public String pathThere(Kind kind, String path) {
    ObjectName name = toThere.get(new ObjectName(kind, path));
    return name == null ? path : name.path();
  }

  /** In what a pair differs, apart from names that changed elsewhere and the place of a column. */
  public Set<Fact> changes(CatalogObject left, CatalogObject right) {
    Set<Fact> changes = EnumSet.noneOf(Fact.class);
    for (Fact fact : left.facts().differing(right.facts())) {
      if (fact != Fact.POSITION && !same(left, right, fact)) {
        changes.add(fact);
      }
    }
    return changes;
  }

  private boolean same(CatalogObject left, CatalogObject right, Fact fact) {
    Optional<String> a = left.facts().get(fact);
    Optional<String> b = right.facts().get(fact);
    if (a.isEmpty() || b.isEmpty() || fact == Fact.TEXT || fact == Fact.LABELS) {
      return false;
    }
    return (left.kind() == Kind.ROUTINE && fact == Fact.DEFINITION)
        ? text.sameRoutine(a.get(), b.get())
        : text.same(a.get(), b.get());
  }

  /** Whether a text from before says the same as one from after. */
  public boolean same(String left, String right) {
    return text.same(left, right);
  }

  /** The objects that are only here, ascending. */
  public List<CatalogObject> gone() {
    return here.objects().stream().filter(o -> !toThere.containsKey(o.name())).toList();
  }
}
