package dev.ebb.catalog;

import java.util.Locale;

/**
 * What can be said of an object beyond its kind and path. The order is that in which facts are
 * told, and in which they enter a fingerprint.
 *
 * <p>A fact is absent where it is what goes without saying: a column that may be null has no {@link
 * #NOT_NULL}, a heap table no {@link #ACCESS_METHOD}. Names and types in values are qualified and
 * quoted where SQL needs it.
 */
public enum Fact {
  /**
   * What sort of its kind it is. A table: {@code table}, {@code partitioned} or {@code foreign}; a
   * type: {@code enum}, {@code domain}, {@code range}, {@code composite}, {@code base} or {@code
   * shell}; a constraint: {@code primary key}, {@code unique}, {@code foreign key}, {@code check},
   * {@code exclusion} or {@code not null} (of a domain); a routine: {@code function}, {@code
   * procedure}, {@code aggregate} or {@code window}; a default grant: {@code tables}, {@code
   * sequences}, {@code functions}, {@code types}, {@code schemas} or {@code large objects}.
   */
  SORT,
  /** A table, view or sequence that does not survive a crash. */
  UNLOGGED(Shape.FLAG),
  /** The data type of a column or sequence, or that under a domain or range. */
  TYPE,
  /** The composite type that a table is of. */
  OF_TYPE,
  /** A collation that is not the default one of the data type. */
  COLLATION,
  /** The labels of an enum, in order. */
  LABELS(Shape.LIST),
  /** A column or domain that refuses nulls. */
  NOT_NULL(Shape.FLAG),
  /** The name of the not-null constraint, where the server keeps one and it is not the usual. */
  NOT_NULL_NAME,
  /** The not-null constraint is not handed down to children. */
  NOT_NULL_NO_INHERIT(Shape.FLAG),
  /** Rows that are there already may hold nulls (18 and later). */
  NOT_NULL_NOT_VALID(Shape.FLAG),
  /** The expression of the default. */
  DEFAULT,
  /** {@code always} or {@code by default}. */
  IDENTITY,
  /** The expression that a column is computed by. */
  GENERATED,
  /** A generated column that is computed when it is read (18 and later). */
  VIRTUAL(Shape.FLAG),
  /** {@code plain}, {@code external}, {@code extended} or {@code main}, if not the type's own. */
  STORAGE,
  /** {@code pglz} or {@code lz4}, where it is said. */
  COMPRESSION,
  /**
   * The statistics target of a column or statistics object; of an index: {@code 2=400} for its
   * second.
   */
  STATISTICS_TARGET,
  /** The first value of a sequence. */
  START,
  /** The step of a sequence. */
  INCREMENT,
  /** The least value of a sequence. */
  MINIMUM,
  /** The greatest value of a sequence. */
  MAXIMUM,
  /** How many values of a sequence a session takes at once. */
  CACHE,
  /** A sequence that starts again at its end. */
  CYCLE(Shape.FLAG),
  /** The column that a sequence belongs to. */
  OWNED_BY,
  /** A sequence that an identity column made for itself. */
  OF_IDENTITY(Shape.FLAG),
  /** What a partitioned table is partitioned by, as after PARTITION BY. */
  PARTITION_KEY,
  /** What a partition holds, as after PARTITION OF: {@code FOR VALUES …} or {@code DEFAULT}. */
  PARTITION_BOUND,
  /** The tables that a table or partition inherits from, in order. */
  INHERITS(Shape.LIST),
  /** A column or constraint that is there only because a parent has it. */
  INHERITED(Shape.FLAG),
  /** The table, view or materialized view that an index or statistics object is on. */
  TABLE,
  /** The names of the columns that a constraint is on, as they are, without quotes. */
  COLUMNS(Shape.LIST),
  /** The table that a foreign key points to. */
  REFERENCES,
  /** What comes after {@code CONSTRAINT name}. */
  CLAUSE,
  /** A constraint that rows need not satisfy that were there before it. */
  NOT_VALID(Shape.FLAG),
  /** {@code initially deferred} or {@code initially immediate}, if it can be put off at all. */
  DEFERRABLE,
  /** The constraint or index of the parent table that this one is a part of. */
  PART_OF,
  /** The index behind a constraint. */
  INDEX,
  /** The constraint that an index stands behind. */
  CONSTRAINT,
  /** An index that refuses duplicates. */
  UNIQUE(Shape.FLAG),
  /** The query of a view, without a semicolon at its end. */
  QUERY,
  /** The types and names of all arguments of a routine, with defaults. */
  ARGUMENTS,
  /** What a routine returns. */
  RETURNS,
  /** The language of a routine or transform. */
  LANGUAGE,
  /**
   * What it consists of that can be added to it and taken away: the operators and functions of a
   * family, the tables of a publication, the mappings of a text search configuration, the
   * publications of a subscription; each in the words of the ALTER statement.
   */
  MEMBERS(Shape.LIST),
  /** The whole statement that creates it, without a semicolon at its end. */
  DEFINITION,
  /**
   * When a trigger, event trigger, rule or subscription acts, if not as usual: {@code disable},
   * {@code enable replica} or {@code enable always}. {@code disable} for a foreign key that is not
   * looked after because its triggers are off.
   */
  ENABLED,
  /** Storage parameters, or the options of a foreign object, each {@code name=value}. */
  OPTIONS(Shape.LIST),
  /** The options of a column of a foreign table, each {@code name=value}. */
  FOREIGN_OPTIONS(Shape.LIST),
  /** The version of an extension. */
  VERSION,
  /** The namespace of an extension's objects, or in which a default grant holds. */
  NAMESPACE,
  /** An access method that is not the usual one. */
  ACCESS_METHOD,
  /** A tablespace that is not the database's. */
  TABLESPACE,
  /** The server of a foreign table or user mapping. */
  SERVER,
  /** A table with row level security. */
  ROW_SECURITY(Shape.FLAG),
  /** A table with row level security also for its owner. */
  FORCED_ROW_SECURITY(Shape.FLAG),
  /** {@code full}, {@code nothing} or {@code using index}, if not the usual. */
  REPLICA_IDENTITY,
  /** The index by which its table was last clustered. */
  CLUSTERED(Shape.FLAG),
  /** An index that the server does not use: what a failed concurrent build leaves behind. */
  INVALID(Shape.FLAG),
  /** A materialized view that was never filled. */
  NOT_POPULATED(Shape.FLAG),
  /** Who may, with quotes where needed; {@code PUBLIC} for all, absent for the owner. */
  GRANTEE,
  /** Who granted it, if not the owner; for a default grant who will create the objects. */
  GRANTOR,
  /** What the grantee may, ascending; absent if nothing. */
  RIGHTS(Shape.LIST),
  /** What the grantee may pass on, ascending. */
  GRANTABLE(Shape.LIST),
  /** The text of a comment or label, as it is, without quotes. */
  TEXT,
  /** The role that owns it. Read only if asked for. */
  OWNER,
  /** The place of a column among those that are left, from 1. */
  POSITION;

  private enum Shape {
    TEXT,
    FLAG,
    LIST
  }

  /** What a fact has as its value that is either there or not. */
  static final String YES = "true";

  private final Shape shape;

  Fact() {
    this(Shape.TEXT);
  }

  Fact(Shape shape) {
    this.shape = shape;
  }

  /** The words for it, as in {@code not null}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether it is either there, with the value {@code true}, or absent. */
  public boolean isFlag() {
    return shape == Shape.FLAG;
  }

  /** Whether its value is several texts, written as the server writes a {@code text[]}. */
  public boolean isList() {
    return shape == Shape.LIST;
  }
}
