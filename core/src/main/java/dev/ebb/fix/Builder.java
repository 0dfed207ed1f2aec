package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Order;
import dev.ebb.fix.pairing.Passage;
import dev.ebb.fix.pairing.Spelling;
import dev.ebb.sql.Quote;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes what comes and what changes, each after what it needs. */
final class Builder {
  private final Passage passage;
  private final Fates fates;
  private final Draft draft;
  private final Columns columns;
  private final Tables tables;
  private final Types types;
  private final Keys keys;
  private final Sequences sequences;
  private final Plain plain;
  private final Members members;
  private final Set<ObjectName> blocked = new HashSet<>();

  Builder(Passage passage, Fates fates, Draft draft, Map<ObjectName, ObjectName> aside) {
    this.passage = passage;
    this.fates = fates;
    this.draft = draft;
    this.columns = new Columns(passage, fates, draft);
    this.tables = new Tables(passage, fates, draft, columns);
    this.types = new Types(passage, fates, draft, columns);
    this.keys = new Keys(passage, fates, draft);
    this.sequences = new Sequences(passage, draft, aside);
    this.plain = new Plain(draft);
    this.members = new Members(draft);
  }

  void write() {
    Order order = Order.ofMaking(passage.there(), passage.thereParts(), fates::comes);
    Set<ObjectName> concerned = new HashSet<>();
    for (CatalogObject object : passage.there().objects()) {
      if (isConcerned(object)) {
        boolean itself = order.statement(object.name()).equals(object.name());
        if (itself || object.kind() == Kind.SEQUENCE) {
          concerned.add(object.name());
        }
        keys.before(object).ifPresent(original -> order.copyFirst(original, object.name()));
      }
    }
    fates.refused().stream()
        .filter(o -> o.there().kind() == Kind.TABLE)
        .forEach(o -> blocked.add(o.there().name()));
    for (ObjectName name : order.of(concerned)) {
      CatalogObject object = passage.there().object(name).orElseThrow();
      if (!isBlocked(object)) {
        write(object);
      }
    }
    for (CatalogObject table : passage.there().objects()) {
      replicaIdentity(table);
    }
  }

  // What needs a table that cannot become what it should is not tried either.
  private boolean isBlocked(CatalogObject object) {
    Optional<CatalogObject> whole = passage.thereParts().whole(object.name());
    if (whole.filter(o -> blocked.contains(o.name())).isPresent()) {
      return true;
    }
    if (!fates.comes(object.name())) {
      return false;
    }
    Optional<ObjectName> needed =
        passage.there().dependencies().of(object.name()).stream()
            .filter(blocked::contains)
            .findFirst();
    needed.ifPresent(name -> {
      blocked.add(object.name());
      draft.refuse(
          new Refusal(
              object.name(), "it needs " + name + ", which stays as it is", "Create it with that"));
    });
    return needed.isPresent();
  }

  private boolean isConcerned(CatalogObject there) {
    if (there.kind() == Kind.COMMENT || there.kind() == Kind.GRANT) {
      return false;
    }
    if (fates.comes(there.name())) {
      return true;
    }
    CatalogObject here = passage.pairs().here(there.name()).orElseThrow();
    return fates.isRetyped(here.name())
        || fates.losesDefault(here.name())
        || !passage.pairs().changes(here, there).isEmpty();
  }

  private void write(CatalogObject there) {
    if (fates.comes(there.name())) {
      create(there);
      owner(there);
      return;
    }
    CatalogObject here = passage.pairs().here(there.name()).orElseThrow();
    Set<Fact> changes = passage.pairs().changes(here, there);
    alter(here, there, changes);
    if (changes.contains(Fact.OWNER)) {
      owner(there);
    }
  }

  private void owner(CatalogObject there) {
    there
        .facts()
        .get(Fact.OWNER)
        .ifPresent(owner ->
            draft.add(
                Phase.NOTES,
                there.name(),
                "ALTER "
                    + Spelling.address(there, passage.thereParts())
                    + " OWNER TO "
                    + Quote.identifier(owner)));
  }

  private void create(CatalogObject there) {
    switch (there.kind()) {
      case NAMESPACE -> draft.add(Phase.NAMESPACES, there.name(), "CREATE SCHEMA " + there.path());
      case TYPE -> types.create(there);
      case SEQUENCE -> sequences.create(there);
      case TABLE -> tables.create(there);
      case COLUMN -> columns.create(there);
      case CONSTRAINT -> keys.createConstraint(there);
      case INDEX -> keys.createIndex(there);
      case DEFAULT_GRANT, COMMENT, GRANT -> {}
      case PUBLICATION, SUBSCRIPTION, OPERATOR_FAMILY, TEXT_SEARCH_CONFIGURATION ->
          members.create(there);
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER, USER_MAPPING -> members.create(there);
      case VIEW, MATERIALIZED_VIEW -> {
        plain.create(there);
        // they come with it, but not what is said of them beside the query
        passage.thereParts().columns(there.name()).forEach(columns::create);
      }
      default -> plain.create(there);
    }
  }

  private void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    switch (there.kind()) {
      case NAMESPACE, DEFAULT_GRANT, COMMENT, GRANT -> {}
      case TYPE -> types.alter(here, there, changes);
      case SEQUENCE -> sequences.alter(here, there, changes);
      case TABLE -> tables.alter(here, there, changes);
      case COLUMN -> columns.alter(here, there, changes);
      case CONSTRAINT -> keys.alterConstraint(here, there, changes);
      case INDEX -> keys.alterIndex(here, there, changes);
      case VIEW, MATERIALIZED_VIEW -> {
        plain.alter(here, there, changes);
        if (changes.contains(Fact.OPTIONS)) {
          tables.parameters(there, here.facts());
        }
      }
      case PUBLICATION, SUBSCRIPTION, OPERATOR_FAMILY, TEXT_SEARCH_CONFIGURATION ->
          members.alter(here, there, changes);
      case FOREIGN_DATA_WRAPPER, FOREIGN_SERVER, USER_MAPPING ->
          members.alter(here, there, changes);
      default -> plain.alter(here, there, changes);
    }
  }

  // Also where nothing changed but the index that it names was made anew.
  private void replicaIdentity(CatalogObject table) {
    if (table.kind() == Kind.TABLE && !fates.comes(table.name())) {
      Optional<CatalogObject> here = passage.pairs().here(table.name());
      here.filter(o -> !fates.isRefused(o.name()))
          .ifPresent(o -> tables.replicaIdentity(table, o.facts()));
    }
  }

  void detach() {
    tables.detach();
  }
}
