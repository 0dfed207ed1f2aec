package dev.ebb.amend;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.db.Session;
import dev.ebb.db.SqlFailure;
import dev.ebb.describe.SchemaScript;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixStatement;
import dev.ebb.fix.Gate;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.rows.RowGenerator;
import dev.ebb.rows.RowOptions;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.sql.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Runs a script on a copy of a database's objects that is filled with made-up rows, and looks
 * whether it leads where it should and takes nothing that it did not say.
 */
final class CopyTrial {
  private static final long SEED = 20_260_101;

  /** So many statements at once build the copy of a large database in seconds. */
  private static final int BATCH = 100;

  private static final int NAMED = 3;

  private final Shadow shadow;
  private final CatalogReader reader;
  private final FixScript script;
  private final Course course;
  private final List<String> flaws = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Where it is run, and how catalogs are read there. */
  record Where(
      ShadowPlace place, Likeness likeness, CatalogReader reader, List<String> versionTables) {}

  private CopyTrial(Shadow shadow, CatalogReader reader, FixScript script, Course course) {
    this.shadow = shadow;
    this.reader = reader;
    this.script = script;
    this.course = course;
  }

  /**
   * Tries it.
   *
   * @throws dev.ebb.fault.Fault if there can be no scratch database
   */
  static Trial of(Where where, Catalog actual, Catalog wanted, FixScript script, Course course) {
    try (Shadow shadow = Shadow.open(where.place(), where.likeness())) {
      CopyTrial trial = new CopyTrial(shadow, where.reader(), script, course);
      trial.notes.addAll(shadow.remarks());
      Gate.violations(script).forEach(trial.flaws::add);
      if (trial.flaws.isEmpty() && trial.build(actual)) {
        new RowGenerator(
                RowOptions.of(SEED).extremes(RowOptions.Extremes.WITHOUT), where.versionTables())
            .fill(shadow.session());
        trial.run(actual, wanted);
      }
      return new Trial(trial.flaws, trial.notes);
    }
  }

  private boolean build(Catalog actual) {
    Session session = shadow.session();
    List<String> statements = SchemaScript.of(valid(actual), shadow.major()).statements();
    for (int from = 0; from < statements.size(); from += BATCH) {
      int to = Math.min(statements.size(), from + BATCH);
      try {
        session.execute(String.join(";\n", statements.subList(from, to)));
      } catch (SqlFailure failure) {
        if (failure.isConnectionLost()) {
          throw failure;
        }
        flaws.add("no copy of the database could be made to try it on: " + failure.serverMessage());
        return false;
      } finally {
        session.takeNotices();
      }
    }
    for (CatalogObject object : actual.objects()) {
      if (object.facts().has(Fact.INVALID)) {
        invalidate(session, object.path());
      }
    }
    return true;
  }

  // No statement builds an invalid index; it is built valid, and then said to be not.
  private static Catalog valid(Catalog catalog) {
    List<CatalogObject> objects =
        catalog.objects().stream()
            .map(o -> new CatalogObject(o.name(), o.facts().without(Fact.INVALID)))
            .toList();
    return new Catalog(objects, Map.of(), catalog.dependencies());
  }

  private static void invalidate(Session session, String index) {
    try {
      session.execute(
          "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = %s::regclass"
              .formatted(Quote.literal(index)));
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      // only a superuser may; a valid one can be dropped just as well
    }
  }

  private void run(Catalog actual, Catalog wanted) {
    Session session = shadow.session();
    Catalog copy = reader.read(session);
    List<ObjectName> gaps =
        Leftover.objects(copy.withoutColumnOrder(), actual.withoutColumnOrder());
    gaps.forEach(gap -> notes.add("the copy on which it was tried is not the same in " + gap));
    emptyWhatIsInTheWay(session, actual);
    RowSums sums = new RowSums(actual, wanted, script);
    Map<String, String> before = attempts(session, actual, sums);
    if (!flaws.isEmpty()) {
      return;
    }
    for (String line : Amendment.shortcomings(reader.read(session), wanted, script, gaps)) {
      flaws.add("on a copy it does not lead to what is wanted: " + line);
    }
    Map<String, String> after = sums.read(session);
    before.forEach((table, sum) -> {
      if (!sum.equals(after.get(table))) {
        flaws.add(
            "on a copy with made-up rows it changes what it does not say: table %s had %s, now %s"
                .formatted(table, sum, after.get(table)));
      }
    });
  }

  /** What the tables held when the statements ran. */
  private Map<String, String> attempts(Session session, Catalog actual, RowSums sums) {
    Set<String> emptied = new TreeSet<>();
    while (true) {
      Map<String, String> before = sums.read(session);
      Map<String, Failure> failures = statements(session, actual);
      for (Map.Entry<String, Failure> failure : failures.entrySet()) {
        if (!failure.getValue().isAboutRows() || !emptied.add(failure.getKey())) {
          flaws.add("on a copy it fails: " + failure.getValue());
          return before;
        }
      }
      if (failures.isEmpty()) {
        return before;
      }
      Map<String, Set<String>> reasons = new TreeMap<>();
      failures.forEach((table, failure) ->
          reasons.computeIfAbsent(failure.message(), _ -> new TreeSet<>()).add(table));
      reasons.forEach((message, tables) ->
          empty(session, tables, "there was one that did not fit: " + message));
    }
  }

  /** A statement that the server refused. */
  private record Failure(FixStatement statement, String state, String message) {
    // Whether real rows fit, nobody knows before they are tried; then nothing changes.
    boolean isAboutRows() {
      return state.startsWith("22") || state.startsWith("23");
    }

    @Override
    public String toString() {
      return message + ": " + first(statement.sql());
    }
  }

  // Made-up rows know nothing of the checks that are to come; that is weighed on the real ones.
  private void emptyWhatIsInTheWay(Session session, Catalog actual) {
    Set<String> tables =
        new Weigher(session)
            .hindrances(script).stream()
                .map(hindrance -> table(hindrance.precheck().object(), actual))
                .collect(Collectors.toCollection(TreeSet::new));
    if (!tables.isEmpty()) {
      empty(session, tables, "made-up ones would have been in the way");
    }
  }

  private void empty(Session session, Set<String> tables, String why) {
    session.execute("TRUNCATE " + String.join(", ", tables) + " CASCADE");
    session.takeNotices();
    String some = tables.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = tables.size() - NAMED;
    notes.add(
        "tried without rows in %s%s: %s"
            .formatted(some, more > 0 ? " and " + more + " more tables" : "", why));
  }

  private static String table(ObjectName object, Catalog actual) {
    return actual
        .object(object)
        .flatMap(o -> o.facts().get(Fact.TABLE))
        .or(() -> actual.object(Kind.TABLE, object.path()).map(CatalogObject::path))
        .orElseGet(object::container);
  }

  /** What the server refused, by the table that it is about; then nothing has changed. */
  private Map<String, Failure> statements(Session session, Catalog actual) {
    Map<String, Failure> failures = new LinkedHashMap<>();
    session.execute("BEGIN");
    for (FixStatement statement : course.together()) {
      Optional<Failure> failure = run(session, statement, "SAVEPOINT ebb;", ";RELEASE ebb");
      if (failure.isPresent()) {
        String table = table(statement.object(), actual);
        Failure old = failures.put(table, failure.get());
        if (old != null || !goesOnWithout(session, table, failure.get())) {
          break;
        }
      }
    }
    session.execute(failures.isEmpty() ? "COMMIT" : "ROLLBACK");
    if (failures.isEmpty()) {
      for (FixStatement statement : course.afterwards()) {
        Optional<Failure> failure = run(session, statement, "", "");
        if (failure.isPresent()) {
          failures.put(table(statement.object(), actual), failure.get());
          return failures;
        }
      }
    }
    return failures;
  }

  // All tables with rows that do not fit are to be found at once: there may be hundreds.
  private static boolean goesOnWithout(Session session, String table, Failure failure) {
    if (!failure.isAboutRows()) {
      return false;
    }
    String empty = "ROLLBACK TO ebb;TRUNCATE " + table + " CASCADE;";
    return run(session, failure.statement(), empty, ";RELEASE ebb").isEmpty();
  }

  private static Optional<Failure> run(
      Session session, FixStatement statement, String before, String after) {
    try {
      session.execute(before + statement.sql() + after);
      return Optional.empty();
    } catch (SqlFailure failure) {
      if (failure.isConnectionLost()) {
        throw failure;
      }
      return Optional.of(new Failure(statement, failure.sqlState(), failure.serverMessage()));
    } finally {
      session.takeNotices();
    }
  }

  private static String first(String sql) {
    return sql.lines().findFirst().orElse("");
  }
}
