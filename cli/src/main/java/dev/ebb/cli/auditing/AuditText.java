package dev.ebb.cli.auditing;

import dev.ebb.audit.Deed;
import dev.ebb.audit.Entry;
import dev.ebb.audit.Quotation;
import dev.ebb.cli.render.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words entries of the audit. */
final class AuditText {
  private static final Pattern DONE = Pattern.compile("\\{\"step\":");

  private AuditText() {}

  static String amount(int entries) {
    return entries == 1 ? "1 entry" : entries + " entries";
  }

  /** One line for a person. */
  static String line(Entry entry) {
    String body = Quotation.original(entry.body());
    String carried = body.equals(entry.body()) ? "" : ", carried over";
    long steps = DONE.matcher(body).results().count();
    String problems = value(body, "problems");
    String did = value(body, "did");
    String point = value(body, "restorePoint");
    return "  %d  %s  %s %s by %s%s: %s%s%s%s"
        .formatted(
            entry.number(),
            value(body, "at"),
            value(body, "command"),
            value(body, "schema"),
            value(body, "by"),
            carried,
            value(body, "outcome"),
            (did.isEmpty() ? "" : ", " + did)
                + (point.isEmpty() ? "" : ", restore point: " + point),
            steps == 0 ? "" : ", steps: " + steps,
            problems.isEmpty() ? "" : " (" + problems + ")");
  }

  /** That nothing is wrong with a record, as far as there is one. */
  static String whole(AuditCommand.Book book) {
    return book.entries().isEmpty()
        ? "   "
            + book.database()
            + ": no record; nothing was entered there, or all of it was removed ('ebb history' tells"
            + " what ran, --file what was entered)"
        : "✅ " + book.database() + ": " + amount(book.entries().size()) + ", as written";
  }

  /** One line for a machine. */
  static String exported(Entry entry) {
    return "{\"number\":%d,\"hash\":\"%s\",\"entry\":%s}"
        .formatted(entry.number(), entry.hash(), entry.body());
  }

  static void members(Json json, AuditCommand.Book book) {
    json.field("schema", book.schema().name().value())
        .field("database", book.database())
        .objects(
            "entries",
            book.entries(),
            (j, entry) ->
                j.field("number", entry.number())
                    .field("hash", entry.hash())
                    .field("entry", entry.body()))
        .texts("findings", book.findings());
  }

  /** A member of a body as it is written there. */
  static String member(String name, String value) {
    String whole = new Deed().put(name, value).json();
    return whole.substring(1, whole.length() - 1);
  }

  /** The text of a member, or the first text of an array; empty if there is none. */
  static String value(String body, String name) {
    Matcher found =
        Pattern.compile("\"" + name + "\":\\[?\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
    return found.find() ? unescaped(found.group(1)) : "";
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if (next == 'u' && i + 4 < text.length()) {
          char decoded = (char) Integer.parseInt(text.substring(i + 1, i + 5), 16);
          plain.append(Character.isISOControl(decoded) ? ' ' : decoded);
          i += 4;
        } else {
          plain.append(next);
        }
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
