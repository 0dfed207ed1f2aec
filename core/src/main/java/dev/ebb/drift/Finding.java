package dev.ebb.drift;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.ObjectName;
import java.util.List;

/** One thing in which a database differs from what its migrations give. */
public sealed interface Finding {

  /** What it is about. */
  ObjectName object();

  /** How bad it is. */
  Severity severity();

  /**
   * An object that should be there, and is not.
   *
   * @param expected as it should be
   * @param parts what should be in it or on it, and is missing with it, ascending
   */
  record Missing(CatalogObject expected, List<CatalogObject> parts, Severity severity)
      implements Finding {
    public Missing {
      parts = List.copyOf(parts);
    }

    @Override
    public ObjectName object() {
      return expected.name();
    }
  }

  /**
   * An object that is there, and that no migration makes.
   *
   * @param actual as it is
   * @param parts what is in it or on it, ascending
   */
  record Unexpected(CatalogObject actual, List<CatalogObject> parts, Severity severity)
      implements Finding {
    public Unexpected {
      parts = List.copyOf(parts);
    }

    @Override
    public ObjectName object() {
      return actual.name();
    }
  }

  /**
   * An object that is there and is not as it should be.
   *
   * @param expected as it should be
   * @param actual as it is
   * @param facts in what they differ, ascending; never empty
   */
  record Different(
      CatalogObject expected, CatalogObject actual, List<Fact> facts, Severity severity)
      implements Finding {
    public Different {
      facts = List.copyOf(facts);
    }

    @Override
    public ObjectName object() {
      return expected.name();
    }
  }

  /**
   * A table with all the columns that both have in another order. No statement can set it right
   * without writing the table anew; harmless unless somebody relies on the order.
   *
   * @param object the table
   * @param expected the names of the columns, in the order that the migrations give
   * @param actual the same names in the order that they have
   */
  record ColumnOrder(
      ObjectName object, List<String> expected, List<String> actual, Severity severity)
      implements Finding {
    public ColumnOrder {
      expected = List.copyOf(expected);
      actual = List.copyOf(actual);
    }
  }
}
