package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Difference;
import dev.ebb.catalog.Kind;
import dev.ebb.catalog.ObjectName;
import dev.ebb.dump.DumpedRows;
import dev.ebb.event.EventSink;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Step;
import dev.ebb.keep.KeepGuard;
import dev.ebb.keep.LossPolicy;
import dev.ebb.rows.Filling;
import dev.ebb.rows.RowGenerator;
import dev.ebb.rows.RowOptions;
import dev.ebb.run.StepGuard;
import dev.ebb.shadow.Detail;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.sql.SqlName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shadow on which migrations are tried out, with rows in it, and what is known of it now.
 * Confined to one thread.
 */
final class Stand implements AutoCloseable {
  private static final String POPULATION =
      """
      SELECT concat_ws(' ', (SELECT concat(count(*), ' ', max(oid::int8)) FROM pg_catalog.pg_class),
                            (SELECT concat(count(*), ' ', max(oid::int8)) FROM pg_catalog.pg_constraint),
                            (SELECT concat(count(*), ' ', max(oid::int8)) FROM pg_catalog.pg_proc),
                            (SELECT concat(count(*), ' ', max(oid::int8)) FROM pg_catalog.pg_trigger)) AS population
      """;

  private final ProofSetting setting;
  private final Shadow shadow;
  private final Replay replay;
  private Catalog catalog;
  private boolean current = true;
  private RowDigests digests = RowDigests.NONE;
  private int round;
  private final DumpedRows.@Nullable Vessel vessel;
  private boolean hasRows;

  /** Takes over a shadow in which some migrations may have run. */
  Stand(ProofSetting setting, Shadow shadow) {
    this.setting = setting;
    this.shadow = shadow;
    this.replay = Replay.in(shadow, setting.replay());
    this.catalog = replay.catalog();
    DumpedRows data = setting.data();
    this.vessel = data == null ? null : data.vessel();
  }

  Replay replay() {
    return replay;
  }

  Catalog catalog() {
    return catalog;
  }

  RowDigests digests() {
    return digests;
  }

  /** Whether there may be made-up rows in the tables. */
  boolean hasRows() {
    return hasRows;
  }

  int major() {
    return shadow.major();
  }

  /** Reads what objects there are now. */
  Catalog look() {
    catalog = replay.catalog();
    current = true;
    return catalog;
  }

  /** Reads what objects there are now, and which need which. */
  Catalog lookClosely() {
    catalog = setting.replay().reader().readWithDependencies(replay.session());
    current = true;
    return catalog;
  }

  /** Runs a step and watches it. */
  Observation observe(Migration migration, Direction direction) {
    Step step = new Step(direction, migration, Step.Origin.PROJECT);
    Observation seen =
        current
            ? replay.observe(step, Detail.OUTCOME, catalog)
            : replay.observe(step, Detail.OUTCOME);
    catalog = seen.after();
    current = true;
    return seen;
  }

  /**
   * Runs a step without watching.
   *
   * @throws dev.ebb.fault.Fault if the server refuses it
   */
  void run(Migration migration, Direction direction) {
    current = false;
    replay.run(new Step(direction, migration, Step.Origin.PROJECT));
  }

  /**
   * The same, for who knows what objects there will be, by their names.
   *
   * @throws dev.ebb.fault.Fault if the server refuses it
   */
  void run(Migration migration, Direction direction, Catalog then) {
    run(migration, direction);
    catalog = then;
  }

  /** From here on what steps destroy is kept, and comes back when their opposites have run. */
  void keep() {
    replay.guard(
        KeepGuard.of(
            setting.replay().schema(),
            replay.home(),
            LossPolicy.KEEP_OR_SAY,
            "proof",
            EventSink.NONE));
  }

  /** From here on nothing is kept. */
  void letGo() {
    replay.guard(StepGuard.NONE);
  }

  /** Brings rows into all tables. */
  void fill(Temper temper) {
    switch (temper) {
      case EXTREME, ORDINARY -> fill(temper.extremes(), Set.of());
      case DUMPED -> pour(Set.of());
      case NONE -> {}
    }
  }

  // Of tables that change while they are filled nobody knows.
  private void pour(Set<SqlName> tables) {
    if (vessel != null) {
      String before = population();
      vessel.fill(replay.session(), tables);
      current &= before.equals(population());
    }
  }

  /**
   * Brings rows into some tables, or into all if none are named: those of the dump that are not
   * there yet, and made-up ones.
   */
  Filling fill(RowOptions.Extremes extremes, Set<SqlName> tables) {
    hasRows = true;
    pour(tables);
    RowOptions options = RowOptions.of(setting.seed()).round(round++).extremes(extremes);
    String before = population();
    Filling filling =
        new RowGenerator(options, List.of(setting.versionTable())).fill(replay.session(), tables);
    current &= before.equals(population());
    return filling;
  }

  // A trigger may make a partition for a row.
  private String population() {
    return replay.session().queryOne(POPULATION, row -> row.text("population"));
  }

  /** Looks again at what some tables hold. */
  RowDigests digest(Collection<String> changed) {
    digests = digests.with(replay.session(), catalog, changed);
    return digests;
  }

  /** The tables that a step touched in whatever way, by the names that they have on either side. */
  static Set<String> touched(Observation seen) {
    Set<String> touched = concerned(seen.before().evolution(seen.after()));
    seen.rows().forEach(change -> touched.add(change.table().path()));
    seen.rewrites().stream()
        .filter(rewrite -> rewrite.relation().kind() == Kind.TABLE)
        .forEach(rewrite -> touched.add(rewrite.relation().path()));
    if (!seen.unseen().isEmpty()) {
      touched.addAll(RowDigests.holders(seen.after()));
    }
    return touched;
  }

  /** The tables in which a step changes rows. */
  static Set<String> written(Observation seen) {
    Set<String> written = new HashSet<>();
    seen.rows().forEach(change -> written.add(change.table().path()));
    return written;
  }

  /** The tables that a difference is about. */
  static Set<String> concerned(Difference difference) {
    Set<String> tables = new HashSet<>();
    Stream.of(
            difference.onlyHere().stream().map(CatalogObject::name),
            difference.onlyThere().stream().map(CatalogObject::name),
            difference.changed().stream()
                .flatMap(c -> Stream.of(c.here().name(), c.there().name())),
            difference.renamed().stream().flatMap(r -> Stream.of(r.here(), r.there())),
            difference.recreated().stream())
        .flatMap(names -> names)
        .forEach(name -> add(tables, name));
    return tables;
  }

  private static void add(Set<String> tables, ObjectName name) {
    switch (name.kind()) {
      case TABLE -> tables.add(name.path());
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> tables.add(name.container());
      default -> {}
    }
  }

  @Override
  public void close() {
    replay.close();
    shadow.close();
  }
}
