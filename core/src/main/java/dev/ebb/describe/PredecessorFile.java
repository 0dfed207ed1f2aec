package dev.ebb.describe;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the objects of a schema file that the predecessor wrote. */
final class PredecessorFile {
  private final List<CatalogObject> objects = new ArrayList<>();

  static List<CatalogObject> objects(Node document) {
    PredecessorFile file = new PredecessorFile();
    document
        .texts("Extensions")
        .forEach(x -> file.add(Kind.EXTENSION, Quote.identifier(x), Facts.NONE));
    document.nodes("Enums").forEach(file::enumeration);
    document.nodes("Functions").forEach(file::function);
    document.nodes("Sequences").forEach(file::sequence);
    document.nodes("Tables").forEach(file::table);
    document.nodes("Views").forEach(file::view);
    return file.objects;
  }

  private void enumeration(Node node) {
    add(Kind.TYPE, path(node), Facts.NONE.with(Fact.LABELS, node.texts("Labels")));
  }

  private void function(Node node) {
    String definition = node.text("Definition");
    add(
        Kind.ROUTINE,
        PredecessorShape.routinePath(definition),
        Facts.of(Fact.DEFINITION, PredecessorShape.plain(definition)));
  }

  private void sequence(Node node) {
    Facts facts =
        Facts.of(Fact.TYPE, node.text("TypeName"))
            .with(Fact.START, node.text("StartValue"))
            .with(Fact.INCREMENT, node.text("Increment"))
            .with(Fact.MINIMUM, node.text("MinimumValue"))
            .with(Fact.MAXIMUM, node.text("MaximumValue"));
    add(
        Kind.SEQUENCE,
        path(node),
        node.text("CycleOption").equals("YES") ? facts.with(Fact.CYCLE) : facts);
  }

  private void table(Node node) {
    String table = path(node);
    add(Kind.TABLE, table, Facts.NONE);
    node.nodes("Columns").forEach(column -> column(table, column));
    node.nodes("Indexes").forEach(index -> index(table, index));
    for (Node constraint : node.nodes("Constraints")) {
      // A constraint trigger is told among the triggers, too.
      if (!constraint.text("ConstraintType").equals("t")) {
        String clause = PredecessorShape.plain(constraint.text("ConstraintDefinition"));
        add(Kind.CONSTRAINT, table + "." + name(constraint), Facts.of(Fact.CLAUSE, clause));
      }
    }
    for (Node trigger : node.nodes("Triggers")) {
      String definition = PredecessorShape.plain(trigger.text("Definition"));
      add(Kind.TRIGGER, table + "." + name(trigger), Facts.of(Fact.DEFINITION, definition));
    }
  }

  private void column(String table, Node node) {
    Facts facts = Facts.of(Fact.TYPE, PredecessorShape.type(node.text("TypeName")));
    if (!node.flag("IsNullable")) {
      facts = facts.with(Fact.NOT_NULL);
    }
    if (node.flag("IsIdentity")) {
      facts = facts.with(Fact.IDENTITY, node.text("IdentityGeneration").toLowerCase(Locale.ROOT));
    }
    String generated = node.text("GenerationExpression");
    if (!generated.isEmpty()) {
      facts = facts.with(Fact.GENERATED, PredecessorShape.plain(generated));
    } else if (!node.text("Default").isEmpty()) {
      facts = facts.with(Fact.DEFAULT, PredecessorShape.plain(node.text("Default")));
    }
    add(Kind.COLUMN, table + "." + name(node), facts);
  }

  private void index(String table, Node node) {
    Facts facts = Facts.of(Fact.TABLE, table);
    boolean constraint = !node.text("ConstraintType").isEmpty();
    Fact told = constraint ? Fact.CLAUSE : Fact.DEFINITION;
    String text = node.text(constraint ? "ConstraintDefinition" : "IndexDefinition");
    add(Kind.INDEX, path(node), facts.with(told, PredecessorShape.plain(text)));
  }

  private void view(Node node) {
    String query = PredecessorShape.query(node.text("Definition"));
    add(Kind.VIEW, path(node), Facts.of(Fact.QUERY, query));
  }

  private void add(Kind kind, String path, Facts facts) {
    objects.add(new CatalogObject(kind, path, facts));
  }

  private static String path(Node node) {
    return PredecessorShape.SPACE + name(node);
  }

  private static String name(Node node) {
    return Quote.identifier(node.text("Name"));
  }
}
