package dev.ebb.audit;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Writes the body of an entry: one object of JSON in ASCII, without line breaks, and without
 * secrets. Confined to one thread.
 */
public final class Deed {
  // The word may be a part of a name, as in aws_secret_access_key, and that name in quotes.
  private static final Pattern PASSWORD =
      Pattern.compile(
          "(?i)(passwords?|passwd|pwd|passphrase|secrets?|tokens?|api[_-]?keys?)([\\w.-]*[\"']?\\s*[=:]?\\s*)"
              + "(E?'(?:[^']|'')*'|\"(?:[^\"\\\\]|\\\\.)*\"|\\$(\\w*)\\$.*?\\$\\4\\$|[^\\s,;&'\"]+)",
          Pattern.DOTALL);

  // Up to the last @: a password may have one in it that nobody has escaped.
  private static final Pattern IN_URL = Pattern.compile("(?i)(://[^/\\s:@]*:)\\S*(?=@)");

  // What lets into a channel stands in the path.
  private static final Pattern WEBHOOK =
      Pattern.compile("(?i)(://(?:hooks\\.slack\\.com|discord(?:app)?\\.com/api/webhooks)/)\\S+");

  private final StringBuilder json = new StringBuilder("{");
  private boolean first = true;

  /** An entry with nothing in it yet. */
  public Deed() {}

  /** A member that is a text, without what looks like a secret in it. */
  public Deed put(String name, String value) {
    name(name);
    text(masked(value));
    return this;
  }

  /** A member that is a whole number. */
  public Deed put(String name, long value) {
    name(name);
    json.append(value);
    return this;
  }

  /** A member that is true or false. */
  public Deed put(String name, boolean value) {
    name(name);
    json.append(value);
    return this;
  }

  /** A member that is an array of texts, likewise without secrets. */
  public Deed put(String name, List<String> values) {
    name(name);
    json.append('[');
    for (int i = 0; i < values.size(); i++) {
      json.append(i == 0 ? "" : ",");
      text(masked(values.get(i)));
    }
    json.append(']');
    return this;
  }

  /** A member that is an array of objects. */
  public Deed each(String name, List<Consumer<Deed>> members) {
    name(name);
    json.append('[');
    for (int i = 0; i < members.size(); i++) {
      Deed inner = new Deed();
      members.get(i).accept(inner);
      json.append(i == 0 ? "" : ",").append(inner.json());
    }
    json.append(']');
    return this;
  }

  /** The object. */
  public String json() {
    return json + "}";
  }

  /** A text without what looks like a secret in it. */
  static String masked(String text) {
    String plain = PASSWORD.matcher(text).replaceAll("$1$2***");
    String open = IN_URL.matcher(plain).replaceAll("$1***");
    return WEBHOOK.matcher(open).replaceAll("$1***");
  }

  private void name(String name) {
    json.append(first ? "" : ",");
    first = false;
    text(name);
    json.append(':');
  }

  private void text(String value) {
    json.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        json.append("\\u").append(String.format("%04x", (int) c == 0 ? 0xFFFD : (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
