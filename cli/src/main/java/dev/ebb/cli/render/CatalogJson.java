package dev.ebb.cli.render;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import java.util.Locale;

/** Writes a catalog as JSON. */
public final class CatalogJson {
  private CatalogJson() {}

  /**
   * The members that tell of the catalog of one schema.
   *
   * @param major of its server
   */
  public static void members(Json json, String schema, int major, Catalog catalog) {
    json.field("schema", schema)
        .field("major", major)
        .field("fingerprint", catalog.fingerprint().value())
        .field("fingerprintWithoutColumnOrder", catalog.withoutColumnOrder().fingerprint().value())
        .objects("objects", catalog.objects(), CatalogJson::object);
  }

  private static void object(Json json, CatalogObject object) {
    json.field("kind", name(object.kind()))
        .field("path", object.path())
        .object("facts", facts -> facts(facts, object.facts()));
  }

  private static void facts(Json json, Facts facts) {
    facts.forEach((fact, value) -> fact(json, fact, facts, value));
  }

  private static void fact(Json json, Fact fact, Facts facts, String value) {
    if (fact.isFlag()) {
      json.field(name(fact), true);
    } else if (fact.isList()) {
      json.texts(name(fact), facts.list(fact));
    } else {
      json.field(name(fact), value);
    }
  }

  /** A kind or fact as in {@code materializedView}. */
  private static String name(Enum<?> constant) {
    StringBuilder name = new StringBuilder();
    for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
