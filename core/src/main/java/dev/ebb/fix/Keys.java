package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes constraints and indexes. */
final class Keys {
  private static final String FOREIGN = "foreign key";

  private final Passage passage;
  private final Fates fates;
  private final Draft draft;

  Keys(Passage passage, Fates fates, Draft draft) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
  }

  /** Whether it comes by itself when its table or the constraint of a parent does. */
  boolean comesByItself(CatalogObject part) {
    Optional<CatalogObject> table = passage.thereParts().whole(part.name());
    if (table.filter(t -> fates.comes(t.name()) && !t.facts().has(Fact.PARTITION_BOUND)).isPresent()
        && part.facts().has(Fact.INHERITED)) {
      return true;
    }
    Optional<CatalogObject> original = passage.thereParts().original(part);
    if (original.isEmpty() || !fates.comes(original.get().name())) {
      return false;
    }
    boolean check = !part.facts().has(Fact.PART_OF);
    boolean sameName = original.get().name().simpleName().equals(part.name().simpleName());
    boolean foreign = part.facts().text(Fact.SORT).equals(FOREIGN);
    return (check || (foreign && sameName)) && passage.handsDown(part, original.get());
  }

  void createConstraint(CatalogObject constraint) {
    if (comesByItself(constraint)) {
      return;
    }
    boolean foreign = constraint.facts().text(Fact.SORT).equals(FOREIGN);
    draft.add(
        foreign ? Phase.KEYS : Phase.BUILD,
        constraint.name(),
        onWhole(constraint)
            + " ADD CONSTRAINT "
            + constraint.name().simpleName()
            + " "
            + constraint.facts().text(Fact.CLAUSE)
            + deferrable(constraint)
            + (constraint.facts().has(Fact.NOT_VALID) ? " NOT VALID" : ""));
    if (!constraint.facts().has(Fact.NOT_VALID)) {
      new KeyChecks(passage, draft).add(constraint);
    }
    if (constraint.facts().has(Fact.ENABLED)) {
      draft.refuse(
          new Refusal(
              constraint.name(),
              "its triggers are switched off, so that it is not looked after",
              "Leave it on, or switch them off as a superuser"));
    }
    index(constraint).ifPresent(this::afterIndex);
  }

  private Optional<CatalogObject> index(CatalogObject constraint) {
    return constraint
        .facts()
        .get(Fact.INDEX)
        .flatMap(path -> passage.there().object(Kind.INDEX, path));
  }

  private static String deferrable(CatalogObject constraint) {
    return constraint
        .facts()
        .get(Fact.DEFERRABLE)
        .map(when -> " DEFERRABLE " + when.toUpperCase(Locale.ROOT))
        .orElse("");
  }

  private String onWhole(CatalogObject part) {
    boolean ofType = passage.thereParts().kindOfWhole(part.name()) == Kind.TYPE;
    return (ofType ? "ALTER DOMAIN " : "ALTER TABLE ") + part.name().container();
  }

  void alterConstraint(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (changes.contains(Fact.DEFERRABLE)) {
      String to = deferrable(there).isEmpty() ? " NOT DEFERRABLE" : deferrable(there);
      alter(there, onWhole(there) + " ALTER CONSTRAINT " + there.name().simpleName() + to);
    }
    if (changes.contains(Fact.NOT_VALID)) {
      alter(there, onWhole(there) + " VALIDATE CONSTRAINT " + there.name().simpleName());
      new KeyChecks(passage, draft).add(there);
    }
  }

  private void alter(CatalogObject object, String sql) {
    draft.add(Phase.BUILD, object.name(), sql);
  }

  void createIndex(CatalogObject index) {
    if (index.facts().has(Fact.CONSTRAINT)) {
      return;
    }
    String table = index.facts().text(Fact.TABLE);
    // The server writes ONLY for a partitioned table; without it partitions get theirs as well.
    String definition =
        index
            .facts()
            .text(Fact.DEFINITION)
            .replaceFirst(
                " ON ONLY " + java.util.regex.Pattern.quote(table) + " ",
                java.util.regex.Matcher.quoteReplacement(" ON " + table + " "));
    alter(index, definition);
    if (index.facts().has(Fact.UNIQUE)) {
      new KeyChecks(passage, draft).add(index);
    }
    afterIndex(index);
  }

  private void afterIndex(CatalogObject index) {
    String behind = index.facts().has(Fact.CONSTRAINT) ? Spelling.parameters(index) : "";
    if (!behind.isEmpty()) {
      alter(index, "ALTER INDEX " + index.path() + " SET (" + behind + ")");
    }
    index
        .facts()
        .get(Fact.TABLESPACE)
        .ifPresent(
            space -> alter(index, "ALTER INDEX " + index.path() + " SET TABLESPACE " + space));
    if (index.facts().has(Fact.CLUSTERED)) {
      cluster(index);
    }
    statistics(index, List.of());
    if (index.facts().has(Fact.INVALID)) {
      draft.refuse(Refusal.of(index, index, Set.of()));
    }
  }

  private void cluster(CatalogObject index) {
    draft.add(
        Phase.ATTACH,
        index.name(),
        "ALTER TABLE "
            + index.facts().text(Fact.TABLE)
            + " CLUSTER ON "
            + index.name().simpleName());
  }

  void alterIndex(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (fates.isRefused(here.name())) {
      return;
    }
    if (changes.contains(Fact.DEFINITION)) {
      setParameters(here, there);
    }
    if (changes.contains(Fact.INVALID)) {
      alter(there, "REINDEX INDEX " + there.path());
    }
    if (changes.contains(Fact.TABLESPACE)) {
      String space = there.facts().get(Fact.TABLESPACE).orElse("pg_default");
      alter(there, "ALTER INDEX " + there.path() + " SET TABLESPACE " + space);
    }
    if (changes.contains(Fact.CLUSTERED)) {
      if (there.facts().has(Fact.CLUSTERED)) {
        cluster(there);
      } else {
        alter(there, "ALTER TABLE " + there.facts().text(Fact.TABLE) + " SET WITHOUT CLUSTER");
      }
    }
    if (changes.contains(Fact.STATISTICS_TARGET)) {
      statistics(there, List.of(here.facts().text(Fact.STATISTICS_TARGET).split(",")));
    }
    if (changes.contains(Fact.PART_OF)) {
      attach(there);
    }
  }

  // Attaching a partition attaches its indexes; only where the table was one before is it due here.
  private void attach(CatalogObject index) {
    Optional<CatalogObject> original = passage.thereParts().original(index);
    Optional<CatalogObject> table =
        passage.there().object(Kind.TABLE, index.facts().text(Fact.TABLE));
    Optional<CatalogObject> before = table.flatMap(t -> passage.pairs().here(t.name()));
    boolean attached =
        table.isPresent()
            && before.isPresent()
            && !before.get().facts().list(Fact.INHERITS).isEmpty()
            && before.get().facts().has(Fact.PARTITION_BOUND);
    if (original.isPresent() && attached && !fates.comes(original.get().name())) {
      draft.add(
          Phase.ATTACH,
          index.name(),
          "ALTER INDEX " + original.get().path() + " ATTACH PARTITION " + index.path());
    }
  }

  private void setParameters(CatalogObject here, CatalogObject there) {
    List<String> before = options(Spelling.parameters(here));
    List<String> after = options(Spelling.parameters(there));
    List<String> set = after.stream().filter(option -> !before.contains(option)).toList();
    if (!set.isEmpty()) {
      alter(there, "ALTER INDEX " + there.path() + " SET (" + String.join(", ", set) + ")");
    }
    List<String> reset = Tables.missing(before, after);
    if (!reset.isEmpty()) {
      alter(there, "ALTER INDEX " + there.path() + " RESET (" + String.join(", ", reset) + ")");
    }
  }

  private static List<String> options(String parameters) {
    return parameters.isEmpty() ? List.of() : List.of(parameters.split(", "));
  }

  // The fact is a list of column=target, separated by commas.
  private void statistics(CatalogObject index, List<String> before) {
    List<String> after =
        index
            .facts()
            .get(Fact.STATISTICS_TARGET)
            .map(text -> List.of(text.split(",")))
            .orElse(List.of());
    List<String> statements = new ArrayList<>();
    after.stream()
        .filter(target -> !before.contains(target))
        .forEach(target ->
            statements.add(Spelling.name(target) + " SET STATISTICS " + Spelling.value(target)));
    before.stream()
        .filter(target -> !target.isEmpty())
        .map(Spelling::name)
        .filter(column -> after.stream().map(Spelling::name).noneMatch(column::equals))
        .forEach(column -> statements.add(column + " SET STATISTICS -1"));
    statements.forEach(s -> alter(index, "ALTER INDEX " + index.path() + " ALTER COLUMN " + s));
  }

  /** Whether a part of a partition is to be made before the same part of its parent. */
  Optional<ObjectName> before(CatalogObject part) {
    return passage
        .thereParts()
        .original(part)
        .filter(original -> part.facts().has(Fact.PART_OF) && fates.comes(original.name()))
        .filter(original -> fates.comes(part.name()) && passage.handsDown(part, original))
        .map(CatalogObject::name);
  }
}
