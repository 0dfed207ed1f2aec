package dev.ebb.cli.render;

import java.io.StringWriter;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Writes one JSON document, members in the order of the calls. Confined to one thread. */
public final class Json {
  private final JsonGenerator generator;

  private Json(JsonGenerator generator) {
    this.generator = generator;
  }

  /** The text of a document that is one object. */
  public static String document(Consumer<Json> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(new Pretty(), text)) {
      generator.writeStartObject();
      members.accept(new Json(generator));
      generator.writeEndObject();
    }
    return text.append('\n').toString();
  }

  /** A member that is a text, or null. */
  public Json field(String name, @Nullable String value) {
    generator.writeStringProperty(name, value);
    return this;
  }

  /** A member that is a whole number. */
  public Json field(String name, long value) {
    generator.writeNumberProperty(name, value);
    return this;
  }

  /** A member that is a whole number, or null. */
  public Json fieldOrNull(String name, @Nullable Long value) {
    if (value == null) {
      generator.writeNullProperty(name);
      return this;
    }
    return field(name, value);
  }

  /** A member that is true or false. */
  public Json field(String name, boolean value) {
    generator.writeBooleanProperty(name, value);
    return this;
  }

  /** A member that is true, false, or null. */
  public Json fieldOrNull(String name, @Nullable Boolean value) {
    if (value == null) {
      generator.writeNullProperty(name);
      return this;
    }
    return field(name, value.booleanValue());
  }

  /** A member that is an object. */
  public Json object(String name, Consumer<Json> members) {
    generator.writeName(name);
    generator.writeStartObject();
    members.accept(this);
    generator.writeEndObject();
    return this;
  }

  /** A member that is an array of objects. */
  public <T> Json objects(String name, Collection<? extends T> items, BiConsumer<Json, T> members) {
    generator.writeName(name);
    generator.writeStartArray();
    for (T item : items) {
      generator.writeStartObject();
      members.accept(this, item);
      generator.writeEndObject();
    }
    generator.writeEndArray();
    return this;
  }

  /** A member that is an array of texts: what the items call themselves. */
  public Json texts(String name, Collection<?> items) {
    generator.writeName(name);
    generator.writeStartArray();
    items.forEach(item -> generator.writeString(item.toString()));
    generator.writeEndArray();
    return this;
  }

  /** Each member and each object in an array on a line of its own. */
  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }

    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n"));
      return printer;
    }
  }
}
