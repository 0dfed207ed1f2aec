package dev.ebb.fix;

import dev.ebb.catalog.ObjectName;

/** What is worth knowing about a script, though nothing is lost by it and nothing left undone. */
public sealed interface Remark {
  /** What it is about. */
  ObjectName object();

  /**
   * A column must have values and nobody knows them, so rows that are there get this one.
   *
   * @param value as SQL
   */
  record StandIn(ObjectName object, String value) implements Remark {
    @Override
    public String toString() {
      return "rows that are there get " + value + " in " + object + ", because it may not be null";
    }
  }

  /** The columns of a table end up in another order, which only a copy of the table could mend. */
  record OtherOrder(ObjectName object) implements Remark {
    @Override
    public String toString() {
      return "the columns of " + object + " end up in another order";
    }
  }

  /**
   * The wanted state has an object that was dropped and created again; what it held was another's.
   */
  record MadeAnew(ObjectName object) implements Remark {
    @Override
    public String toString() {
      return object + " was dropped and created again; what it holds is not what it held before";
    }
  }

  /**
   * A column is dropped that is computed from others or kept elsewhere, so that nothing is lost.
   */
  record HoldsNothing(ObjectName object) implements Remark {
    @Override
    public String toString() {
      return object + " is dropped, and held nothing of its own";
    }
  }
}
