package dev.ebb.fix.pairing;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to values when a column gets another type.
 *
 * <p>Where an assignment cast exists, the statement has no USING: the server then refuses a value
 * that does not fit, where an explicit cast would cut it. That is no promise that nothing goes:
 * {@code numeric(10,4)} to {@code numeric(10,2)} rounds.
 */
public final class Conversions {
  /**
   * How to convert.
   *
   * @param using the expression after USING with {@code %s} for the column; empty if none is needed
   * @param lossless whether every value that passes says the same afterwards
   * @param limit the most characters that pass; 0 if that is not what it depends on
   */
  public record Conversion(String using, boolean lossless, int limit) {}

  private static final String TEXT = "text";
  private static final Set<String> WHOLE = Set.of("smallint", "integer", "bigint", "numeric");
  private static final Set<String> TEXTS =
      Set.of(TEXT, "character varying", "character", "name", "\"char\"");

  /** From a type to those that hold all its values, as they are. */
  private static final Map<String, Set<String>> WIDER =
      Map.ofEntries(
          Map.entry("smallint", Set.of("integer", "bigint", "numeric", "real", "double precision")),
          Map.entry("integer", Set.of("bigint", "numeric", "double precision")),
          Map.entry("bigint", Set.of("numeric")),
          Map.entry("real", Set.of("double precision")),
          Map.entry("cidr", Set.of("inet")),
          Map.entry("macaddr", Set.of("macaddr8")),
          Map.entry("bit", Set.of("bit varying")));

  /** From a type to those that refuse what they cannot hold, and change nothing else. */
  private static final Map<String, Set<String>> STRICT =
      Map.of(
          "bigint", Set.of("integer", "smallint"),
          "integer", Set.of("smallint"),
          "bit varying", Set.of("bit"));

  /** From a type to others with an assignment or implicit cast, beyond the above. */
  private static final Map<String, Set<String>> ASSIGNED = assigned();

  /** From a type to others with a cast that must be asked for, and that text does not replace. */
  private static final Map<String, Set<String>> EXPLICIT =
      Map.of(
          "integer", Set.of("boolean", "bit", "\"char\""),
          "boolean", Set.of("integer"),
          "bit", Set.of("integer", "bigint"),
          "bigint", Set.of("bit"),
          "\"char\"", Set.of("integer"),
          "jsonb",
              Set.of(
                  "boolean",
                  "numeric",
                  "integer",
                  "bigint",
                  "smallint",
                  "real",
                  "double precision"),
          "timestamp with time zone", Set.of("timestamp without time zone"));

  private final Set<String> userCasts = new HashSet<>();
  private final Map<String, String> domains = new HashMap<>();

  /** Knows the casts and domains of a catalog. */
  public Conversions(Catalog catalog) {
    for (CatalogObject object : catalog.objects()) {
      String definition = object.facts().text(Fact.DEFINITION);
      if (object.kind() == Kind.CAST
          && (definition.endsWith("AS ASSIGNMENT") || definition.endsWith("AS IMPLICIT"))) {
        userCasts.add(object.path());
      }
      if (object.kind() == Kind.TYPE && object.facts().text(Fact.SORT).equals("domain")) {
        domains.put(object.path(), object.facts().text(Fact.TYPE));
      }
    }
  }

  private static Map<String, Set<String>> assigned() {
    Map<String, Set<String>> casts = new HashMap<>();
    Set<String> numbers =
        Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
    for (String from : numbers) {
      Set<String> to = new HashSet<>(numbers);
      if (Set.of("integer", "bigint").contains(from)) {
        to.addAll(Set.of("money", "oid"));
      } else if (from.equals("numeric")) {
        to.add("money");
      }
      casts.put(from, to);
    }
    casts.put("money", Set.of("numeric"));
    casts.put("oid", Set.of("integer", "bigint"));
    casts.put("date", Set.of("timestamp without time zone", "timestamp with time zone"));
    casts.put(
        "timestamp without time zone",
        Set.of("date", "time without time zone", "timestamp with time zone"));
    casts.put(
        "timestamp with time zone",
        Set.of(
            "date",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone"));
    casts.put("time without time zone", Set.of("interval", "time with time zone"));
    casts.put("time with time zone", Set.of("time without time zone"));
    casts.put("interval", Set.of("time without time zone"));
    casts.put("json", Set.of("jsonb"));
    casts.put("jsonb", Set.of("json"));
    casts.put("inet", Set.of("cidr"));
    casts.put("macaddr8", Set.of("macaddr"));
    return casts;
  }

  /** How values of one type become values of another; types as the server writes them. */
  public Conversion between(String from, String to) {
    String left = base(from);
    String right = base(to);
    if (left.endsWith("[]") != right.endsWith("[]")) {
      return new Conversion("%s::text::" + to, false, 0);
    }
    if (left.endsWith("[]")) {
      return arrays(from, to);
    }
    if (left.equals(right)) {
      return sameBase(from, to);
    }
    if (TEXTS.contains(right)) {
      return toText(left, to);
    }
    if (has(WIDER, left, right)) {
      return new Conversion("", modifier(to).isEmpty(), 0);
    }
    if (has(STRICT, left, right)) {
      return new Conversion("", true, 0);
    }
    if (has(ASSIGNED, left, right) || userCasts.contains("(" + left + " AS " + right + ")")) {
      return new Conversion("", false, 0);
    }
    return viaDomain(from, to).orElseGet(() -> asked(left, to));
  }

  private Conversion asked(String left, String to) {
    boolean direct = TEXTS.contains(left) || has(EXPLICIT, left, base(to));
    return new Conversion(direct ? "%s::" + to : "%s::text::" + to, false, 0);
  }

  // A domain is read and checked as what it is over.
  private Optional<Conversion> viaDomain(String from, String to) {
    if (domains.containsKey(from) || domains.containsKey(to)) {
      String left = domains.getOrDefault(from, from);
      String right = domains.getOrDefault(to, to);
      Conversion under = left.equals(right) ? new Conversion("", true, 0) : between(left, right);
      String using = under.using().isEmpty() ? "" : "%s::text::" + to;
      return Optional.of(new Conversion(using, under.lossless(), under.limit()));
    }
    return Optional.empty();
  }

  private Conversion arrays(String from, String to) {
    Conversion elements =
        between(from.substring(0, from.length() - 2), to.substring(0, to.length() - 2));
    String using =
        elements.using().isEmpty() ? "" : elements.using().replace("%s::text::", "%s::text[]::");
    return new Conversion(
        using.endsWith("[]") || using.isEmpty() ? using : using + "[]", elements.lossless(), 0);
  }

  private static Conversion toText(String from, String to) {
    int limit = base(to).equals(TEXT) ? 0 : number(modifier(to));
    // Blanks at the end of character(n) do not count, and name and "char" cut what is too long.
    boolean cuts = base(to).equals("name") || base(to).equals("\"char\"");
    return new Conversion(
        "", !cuts && !from.equals("character") && !base(to).equals("character"), limit);
  }

  private static Conversion sameBase(String from, String to) {
    String left = modifier(from);
    String right = modifier(to);
    if (right.isEmpty() && !base(to).equals("character")) {
      return new Conversion("", true, 0);
    }
    return switch (base(to)) {
      case "character varying" -> new Conversion("", true, number(right));
      case "character" -> new Conversion("", false, Math.max(1, number(right)));
      case "bit", "bit varying" -> new Conversion("", true, 0);
      case "numeric" -> new Conversion("", keepsDigits(left, right), 0);
      default -> new Conversion("", !left.isEmpty() && number(left) <= number(right), 0);
    };
  }

  // Too many digits before the point are refused, too many after it are rounded away.
  private static boolean keepsDigits(String from, String to) {
    return !from.isEmpty() && scale(from) <= scale(to);
  }

  private static int scale(String modifier) {
    int comma = modifier.indexOf(',');
    return comma < 0 ? 0 : number(modifier.substring(comma + 1));
  }

  private static boolean has(Map<String, Set<String>> casts, String from, String to) {
    return casts.getOrDefault(from, Set.of()).contains(to);
  }

  /** Whether the server compares values of the one with values of the other in a key. */
  static boolean areComparable(String left, String right) {
    boolean whole = WHOLE.contains(base(left)) && WHOLE.contains(base(right));
    return whole || (base(left).equals(base(right)) && !left.equals(right));
  }

  /** {@code timestamp(3) without time zone} without its {@code (3)}. */
  public static String base(String type) {
    int open = type.startsWith("\"") ? -1 : type.indexOf('(');
    int close = type.indexOf(')', Math.max(open, 0));
    return open < 0 || close < 0 ? type : type.substring(0, open) + type.substring(close + 1);
  }

  private static String modifier(String type) {
    int open = type.startsWith("\"") ? -1 : type.indexOf('(');
    int close = type.indexOf(')', Math.max(open, 0));
    return open < 0 || close < 0 ? "" : type.substring(open + 1, close);
  }

  private static int number(String digits) {
    String first = digits.strip();
    int comma = first.indexOf(',');
    String whole = comma < 0 ? first : first.substring(0, comma);
    return whole.matches("-?\\d{1,9}") ? Integer.parseInt(whole) : 0;
  }
}
