package dev.ebb.catalog;

import java.util.ArrayList;
import java.util.List;

/** Several texts in one, as the server writes a {@code text[]}: {@code {plain,"with, comma"}}. */
final class TextArray {
  private TextArray() {}

  static List<String> elements(String array) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    for (int i = 1; i < array.length() - 1; i++) {
      char c = array.charAt(i);
      if (c == '\\') {
        element.append(array.charAt(++i));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(element.toString());
        element.setLength(0);
      } else {
        element.append(c);
      }
    }
    if (array.length() > 2) {
      elements.add(element.toString());
    }
    return List.copyOf(elements);
  }

  static String write(List<String> elements) {
    StringBuilder array = new StringBuilder("{");
    for (String element : elements) {
      array.append(array.length() > 1 ? "," : "");
      if (isPlain(element)) {
        array.append(element);
      } else {
        array.append('"').append(element.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    return array.append('}').toString();
  }

  private static boolean isPlain(String element) {
    return !element.isEmpty()
        && !element.equalsIgnoreCase("null")
        && element.chars().noneMatch(c -> "{},\"\\".indexOf(c) >= 0 || isSpace(c));
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
