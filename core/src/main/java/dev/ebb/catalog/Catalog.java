package dev.ebb.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a database holds besides rows: every object of its users, at one moment. Immutable.
 *
 * @param objects ascending
 */
public record Catalog(List<CatalogObject> objects) {
  /** A database with nothing in it. */
  public static final Catalog EMPTY = new Catalog(List.of());

  private static final String ALGORITHM = "c1";

  public Catalog {
    objects = objects.stream().sorted().distinct().toList();
  }

  /** From objects in any order. */
  public static Catalog of(Collection<CatalogObject> objects) {
    return new Catalog(List.copyOf(objects));
  }

  /** SHA-256 over all objects in order, each length-prefixed, so that no text can pose as two. */
  public Fingerprint fingerprint() {
    MessageDigest digest = sha256();
    for (CatalogObject object : objects) {
      update(digest, object.kind().name());
      update(digest, object.path());
      update(digest, object.definition());
    }
    return new Fingerprint(ALGORITHM + ":" + HexFormat.of().formatHex(digest.digest()));
  }

  /** What would have to happen to this catalog to become the other. */
  public Difference difference(Catalog other) {
    NavigableMap<Key, CatalogObject> here = byKey();
    NavigableMap<Key, CatalogObject> there = other.byKey();
    List<CatalogObject> onlyHere = new ArrayList<>();
    List<Difference.Change> changed = new ArrayList<>();
    here.forEach((key, object) -> {
      CatalogObject counterpart = there.remove(key);
      if (counterpart == null) {
        onlyHere.add(object);
      } else if (!counterpart.equals(object)) {
        changed.add(new Difference.Change(object, counterpart));
      }
    });
    return new Difference(onlyHere, List.copyOf(there.values()), changed);
  }

  private record Key(Kind kind, String path) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : path.compareTo(other.path);
    }
  }

  private NavigableMap<Key, CatalogObject> byKey() {
    NavigableMap<Key, CatalogObject> byKey = new TreeMap<>();
    objects.forEach(o -> byKey.put(new Key(o.kind(), o.path()), o));
    return byKey;
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
