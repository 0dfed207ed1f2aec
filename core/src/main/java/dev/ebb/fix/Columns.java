package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Conversions.Conversion;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Writes columns of tables, attributes of composite types, and what can be said of columns of
 * views.
 */
final class Columns {
  private static final int VIRTUAL_IS_USUAL = 18;

  private final Passage passage;
  private final Fates fates;
  private final Draft draft;

  Columns(Passage passage, Fates fates, Draft draft) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
  }

  /** As between the parentheses of CREATE TABLE. */
  String definition(CatalogObject column) {
    Facts facts = column.facts();
    StringBuilder sql = new StringBuilder(column.name().simpleName());
    sql.append(' ').append(facts.text(Fact.TYPE));
    if (facts.has(Fact.FOREIGN_OPTIONS)) {
      sql.append(" OPTIONS (")
          .append(Spelling.foreignOptions(facts.list(Fact.FOREIGN_OPTIONS)))
          .append(')');
    }
    facts.get(Fact.COLLATION).ifPresent(collation -> sql.append(" COLLATE ").append(collation));
    return sql.append(qualities(column)).toString();
  }

  /** What comes after the type: also what a table of a type may say of its columns. */
  String qualities(CatalogObject column) {
    Facts facts = column.facts();
    StringBuilder sql = new StringBuilder();
    facts.get(Fact.GENERATED).ifPresent(expression -> sql.append(generated(expression, facts)));
    facts.get(Fact.DEFAULT).ifPresent(expression -> sql.append(" DEFAULT ").append(expression));
    facts.get(Fact.IDENTITY).ifPresent(when -> sql.append(identity(column, when)));
    if (facts.has(Fact.NOT_NULL)) {
      facts.get(Fact.NOT_NULL_NAME).ifPresent(name -> sql.append(" CONSTRAINT ").append(name));
      sql.append(" NOT NULL");
      sql.append(facts.has(Fact.NOT_NULL_NO_INHERIT) ? " NO INHERIT" : "");
    }
    return sql.toString();
  }

  private String generated(String expression, Facts facts) {
    String stored =
        facts.has(Fact.VIRTUAL) && passage.major() >= VIRTUAL_IS_USUAL ? "VIRTUAL" : "STORED";
    return " GENERATED ALWAYS AS (" + expression + ") " + stored;
  }

  private String identity(CatalogObject column, String when) {
    String options =
        sequence(column)
            .map(sequence ->
                " (SEQUENCE NAME " + sequence.path() + " " + Sequences.options(sequence) + ")")
            .orElse("");
    return " GENERATED " + when.toUpperCase(Locale.ROOT) + " AS IDENTITY" + options;
  }

  private Optional<CatalogObject> sequence(CatalogObject column) {
    return passage.thereParts().of(column.name()).stream()
        .filter(part -> part.kind() == Kind.SEQUENCE)
        .map(part -> passage.there().object(part).orElseThrow())
        .filter(sequence -> sequence.facts().has(Fact.OF_IDENTITY))
        .findFirst();
  }

  /** A column for a table or type that is there. */
  void create(CatalogObject column) {
    Kind whole = passage.thereParts().kindOfWhole(column.name());
    if (whole == Kind.VIEW || whole == Kind.MATERIALIZED_VIEW) {
      after(column, Facts.NONE);
      return;
    }
    if (isHandedDown(column)) {
      return;
    }
    if (whole == Kind.TYPE) {
      draft.add(
          Phase.BUILD,
          column.name(),
          "ALTER TYPE " + column.name().container() + " ADD ATTRIBUTE " + definition(column));
      return;
    }
    add(column);
    after(column, Facts.NONE);
  }

  private boolean isHandedDown(CatalogObject column) {
    return passage
        .thereParts()
        .original(column)
        .filter(original -> fates.comes(original.name()) && passage.handsDown(column, original))
        .isPresent();
  }

  private void add(CatalogObject column) {
    String table = "ALTER TABLE " + column.name().container();
    Facts facts = column.facts();
    boolean mustHave =
        facts.has(Fact.NOT_NULL)
            && !facts.has(Fact.DEFAULT)
            && !facts.has(Fact.IDENTITY)
            && !facts.has(Fact.GENERATED);
    Optional<String> standIn = mustHave ? StandIns.of(column, passage) : Optional.<String>empty();
    if (standIn.isPresent()) {
      CatalogObject filled =
          new CatalogObject(column.name(), facts.with(Fact.DEFAULT, standIn.get()));
      draft.add(Phase.BUILD, column.name(), table + " ADD COLUMN " + definition(filled));
      draft.add(
          Phase.BUILD,
          column.name(),
          table + " ALTER COLUMN " + column.name().simpleName() + " DROP DEFAULT");
      draft.remark(new Remark.StandIn(column.name(), standIn.get()));
      return;
    }
    if (mustHave) {
      StandIns.demandEmptyTable(column, passage, draft);
    }
    draft.add(Phase.BUILD, column.name(), table + " ADD COLUMN " + definition(column));
  }

  /** What takes a statement of its own once the column is there. */
  void after(CatalogObject column, Facts before) {
    Facts facts = column.facts();
    Kind whole = passage.thereParts().kindOfWhole(column.name());
    if ((whole == Kind.VIEW || whole == Kind.MATERIALIZED_VIEW)
        && !same(before, facts, Fact.DEFAULT)) {
      setDefault(column);
    }
    storage(column, before);
    if (!same(before, facts, Fact.STATISTICS_TARGET)) {
      alter(column, "SET STATISTICS " + facts.get(Fact.STATISTICS_TARGET).orElse("-1"));
    }
    options(column, before);
  }

  private void storage(CatalogObject column, Facts before) {
    Facts facts = column.facts();
    if (!same(before, facts, Fact.STORAGE)) {
      alter(
          column,
          "SET STORAGE "
              + facts
                  .get(Fact.STORAGE)
                  .map(s -> s.toUpperCase(Locale.ROOT))
                  .orElseGet(() -> StandIns.storage(column)));
    }
    if (!same(before, facts, Fact.COMPRESSION)) {
      alter(column, "SET COMPRESSION " + facts.get(Fact.COMPRESSION).orElse("default"));
    }
  }

  private void options(CatalogObject column, Facts before) {
    List<String> old = before.list(Fact.OPTIONS);
    List<String> fresh = column.facts().list(Fact.OPTIONS);
    List<String> set = fresh.stream().filter(option -> !old.contains(option)).toList();
    if (!set.isEmpty()) {
      alter(column, "SET (" + Spelling.parameters(set) + ")");
    }
    List<String> reset = Tables.missing(old, fresh);
    if (!reset.isEmpty()) {
      alter(column, "RESET (" + String.join(", ", reset) + ")");
    }
    if (!before.equals(Facts.NONE) && !same(before, column.facts(), Fact.FOREIGN_OPTIONS)) {
      alter(
          column,
          Tables.foreignChange(
              before.list(Fact.FOREIGN_OPTIONS), column.facts().list(Fact.FOREIGN_OPTIONS)));
    }
  }

  /** What has changed, in an order in which each step is allowed. */
  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    Facts old = here.facts();
    Facts fresh = there.facts();
    Kind whole = passage.thereParts().kindOfWhole(there.name());
    if (fates.isRefused(here.name())) {
      return;
    }
    if (whole == Kind.TYPE) {
      attribute(here, there);
      return;
    }
    if (whole == Kind.VIEW || whole == Kind.MATERIALIZED_VIEW) {
      after(there, old);
      return;
    }
    if (changes.contains(Fact.IDENTITY) && !fresh.has(Fact.IDENTITY)) {
      dropIdentity(here, there);
    }
    if (changes.contains(Fact.GENERATED)) {
      alter(
          there,
          fresh.has(Fact.GENERATED)
              ? "SET EXPRESSION AS (" + fresh.text(Fact.GENERATED) + ")"
              : "DROP EXPRESSION");
    }
    Facts now = fates.isRetyped(here.name()) ? retype(here, there) : old;
    boolean bare = fates.losesDefault(here.name());
    if (changes.contains(Fact.DEFAULT) ? !(bare && !fresh.has(Fact.DEFAULT)) : bare) {
      setDefault(there);
    }
    nullability(here, there, changes);
    if (changes.contains(Fact.IDENTITY) && fresh.has(Fact.IDENTITY)) {
      setIdentity(there, old);
    }
    after(there, now);
  }

  // The sequence goes with it, unless another of its name goes on counting.
  private void dropIdentity(CatalogObject here, CatalogObject there) {
    Loss[] losses =
        passage.hereParts().of(here.name()).stream()
            .filter(part -> part.kind() == Kind.SEQUENCE && passage.pairs().there(part).isEmpty())
            .map(part -> new Loss(part, Loss.What.COUNTER, "its column is no identity any more"))
            .toArray(Loss[]::new);
    alter(there, "DROP IDENTITY", losses);
  }

  private void setDefault(CatalogObject column) {
    alter(
        column,
        column.facts().get(Fact.DEFAULT).map(e -> "SET DEFAULT " + e).orElse("DROP DEFAULT"));
  }

  private void setIdentity(CatalogObject column, Facts old) {
    String when = column.facts().text(Fact.IDENTITY);
    if (old.has(Fact.IDENTITY)) {
      alter(column, "SET GENERATED " + when.toUpperCase(Locale.ROOT));
    } else {
      alter(column, "ADD" + identity(column, when));
    }
  }

  private void nullability(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (!changes.contains(Fact.NOT_NULL) || followsOriginal(there)) {
      return;
    }
    if (there.facts().has(Fact.NOT_NULL)) {
      alter(there, "SET NOT NULL");
      draft.precheck(
          here.name(),
          "SELECT * FROM "
              + here.name().container()
              + " WHERE "
              + here.name().simpleName()
              + " IS NULL",
          "holds nulls, and may not");
    } else {
      alter(there, "DROP NOT NULL");
    }
  }

  // The parent's statement reaches the column of a child that it hands down.
  private boolean followsOriginal(CatalogObject there) {
    return passage
        .thereParts()
        .original(there)
        .filter(original -> passage.handsDown(there, original) && !fates.comes(original.name()))
        .flatMap(original ->
            passage
                .pairs()
                .here(original.name())
                .map(before -> passage.pairs().changes(before, original)))
        .filter(changes -> changes.contains(Fact.NOT_NULL))
        .isPresent();
  }

  // Storage and compression are those of the new type afterwards.
  private Facts retype(CatalogObject here, CatalogObject there) {
    boolean inherited =
        passage.thereParts().original(there).filter(o -> passage.handsDown(there, o)).isPresent();
    if (!inherited) {
      String from = here.facts().text(Fact.TYPE);
      String to = there.facts().text(Fact.TYPE);
      Conversion conversion = Retyping.conversion(here, there, passage, fates);
      String column = there.name().simpleName();
      String using =
          conversion.using().isEmpty() ? "" : " USING " + conversion.using().replace("%s", column);
      String collation = there.facts().get(Fact.COLLATION).map(c -> " COLLATE " + c).orElse("");
      draft.add(
          Phase.BUILD,
          there.name(),
          "ALTER TABLE "
              + there.name().container()
              + " ALTER COLUMN "
              + column
              + " TYPE "
              + to
              + collation
              + using,
          Retyping.losses(here, from, to, conversion, passage));
      Retyping.precheck(here, conversion, draft);
    }
    return here.facts().without(Fact.STORAGE).without(Fact.COMPRESSION);
  }

  private void attribute(CatalogObject here, CatalogObject there) {
    if (!fates.isRetyped(here.name())) {
      return;
    }
    draft.add(
        Phase.BUILD,
        there.name(),
        "ALTER TYPE "
            + there.name().container()
            + " ALTER ATTRIBUTE "
            + there.name().simpleName()
            + " TYPE "
            + there.facts().text(Fact.TYPE)
            + there.facts().get(Fact.COLLATION).map(c -> " COLLATE " + c).orElse(""));
  }

  // What a parent says of defaults must not reach its children, who may say something else.
  private void alter(CatalogObject column, String action, Loss... losses) {
    ObjectName name = column.name();
    String only = action.contains("DEFAULT") && isParent(name.container()) ? "ONLY " : "";
    Optional<CatalogObject> whole = passage.thereParts().whole(name);
    String kind = whole.filter(o -> o.kind() != Kind.TABLE).map(Spelling::kind).orElse("TABLE");
    draft.add(
        Phase.BUILD,
        name,
        "ALTER "
            + kind
            + " "
            + only
            + name.container()
            + " ALTER COLUMN "
            + name.simpleName()
            + " "
            + action,
        losses);
  }

  private boolean isParent(String table) {
    return passage.there().objects().stream()
        .anyMatch(o -> o.kind() == Kind.TABLE && o.facts().list(Fact.INHERITS).contains(table));
  }

  private static boolean same(Facts left, Facts right, Fact fact) {
    return left.get(fact).equals(right.get(fact));
  }
}
