package dev.ebb.describe;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A catalog that was read from a file, in Ebb's shape or in that of its predecessor.
 *
 * @param catalog what the file says
 * @param shape in which way; a catalog in the predecessor's shape knows less, and is to be compared
 *     with what is left of another one by {@link PredecessorShape#reduce}
 * @param major of the server that worded it; 0 if the file does not say
 */
public record CatalogDocument(Catalog catalog, Shape shape, int major) {

  /** How a document tells of a catalog. */
  public enum Shape {
    /** What {@code ebb describe --format=json} writes: every object with all its facts. */
    EBB,
    /** The predecessor's published schema files: some kinds of objects of {@code public}. */
    PREDECESSOR
  }

  /**
   * Reads a document of either shape.
   *
   * @param title what it is called in a message, as the path of its file
   * @throws Fault DEFINITION if it is neither
   */
  public static CatalogDocument read(String text, String title) {
    try {
      Node document = Node.of(JsonReader.read(text));
      if (document.has("objects")) {
        String major = document.text("major");
        return new CatalogDocument(
            objects(document), Shape.EBB, major.isEmpty() ? 0 : Integer.parseInt(major));
      }
      if (document.has("Tables")) {
        return new CatalogDocument(
            Catalog.of(PredecessorFile.objects(document)), Shape.PREDECESSOR, 0);
      }
      throw new IllegalArgumentException("it has neither \"objects\" nor \"Tables\"");
    } catch (IllegalArgumentException e) {
      throw Fault.of(
          FaultCode.DEFINITION,
          title + " does not describe a schema: " + e.getMessage(),
          "name a file that 'ebb describe --format=json' wrote, or a schema description of"
              + " Sourcegraph's migrator",
          e);
    }
  }

  /** The name of a kind or fact in JSON: {@code materializedView}. */
  public static String name(Enum<?> constant) {
    StringBuilder name = new StringBuilder();
    for (String word : constant.name().toLowerCase(Locale.ROOT).split("_")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static Catalog objects(Node document) {
    Map<String, Kind> kinds = new HashMap<>();
    for (Kind kind : Kind.values()) {
      kinds.put(name(kind), kind);
    }
    Map<String, Fact> names = new HashMap<>();
    for (Fact fact : Fact.values()) {
      names.put(name(fact), fact);
    }
    List<CatalogObject> objects = new ArrayList<>();
    for (Node object : document.nodes("objects")) {
      Kind kind = kinds.get(object.text("kind"));
      if (kind == null) {
        throw new IllegalArgumentException(
            "\"" + object.text("kind") + "\" is no kind of object that this Ebb knows");
      }
      Node facts = Node.of(object.members().get("facts"));
      objects.add(new CatalogObject(kind, object.text("path"), facts(facts, names)));
    }
    return Catalog.of(objects);
  }

  // What this Ebb does not know is passed over, as it was: it may be from a newer one.
  private static Facts facts(Node members, Map<String, Fact> names) {
    Facts facts = Facts.NONE;
    for (Object member : members.members().keySet()) {
      String name = String.valueOf(member);
      Fact fact = names.get(name);
      if (fact == null || !members.has(name)) {
        continue;
      }
      if (fact.isFlag()) {
        facts = members.flag(name) ? facts.with(fact) : facts;
      } else if (fact.isList()) {
        facts = facts.with(fact, members.texts(name));
      } else {
        facts = facts.with(fact, members.text(name));
      }
    }
    return facts;
  }
}
