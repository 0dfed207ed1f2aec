package dev.ebb.fix.pairing;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How SQL speaks of objects and lists. Stateless. */
public final class Spelling {
  private Spelling() {}

  /** The words for what it is, as after CREATE, ALTER, DROP and COMMENT ON. */
  public static String kind(CatalogObject object) {
    return switch (object.kind()) {
      case NAMESPACE -> "SCHEMA";
      case FOREIGN_SERVER -> "SERVER";
      case TABLE -> object.facts().text(Fact.SORT).equals("foreign") ? "FOREIGN TABLE" : "TABLE";
      case TYPE -> object.facts().text(Fact.SORT).equals("domain") ? "DOMAIN" : "TYPE";
      default -> object.kind().word().toUpperCase(Locale.ROOT);
    };
  }

  /**
   * What it is and where, as after DROP and COMMENT ON: {@code TRIGGER a ON public.t}.
   *
   * @param parts of the catalog that the object is in
   */
  public static String address(CatalogObject object, Parts parts) {
    return address(object, object.name(), parts);
  }

  /** The same under another name. */
  public static String address(CatalogObject object, ObjectName as, Parts parts) {
    return switch (object.kind()) {
      case CONSTRAINT ->
          "CONSTRAINT "
              + as.simpleName()
              + " ON "
              + (parts.kindOfWhole(object.name()) == Kind.TYPE ? "DOMAIN " : "")
              + as.container();
      case USER_MAPPING -> "USER MAPPING FOR " + as.path();
      case TRIGGER, RULE, POLICY -> kind(object) + " " + as.simpleName() + " ON " + as.container();
      default -> kind(object) + " " + as.path();
    };
  }

  /** Storage parameters as between the parentheses of WITH or SET; each {@code name=value}. */
  public static String parameters(List<String> options) {
    return options.stream()
        .map(option -> name(option) + "=" + Quote.literal(value(option)))
        .collect(Collectors.joining(", "));
  }

  /** Options of a foreign object as between the parentheses of OPTIONS. */
  public static String foreignOptions(List<String> options) {
    return options.stream()
        .map(option -> Quote.identifier(name(option)) + " " + Quote.literal(value(option)))
        .collect(Collectors.joining(", "));
  }

  /** What is left of the first equals sign. */
  public static String name(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  /** What is right of it. */
  public static String value(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  /** The storage parameters at the end of a definition, without those words around them. */
  public static String parameters(CatalogObject index) {
    String definition = index.facts().text(Fact.DEFINITION);
    int start = definition.lastIndexOf(" WITH (");
    int end = start < 0 ? -1 : definition.indexOf(')', start);
    return end < 0 ? "" : definition.substring(start + " WITH (".length(), end);
  }

  /** The definition without its storage parameters. */
  public static String withoutParameters(CatalogObject index) {
    String definition = index.facts().text(Fact.DEFINITION);
    String parameters = parameters(index);
    return parameters.isEmpty() ? definition : definition.replace(" WITH (" + parameters + ")", "");
  }
}
