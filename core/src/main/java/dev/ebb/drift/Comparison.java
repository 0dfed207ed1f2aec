package dev.ebb.drift;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what is there against what should be, and tells each thing once. */
final class Comparison {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity).thenComparing(Finding::object);

  private final Catalog expected;
  private final Catalog actual;
  private final List<Finding> findings = new ArrayList<>();

  private Comparison(Catalog expected, Catalog actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** The findings, the worst first. */
  static List<Finding> of(Catalog expected, Catalog actual) {
    Comparison comparison = new Comparison(expected, actual);
    comparison.compare(expected.difference(actual));
    comparison.findings.sort(ORDER);
    return List.copyOf(comparison.findings);
  }

  private void compare(Difference difference) {
    Set<String> rewritten = rewrittenViews(difference.changed());
    folded(expected, outside(rewritten, difference.onlyHere()))
        .forEach((whole, parts) ->
            findings.add(new Finding.Missing(whole, parts, Gravity.missing(whole))));
    folded(actual, outside(rewritten, difference.onlyThere()))
        .forEach((whole, parts) ->
            findings.add(new Finding.Unexpected(whole, parts, Gravity.unexpected(whole))));
    Map<ObjectName, Difference.Change> changed = new TreeMap<>();
    difference.changed().stream()
        .filter(change -> !isColumnOf(rewritten, change.here()))
        .forEach(change -> changed.put(change.here().name(), change));
    SortedSet<String> shuffled = new TreeSet<>();
    for (Difference.Change change : changed.values()) {
      List<Fact> facts = change.facts().stream().filter(f -> f != Fact.POSITION).toList();
      if (!facts.isEmpty() && !comesFromParent(change, changed)) {
        findings.add(
            new Finding.Different(
                change.here(), change.there(), facts, Gravity.different(change.here(), facts)));
      }
      if (facts.size() < change.facts().size()) {
        shuffled.add(change.here().name().container());
      }
    }
    shuffled.forEach(this::order);
  }

  // The columns of a view follow from its query.
  private static Set<String> rewrittenViews(Collection<Difference.Change> changes) {
    return changes.stream()
        .filter(change -> change.facts().contains(Fact.QUERY))
        .map(change -> change.here().path())
        .collect(Collectors.toSet());
  }

  private static boolean isColumnOf(Set<String> holders, CatalogObject object) {
    return object.kind() == Kind.COLUMN && holders.contains(object.name().container());
  }

  private static List<CatalogObject> outside(
      Set<String> rewritten, Collection<CatalogObject> objects) {
    return objects.stream().filter(object -> !isColumnOf(rewritten, object)).toList();
  }

  // A column of a partitioned table is told once, and not for each partition again.
  private boolean comesFromParent(
      Difference.Change change, Map<ObjectName, Difference.Change> changed) {
    List<Fact> facts = change.facts();
    return new Anatomy(expected)
        .inherited(change.here()).stream()
            .map(parent -> changed.get(parent.name()))
            .anyMatch(same ->
                same != null
                    && facts.stream()
                        .allMatch(fact ->
                            same.there()
                                .facts()
                                .get(fact)
                                .equals(change.there().facts().get(fact))));
  }

  private static Map<CatalogObject, List<CatalogObject>> folded(
      Catalog catalog, Collection<CatalogObject> objects) {
    Anatomy anatomy = new Anatomy(catalog);
    Set<ObjectName> among =
        objects.stream().map(CatalogObject::name).collect(Collectors.toUnmodifiableSet());
    Map<ObjectName, List<CatalogObject>> parts = new TreeMap<>();
    for (CatalogObject object : objects) {
      List<CatalogObject> fellows =
          parts.computeIfAbsent(anatomy.whole(object, among), _ -> new ArrayList<>());
      fellows.add(object);
    }
    Map<CatalogObject, List<CatalogObject>> folded = new TreeMap<>();
    parts.forEach((whole, fellows) ->
        folded.put(
            catalog.object(whole).orElseThrow(),
            fellows.stream().filter(o -> !o.name().equals(whole)).sorted().toList()));
    return folded;
  }

  // A column that is missing moves those after it: only columns that both have are compared.
  private void order(String holder) {
    List<String> both = new ArrayList<>(order(expected, holder));
    both.retainAll(order(actual, holder));
    List<String> should = order(expected, holder, both);
    List<String> are = order(actual, holder, both);
    if (!should.equals(are)) {
      ObjectName name = holder(holder);
      Severity severity = name.kind() == Kind.TABLE ? Severity.NOTE : Severity.ERROR;
      findings.add(new Finding.ColumnOrder(name, should, are, severity));
    }
  }

  /** Some columns of a table, in the order that they have in a catalog. */
  static List<String> order(Catalog catalog, String holder, Collection<String> columns) {
    List<String> order = new ArrayList<>(order(catalog, holder));
    order.retainAll(columns);
    return order;
  }

  private static List<String> order(Catalog catalog, String holder) {
    return catalog.objects().stream()
        .filter(o -> o.kind() == Kind.COLUMN && o.name().container().equals(holder))
        .sorted(Comparator.comparingInt(o -> Integer.parseInt(o.facts().text(Fact.POSITION))))
        .map(o -> o.name().simpleName())
        .toList();
  }

  private ObjectName holder(String path) {
    for (Kind kind : List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW)) {
      if (expected.object(kind, path).isPresent()) {
        return new ObjectName(kind, path);
      }
    }
    return new ObjectName(Kind.TYPE, path);
  }
}
