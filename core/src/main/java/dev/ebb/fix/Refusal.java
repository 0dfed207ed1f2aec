package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.Set;

/**
 * A part of the difference for which there is no SQL that keeps what is in the database.
 *
 * @param object under the name that it has in the wanted state, or before if it is in that only
 * @param why what about it cannot be done, a clause without a full stop
 * @param remedy what a person can do instead, a sentence without a full stop
 */
public record Refusal(ObjectName object, String why, String remedy) {

  static Refusal of(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    return new Refusal(there.name(), why(here, there, changes), remedy(here.kind()));
  }

  private static String why(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (here.kind() == Kind.INDEX) {
      return "it is invalid in the wanted state, and no statement makes an index so";
    }
    if (here.kind() == Kind.COLUMN && there.facts().has(Fact.GENERATED)) {
      return "it holds values of its own, and a column that does cannot become a computed one";
    }
    if (here.kind() == Kind.COLUMN && changes.contains(Fact.TYPE)) {
      return "values of its type are in columns of tables, and while they are no attribute changes its type";
    }
    if (changes.contains(Fact.SORT) || changes.contains(Fact.PARTITION_KEY)) {
      return "it is "
          + sort(here)
          + " and should be "
          + sort(there)
          + ", which only a new table with a copy of the rows can be";
    }
    return "something that it needs has to be dropped and created again, and it holds rows";
  }

  private static String sort(CatalogObject table) {
    String key = table.facts().get(Fact.PARTITION_KEY).map(k -> " by " + k).orElse("");
    return table.facts().text(Fact.SORT) + key;
  }

  private static String remedy(Kind kind) {
    return switch (kind) {
      case INDEX -> "Leave it valid";
      case COLUMN -> "Add a new column, compare its values with these, and drop this one by hand";
      default -> "Write this step by hand: create a new one, copy the rows, rename both";
    };
  }

  /** One line. */
  @Override
  public String toString() {
    return object + ": " + why + ". " + remedy + ".";
  }
}
