package dev.ebb.fix;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.pairing.Fates;
import dev.ebb.fix.pairing.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the difference of two catalogs into the SQL that leads from one to the other. Stateless.
 *
 * <p>Both catalogs must have been read with their dependencies, from servers of one major version.
 * What comes out is deterministic: equal catalogs give equal scripts.
 */
public final class Fix {
  private Fix() {}

  /**
   * From one database to another: objects meet by name, so that what has another name is another
   * object, which goes and comes.
   *
   * @param major of the server on which the script will run
   */
  public static FixScript between(Catalog from, Catalog to, int major) {
    return script(Passage.of(from, to, false, major));
  }

  /**
   * From one state of a database to an earlier or later one: objects meet by their identity, so
   * that new names and other namespaces are told.
   *
   * @param major of the server on which the script will run
   */
  public static FixScript within(Catalog from, Catalog to, int major) {
    return script(Passage.of(from, to, true, major));
  }

  private static FixScript script(Passage passage) {
    Draft draft = new Draft();
    Fates fates = new Fates(passage);
    fates.refused().forEach(o -> draft.refuse(Refusal.of(o.here(), o.there(), o.changes())));
    Map<ObjectName, ObjectName> aside = new Renames(passage, fates, draft).write();
    Builder builder = new Builder(passage, fates, draft, aside);
    builder.detach();
    new Drops(passage, fates, draft, aside).write();
    builder.write();
    new Notes(passage, fates, draft).write();
    remark(passage, fates, draft);
    return draft.script();
  }

  private static void remark(Passage passage, Fates fates, Draft draft) {
    for (CatalogObject object : passage.here().objects()) {
      ObjectName name = object.name();
      boolean holds = Passage.holdsRows(object) || passage.holdsValues(object, passage.hereParts());
      if (holds && passage.pairs().isRecreated(name)) {
        draft.remark(new Remark.MadeAnew(name));
      }
      if (name.kind() == Kind.COLUMN && goesAndHoldsNothing(object, fates, passage)) {
        draft.remark(new Remark.HoldsNothing(name));
      }
    }
    for (CatalogObject table : passage.there().objects()) {
      if (table.kind() == Kind.TABLE || table.facts().text(Fact.SORT).equals("composite")) {
        order(table, passage, fates, draft);
      }
    }
  }

  private static boolean goesAndHoldsNothing(CatalogObject column, Fates fates, Passage passage) {
    return !fates.stays(column.name())
        && !passage.holdsValues(column, passage.hereParts())
        && passage.hereParts().kindOfWhole(column.name()) == Kind.TABLE
        && passage.hereParts().whole(column.name()).filter(t -> fates.stays(t.name())).isPresent();
  }

  // What stays keeps its order, and what comes stands at the end.
  private static void order(CatalogObject table, Passage passage, Fates fates, Draft draft) {
    Optional<CatalogObject> before = passage.pairs().here(table.name());
    if (before.isEmpty() || fates.comes(table.name()) || fates.isRefused(before.get().name())) {
      return;
    }
    List<ObjectName> will = new ArrayList<>();
    for (CatalogObject column : passage.hereParts().columns(before.get().name())) {
      if (fates.stays(column.name())) {
        passage.pairs().there(column.name()).ifPresent(o -> will.add(o.name()));
      }
    }
    List<ObjectName> wanted = new ArrayList<>();
    for (CatalogObject column : passage.thereParts().columns(table.name())) {
      wanted.add(column.name());
      if (fates.comes(column.name())) {
        will.add(column.name());
      }
    }
    if (!will.equals(wanted)) {
      draft.remark(new Remark.OtherOrder(table.name()));
    }
  }
}
