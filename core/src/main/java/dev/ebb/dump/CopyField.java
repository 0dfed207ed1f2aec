package dev.ebb.dump;

import dev.ebb.sql.Quote;

/** Understands a field as COPY writes it in its text format. Stateless. */
final class CopyField {
  private CopyField() {}

  /** The value as SQL. */
  static String literal(String field) {
    return field.equals("\\N") ? "NULL" : Quote.literal(plain(field));
  }

  private static String plain(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      // what pg_dump writes; the octal and hexadecimal forms come from nobody but people
      plain.append(c == '\\' && i + 1 < field.length() ? meant(field.charAt(++i)) : c);
    }
    return plain.toString();
  }

  private static char meant(char escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\u000b';
      default -> escaped;
    };
  }
}
