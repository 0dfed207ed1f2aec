package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.sql.Quote;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes sequences; how far they have counted is kept. */
final class Sequences {
  private static final Set<Fact> PARAMETERS =
      Set.of(
          Fact.TYPE,
          Fact.START,
          Fact.INCREMENT,
          Fact.MINIMUM,
          Fact.MAXIMUM,
          Fact.CACHE,
          Fact.CYCLE);

  private final Passage passage;
  private final Draft draft;
  private final Map<ObjectName, ObjectName> aside;

  Sequences(Passage passage, Draft draft, Map<ObjectName, ObjectName> aside) {
    this.passage = passage;
    this.draft = draft;
    this.aside = aside;
  }

  /** All parameters but type and owner. */
  static String options(CatalogObject sequence) {
    Facts facts = sequence.facts();
    return "START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s"
        .formatted(
            facts.text(Fact.START),
            facts.text(Fact.INCREMENT),
            facts.text(Fact.MINIMUM),
            facts.text(Fact.MAXIMUM),
            facts.text(Fact.CACHE),
            facts.has(Fact.CYCLE) ? " CYCLE" : " NO CYCLE");
  }

  void create(CatalogObject sequence) {
    if (!sequence.facts().has(Fact.OF_IDENTITY)) {
      String unlogged = sequence.facts().has(Fact.UNLOGGED) ? "UNLOGGED " : "";
      draft.add(
          Phase.BUILD,
          sequence.name(),
          "CREATE %sSEQUENCE %s AS %s %s"
              .formatted(
                  unlogged, sequence.path(), sequence.facts().text(Fact.TYPE), options(sequence)));
      setOwner(sequence);
    }
    goOnCounting(sequence);
  }

  // An identity column cannot take over a sequence, nor leave it behind: a new one goes on.
  private void goOnCounting(CatalogObject sequence) {
    Optional<CatalogObject> before = passage.pairs().here(sequence.name());
    before
        .map(old -> aside.get(old.name()))
        .ifPresent(old ->
            draft.add(
                sequence.facts().has(Fact.OF_IDENTITY) ? Phase.ATTACH : Phase.BUILD,
                sequence.name(),
                "SELECT pg_catalog.setval(%s::pg_catalog.regclass, last_value, is_called) FROM %s"
                    .formatted(Quote.literal(sequence.path()), old.path())));
  }

  private void setOwner(CatalogObject sequence) {
    sequence
        .facts()
        .get(Fact.OWNED_BY)
        .ifPresent(column ->
            draft.add(
                Phase.ATTACH,
                sequence.name(),
                "ALTER SEQUENCE " + sequence.path() + " OWNED BY " + column));
  }

  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    if (changes.stream().anyMatch(PARAMETERS::contains)) {
      String type = changes.contains(Fact.TYPE) ? "AS " + there.facts().text(Fact.TYPE) + " " : "";
      draft.add(
          Phase.BUILD,
          there.name(),
          "ALTER SEQUENCE " + there.path() + " " + type + options(there));
    }
    if (changes.contains(Fact.UNLOGGED) && !there.facts().has(Fact.OF_IDENTITY)) {
      String to = there.facts().has(Fact.UNLOGGED) ? " SET UNLOGGED" : " SET LOGGED";
      draft.add(Phase.BUILD, there.name(), "ALTER SEQUENCE " + there.path() + to);
    }
    if (changes.contains(Fact.OWNED_BY)) {
      if (there.facts().has(Fact.OWNED_BY)) {
        setOwner(there);
      } else if (here.facts().has(Fact.OWNED_BY)) {
        draft.add(Phase.BUILD, there.name(), "ALTER SEQUENCE " + there.path() + " OWNED BY NONE");
      }
    }
  }
}
