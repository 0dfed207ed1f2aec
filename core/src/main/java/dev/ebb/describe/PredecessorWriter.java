package dev.ebb.describe;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Writes a catalog as a schema file of the predecessor. */
final class PredecessorWriter {
  private final Catalog whole;
  private final Catalog reduced;

  PredecessorWriter(Catalog catalog) {
    this.whole = catalog;
    this.reduced = PredecessorShape.reduce(catalog);
  }

  String write() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("Extensions", of(Kind.EXTENSION).stream().map(PredecessorWriter::name).toList());
    document.put(
        "Enums", each(Kind.TYPE, (o, node) -> node.put("Labels", o.facts().list(Fact.LABELS))));
    document.put("Functions", each(Kind.ROUTINE, PredecessorWriter::function));
    document.put("Sequences", each(Kind.SEQUENCE, PredecessorWriter::sequence));
    document.put("Tables", each(Kind.TABLE, this::table));
    document.put(
        "Views",
        each(
            Kind.VIEW,
            (o, node) -> node.put("Definition", " " + o.facts().text(Fact.QUERY) + ";")));
    return JsonWriter.write(document);
  }

  private static void function(CatalogObject object, Map<String, Object> node) {
    node.put("Name", name(object).replaceFirst("\\(.*", ""));
    node.put("Definition", object.facts().text(Fact.DEFINITION) + "\n");
  }

  private static void sequence(CatalogObject object, Map<String, Object> node) {
    Facts facts = object.facts();
    node.put("TypeName", facts.text(Fact.TYPE));
    node.put("StartValue", Long.valueOf(facts.text(Fact.START)));
    node.put("MinimumValue", Long.valueOf(facts.text(Fact.MINIMUM)));
    node.put("MaximumValue", Long.valueOf(facts.text(Fact.MAXIMUM)));
    node.put("Increment", Long.valueOf(facts.text(Fact.INCREMENT)));
    node.put("CycleOption", facts.has(Fact.CYCLE) ? "YES" : "NO");
  }

  private void table(CatalogObject table, Map<String, Object> node) {
    node.put("Comment", comment(table));
    node.put("Columns", parts(Kind.COLUMN, table, this::column));
    List<Object> indexes = new ArrayList<>();
    for (CatalogObject index : of(Kind.INDEX)) {
      if (index.facts().text(Fact.TABLE).equals(table.path())) {
        indexes.add(node(index, this::index));
      }
    }
    node.put("Indexes", indexes);
    node.put("Constraints", parts(Kind.CONSTRAINT, table, this::constraint));
    node.put(
        "Triggers",
        parts(Kind.TRIGGER, table, (o, n) -> n.put("Definition", o.facts().text(Fact.DEFINITION))));
  }

  private void column(CatalogObject column, Map<String, Object> node) {
    Facts facts = column.facts();
    String type = facts.text(Fact.TYPE);
    node.put("Index", Long.valueOf(original(column).text(Fact.POSITION)));
    node.put("TypeName", type);
    node.put("IsNullable", !facts.has(Fact.NOT_NULL));
    node.put("Default", facts.text(Fact.DEFAULT));
    String digits = type.startsWith("character varying(") ? type.replaceAll("[^0-9]", "") : "0";
    node.put("CharacterMaximumLength", Long.valueOf(digits));
    node.put("IsIdentity", facts.has(Fact.IDENTITY));
    node.put("IdentityGeneration", facts.text(Fact.IDENTITY).toUpperCase(Locale.ROOT));
    node.put("IsGenerated", facts.has(Fact.GENERATED) ? "ALWAYS" : "NEVER");
    node.put("GenerationExpression", facts.text(Fact.GENERATED));
    node.put("Comment", comment(column));
  }

  private void index(CatalogObject index, Map<String, Object> node) {
    Facts facts = original(index);
    String clause = index.facts().text(Fact.CLAUSE);
    node.put("IsPrimaryKey", clause.startsWith("PRIMARY"));
    node.put("IsUnique", facts.has(Fact.UNIQUE));
    node.put("IsExclusion", clause.startsWith("EXCLUDE"));
    node.put("IsDeferrable", clause.contains(" DEFERRABLE"));
    node.put("IndexDefinition", PredecessorShape.plain(facts.text(Fact.DEFINITION)));
    node.put("ConstraintType", clause.isEmpty() ? "" : letter(clause));
    node.put("ConstraintDefinition", clause);
  }

  private static String letter(String clause) {
    return clause.startsWith("PRIMARY") ? "p" : clause.startsWith("UNIQUE") ? "u" : "x";
  }

  private void constraint(CatalogObject constraint, Map<String, Object> node) {
    String clause = constraint.facts().text(Fact.CLAUSE);
    String target = original(constraint).text(Fact.REFERENCES);
    node.put("ConstraintType", clause.startsWith("FOREIGN KEY") ? "f" : "c");
    node.put("RefTableName", PredecessorShape.plain(target));
    node.put("IsDeferrable", clause.contains(" DEFERRABLE"));
    node.put("ConstraintDefinition", clause);
  }

  private Facts original(CatalogObject object) {
    return whole.object(object.name()).map(CatalogObject::facts).orElse(Facts.NONE);
  }

  private String comment(CatalogObject object) {
    return whole
        .object(Kind.COMMENT, object.title())
        .map(comment -> comment.facts().text(Fact.TEXT))
        .orElse("");
  }

  private List<CatalogObject> of(Kind kind) {
    return reduced.objects().stream().filter(object -> object.kind() == kind).toList();
  }

  private List<Object> each(Kind kind, BiConsumer<CatalogObject, Map<String, Object>> members) {
    return of(kind).stream().<Object>map(object -> node(object, members)).toList();
  }

  private List<Object> parts(
      Kind kind, CatalogObject table, BiConsumer<CatalogObject, Map<String, Object>> members) {
    return of(kind).stream()
        .filter(object -> object.name().container().equals(table.path()))
        .<Object>map(object -> node(object, members))
        .toList();
  }

  private static Map<String, Object> node(
      CatalogObject object, BiConsumer<CatalogObject, Map<String, Object>> members) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("Name", name(object));
    members.accept(object, node);
    return node;
  }

  /** Without the namespace and without quotes. */
  private static String name(CatalogObject object) {
    String name = object.name().simpleName();
    return name.startsWith("\"") && name.endsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }
}
