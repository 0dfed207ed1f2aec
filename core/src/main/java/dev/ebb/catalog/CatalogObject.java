package dev.ebb.catalog;

import java.util.Comparator;

/**
 * One object of a database.
 *
 * @param kind what it is
 * @param path its name with all that it takes to find it, quoted where SQL needs it: {@code
 *     public.users.handle}; unique within its kind
 * @param definition everything else about it, canonical: equal texts mean equal objects on servers
 *     of one major version
 */
public record CatalogObject(Kind kind, String path, String definition)
    implements Comparable<CatalogObject> {
  private static final Comparator<CatalogObject> ORDER =
      Comparator.comparing(CatalogObject::kind)
          .thenComparing(CatalogObject::path)
          .thenComparing(CatalogObject::definition);

  /** Orders by kind, path and definition. */
  @Override
  public int compareTo(CatalogObject other) {
    return ORDER.compare(this, other);
  }

  /** Kind and path: {@code column public.users.handle}. */
  public String title() {
    return kind.word() + " " + path;
  }

  /** The canonical line. */
  @Override
  public String toString() {
    return title() + ": " + definition;
  }
}
