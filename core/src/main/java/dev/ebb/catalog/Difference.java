package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * How one catalog differs from another. Immutable; every list ascends.
 *
 * @param onlyHere objects that the other lacks
 * @param onlyThere objects that only the other has
 * @param changed objects that both have and that are not the same
 */
public record Difference(
    List<CatalogObject> onlyHere, List<CatalogObject> onlyThere, List<Change> changed) {

  public Difference {
    onlyHere = List.copyOf(onlyHere);
    onlyThere = List.copyOf(onlyThere);
    changed = List.copyOf(changed);
  }

  /** An object as it is in this catalog and in the other. */
  public record Change(CatalogObject here, CatalogObject there) {}

  /** Whether there is none. */
  public boolean isEmpty() {
    return onlyHere.isEmpty() && onlyThere.isEmpty() && changed.isEmpty();
  }

  /** A line for each, {@code -} only here, {@code +} only there, {@code ~} changed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    onlyHere.forEach(o -> lines.add("- " + o));
    onlyThere.forEach(o -> lines.add("+ " + o));
    changed.forEach(c -> lines.add("~ " + c.here() + "\n  now " + c.there().definition()));
    return lines;
  }
}
