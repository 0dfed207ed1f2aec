package dev.ebb.catalog;

import java.util.Locale;

/** What an object of a catalog is. The order is that in which people read about them. */
public enum Kind {
  /** A PostgreSQL namespace ({@code CREATE SCHEMA}). */
  NAMESPACE,
  /** An installed extension; its members are not objects of the catalog. */
  EXTENSION,
  /** An enum, a domain, a range or a composite type. */
  TYPE,
  /** A sequence with its parameters and the column that owns it; never its state. */
  SEQUENCE,
  /** A table, partitioned, partition or foreign; its columns are objects of their own. */
  TABLE,
  /** A column of a table, a view or a composite type. */
  COLUMN,
  /** A constraint of a table or a domain. */
  CONSTRAINT,
  /** An index, and whether it is valid. */
  INDEX,
  /** A view. */
  VIEW,
  /** A materialized view. */
  MATERIALIZED_VIEW,
  /** A function, a procedure or an aggregate. */
  ROUTINE,
  /** A trigger of a table. */
  TRIGGER,
  /** A rewrite rule of a table. */
  RULE,
  /** A row security policy. */
  POLICY,
  /** An extended statistics object. */
  STATISTICS,
  /**
   * What others than the owner may do with an object, where that is not what goes without saying.
   */
  GRANTS,
  /** A comment on an object. */
  COMMENT;

  /** The word for it, as in {@code materialized view}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
