package dev.ebb.cli.render;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells people of a catalog: what hangs on a table stands below it. */
public final class CatalogText {
  private final Map<String, List<CatalogObject>> parts = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private CatalogText() {}

  /** The catalog of one schema. */
  public static String of(String schema, Catalog catalog) {
    return new CatalogText().write(schema, catalog);
  }

  private String write(String schema, Catalog catalog) {
    text.append("%s: %d objects\n".formatted(schema, catalog.objects().size()))
        .append("fingerprint                      " + catalog.fingerprint() + "\n")
        .append("without the order of columns     ")
        .append(catalog.withoutColumnOrder().fingerprint() + "\n");
    List<CatalogObject> whole = new ArrayList<>();
    for (CatalogObject object : catalog.objects()) {
      String owner = whole(object);
      if (owner.isEmpty()) {
        whole.add(object);
      } else {
        parts.computeIfAbsent(owner, _ -> new ArrayList<>()).add(object);
      }
    }
    for (CatalogObject object : whole) {
      text.append('\n').append(object.title()).append(facts(object)).append('\n');
      parts.getOrDefault(object.path(), List.of()).stream()
          .sorted(Comparator.comparing(CatalogObject::kind).thenComparingInt(CatalogText::position))
          .forEach(this::part);
    }
    return text.toString();
  }

  // By its path, which relations and types share: no two of them have the same.
  private static String whole(CatalogObject object) {
    return switch (object.kind()) {
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> object.name().container();
      case INDEX -> object.facts().text(Fact.TABLE);
      default -> "";
    };
  }

  private static int position(CatalogObject object) {
    return object.kind() == Kind.COLUMN ? Integer.parseInt(object.facts().text(Fact.POSITION)) : 0;
  }

  private void part(CatalogObject object) {
    String name = object.kind() == Kind.INDEX ? object.path() : object.name().simpleName();
    text.append("  ").append(object.kind().word()).append(' ').append(name);
    text.append(facts(object)).append('\n');
  }

  private static String facts(CatalogObject object) {
    String facts = object.facts().without(Fact.POSITION).without(Fact.TABLE).toString();
    if (facts.isEmpty()) {
      return "";
    }
    return facts.contains("\n") ? ":\n    " + facts.replace("\n", "\n    ") : ": " + facts;
  }
}
