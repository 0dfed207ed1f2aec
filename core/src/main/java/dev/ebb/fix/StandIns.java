package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.pairing.Conversions;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a column holds that must hold something, when nobody knows what. */
final class StandIns {
  private static final Map<String, String> NEUTRAL =
      Map.ofEntries(
          Map.entry("smallint", "0"),
          Map.entry("integer", "0"),
          Map.entry("bigint", "0"),
          Map.entry("numeric", "0"),
          Map.entry("real", "0"),
          Map.entry("double precision", "0"),
          Map.entry("text", "''"),
          Map.entry("character varying", "''"),
          Map.entry("character", "''"),
          Map.entry("boolean", "false"),
          Map.entry("date", "'1970-01-01'"),
          Map.entry("timestamp without time zone", "'1970-01-01 00:00:00'"),
          Map.entry("timestamp with time zone", "'1970-01-01 00:00:00+00'"),
          Map.entry("time without time zone", "'00:00'"),
          Map.entry("interval", "'0'"),
          Map.entry("uuid", "'00000000-0000-0000-0000-000000000000'"),
          Map.entry("json", "'{}'"),
          Map.entry("jsonb", "'{}'"),
          Map.entry("bytea", "'\\x'"));

  private static final Set<String> EXTENDED =
      Set.of(
          "text", "character varying", "character", "bytea", "json", "jsonb", "xml", "bit varying");

  private StandIns() {}

  /** As SQL; empty if there is none, or if the column takes part in a key or check. */
  static Optional<String> of(CatalogObject column, Passage passage) {
    return isBound(column, passage)
        ? Optional.empty()
        : ofType(column.facts().text(Fact.TYPE), passage);
  }

  private static Optional<String> ofType(String type, Passage passage) {
    if (type.endsWith("[]")) {
      return Optional.of("'{}'");
    }
    Optional<CatalogObject> own = passage.there().object(Kind.TYPE, type);
    if (own.isPresent()) {
      List<String> labels = own.get().facts().list(Fact.LABELS);
      return labels.isEmpty()
          ? own.get().facts().get(Fact.TYPE).flatMap(base -> ofType(base, passage))
          : Optional.of(Quote.literal(labels.getFirst()));
    }
    return Optional.ofNullable(NEUTRAL.get(Conversions.base(type)));
  }

  // A made-up value would break a unique or foreign key, or a check.
  private static boolean isBound(CatalogObject column, Passage passage) {
    for (ObjectName user : passage.there().dependencies().on(column.name())) {
      Optional<CatalogObject> object = passage.there().object(user);
      boolean constraint = user.kind() == Kind.CONSTRAINT;
      boolean unique = object.filter(o -> o.facts().has(Fact.UNIQUE)).isPresent();
      if (constraint || unique) {
        return true;
      }
    }
    return false;
  }

  static void demandEmptyTable(CatalogObject column, Passage passage, Draft draft) {
    passage
        .thereParts()
        .whole(column.name())
        .flatMap(table -> passage.pairs().here(table.name()))
        .ifPresent(table ->
            draft.precheck(
                column.name(),
                "SELECT * FROM " + table.path(),
                "may not be null, and nobody knows its values for the rows that are there"));
  }

  /** The word for how values of a type are stored if nothing is said. */
  static String storage(CatalogObject column) {
    String type = Conversions.base(column.facts().text(Fact.TYPE));
    if (type.endsWith("[]") || EXTENDED.contains(type)) {
      return "EXTENDED";
    }
    return switch (type) {
      case "numeric", "inet", "cidr" -> "MAIN";
      default -> "EXTENDED";
    };
  }
}
