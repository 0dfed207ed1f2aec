package dev.ebb.loss;

import dev.ebb.loss.Action.Bound;
import dev.ebb.loss.Feasibility.Demand;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether rows belong where a new partition would have them: those that it brings along, and
 * those that are in the partition for all others. Confined to one thread.
 */
final class Partitions {
  private static final String SIBLINGS =
      """
      SELECT c.oid::bigint AS oid, c.relname::text AS name, c.oid = p.partdefid AS rest,
             pg_catalog.pg_get_partition_constraintdef(c.oid) AS holds
        FROM pg_catalog.pg_partitioned_table p
        JOIN pg_catalog.pg_inherits i ON i.inhparent = p.partrelid
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
       WHERE p.partrelid = :oid ORDER BY 1
      """;

  private final World world;
  private final Asking asking;
  private final Feasibility feasibility;
  private final Doubts doubts;
  // By the partitioned table: what belongs to those that the plan gives it.
  private final Map<Thing, List<String>> attached = new HashMap<>();

  Partitions(World world, Asking asking, Feasibility feasibility, Doubts doubts) {
    this.world = world;
    this.asking = asking;
    this.feasibility = feasibility;
    this.doubts = doubts;
  }

  /**
   * A partition that is there today.
   *
   * @param rest whether it is the one for all that belongs to no other
   * @param holds true for rows that belong to it, as SQL; null if the server does not say
   */
  private record Sibling(long oid, String name, boolean rest, @Nullable String holds) {}

  /** What a statement says of how the rows of a new table are divided; empty if nothing. */
  static String key(String text) {
    Cursor cursor = Cursor.over(text);
    while (cursor.skipPast("partition")) {
      if (cursor.accept("by")) {
        return text.substring(cursor.offset());
      }
    }
    return "";
  }

  /** A table becomes a partition of another. */
  void attach(Findings findings, Thing parent, Action.Attach attach) {
    Thing part = world.relation(attach.partition());
    List<Sibling> siblings = siblings(parent, attach.partition());
    List<String> others = attached.computeIfAbsent(parent, _ -> new ArrayList<>());
    if (attach.bound().sort() == Bound.Sort.DEFAULT) {
      List<String> theirs = new ArrayList<>(others);
      siblings.stream().filter(s -> !s.rest()).forEach(s -> theirs.add(String.valueOf(s.holds())));
      if (part != null && !part.isFresh() && !theirs.isEmpty()) {
        belongNowhereElse(findings, part, theirs);
      }
      return;
    }
    String belongs = condition(parent, attach.bound(), part);
    if (belongs == null) {
      findings.unknown(
          "whether rows belong to partition " + attach.partition() + " is not checked");
      return;
    }
    others.add(belongs);
    if (part != null && !part.isFresh()) {
      feasibility.check(
          findings,
          new Demand(
              part,
              "(" + belongs + ") IS NOT TRUE",
              "all rows of %s must belong to its part of %s".formatted(part.live(), parent.live()),
              "do not",
              doubts.about(part, List.of(belongs))));
    }
    for (Sibling sibling : siblings) {
      Thing rest = sibling.rest() ? world.today(sibling.oid()) : null;
      if (rest != null) {
        notInRest(findings, rest, belongs, attach.partition());
      }
    }
  }

  private void belongNowhereElse(Findings findings, Thing part, List<String> theirs) {
    String elsewhere =
        theirs.stream().map(h -> "(" + h + ") IS TRUE").collect(Collectors.joining(" OR "));
    feasibility.check(
        findings,
        new Demand(
            part,
            elsewhere,
            "%s becomes the partition for all that belongs to no other".formatted(part.live()),
            "belong to another",
            doubts.about(part, theirs)));
  }

  private void notInRest(Findings findings, Thing rest, String belongs, SqlName partition) {
    feasibility.check(
        findings,
        new Demand(
            rest,
            "(" + belongs + ") IS TRUE",
            "no row of %s may belong to the new partition %s".formatted(rest.live(), partition),
            "belong there",
            doubts.about(rest, List.of(belongs))));
  }

  // Those that a statement before has detached or dropped are none any more.
  private List<Sibling> siblings(Thing parent, SqlName itself) {
    if (parent.isFresh()) {
      return List.of();
    }
    return asking
        .session()
        .query(
            SIBLINGS.replace(":oid", Long.toString(parent.oid())),
            row ->
                new Sibling(
                    row.int64("oid"), row.text("name"), row.bool("rest"), row.textOrNull("holds")))
        .stream()
        .filter(s -> !world.isGone(s.oid()) && !world.mentions(s.name()))
        .filter(s -> !s.name().equals(itself.name()))
        .toList();
  }

  private @Nullable String condition(Thing parent, Bound bound, @Nullable Thing part) {
    String key = parent.isFresh() ? parent.partitionKey() : asked(parent);
    Cursor cursor = Cursor.over(key);
    cursor.word();
    List<String> keys = ActionReader.keys(key.substring(Math.min(cursor.offset(), key.length())));
    if (keys.isEmpty() || bound.values().isEmpty()) {
      return null;
    }
    return switch (bound.sort()) {
      case DEFAULT -> null;
      case IN -> in(keys.getFirst(), bound.values());
      case RANGE -> range(keys, bound);
      case HASH ->
          parent.isFresh()
              ? new HashedKey(asking, keys).belongs(part, bound.values())
              : hash(parent, keys, bound.values());
    };
  }

  private String asked(Thing parent) {
    String key =
        asking
            .one(
                "SELECT coalesce(pg_catalog.pg_get_partkeydef(%d), '') AS k"
                    .formatted(parent.oid()),
                row -> row.text("k"))
            .value();
    return key == null ? "" : key;
  }

  private static String in(String key, List<String> values) {
    List<String> some = values.stream().filter(v -> !isWord(v, "null")).toList();
    String in = some.isEmpty() ? "" : key + " IN (" + String.join("\n, ", some) + "\n)";
    String empty = some.size() == values.size() ? "" : key + " IS NULL";
    return in + (in.isEmpty() || empty.isEmpty() ? "" : " OR ") + empty;
  }

  private static boolean isWord(String value, String word) {
    return value.toLowerCase(Locale.ROOT).equals(word);
  }

  private static @Nullable String range(List<String> keys, Bound bound) {
    if (keys.size() != bound.values().size() || keys.size() != bound.end().size()) {
      return null;
    }
    List<String> conditions = new ArrayList<>();
    keys.forEach(k -> conditions.add(k + " IS NOT NULL"));
    end(keys, bound.values(), ">", ">=").ifPresent(conditions::add);
    end(keys, bound.end(), "<=", "<").ifPresent(conditions::add);
    return String.join(" AND ", conditions);
  }

  /**
   * One end of a range: up to the first key that is not bounded all are compared together.
   *
   * @param behind the operator if such a key is MAXVALUE
   * @param at the operator else
   */
  private static Optional<String> end(
      List<String> keys, List<String> values, String behind, String at) {
    int bounded = 0;
    while (bounded < values.size()
        && !isWord(values.get(bounded), "minvalue")
        && !isWord(values.get(bounded), "maxvalue")) {
      bounded++;
    }
    boolean most = bounded < values.size() && isWord(values.get(bounded), "maxvalue");
    return bounded == 0
        ? Optional.empty()
        : Optional.of(
            "(%s) %s (%s\n)"
                .formatted(
                    String.join(", ", keys.subList(0, bounded)),
                    most ? behind : at,
                    String.join("\n, ", values.subList(0, bounded))));
  }

  private static @Nullable String hash(Thing parent, List<String> keys, List<String> numbers) {
    return numbers.size() != 2
        ? null
        : "pg_catalog.satisfies_hash_partition(%d::pg_catalog.oid, %s, %s)"
            .formatted(parent.oid(), String.join(", ", numbers), String.join(", ", keys));
  }

  /**
   * To which partition by hash a row will belong of a table that is not there yet, so that the
   * server cannot be asked: reckoned as the server does it, for a key of one column.
   *
   * @param keys columns and expressions of the key
   */
  private record HashedKey(Asking asking, List<String> keys) {
    // The second function of a hash family takes a seed; partitioning uses this one, in every
    // version. That of another type, which only looks alike to the server, cannot be called.
    private static final String FUNCTION =
        """
        SELECT p.amproc::pg_catalog.regproc::text AS name
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          JOIN pg_catalog.pg_am m ON m.amname = 'hash'
          JOIN pg_catalog.pg_opclass o
            ON o.opcmethod = m.oid AND o.opcdefault
           AND o.opcintype = CASE WHEN t.oid = 'varchar'::pg_catalog.regtype THEN 'text'::pg_catalog.regtype
                                  WHEN t.typtype = 'e' THEN 'anyenum'::pg_catalog.regtype ELSE t.oid END
          JOIN pg_catalog.pg_amproc p
            ON p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype
           AND p.amprocrighttype = o.opcintype AND p.amprocnum = 2
          JOIN pg_catalog.pg_proc f ON f.oid = p.amproc AND f.proargtypes[0] = o.opcintype
         WHERE a.attrelid = :table AND a.attname = :column AND NOT a.attisdropped
        """;

    private static final String BELONGS =
        """
        pg_catalog.mod(CASE WHEN :key IS NULL THEN 0 ELSE pg_catalog.mod(
          :hash(:key, 8816678312871386365)::numeric + 5305509591434766563 + 36893488147419103232,
          18446744073709551616) END, :modulus) = :remainder\
        """;

    /**
     * True for rows that belong there, as SQL; null if that is not known.
     *
     * @param part whose rows they are
     * @param numbers modulus and remainder
     */
    @Nullable String belongs(@Nullable Thing part, List<String> numbers) {
      if (part == null || part.isFresh() || keys.size() != 1 || numbers.size() != 2) {
        return null;
      }
      String key = keys.getFirst();
      String column =
          key.startsWith("\"") ? key.substring(1, key.length() - 1).replace("\"\"", "\"") : key;
      String today = part.today(column);
      String function =
          today == null
              ? null
              : asking
                  .one(
                      FUNCTION
                          .replace(":table", String.valueOf(part.oid()))
                          .replace(":column", Quote.literal(today)),
                      row -> row.text("name"))
                  .value();
      return function == null
          ? null
          : BELONGS
              .replace(":modulus", numbers.getFirst())
              .replace(":remainder", numbers.getLast())
              .replace(":hash", function)
              .replace(":key", key);
    }
  }
}
