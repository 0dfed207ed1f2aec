package dev.ebb.rehearse;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Difference.Renaming;
import dev.ebb.catalog.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the tables on a shadow are called in the real database, while steps rename them and make
 * others. Confined to one thread.
 */
public final class RealNames {
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> made = new HashSet<>();
  private Map<String, String> atStart = new HashMap<>();
  private Set<String> madeBefore = new HashSet<>();

  /** As long as nothing has happened. */
  public RealNames() {}

  /** A step begins: what it locks is told by the names of now. */
  void beginStep() {
    atStart = new HashMap<>(renamed);
    madeBefore = new HashSet<>(made);
  }

  /** Whether what was called so when the step began is there in the real database, too. */
  boolean wasReal(String path) {
    return !madeBefore.contains(path);
  }

  /** The real name of what was called so when the step began. */
  String before(String path) {
    return atStart.getOrDefault(path, path);
  }

  /** The real name of what is called so now. */
  public String now(String path) {
    return renamed.getOrDefault(path, path);
  }

  /** Whether the table of that name is there in the real database, too. */
  public boolean isReal(String path) {
    return !made.contains(path);
  }

  /** All rows of what is called so now are gone: from here on it is as if it were new. */
  void empty(String path) {
    made.add(path);
  }

  /** Something happened on the shadow. */
  void follow(Catalog before, Catalog after) {
    Difference change = before.evolution(after);
    Map<String, String> moved = new HashMap<>();
    for (Renaming renaming : change.renamed()) {
      if (counts(renaming.here().kind())) {
        moved.put(renaming.there().path(), now(renaming.here().path()));
        if (made.remove(renaming.here().path())) {
          made.add(renaming.there().path());
        }
        renamed.remove(renaming.here().path());
      }
    }
    renamed.putAll(moved);
    for (CatalogObject object : change.onlyThere()) {
      if (counts(object.kind())) {
        made.add(object.path());
      }
    }
    change.recreated().stream()
        .filter(name -> counts(name.kind()))
        .forEach(name -> made.add(name.path()));
  }

  private static boolean counts(Kind kind) {
    return kind == Kind.TABLE || kind == Kind.MATERIALIZED_VIEW || kind == Kind.VIEW;
  }
}
