package dev.ebb.lint;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.sql.Effect;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a DROP … CASCADE takes along that it does not name. */
final class Cascade {
  private static final int MOST = 8;

  private Cascade() {}

  static Optional<String> look(Statement statement, Catalog before, Catalog after) {
    if (!statement.text().toLowerCase(Locale.ROOT).contains("cascade")
        || statement.effect() instanceof Effect.Creates) {
      return Optional.empty();
    }
    Set<String> named = named(statement.effect());
    List<CatalogObject> gone = before.difference(after).onlyHere();
    Set<String> tables = new HashSet<>();
    gone.stream().filter(o -> o.kind() == Kind.TABLE).forEach(o -> tables.add(o.path()));
    boolean columnOnly = named.isEmpty();
    List<String> more =
        gone.stream()
            .filter(o -> isOfItsOwn(o, tables))
            .filter(o -> columnOnly || !named.contains(simple(o)))
            .map(CatalogObject::title)
            .toList();
    return more.isEmpty() ? Optional.empty() : Optional.of("also drops " + list(more));
  }

  private static Set<String> named(Effect effect) {
    Set<String> names = new HashSet<>();
    if (effect instanceof Effect.Drops drops) {
      drops.names().stream().map(SqlName::name).forEach(names::add);
    }
    return names;
  }

  private static boolean isOfItsOwn(CatalogObject object, Set<String> goneTables) {
    return switch (object.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW, ROUTINE, TYPE -> true;
      case SEQUENCE -> object.facts().get(Fact.OWNED_BY).isEmpty();
      case CONSTRAINT ->
          object.facts().text(Fact.SORT).equals("foreign key")
              && !goneTables.contains(object.name().container());
      case TRIGGER, POLICY, RULE -> !goneTables.contains(object.name().container());
      default -> false;
    };
  }

  private static String simple(CatalogObject object) {
    try {
      return SqlName.parse(object.path().replaceFirst("\\(.*$", "")).name();
    } catch (IllegalArgumentException e) {
      return object.path();
    }
  }

  static String list(List<String> titles) {
    String some = String.join(", ", titles.subList(0, Math.min(MOST, titles.size())));
    return titles.size() > MOST ? some + " and " + (titles.size() - MOST) + " more" : some;
  }
}
