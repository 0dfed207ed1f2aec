package dev.ebb.rows;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes values of the types that come with the server, and of some that come with extensions. */
final class Scalars {
  /** Types of which a handful of values is as good as many: plain ones first, odd ones last. */
  private static final Map<String, List<String>> FEW =
      Map.ofEntries(
          Map.entry("bool", List.of("true", "false")),
          Map.entry("json", List.of("{\"a\": 1}", "{}", "[1, \"x\", null]", "\"\\u00e9\"", "null")),
          Map.entry("jsonb", List.of("{\"a\": 1}", "{}", "[1, \"x\", null]", "\"\u00e9\"", "null")),
          Map.entry("jsonpath", List.of("$.a", "$", "$[*] ? (@ > 1)")),
          Map.entry("xml", List.of("<a>1</a>", "<a/>", "<a b=\"&lt;\">\u00e9</a>")),
          Map.entry("line", List.of("{1,2,3}", "{0,1,0}")),
          Map.entry("lseg", List.of("[(0,0),(1,1)]", "[(0,0),(0,0)]")),
          Map.entry("box", List.of("(2,2),(1,1)", "(0,0),(0,0)")),
          Map.entry("path", List.of("[(0,0),(1,1)]", "((0,0),(1,1),(1,0))")),
          Map.entry("polygon", List.of("((0,0),(1,1),(1,0))", "((0,0))")),
          Map.entry("circle", List.of("<(0,0),1>", "<(0,0),0>")),
          Map.entry("tsvector", List.of("'ebb':1 'flow':2", "", "'o''clock':1A")),
          Map.entry("tsquery", List.of("'ebb' & 'flow'", "'a' | !'b'")),
          Map.entry("txid_snapshot", List.of("10:20:10,14", "1:1:")),
          Map.entry("pg_snapshot", List.of("10:20:10,14", "1:1:")),
          Map.entry("tid", List.of("(0,1)", "(0,2)")),
          Map.entry("int2vector", List.of("1 2", "")),
          Map.entry("oidvector", List.of("1 2", "")),
          Map.entry("regclass", List.of("pg_catalog.pg_class", "-")),
          Map.entry("regtype", List.of("integer", "-")),
          Map.entry("regproc", List.of("pg_catalog.now", "-")),
          Map.entry("regprocedure", List.of("pg_catalog.now()", "-")),
          Map.entry("regoper", List.of("pg_catalog.||/", "0")),
          Map.entry("regoperator", List.of("pg_catalog.+(integer,integer)", "0")),
          Map.entry("regnamespace", List.of("pg_catalog", "-")),
          Map.entry("regrole", List.of("pg_monitor", "-")),
          Map.entry("regconfig", List.of("pg_catalog.simple", "-")),
          Map.entry("regdictionary", List.of("pg_catalog.simple", "-")),
          Map.entry("regcollation", List.of("pg_catalog.\"C\"", "-")),
          Map.entry("refcursor", List.of("cursor", "")),
          Map.entry("hstore", List.of("a=>1", "", "\"b c\"=>NULL")),
          Map.entry("ltree", List.of("a.b.c", "", "a")),
          Map.entry("lquery", List.of("a.*")),
          Map.entry("ltxtquery", List.of("a & b")),
          Map.entry("cube", List.of("(1, 2)", "(0)")),
          Map.entry("seg", List.of("1 .. 2", "0")),
          Map.entry("geometry", List.of("POINT(1 2)", "POINT EMPTY")),
          Map.entry("geography", List.of("POINT(1 2)", "POINT EMPTY")));

  private static final LocalDate DAY = LocalDate.of(2001, 2, 3);
  private static final int HEADER = 4;

  private Scalars() {}

  /** A value as the server reads it; null for a type that is not known here. */
  static @Nullable String make(ValueType.Scalar type, Style style, RandomGenerator random) {
    List<String> few = FEW.get(type.name());
    if (few != null) {
      return switch (style) {
        case PLAIN, BARE -> few.get(random.nextInt(few.size()));
        case SMALL -> few.get(Math.min(1, few.size() - 1));
        case LARGE -> few.getFirst();
        case ODD -> few.getLast();
      };
    }
    String number = number(type, style, random);
    String made = number == null ? time(type, style, random) : number;
    return made == null ? other(type, style, random) : made;
  }

  private static @Nullable String number(
      ValueType.Scalar type, Style style, RandomGenerator random) {
    return switch (type.name()) {
      case "int2" -> pick(style, random.nextInt(1, 30_000), "-32768", "32767", "0");
      case "int4" -> pick(style, random.nextInt(1, 1_000_000), "-2147483648", "2147483647", "0");
      case "int8" ->
          pick(style, random.nextLong(1, 1L << 40), Long.MIN_VALUE + "", Long.MAX_VALUE + "", "0");
      case "oid", "xid", "cid" -> pick(style, random.nextInt(1, 1_000_000), "0", "4294967295", "1");
      case "xid8" -> pick(style, random.nextInt(1, 1_000_000), "0", "18446744073709551615", "1");
      case "float4" -> pick(style, random.nextInt(1, 10_000) + 0.5, "-1e37", "1e37", "NaN");
      case "float8" ->
          pick(style, random.nextInt(1, 1_000_000) + 0.25, "-Infinity", "1e300", "NaN");
      case "money" ->
          pick(
              style,
              random.nextInt(1, 1_000_000),
              "-92233720368547758.08",
              "92233720368547758.07",
              "0");
      case "numeric" -> numeric(type.modifier(), style, random);
      default -> null;
    };
  }

  private static String numeric(int modifier, Style style, RandomGenerator random) {
    if (modifier < HEADER) {
      return pick(style, random.nextInt(1, 1_000_000) + 0.125, "-1e40", "1e40", "0.0000000001");
    }
    int precision = ((modifier - HEADER) >> 16) & 0xffff;
    int scale = (((modifier - HEADER) & 0x7ff) ^ 1024) - 1024;
    int whole = Math.max(0, precision - scale);
    String zeros = "0".repeat(Math.max(0, -scale));
    String most = (whole == 0 ? "0" : "9".repeat(Math.min(whole, precision)) + zeros);
    String fraction = scale <= 0 ? "" : "." + "9".repeat(scale);
    int top = whole >= 6 ? 1_000_000 : (int) Math.pow(10, whole);
    return pick(
        style, random.nextInt(0, Math.max(1, top)), "-" + most + fraction, most + fraction, "0");
  }

  private static @Nullable String time(ValueType.Scalar type, Style style, RandomGenerator random) {
    LocalDateTime at = DAY.plusDays(random.nextInt(9000)).atTime(12, 34, random.nextInt(60));
    return switch (type.name()) {
      case "date" -> pick(style, at.toLocalDate(), "4713-01-01 BC", "5874897-12-31", "infinity");
      case "timestamp" ->
          pick(style, at, "4713-01-01 00:00:00 BC", "294276-12-31 23:59:59", "-infinity");
      case "timestamptz" ->
          pick(
              style, at + "Z", "4713-01-02 00:00:00+00 BC", "294276-12-30 23:59:59+00", "infinity");
      case "time" -> pick(style, at.toLocalTime(), "00:00:00", "24:00:00", "23:59:59.999999");
      case "timetz" ->
          pick(style, at.toLocalTime() + "+02", "00:00:00+15:59", "24:00:00-15:59", "12:00:00+00");
      case "interval" ->
          pick(
              style,
              random.nextInt(1, 1000) + " hours",
              "-178000000 years",
              "178000000 years",
              "1 mon -1 day");
      default -> null;
    };
  }

  private static @Nullable String other(
      ValueType.Scalar type, Style style, RandomGenerator random) {
    int length = type.modifier() > HEADER ? type.modifier() - HEADER : Integer.MAX_VALUE;
    return switch (type.name()) {
      case "varchar", "bpchar", "text", "citext" -> Texts.make(style, length, random);
      case "name" -> Texts.make(style, 30, random);
      case "char" -> pick(style, (char) random.nextInt('a', 'z'), "", "~", "'");
      case "bytea" ->
          pick(style, "\\x" + hex(random, 6), "\\x", "\\x" + hex(random, 200), "\\x00ff27");
      case "uuid" -> uuid(style, random);
      case "inet" -> pick(style, address(random), "0.0.0.0/0", "255.255.255.255", "2001:db8::1/64");
      case "cidr" ->
          pick(style, address(random) + "/32", "0.0.0.0/0", "10.0.0.0/8", "2001:db8::/32");
      case "macaddr" -> mac(style, random, 5);
      case "macaddr8" -> mac(style, random, 7);
      case "bit" -> bits(Math.max(1, type.modifier()), style, random);
      case "varbit" ->
          style == Style.SMALL
              ? ""
              : bits(type.modifier() > 0 ? type.modifier() : 12, style, random);
      case "point" -> "(" + random.nextInt(100) + "," + random.nextInt(100) + ")";
      case "pg_lsn" -> pick(style, "0/" + hex(random, 3), "0/0", "FFFFFFFF/FFFFFFFF", "1/0");
      case "vector", "halfvec" -> vector(Math.max(1, type.modifier()), random);
      default -> type.category().equals("S") ? Texts.make(style, length, random) : null;
    };
  }

  private static String uuid(Style style, RandomGenerator random) {
    return pick(
        style,
        new UUID(random.nextLong(), random.nextLong()),
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "01234567-89AB-cdef-0123-456789abcdef");
  }

  private static String address(RandomGenerator random) {
    return "10.%d.%d.%d"
        .formatted(random.nextInt(256), random.nextInt(256), random.nextInt(1, 255));
  }

  private static String mac(Style style, RandomGenerator random, int rest) {
    return switch (style) {
      case SMALL -> "00" + ":00".repeat(rest);
      case LARGE -> "ff" + ":ff".repeat(rest);
      case PLAIN, BARE, ODD -> "08" + hex(random, rest).replaceAll("(..)", ":$1");
    };
  }

  private static String bits(int length, Style style, RandomGenerator random) {
    return switch (style) {
      case SMALL -> "0".repeat(length);
      case LARGE -> "1".repeat(length);
      case PLAIN, BARE, ODD -> {
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < length; i++) {
          bits.append(random.nextInt(2));
        }
        yield bits.toString();
      }
    };
  }

  private static String vector(int length, RandomGenerator random) {
    return "[" + random.nextInt(1, 9) + ",1".repeat(length - 1) + "]";
  }

  private static String hex(RandomGenerator random, int bytes) {
    byte[] made = new byte[bytes];
    random.nextBytes(made);
    return HexFormat.of().formatHex(made);
  }

  private static String pick(Style style, Object plain, String small, String large, String odd) {
    return switch (style) {
      case PLAIN, BARE -> plain.toString();
      case SMALL -> small;
      case LARGE -> large;
      case ODD -> odd;
    };
  }
}
