package dev.ebb.describe;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the predecessor's schema files can tell of a database: some kinds of objects of {@code
 * public}, with some of their facts, and names in {@code public} without it. A primary key, unique
 * or exclusion constraint is the {@link Fact#CLAUSE} of its index there. Stateless.
 */
public final class PredecessorShape {
  static final String SPACE = "public.";

  private PredecessorShape() {}

  /**
   * What is left of a catalog in this shape. What was read from such a file differs from the
   * reduced catalog of a database exactly where the file and the database differ.
   */
  public static Catalog reduce(Catalog catalog) {
    List<CatalogObject> left = new ArrayList<>();
    for (CatalogObject object : catalog.objects()) {
      if (object.kind() == Kind.EXTENSION) {
        left.add(new CatalogObject(object.name(), Facts.NONE));
      } else if (object.path().startsWith(SPACE)) {
        facts(object, catalog)
            .map(facts -> new CatalogObject(object.kind(), path(object), facts))
            .ifPresent(left::add);
      }
    }
    return Catalog.of(left);
  }

  /**
   * The same, as far as a file can be held against it: texts that say the same in other words are
   * those of the file. Such files were written with fewer parentheses and line breaks than a server
   * writes when it is not asked to be pretty, by servers of other versions, and do not tell of
   * {@code plpgsql}.
   */
  public static Catalog reduceTo(Catalog file, Catalog catalog) {
    List<CatalogObject> left = new ArrayList<>();
    for (CatalogObject object : reduce(catalog).objects()) {
      Optional<CatalogObject> told = file.object(object.name());
      if (told.isPresent()) {
        left.add(new CatalogObject(object.name(), worded(object.facts(), told.get().facts())));
      } else if (!(object.kind() == Kind.EXTENSION && object.path().equals("plpgsql"))) {
        left.add(object);
      }
    }
    return Catalog.of(left);
  }

  private static Facts worded(Facts facts, Facts told) {
    Facts same = facts;
    for (Fact fact :
        List.of(Fact.DEFINITION, Fact.CLAUSE, Fact.QUERY, Fact.DEFAULT, Fact.GENERATED)) {
      Optional<String> here = facts.get(fact);
      Optional<String> there = told.get(fact);
      if (here.isPresent() && there.isPresent() && bare(here.get()).equals(bare(there.get()))) {
        same = same.with(fact, there.get());
      }
    }
    return same;
  }

  // Without comments, qualifiers, parentheses and space: what servers write or leave out at will.
  private static String bare(String text) {
    return text.replaceAll("--[^\n]*", "")
        .replaceAll("[\\p{L}_][\\p{L}\\p{N}_$]*\\.(?=[\\p{L}_\"])", "")
        .replaceAll("[\\s()]+", "");
  }

  /** The text of a schema file in this shape. */
  public static String write(Catalog catalog) {
    return new PredecessorWriter(catalog).write();
  }

  // It knows functions by name only; with their arguments, overloads stay apart.
  private static String path(CatalogObject object) {
    if (object.kind() != Kind.ROUTINE) {
      return object.path();
    }
    return routinePath(object.facts().text(Fact.DEFINITION));
  }

  /** The path of a function by the first line of its definition. */
  static String routinePath(String definition) {
    String head = plain(definition.lines().findFirst().orElse(""));
    return SPACE + head.replaceFirst("^CREATE OR REPLACE (FUNCTION|PROCEDURE) ", "");
  }

  private static Optional<Facts> facts(CatalogObject object, Catalog catalog) {
    Facts facts = object.facts();
    String sort = facts.text(Fact.SORT);
    return switch (object.kind()) {
      case TYPE -> sort.equals("enum") ? keep(facts, Fact.LABELS) : Optional.empty();
      case ROUTINE -> sort.equals("aggregate") ? Optional.empty() : keep(facts, Fact.DEFINITION);
      case SEQUENCE ->
          keep(
              facts, Fact.TYPE, Fact.START, Fact.INCREMENT, Fact.MINIMUM, Fact.MAXIMUM, Fact.CYCLE);
      case TABLE -> Optional.of(Facts.NONE);
      case COLUMN -> isOfTable(object, catalog) ? Optional.of(column(facts)) : Optional.empty();
      case INDEX -> Optional.of(index(object, catalog));
      case CONSTRAINT ->
          (sort.equals("check") || sort.equals("foreign key")) && isOfTable(object, catalog)
              ? Optional.of(Facts.of(Fact.CLAUSE, clause(facts)))
              : Optional.empty();
      case TRIGGER -> keep(facts, Fact.DEFINITION);
      case VIEW -> Optional.of(Facts.of(Fact.QUERY, query(facts.text(Fact.QUERY))));
      // It tells of nothing else.
      default -> Optional.empty();
    };
  }

  private static boolean isOfTable(CatalogObject object, Catalog catalog) {
    return catalog.object(Kind.TABLE, object.name().container()).isPresent();
  }

  private static Optional<Facts> keep(Facts facts, Fact... kept) {
    Facts some = Facts.NONE;
    for (Fact fact : kept) {
      String value = facts.get(fact).orElse(null);
      some = some.with(fact, value == null ? null : plain(value));
    }
    return Optional.of(some);
  }

  private static Facts column(Facts facts) {
    Facts some = Facts.of(Fact.TYPE, type(facts.text(Fact.TYPE)));
    some = facts.has(Fact.NOT_NULL) ? some.with(Fact.NOT_NULL) : some;
    for (Fact fact : List.of(Fact.DEFAULT, Fact.IDENTITY, Fact.GENERATED)) {
      some = withPlain(some, fact, facts.get(fact).orElse(null));
    }
    return some;
  }

  private static Facts withPlain(Facts facts, Fact fact, @Nullable String value) {
    return facts.with(fact, value == null ? null : plain(value));
  }

  private static Facts index(CatalogObject index, Catalog catalog) {
    Facts facts = index.facts();
    Facts table = Facts.of(Fact.TABLE, facts.text(Fact.TABLE));
    Optional<String> clause =
        facts
            .get(Fact.CONSTRAINT)
            .flatMap(name -> catalog.object(Kind.CONSTRAINT, facts.text(Fact.TABLE) + "." + name))
            .map(constraint -> clause(constraint.facts()));
    return clause
        .map(text -> table.with(Fact.CLAUSE, text))
        .orElseGet(() -> withPlain(table, Fact.DEFINITION, facts.text(Fact.DEFINITION)));
  }

  /** As the server writes it in one: with whether it can be put off, and whether it is valid. */
  private static String clause(Facts facts) {
    String deferral =
        facts
            .get(Fact.DEFERRABLE)
            .map(when ->
                when.endsWith("deferred") ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE")
            .orElse("");
    String validity = facts.has(Fact.NOT_VALID) ? " NOT VALID" : "";
    return plain(facts.text(Fact.CLAUSE) + deferral + validity);
  }

  /** It says {@code numeric} for a {@code numeric(8,2)}, but tells how long a varchar may be. */
  static String type(String type) {
    String bare = plain(type);
    return bare.startsWith("character varying(") && !bare.endsWith("]")
        ? bare
        : bare.replaceAll("\\([0-9,]+\\)", "");
  }

  static String query(String query) {
    return plain(query).strip().replaceFirst(";$", "");
  }

  /** Its texts were written with {@code public} in the search path, at least for the most part. */
  static String plain(String text) {
    return text.replace(SPACE, "").stripTrailing();
  }
}
