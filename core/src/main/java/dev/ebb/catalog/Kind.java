package dev.ebb.catalog;

import java.util.Locale;

/** What an object of a catalog is. The order is that in which people read about them. */
public enum Kind {
  /** A PostgreSQL namespace ({@code CREATE SCHEMA}). */
  NAMESPACE,
  /** An installed extension; its members are not objects of the catalog. */
  EXTENSION,
  /** A procedural language. */
  LANGUAGE,
  /** An enum, a domain, a range, a composite type, or a type of its own making. */
  TYPE,
  /** A collation. */
  COLLATION,
  /** A sequence with its parameters and the column that owns it; never its state. */
  SEQUENCE,
  /** A table, partitioned, partition or foreign; its columns are objects of their own. */
  TABLE,
  /** A column of a table, a view or a composite type. */
  COLUMN,
  /** A constraint of a table or a domain. NOT NULL of a column is a fact of the column. */
  CONSTRAINT,
  /** An index, also one that stands behind a constraint. */
  INDEX,
  /** A view. */
  VIEW,
  /** A materialized view. */
  MATERIALIZED_VIEW,
  /** A function, a procedure or an aggregate; the path tells the types of its arguments. */
  ROUTINE,
  /** An operator; the path tells the types of its operands. */
  OPERATOR,
  /** An operator family; the path ends with its access method. */
  OPERATOR_FAMILY,
  /** An operator class; the path ends with its access method. */
  OPERATOR_CLASS,
  /** A cast between two types. */
  CAST,
  /** How a language sees a type. */
  TRANSFORM,
  /** An access method for tables or indexes. */
  ACCESS_METHOD,
  /** A conversion between character sets. */
  CONVERSION,
  /** A trigger of a table or a view. */
  TRIGGER,
  /** A trigger of the database. */
  EVENT_TRIGGER,
  /** A rewrite rule of a table or a view. */
  RULE,
  /** A row security policy. */
  POLICY,
  /** An extended statistics object. */
  STATISTICS,
  /** How text is cut into tokens. */
  TEXT_SEARCH_PARSER,
  /** What dictionaries are made from. */
  TEXT_SEARCH_TEMPLATE,
  /** What becomes of a token. */
  TEXT_SEARCH_DICTIONARY,
  /** Which dictionaries look at which tokens. */
  TEXT_SEARCH_CONFIGURATION,
  /** How to reach foreign data. */
  FOREIGN_DATA_WRAPPER,
  /** Where foreign data is. */
  FOREIGN_SERVER,
  /** As whom a role reaches a foreign server; options that are secret are left out. */
  USER_MAPPING,
  /** What is published to subscribers. */
  PUBLICATION,
  /** What is received from a publisher; the connection is left out. */
  SUBSCRIPTION,
  /**
   * What one grantee may do with one object, where that is not what goes without saying. The path
   * is the title of the object and the grantee: {@code table public.users to bob}.
   */
  GRANT,
  /** What one grantee may do with what a role will create, where that is not the usual. */
  DEFAULT_GRANT,
  /** A comment; the path is the title of what it is on: {@code column public.users.handle}. */
  COMMENT,
  /**
   * A label of a security module; the path is the title of what it is on and the module: {@code
   * table public.users by selinux}.
   */
  SECURITY_LABEL;

  /** The word for it, as in {@code materialized view}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
