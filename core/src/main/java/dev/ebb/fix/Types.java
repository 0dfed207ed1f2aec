package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Labels;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes enums, domains, composite types and ranges. */
final class Types {
  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final Columns columns;

  Types(Passage passage, Fates fates, Draft draft, Columns columns) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
    this.columns = columns;
  }

  void create(CatalogObject type) {
    Facts facts = type.facts();
    String sql =
        switch (facts.text(Fact.SORT)) {
          case "enum" ->
              facts.list(Fact.LABELS).stream()
                  .map(Quote::literal)
                  .collect(
                      Collectors.joining(", ", "CREATE TYPE " + type.path() + " AS ENUM (", ")"));
          case "domain" -> domain(type);
          case "composite" ->
              passage.thereParts().columns(type.name()).stream()
                  .map(columns::definition)
                  .collect(Collectors.joining(", ", "CREATE TYPE " + type.path() + " AS (", ")"));
          default -> facts.text(Fact.DEFINITION);
        };
    draft.add(Phase.BUILD, type.name(), sql);
    passage
        .pairs()
        .here(type.name())
        .filter(before -> fates.isSwapped(before.name()))
        .ifPresent(before -> checkLabels(before, type));
  }

  private static String domain(CatalogObject type) {
    Facts facts = type.facts();
    return "CREATE DOMAIN "
        + type.path()
        + " AS "
        + facts.text(Fact.TYPE)
        + facts.get(Fact.COLLATION).map(c -> " COLLATE " + c).orElse("")
        + facts.get(Fact.DEFAULT).map(d -> " DEFAULT " + d).orElse("")
        + (facts.has(Fact.NOT_NULL) ? " NOT NULL" : "");
  }

  // Rows with a label that goes make the conversion fail.
  private void checkLabels(CatalogObject before, CatalogObject after) {
    List<String> gone =
        before.facts().list(Fact.LABELS).stream()
            .filter(label -> !after.facts().list(Fact.LABELS).contains(label))
            .toList();
    if (gone.isEmpty()) {
      return;
    }
    String labels = gone.stream().map(Quote::literal).collect(Collectors.joining(", "));
    for (ObjectName user : passage.here().dependencies().on(before.name())) {
      Optional<CatalogObject> column =
          passage.here().object(user).filter(o -> passage.holdsValues(o, passage.hereParts()));
      column.filter(o -> fates.isRetyped(o.name())).ifPresent(o -> checkLabels(o, labels));
    }
  }

  private void checkLabels(CatalogObject column, String labels) {
    String name = column.name().simpleName();
    String test =
        column.facts().text(Fact.TYPE).endsWith("[]")
            ? name + "::text[] && ARRAY[" + labels + "]"
            : name + "::text IN (" + labels + ")";
    draft.precheck(
        column.name(),
        "SELECT * FROM " + column.name().container() + " WHERE " + test,
        "holds values that its type will no longer have: " + labels);
  }

  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (changes.contains(Fact.LABELS)) {
      Labels.between(here, there, passage.pairs()).ifPresent(labels -> relabel(there, labels));
    }
    if (!there.facts().text(Fact.SORT).equals("domain")) {
      return;
    }
    if (changes.contains(Fact.DEFAULT)) {
      alter(
          there,
          there.facts().get(Fact.DEFAULT).map(d -> "SET DEFAULT " + d).orElse("DROP DEFAULT"));
    }
    if (changes.contains(Fact.NOT_NULL)) {
      alter(there, there.facts().has(Fact.NOT_NULL) ? "SET NOT NULL" : "DROP NOT NULL");
    }
  }

  private void relabel(CatalogObject type, Labels labels) {
    for (Labels.Renamed renamed : labels.renamed()) {
      draft.add(
          Phase.BUILD,
          type.name(),
          "ALTER TYPE %s RENAME VALUE %s TO %s"
              .formatted(type.path(), Quote.literal(renamed.from()), Quote.literal(renamed.to())));
    }
    for (Labels.Addition added : labels.added()) {
      draft.add(
          Phase.BUILD,
          type.name(),
          "ALTER TYPE "
              + type.path()
              + " ADD VALUE "
              + Quote.literal(added.label())
              + added.where());
    }
  }

  private void alter(CatalogObject domain, String action) {
    draft.add(Phase.BUILD, domain.name(), "ALTER DOMAIN " + domain.path() + " " + action);
  }
}
