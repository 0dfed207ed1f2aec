package dev.ebb.cloud.wire;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON document that was received, or is to be sent. What is not there is empty. Immutable. */
public final class Tree {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEEPEST = 64;

  /** An object with nothing in it. */
  public static final Tree EMPTY = new Tree(Map.of());

  /** A map, a list, a text, a number, a truth, or nothing. */
  private final @Nullable Object value;

  private Tree(@Nullable Object value) {
    this.value = value;
  }

  /** An object with these members, texts, numbers, truths, maps and lists of such; none is null. */
  public static Tree of(Map<String, Object> members) {
    return new Tree(members);
  }

  /** From text; empty if it is not one whole document. */
  public static Optional<Tree> parse(String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Tree tree = new Tree(read(parser, 0));
      return parser.nextToken() == null ? Optional.of(tree) : Optional.empty();
    } catch (JacksonException | IllegalStateException _) {
      return Optional.empty();
    }
  }

  private static @Nullable Object read(JsonParser parser, int depth) {
    JsonToken token = parser.currentToken();
    if (token == null || depth > DEEPEST) {
      throw new IllegalStateException("not a document");
    }
    return switch (token) {
      case START_OBJECT -> members(parser, depth);
      case START_ARRAY -> items(parser, depth);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_STRING -> parser.getString();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not a value");
    };
  }

  private static Map<String, Object> members(JsonParser parser, int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object member = read(parser, depth + 1);
      if (name != null && member != null) {
        members.put(name, member);
      }
    }
    return members;
  }

  private static List<Object> items(JsonParser parser, int depth) {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object item = read(parser, depth + 1);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  /** What is below these names. */
  public Tree at(String... path) {
    Object here = value;
    for (String name : path) {
      here = here instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return new Tree(here);
  }

  /** Whether it is an object. */
  public boolean isObject() {
    return value instanceof Map;
  }

  /** The text there; also of a number or truth. */
  public Optional<String> text(String... path) {
    Object there = at(path).value;
    return there == null || there instanceof Map || there instanceof List
        ? Optional.empty()
        : Optional.of(
            there instanceof BigDecimal number ? number.toPlainString() : there.toString());
  }

  /** The whole number there, also if it is written as a text. */
  public Optional<Long> number(String... path) {
    return text(path)
        .filter(text -> text.matches("-?[0-9]{1,18}(\\.0*)?"))
        .map(text -> Long.valueOf(text.replaceAll("\\..*", "")));
  }

  /** Whether it says true there. */
  public boolean isTrue(String... path) {
    return Boolean.TRUE.equals(at(path).value);
  }

  /** The moment there. */
  public Optional<Instant> time(String... path) {
    try {
      return text(path).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** The items of the list there; none if there is no list. */
  public List<Tree> list(String... path) {
    return at(path).value instanceof List<?> items
        ? items.stream().map(item -> new Tree(item)).toList()
        : List.of();
  }

  /** Whether there is a list. */
  public boolean hasList(String... path) {
    return at(path).value instanceof List;
  }

  /** As a document. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, value);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> members -> {
        generator.writeStartObject();
        members.forEach((name, member) -> {
          generator.writeName(name.toString());
          write(generator, member);
        });
        generator.writeEndObject();
      }
      case List<?> items -> {
        generator.writeStartArray();
        items.forEach(item -> write(generator, item));
        generator.writeEndArray();
      }
      case Boolean truth -> generator.writeBoolean(truth);
      case Number number -> generator.writeNumber(new BigDecimal(number.toString()));
      case null -> generator.writeNull();
      default -> generator.writeString(value.toString());
    }
  }

  /** The keys and kinds only: values may be secrets. */
  @Override
  public String toString() {
    return value instanceof Map<?, ?> members ? members.keySet().toString() : "(a value)";
  }
}
