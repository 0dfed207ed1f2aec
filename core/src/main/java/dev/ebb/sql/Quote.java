package dev.ebb.sql;

import java.util.Set;

/** Turns names and values into SQL text that means exactly them. Stateless. */
public final class Quote {
  /** Words that cannot name a table or a column everywhere, in PostgreSQL 12 to 18. */
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization between bigint binary"
                  + " bit boolean both case cast char character check coalesce collate collation"
                  + " column concurrently constraint create cross current_catalog current_date"
                  + " current_role current_schema current_time current_timestamp current_user dec"
                  + " decimal default deferrable desc distinct do else end except exists extract"
                  + " false fetch float for foreign freeze from full grant greatest group grouping"
                  + " having ilike in initially inner inout int integer intersect interval into is"
                  + " isnull join json json_array json_arrayagg json_exists json_object"
                  + " json_objectagg json_query json_scalar json_serialize json_table json_value"
                  + " lateral leading least left like limit localtime localtimestamp merge_action"
                  + " national natural nchar none normalize not notnull null nullif numeric offset"
                  + " on only or order out outer overlaps overlay placing position precision"
                  + " primary real references returning right row select session_user setof"
                  + " similar smallint some substring symmetric system_user table tablesample then"
                  + " time timestamp to trailing treat trim true union unique user using values"
                  + " varchar variadic verbose when where window with xmlattributes xmlconcat"
                  + " xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot"
                  + " xmlserialize xmltable")
              .split(" "));

  private Quote() {}

  /**
   * The name as SQL, in double quotes unless it is a plain lower-case word that is not reserved.
   *
   * @throws IllegalArgumentException for a name that no object can have: empty, or with a NUL
   */
  public static String identifier(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a name cannot be empty");
    }
    refuseNul(name);
    if (isPlain(name) && !RESERVED.contains(name)) {
      return name;
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The value as a SQL string, right whatever {@code standard_conforming_strings} says.
   *
   * @throws IllegalArgumentException if it holds a NUL, which no PostgreSQL text can
   */
  public static String literal(String value) {
    refuseNul(value);
    String doubled = value.replace("'", "''");
    return value.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || c == '_';
      boolean later = (c >= '0' && c <= '9') || c == '$';
      if (!letter && !(later && i > 0)) {
        return false;
      }
    }
    return true;
  }

  private static void refuseNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("PostgreSQL cannot store a NUL character");
    }
  }
}
