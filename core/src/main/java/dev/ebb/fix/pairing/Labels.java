package dev.ebb.fix.pairing;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the labels of an enum become others without a new type: some get new names, some are added.
 *
 * <p>The server never removes a label and never changes their order. So if it is the same type to
 * the database, a label that is not there any more has another name now.
 *
 * @param renamed pairs of old and new
 * @param added each with its neighbour: the label after which it comes, or before which if first
 */
public record Labels(List<Renamed> renamed, List<Addition> added) {

  /** A label under its old name and its new one. */
  public record Renamed(String from, String to) {}

  /** A new label and where it goes, as after ADD VALUE. */
  public record Addition(String label, String where) {}

  /** Empty if only a new type will do. */
  public static Optional<Labels> between(CatalogObject here, CatalogObject there, Pairs pairs) {
    List<String> before = here.facts().list(Fact.LABELS);
    List<String> after = there.facts().list(Fact.LABELS);
    boolean same = pairs.isByIdentity() && !pairs.isRecreated(here.name());
    List<Renamed> renamed = new ArrayList<>();
    List<Addition> added = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        i++;
        j++;
        continue;
      }
      int gap = gap(before, i, after);
      int otherGap = gap(after, j, before);
      if (gap == 0) {
        addAll(added, after, j, otherGap);
      } else if (same && gap == otherGap) {
        for (int k = 0; k < gap; k++) {
          renamed.add(new Renamed(before.get(i + k), after.get(j + k)));
        }
      } else {
        return Optional.empty();
      }
      if (gap + otherGap == 0) {
        return Optional.empty();
      }
      i += gap;
      j += otherGap;
    }
    return Optional.of(new Labels(renamed, added));
  }

  // How many from here on are not in the other list.
  private static int gap(List<String> labels, int from, List<String> others) {
    int end = from;
    while (end < labels.size() && !others.contains(labels.get(end))) {
      end++;
    }
    return end - from;
  }

  private static void addAll(List<Addition> added, List<String> labels, int from, int count) {
    for (int k = from; k < from + count; k++) {
      if (k > 0) {
        added.add(new Addition(labels.get(k), " AFTER " + Quote.literal(labels.get(k - 1))));
      } else if (count < labels.size()) {
        added.add(new Addition(labels.get(k), " BEFORE " + Quote.literal(labels.get(count))));
      } else {
        added.add(new Addition(labels.get(k), ""));
      }
    }
  }

  /**
   * Whether something that comes or changes speaks of an added label. The server does not let a
   * transaction use a label that it has added itself.
   */
  public boolean areUsed(Passage passage) {
    for (Addition addition : added) {
      String literal = Quote.literal(addition.label());
      for (CatalogObject object : passage.there().objects()) {
        if (object.kind() != Kind.TYPE
            && object.kind() != Kind.COMMENT
            && speaks(object, literal)) {
          Optional<CatalogObject> before = passage.pairs().here(object.name());
          if (before.isEmpty() || !speaks(before.get(), literal)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean speaks(CatalogObject object, String literal) {
    return object.definition().contains(literal);
  }
}
