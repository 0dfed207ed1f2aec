package dev.ebb.describe;

import java.util.List;
import java.util.Map;

/** Writes what {@link JsonReader} reads, indented by two. */
final class JsonWriter {
  private final StringBuilder text = new StringBuilder();

  private JsonWriter() {}

  static String write(Map<String, ?> document) {
    JsonWriter writer = new JsonWriter();
    writer.value(document, "\n");
    return writer.text.append('\n').toString();
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map -> object(map, indent);
      case List<?> list -> array(list, indent);
      case String string -> string(string);
      default -> text.append(value);
    }
  }

  private void object(Map<?, ?> members, String indent) {
    String open = "{";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      text.append(open).append(indent).append("  ");
      string(member.getKey().toString());
      text.append(": ");
      value(member.getValue(), indent + "  ");
      open = ",";
    }
    text.append(members.isEmpty() ? "{}" : indent + "}");
  }

  private void array(List<?> elements, String indent) {
    String open = "[";
    for (Object element : elements) {
      text.append(open).append(indent).append("  ");
      value(element, indent + "  ");
      open = ",";
    }
    text.append(elements.isEmpty() ? "[]" : indent + "]");
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\r' -> text.append("\\r");
        default -> text.append(c < ' ' ? "\\u%04x".formatted((int) c) : Character.toString(c));
      }
    }
    text.append('"');
  }
}
