package dev.ebb.fix.pairing;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.Optional;

/**
 * From where to where: both catalogs, who is who, and what is a part of what; shared by all who
 * write statements.
 *
 * @param major of the server on which the script will run
 */
public record Passage(
    Catalog here,
    Catalog there,
    Pairs pairs,
    Parts hereParts,
    Parts thereParts,
    Conversions conversions,
    int major) {

  /**
   * From two catalogs.
   *
   * @param byIdentity whether both were read from one database
   */
  public static Passage of(Catalog here, Catalog there, boolean byIdentity, int major) {
    Difference difference = byIdentity ? here.evolution(there) : here.difference(there);
    return new Passage(
        here,
        there,
        new Pairs(here, there, difference, byIdentity),
        new Parts(here),
        new Parts(there),
        new Conversions(there),
        major);
  }

  /** Whether a table is one before and after, and so are what hands a part down to it. */
  public boolean handsDown(CatalogObject part, CatalogObject original) {
    Optional<CatalogObject> child = thereParts.whole(part.name());
    Optional<CatalogObject> parent = thereParts.whole(original.name());
    if (child.isEmpty() || parent.isEmpty()) {
      return false;
    }
    Optional<CatalogObject> childBefore = pairs.here(child.get().name());
    Optional<CatalogObject> parentBefore = pairs.here(parent.get().name());
    return childBefore.isPresent()
        && parentBefore.isPresent()
        && childBefore.get().facts().list(Fact.INHERITS).contains(parentBefore.get().path());
  }

  /** Whether it is a table that keeps rows of its own or in its partitions. */
  public static boolean holdsRows(CatalogObject object) {
    return object.kind() == Kind.TABLE && !object.facts().text(Fact.SORT).equals("foreign");
  }

  /** Whether it is a column of a table that keeps rows. */
  public boolean holdsValues(CatalogObject column, Parts parts) {
    return column.kind() == Kind.COLUMN
        && !column.facts().has(Fact.GENERATED)
        && parts.whole(column.name()).filter(Passage::holdsRows).isPresent();
  }

  /** The name that an object that goes has after all renames. */
  public ObjectName afterRenames(ObjectName name) {
    Optional<CatalogObject> whole = hereParts.whole(name);
    String container =
        whole.isPresent() && whole.get().path().equals(name.container())
            ? pairs.pathThere(whole.get().kind(), name.container())
            : pairs.pathThere(Kind.NAMESPACE, name.container());
    return name.container().isEmpty()
        ? name
        : new ObjectName(name.kind(), container + "." + name.simpleName());
  }
}
