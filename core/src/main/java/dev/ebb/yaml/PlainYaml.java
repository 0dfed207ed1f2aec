package dev.ebb.yaml;

import dev.ebb.yaml.Yaml.Mapping;
import dev.ebb.yaml.Yaml.Pair;
import dev.ebb.yaml.Yaml.Scalar;
import dev.ebb.yaml.Yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few forms of YAML that nearly all metadata has ({@code key: word}, {@code key: 'text'},
 * {@code key: [1, 2]}) without loading a YAML parser, which costs more than reading a thousand
 * migrations. Whatever is in the least unusual it leaves to the real parser; a test holds the two
 * against each other.
 */
final class PlainYaml {
  private static final String BODY = " _-./()";

  private final YamlText document;

  private PlainYaml(YamlText document) {
    this.document = document;
  }

  /** The value; nothing if the document needs the real parser. */
  static Optional<Yaml> read(YamlText document) {
    return Optional.ofNullable(new PlainYaml(document).mapping());
  }

  private @Nullable Yaml mapping() {
    String text = document.text();
    List<Pair> pairs = new ArrayList<>();
    int line = 0;
    int first = 0;
    for (int start = 0; start < text.length(); line++) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      if (end > start) {
        Pair pair = pair(text.substring(start, end), line);
        if (pair == null) {
          return null;
        }
        first = pairs.isEmpty() ? line : first;
        pairs.add(pair);
      }
      start = end + 1;
    }
    return pairs.isEmpty() ? null : new Mapping(document.place(first, 0), pairs);
  }

  private @Nullable Pair pair(String line, int number) {
    int colon = line.indexOf(':');
    if (colon < 1 || colon + 2 >= line.length() || line.charAt(colon + 1) != ' ') {
      return null;
    }
    for (int i = 0; i < colon; i++) {
      if (!isLetter(line.charAt(i))) {
        return null;
      }
    }
    Yaml value = value(line.substring(colon + 2), number, colon + 2);
    Scalar key = new Scalar(document.place(number, 0), line.substring(0, colon), true);
    return value == null ? null : new Pair(key, value);
  }

  private @Nullable Yaml value(String text, int line, int column) {
    char first = text.charAt(0);
    if (first == '\'') {
      return quoted(text, line, column);
    }
    if (first == '[') {
      return numbers(text, line, column);
    }
    boolean plain = isAlphanumeric(first) && !text.endsWith(" ");
    for (int i = 1; i < text.length() && plain; i++) {
      plain = isAlphanumeric(text.charAt(i)) || BODY.indexOf(text.charAt(i)) >= 0;
    }
    return plain ? new Scalar(document.place(line, column), text, true) : null;
  }

  private @Nullable Yaml quoted(String text, int line, int column) {
    int last = text.length() - 1;
    if (last < 1 || text.indexOf('\'', 1) != last) {
      return null;
    }
    for (int i = 1; i < last; i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return null;
      }
    }
    return new Scalar(document.place(line, column), text.substring(1, last), false);
  }

  private @Nullable Yaml numbers(String text, int line, int column) {
    int last = text.length() - 1;
    if (text.charAt(last) != ']' || last == 1) {
      return null;
    }
    List<Yaml> items = new ArrayList<>();
    int start = 1;
    for (int i = 1; i <= last; i++) {
      char c = text.charAt(i);
      if (c == ',' || i == last) {
        if (i == start) {
          return null;
        }
        items.add(new Scalar(document.place(line, column + start), text.substring(start, i), true));
        start = i + 1;
        if (c == ',' && text.charAt(start) == ' ') {
          start++;
          i++;
        }
      } else if (c < '0' || c > '9') {
        return null;
      }
    }
    return new Sequence(document.place(line, column), items);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isAlphanumeric(char c) {
    return isLetter(c) || (c >= '0' && c <= '9');
  }
}
