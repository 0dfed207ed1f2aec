package dev.ebb.describe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object, asked for its members in the types in which a description has them. */
record Node(Map<?, ?> members) {

  /**
   * @throws IllegalArgumentException if the value is something else
   */
  static Node of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Node(map);
    }
    throw new IllegalArgumentException("an object was expected, not " + value);
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  /** A text, a number as text; empty if it is absent. */
  String text(String name) {
    Object value = members.get(name);
    return switch (value) {
      case null -> "";
      case String text -> text;
      case BigDecimal number -> number.toPlainString();
      default -> throw new IllegalArgumentException(name + " should be a text, not " + value);
    };
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  List<Node> nodes(String name) {
    List<Node> nodes = new ArrayList<>();
    list(name).forEach(element -> nodes.add(of(element)));
    return nodes;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    list(name).forEach(element -> texts.add(String.valueOf(element)));
    return texts;
  }

  private List<?> list(String name) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(name + " should be an array");
  }
}
