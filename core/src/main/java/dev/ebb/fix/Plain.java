package dev.ebb.fix;

import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Facts;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.fix.Draft.Phase;
import dev.ebb.fix.pairing.Spelling;
import dev.ebb.sql.Quote;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes what holds no rows and comes as the server spells it: views, routines, triggers, rules,
 * policies and everything that is rarer.
 */
final class Plain {
  private static final ObjectName SETTING = new ObjectName(Kind.NAMESPACE, "pg_catalog");

  private final Draft draft;
  private boolean bodiesUnchecked;

  Plain(Draft draft) {
    this.draft = draft;
  }

  void create(CatalogObject object) {
    switch (object.kind()) {
      case VIEW -> add(object, "CREATE VIEW " + view(object));
      case MATERIALIZED_VIEW -> createMaterialized(object);
      case EXTENSION -> createExtension(object);
      default -> {
        if (object.facts().has(Fact.PART_OF)) {
          switchPart(object);
          return;
        }
        if (!object.facts().has(Fact.DEFINITION)) {
          draft.refuse(
              new Refusal(object.name(), "there is no statement for it", "Create it by hand"));
          return;
        }
        uncheckBodies(object);
        Phase phase = object.kind() == Kind.EVENT_TRIGGER ? Phase.LAST : Phase.BUILD;
        draft.add(phase, object.name(), object.facts().text(Fact.DEFINITION));
        after(object, Facts.NONE);
      }
    }
  }

  // A partition has the trigger from its parent; only that it is switched differently is its own.
  private void switchPart(CatalogObject trigger) {
    String state = trigger.facts().get(Fact.ENABLED).orElse("enable").toUpperCase(Locale.ROOT);
    draft.add(
        Phase.ATTACH,
        trigger.name(),
        "ALTER TABLE "
            + trigger.name().container()
            + " "
            + state
            + " TRIGGER "
            + trigger.name().simpleName());
  }

  // The body of a function in SQL may speak of what comes later; the server would look.
  private void uncheckBodies(CatalogObject object) {
    if (object.kind() == Kind.ROUTINE
        && object.facts().text(Fact.LANGUAGE).equals("sql")
        && !bodiesUnchecked) {
      bodiesUnchecked = true;
      draft.add(Phase.SETTINGS, SETTING, "SET LOCAL check_function_bodies = off");
    }
  }

  private static String view(CatalogObject view) {
    return view.path() + with(view) + " AS\n" + view.facts().text(Fact.QUERY);
  }

  private static String with(CatalogObject object) {
    List<String> options = object.facts().list(Fact.OPTIONS);
    return options.isEmpty() ? "" : " WITH (" + Spelling.parameters(options) + ")";
  }

  private void createMaterialized(CatalogObject view) {
    Facts facts = view.facts();
    add(
        view,
        "CREATE MATERIALIZED VIEW "
            + view.path()
            + facts.get(Fact.ACCESS_METHOD).map(m -> " USING " + m).orElse("")
            + with(view)
            + facts.get(Fact.TABLESPACE).map(s -> " TABLESPACE " + s).orElse("")
            + " AS\n"
            + facts.text(Fact.QUERY)
            + (facts.has(Fact.NOT_POPULATED) ? "\nWITH NO DATA" : ""));
  }

  private void createExtension(CatalogObject extension) {
    Facts facts = extension.facts();
    add(
        extension,
        "CREATE EXTENSION "
            + extension.path()
            + " WITH SCHEMA "
            + facts.text(Fact.NAMESPACE)
            + " VERSION "
            + Quote.literal(facts.text(Fact.VERSION)));
    facts.get(Fact.TEXT).ifPresent(_ -> commentOn(extension));
  }

  // Every extension brings a comment along, which may have been changed since.
  private void commentOn(CatalogObject extension) {
    String text = extension.facts().get(Fact.TEXT).map(Quote::literal).orElse("NULL");
    draft.add(
        Phase.NOTES, extension.name(), "COMMENT ON EXTENSION " + extension.path() + " IS " + text);
  }

  private void add(CatalogObject object, String sql) {
    draft.add(Phase.BUILD, object.name(), sql);
  }

  void alter(CatalogObject here, CatalogObject there, Set<Fact> changes) {
    switch (there.kind()) {
      case EXTENSION -> alterExtension(there, changes);
      case VIEW -> {
        if (changes.contains(Fact.QUERY)) {
          add(there, "CREATE OR REPLACE VIEW " + view(there));
        }
      }
      case MATERIALIZED_VIEW -> {
        if (changes.contains(Fact.NOT_POPULATED)) {
          String data = there.facts().has(Fact.NOT_POPULATED) ? " WITH NO DATA" : "";
          add(there, "REFRESH MATERIALIZED VIEW " + there.path() + data);
        }
      }
      case ROUTINE -> {
        uncheckBodies(there);
        add(there, replace(there.facts().text(Fact.DEFINITION)));
      }
      default -> after(there, here.facts());
    }
  }

  private static String replace(String definition) {
    return definition.startsWith("CREATE OR REPLACE ")
        ? definition
        : definition.replaceFirst("^CREATE ", "CREATE OR REPLACE ");
  }

  private void alterExtension(CatalogObject extension, Set<Fact> changes) {
    String alter = "ALTER EXTENSION " + extension.path();
    if (changes.contains(Fact.NAMESPACE)) {
      add(extension, alter + " SET SCHEMA " + extension.facts().text(Fact.NAMESPACE));
    }
    if (changes.contains(Fact.VERSION)) {
      String version = Quote.literal(extension.facts().text(Fact.VERSION));
      add(extension, alter + " UPDATE TO " + version);
    }
    if (changes.contains(Fact.TEXT)) {
      commentOn(extension);
    }
  }

  /** What takes a statement of its own once it is there. */
  private void after(CatalogObject object, Facts before) {
    if (!before.get(Fact.ENABLED).equals(object.facts().get(Fact.ENABLED))) {
      enable(object);
    }
    if (object.kind() == Kind.STATISTICS
        && !before.get(Fact.STATISTICS_TARGET).equals(object.facts().get(Fact.STATISTICS_TARGET))) {
      String target = object.facts().get(Fact.STATISTICS_TARGET).orElse("-1");
      add(object, "ALTER STATISTICS " + object.path() + " SET STATISTICS " + target);
    }
  }

  private void enable(CatalogObject object) {
    String state = object.facts().get(Fact.ENABLED).orElse("enable").toUpperCase(Locale.ROOT);
    if (object.kind() == Kind.EVENT_TRIGGER) {
      boolean off = state.equals("DISABLE");
      draft.add(
          off ? Phase.SILENCE : Phase.LAST,
          object.name(),
          "ALTER EVENT TRIGGER " + object.path() + " " + state);
      return;
    }
    add(
        object,
        "ALTER TABLE "
            + object.name().container()
            + " "
            + state
            + (object.kind() == Kind.RULE ? " RULE " : " TRIGGER ")
            + object.name().simpleName());
  }
}
