package dev.ebb.loss;

import dev.ebb.sql.SqlName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table, view, sequence or type as it will be at some point of a plan: what it is in the database
 * today, and what the statements before that point have done to it. Confined to one thread.
 */
final class Thing {
  private final long oid;
  private final char kind;
  private final SqlName live;
  private final long parent;
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> added = new HashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> overwritten = new HashSet<>();
  private final Set<String> retyped = new HashSet<>();
  private List<String> labels = List.of();
  private String partitionKey = "";
  private boolean disturbed;

  /**
   * One that is there today.
   *
   * @param kind as in {@code pg_class.relkind} or {@code pg_type.typtype}
   * @param parent the partitioned table that it is a partition of; 0 if it is none
   */
  Thing(long oid, char kind, SqlName live, long parent) {
    this.oid = oid;
    this.kind = kind;
    this.live = live;
    this.parent = parent;
  }

  /** One that the plan makes: nothing is in it that could be lost. */
  static Thing fresh(SqlName name) {
    return new Thing(0, ' ', name, 0);
  }

  boolean isFresh() {
    return oid == 0;
  }

  long oid() {
    return oid;
  }

  long parent() {
    return parent;
  }

  /** Its name in the database today. */
  SqlName live() {
    return live;
  }

  /** Whether it has rows of people's. */
  boolean isTable() {
    return kind == 'r' || kind == 'p';
  }

  boolean isPartitioned() {
    return kind == 'p';
  }

  boolean isSequence() {
    return kind == 'S';
  }

  /** Whether it is a domain that is there today. */
  boolean isDomain() {
    return kind == 'd';
  }

  /**
   * Whether statements before have changed rows of it in a way that touches these, so that today's
   * rows prove nothing.
   *
   * @param pieces names of columns, or SQL that may name some
   */
  boolean isDisturbed(List<String> pieces) {
    return disturbed
        || overwritten.stream().anyMatch(c -> pieces.stream().anyMatch(p -> p.contains(c)));
  }

  /** Only these columns are overwritten; under all names that they have. */
  void disturb(Collection<String> columns) {
    overwritten.addAll(columns);
  }

  void disturb() {
    disturbed = true;
  }

  /** The labels of an enum that the plan makes; empty for all others. */
  List<String> labels() {
    return labels;
  }

  void labels(List<String> values) {
    labels = List.copyOf(values);
  }

  /** How the rows of a table that the plan makes are divided, as SQL; empty if they are not. */
  String partitionKey() {
    return partitionKey;
  }

  void partitionKey(String key) {
    partitionKey = key;
  }

  void rename(String from, String to) {
    if (added.remove(from)) {
      added.add(to);
      return;
    }
    String today = today(from);
    if (today != null) {
      renamed.remove(from);
      renamed.put(to, today);
      dropped.add(from);
      dropped.remove(to);
    }
  }

  /** A column comes that is not there today, or no longer at this point of the plan. */
  void add(String column) {
    added.add(column);
  }

  /** A column goes: its name today; null if the plan itself has made it, or it is gone already. */
  @Nullable String drop(String column) {
    String today = today(column);
    if (!added.remove(column)) {
      renamed.remove(column);
      dropped.add(column);
    }
    return today;
  }

  /** Whether a column that has that name today is dropped. */
  boolean hasDropped(String today) {
    return dropped.contains(today) && !renamed.containsValue(today);
  }

  /** A column gets another type; its name today. */
  void retype(String today) {
    retyped.add(today);
    overwritten.add(today);
  }

  /** Whether a column that has that name today is dropped, or has another type. */
  boolean isChanged(String today) {
    return retyped.contains(today) || hasDropped(today);
  }

  /** Whether a column that the plan makes is named in one of these pieces of SQL. */
  boolean hasNew(List<String> pieces) {
    return added.stream().anyMatch(a -> pieces.stream().anyMatch(p -> p.contains(a)));
  }

  /** What a column is called today; null if it is not there today. Assumes that it exists. */
  @Nullable String today(String column) {
    if (added.contains(column)) {
      return null;
    }
    String old = renamed.get(column);
    if (old != null) {
      return old;
    }
    return dropped.contains(column) ? null : column;
  }

  /** Whether all its columns are called as they are today. */
  boolean keepsNames() {
    return renamed.isEmpty();
  }

  /** Today's names by those of this point of the plan, where they differ. */
  Map<String, String> renamed() {
    return Map.copyOf(renamed);
  }
}
