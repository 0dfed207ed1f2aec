package dev.ebb.catalog;

/**
 * One object of a database.
 *
 * @param name its kind and path
 * @param facts everything else about it, canonical: equal facts mean equal objects on servers of
 *     one major version
 */
public record CatalogObject(ObjectName name, Facts facts) implements Comparable<CatalogObject> {

  /** From the parts of its name. */
  public CatalogObject(Kind kind, String path, Facts facts) {
    this(new ObjectName(kind, path), facts);
  }

  /** What it is. */
  public Kind kind() {
    return name.kind();
  }

  /** Its name with all that it takes to find it; see {@link ObjectName#path}. */
  public String path() {
    return name.path();
  }

  /** All its facts in one text for people: {@code type text, not null, position 2}. */
  public String definition() {
    return facts.toString();
  }

  /** Stands for this object: its kind, path and facts. */
  public Fingerprint fingerprint() {
    Hash hash = new Hash();
    hash.add(this);
    return hash.fingerprint();
  }

  /** Orders by kind and path. */
  @Override
  public int compareTo(CatalogObject other) {
    return name.compareTo(other.name);
  }

  /** Kind and path: {@code column public.users.handle}. */
  public String title() {
    return name.toString();
  }

  /** The canonical line. */
  @Override
  public String toString() {
    return title() + ": " + definition();
  }
}
