package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How one catalog differs from another. Immutable; every list ascends.
 *
 * @param onlyHere objects that the other lacks
 * @param onlyThere objects that only the other has
 * @param changed objects that both have, under one name or two, and that are not the same
 * @param renamed objects that the other has under another name, be it their own or that of what
 *     they are in; empty unless the comparison was by identity
 * @param recreated objects that both have under one name, but that are not the same to the
 *     database: dropped and created again, and what was in them is gone; empty unless the
 *     comparison was by identity
 */
public record Difference(
    List<CatalogObject> onlyHere,
    List<CatalogObject> onlyThere,
    List<Change> changed,
    List<Renaming> renamed,
    List<ObjectName> recreated) {

  public Difference {
    onlyHere = List.copyOf(onlyHere);
    onlyThere = List.copyOf(onlyThere);
    changed = List.copyOf(changed);
    renamed = List.copyOf(renamed);
    recreated = List.copyOf(recreated);
  }

  /** An object as it is in this catalog and in the other. */
  public record Change(CatalogObject here, CatalogObject there) {
    /** What is not the same, ascending; empty if it is only the name. */
    public List<Fact> facts() {
      return here.facts().differing(there.facts());
    }
  }

  /** An object's name in this catalog and in the other; the kind is the same. */
  public record Renaming(ObjectName here, ObjectName there) {
    /** Whether its own name is another; otherwise it only went along with what it is in. */
    public boolean isOwn() {
      return !here.simpleName().equals(there.simpleName());
    }

    /** {@code table public.a to public.b}. */
    @Override
    public String toString() {
      return here + " to " + there.path();
    }
  }

  /** Whether there is none; objects that were created again just as they were do not count. */
  public boolean isEmpty() {
    return onlyHere.isEmpty() && onlyThere.isEmpty() && changed.isEmpty() && renamed.isEmpty();
  }

  /** Whether there is one, and it is nothing but the order of columns. */
  public boolean isOnlyColumnOrder() {
    return !changed.isEmpty()
        && onlyHere.isEmpty()
        && onlyThere.isEmpty()
        && renamed.isEmpty()
        && changed.stream().allMatch(change -> change.facts().equals(List.of(Fact.POSITION)));
  }

  /** A line for each: {@code -} only here, {@code +} only there, {@code ~} changed or renamed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    onlyHere.forEach(o -> lines.add("- " + o));
    onlyThere.forEach(o -> lines.add("+ " + o));
    renamed.stream().filter(Renaming::isOwn).forEach(r -> lines.add("~ " + r));
    changed.forEach(c -> lines.add("~ " + c.here().title() + ": " + told(c)));
    return lines;
  }

  private static String told(Change change) {
    Stream<String> facts = change.facts().stream().map(fact -> told(fact, change));
    return String.join("; ", facts.toList());
  }

  private static String told(Fact fact, Change change) {
    if (fact.isFlag()) {
      return (change.there().facts().has(fact) ? "now " : "no longer ") + fact.words();
    }
    return fact.words()
        + " "
        + change.here().facts().get(fact).orElse("(none)")
        + ", now "
        + change.there().facts().get(fact).orElse("(none)");
  }
}
