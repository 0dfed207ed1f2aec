package dev.ebb.loss;

import dev.ebb.graph.Direction;
import dev.ebb.graph.Step;
import dev.ebb.loss.Dependents.Dependent;
import dev.ebb.loss.Findings.Doubts;
import dev.ebb.loss.Losing.Origins;
import dev.ebb.loss.Losing.Since;
import dev.ebb.loss.LossReader.Limits;
import dev.ebb.loss.LossReport.StepReport;
import dev.ebb.loss.Measures.Measured;
import dev.ebb.sql.Cursor;
import dev.ebb.sql.Effect;
import dev.ebb.sql.ObjectKind;
import dev.ebb.sql.Quote;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the statements of a plan in their order, follows what they do to names, and finds
 * out what each would take away and what it demands. Confined to one thread.
 */
final class Walk {
  private final World world;
  private final Asking asking;
  private final Measures measures;
  private final Dependents dependents;
  private final Feasibility feasibility;
  private final TypeChange typeChange;
  private final Doubts doubts;
  private final RowLosses rowLosses;
  private final Domains domains;
  private final Partitions partitions;
  private Origins origins = Origins.NONE;
  private Findings findings;

  Walk(World world, Asking asking, Limits limits, Doubts doubts, Step first) {
    this.world = world;
    this.asking = asking;
    this.measures = new Measures(asking, limits);
    this.dependents = new Dependents(asking);
    this.feasibility = new Feasibility(asking, measures, world);
    this.typeChange = new TypeChange(asking, measures, feasibility, world);
    this.doubts = doubts;
    this.rowLosses = new RowLosses(world, asking, measures, doubts);
    this.domains = new Domains(world, asking, feasibility, doubts);
    this.partitions = new Partitions(world, asking, feasibility, doubts);
    this.findings = new Findings(first);
  }

  /** Asks at once about what the texts of steps say that they take. */
  void ahead(List<Measures.Taken> all) {
    measures.know(all);
    dependents.know(
        all.stream()
            .map(t ->
                t.column() == null
                    ? Dependents.relation(t.table())
                    : Dependents.column(t.table(), t.column()))
            .toList());
  }

  /** What a step would do, after those before it. */
  StepReport step(Step step, Origins from) {
    findings = new Findings(step);
    origins = from;
    world.beginStep();
    for (Statement statement : step.source().script().statements()) {
      findings.at(statement.number());
      statement(statement);
    }
    return findings.report();
  }

  private void statement(Statement statement) {
    world.follow(statement.text());
    switch (statement.effect()) {
      case Effect.Drops drops when drops.kind() == ObjectKind.TRIGGER ->
          dropTrigger(drops.names().getFirst().name(), statement.text());
      case Effect.Drops drops -> drop(drops);
      case Effect.Creates(ObjectKind kind, SqlName name, _) -> create(kind, name, statement);
      case Effect.CreatesIndex _, Effect.AddsColumn _, Effect.DropsColumn _ -> {}
      case Effect.DropsIndex _, Effect.Reindexes _, Effect.AddsEnumValue _ -> {}
      case Effect.DetachesPartition detaches -> world.mention(detaches.partition().name());
      case Effect.AltersExtension _, Effect.Calls _ -> {}
      case Effect.Other _ -> {}
    }
    ActionReader.OnTable onTable = ActionReader.read(statement.text());
    if (onTable != null) {
      Thing table = world.relation(onTable.table());
      onTable.actions().forEach(action -> act(action, table));
    }
    rename(statement);
    domains.follow(findings, statement.text());
    touch(statement);
  }

  private void create(ObjectKind kind, SqlName name, Statement statement) {
    world.create(kind, name);
    if (kind == ObjectKind.TRIGGER) {
      String title = trigger(name.name(), statement.text());
      findings.forgive(title);
      return;
    }
    boolean type = kind == ObjectKind.TYPE || kind == ObjectKind.DOMAIN;
    Thing made = type ? world.type(name) : world.relation(name);
    if (made == null || !made.isFresh()) {
      return;
    }
    switch (kind) {
      case TABLE -> made.partitionKey(Partitions.key(statement.text()));
      case DOMAIN -> domains.create(made, statement.text());
      case TYPE -> made.labels(labels(statement.text()));
      case VIEW, MATERIALIZED_VIEW, SEQUENCE, SCHEMA, EXTENSION, FUNCTION, PROCEDURE -> {}
      case TRIGGER, POLICY, ROLE, DATABASE, TABLESPACE, SUBSCRIPTION, PUBLICATION, OTHER -> {}
    }
  }

  private static List<String> labels(String text) {
    Cursor cursor = Cursor.over(text);
    List<String> labels = new ArrayList<>();
    if (cursor.skipPast("enum") && cursor.acceptSymbol('(')) {
      do {
        String label = cursor.string();
        if (label != null) {
          labels.add(label);
        }
      } while (cursor.acceptSymbol(','));
    }
    return labels;
  }

  /** What a trigger is called on its table, as it is called today. */
  private String trigger(String name, String text) {
    Cursor cursor = Cursor.over(text);
    SqlName table = cursor.skipPast("on") ? cursor.name() : null;
    Thing thing = table == null ? null : world.relation(table);
    return "trigger %s on %s"
        .formatted(Quote.identifier(name), thing == null ? table : thing.live());
  }

  private void rename(Statement statement) {
    if (Touch.of(statement)
        instanceof
        Touch.Renames(
            SqlName table,
            @Nullable String column,
            @Nullable String name,
            @Nullable String namespace)) {
      Thing thing = world.relation(table);
      if (column == null) {
        world.rename(table, name, namespace);
      } else if (thing != null && name != null) {
        thing.rename(column, name);
      }
      return;
    }
    Cursor cursor = Cursor.over(statement.text());
    if (!cursor.accept("alter")) {
      return;
    }
    cursor.accept("materialized");
    if (Set.of("type", "domain", "view", "sequence").contains(cursor.word())) {
      cursor.acceptIfExists();
      SqlName name = cursor.name();
      if (name != null && cursor.accept("rename", "to")) {
        world.rename(name, cursor.identifier(), null);
      } else if (name != null && cursor.accept("set", "schema")) {
        world.rename(name, null, cursor.identifier());
      }
    }
  }

  private void touch(Statement statement) {
    switch (Touch.of(statement)) {
      case Touch.Nothing _, Touch.Renames _, Touch.AltersTable _ -> {}
      case Touch.Drops(var kind, var names, _) -> {
        if (kind == null && names.isEmpty()) {
          unforeseen(statement, "a DROP of which the text does not say what it drops");
        }
      }
      case Touch.Adds(List<SqlName> calls) -> {
        rowLosses.added(statement);
        calls(statement, calls);
      }
      case Touch.Calls(List<SqlName> calls) -> calls(statement, calls);
      case Touch.ChangesRows change -> rowLosses.changed(findings, statement, change, origins);
      case Touch.RunsCode(String what) -> code(statement, what);
      case Touch.Opaque(String what) -> unforeseen(statement, what);
    }
  }

  private void calls(Statement statement, List<SqlName> calls) {
    List<String> found = calls.isEmpty() ? List.of() : CodeText.mayDestroy(asking.session(), calls);
    if (!found.isEmpty()) {
      doubts.codeRan();
      unforeseen(statement, "function " + String.join(", ", found));
    }
  }

  private void code(Statement statement, String what) {
    if (!CodeText.mayDestroy(statement.text())) {
      return;
    }
    if (statement.effect() instanceof Effect.Calls(SqlName procedure)) {
      calls(statement, List.of(procedure));
      return;
    }
    findings.perhaps(true);
    for (Statement inside : CodeText.statements(statement.text())) {
      statement(inside);
      findings.at(statement.number());
    }
    findings.perhaps(false);
    doubts.codeRan();
    unforeseen(statement, what);
  }

  private void unforeseen(Statement statement, String what) {
    findings.unknown(
        "%s (%s) may take away more than its text tells; that shows only when it runs"
            .formatted(what, statement.head()));
  }

  private void drop(Effect.Drops drops) {
    List<Dependents.Root> roots = new ArrayList<>();
    for (SqlName name : drops.names()) {
      Thing relation = world.relation(name);
      Thing type = world.type(name);
      switch (drops.kind()) {
        case TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE -> root(relation, false, roots);
        case TYPE, DOMAIN -> root(type, true, roots);
        case SCHEMA -> roots.add(Dependents.namespace(name.name()));
        case EXTENSION -> roots.add(Dependents.extension(name.name()));
        case FUNCTION, PROCEDURE -> {
          // Without CASCADE nothing goes with it, and which of several it is, the text may not say.
          if (drops.cascade()) {
            roots.add(Dependents.function(name.name()));
          }
        }
        case TRIGGER, POLICY, ROLE, DATABASE, TABLESPACE, SUBSCRIPTION, PUBLICATION, OTHER -> {}
      }
    }
    gone(dependents.of(roots), drops.cascade());
    drops.names().forEach(name -> world.mention(name.name()));
  }

  private void dropTrigger(String name, String text) {
    Cursor cursor = Cursor.over(text);
    SqlName on = cursor.skipPast("on") ? cursor.name() : null;
    Thing table = on == null ? null : world.relation(on);
    if (table != null && !table.isFresh() && measures.hasTrigger(table, name)) {
      add(new Loss.ObjectDropped(trigger(name, text)), Measured.NONE, List.of(), null);
    }
    world.mention(name);
  }

  private void root(@Nullable Thing thing, boolean type, List<Dependents.Root> roots) {
    if (thing == null) {
      return;
    }
    if (!thing.isFresh()) {
      roots.add(type ? Dependents.type(thing) : Dependents.relation(thing));
    }
    if (findings.isCertain()) {
      world.drop(thing);
    }
  }

  /** These go, or the statement fails if it may not take what hangs on them. */
  private void gone(List<Dependent> all, boolean cascade) {
    List<Dependent> going = all.stream().filter(d -> cascade || !d.forced()).toList();
    if (!cascade) {
      List<String> hanging =
          all.stream()
              .filter(d -> d.forced() && d.isKnownToPeople() && !isKnown(d))
              .map(Dependent::title)
              .toList();
      if (!hanging.isEmpty()) {
        findings.add(
            new Obstacle(
                findings.statement(),
                "it drops without CASCADE what others depend on: " + some(hanging),
                -1,
                Extent.Accuracy.EXACT,
                findings.isCertain() ? doubts.about(null, List.of()) : Doubts.CODE,
                null,
                List.of()));
      }
    }
    Set<Long> tables =
        Set.copyOf(going.stream().filter(Dependent::isTable).map(Dependent::oid).toList());
    int before = findings.losses();
    for (Dependent one : going) {
      lose(one, going, tables);
    }
    if (findings.losses() == before) {
      going.stream()
          .filter(d -> d.forced() && d.isNotable() && !isKnown(d))
          .forEach(d -> add(new Loss.ObjectDropped(d.title()), Measured.NONE, List.of(), null));
    }
    if (findings.isCertain()) {
      going.forEach(this::forget);
    }
  }

  // Something that a statement before has dropped or made anew does not hang on it any more.
  private boolean isKnown(Dependent d) {
    String name = d.name();
    boolean mentioned = name != null && world.mentions(name);
    boolean gone = !d.kind().isEmpty() && world.isGone(d.oid());
    boolean onGone =
        d.table() != 0 && (world.isGone(d.table()) || d.type().equals("default value"));
    Thing table = d.isColumnOfTable() ? world.today(d.oid()) : null;
    boolean changed = table != null && table.isChanged(String.valueOf(d.columnName()));
    return mentioned || gone || onGone || changed;
  }

  private static String some(List<String> names) {
    List<String> few = names.size() > 4 ? names.subList(0, 3) : names;
    return String.join(", ", few)
        + (few.size() < names.size() ? " and " + (names.size() - few.size()) + " more" : "");
  }

  private void lose(Dependent one, List<Dependent> going, Set<Long> tables) {
    Thing thing = one.kind().isEmpty() ? null : world.today(one.oid());
    if (thing == null) {
      return;
    }
    if (one.isTable() && (thing.parent() == 0 || !tables.contains(thing.parent()))) {
      Measured measured = measures.table(thing, origins.age());
      add(
          new Loss.TableDropped(thing.live()),
          measured,
          along(going, tables, thing),
          origins.since(thing, null, measured));
    } else if (one.isColumnOfTable() && !tables.contains(one.oid())) {
      String column = String.valueOf(one.columnName());
      Measured measured = measures.column(thing, column, origins.age());
      add(
          new Loss.ColumnDropped(thing.live(), column),
          measured,
          along(going, tables, thing),
          origins.since(thing, column, measured));
    } else if (one.isSequence() && !owned(one, going)) {
      add(new Loss.SequenceDropped(thing.live()), Measured.ONE, measures.counted(thing), null);
    }
  }

  // What a sequence has counted to is seen in the column that it counts for.
  private static boolean owned(Dependent sequence, List<Dependent> going) {
    return sequence.table() != 0 && going.stream().anyMatch(d -> d.oid() == sequence.table());
  }

  private void add(Loss loss, Measured measured, List<String> along, @Nullable Since since) {
    findings.add(
        new Losing(
            findings.statement(),
            loss,
            measured.extent(),
            findings.isCertain(),
            along,
            measured.sample(),
            findings.step().direction() == Direction.UP ? null : since));
  }

  // What stands on a table that goes is part of it; what stands elsewhere is somebody else's.
  private List<String> along(List<Dependent> going, Set<Long> tables, Thing thing) {
    return going.stream()
        .filter(Dependent::isNotable)
        .filter(d -> d.table() == 0 || !tables.contains(d.table()))
        .filter(d -> !d.type().equals("default value") || d.table() != thing.oid())
        .filter(d -> d.name() == null || !world.mentions(d.name()))
        .map(d -> d.table() == thing.oid() ? d.shortTitle() : d.title())
        .toList();
  }

  private void forget(Dependent one) {
    if (one.isColumnOfTable()) {
      world.byOid(one.oid()).ifPresent(t -> t.drop(String.valueOf(one.columnName())));
    } else if (!one.kind().isEmpty() && one.column() == 0) {
      world.drop(one.oid());
    }
    if (one.name() != null) {
      world.mention(one.name());
    }
  }

  private void act(Action action, @Nullable Thing table) {
    switch (action) {
      case Action.DropConstraint(String constraint) -> world.mention(constraint);
      case Action.AddColumn column -> {
        if (table != null) {
          addColumn(table, column);
        }
      }
      case Action.DropColumn drop -> {
        if (table != null) {
          dropColumn(table, drop);
        }
      }
      case Action.NotNull _, Action.Unique _, Action.Check _ -> demand(action, table);
      case Action.ForeignKey _, Action.Validate _, Action.Retype _ -> demand(action, table);
      case Action.Exclude _ -> demand(action, table);
      case Action.Attach attach -> {
        if (table != null) {
          partitions.attach(findings, table, attach);
        }
      }
    }
  }

  private void addColumn(Thing table, Action.AddColumn added) {
    String column = added.column();
    if (table.isFresh() || (measures.has(table, column) && table.today(column) != null)) {
      return;
    }
    table.add(column);
    if (domains.leavesEmpty(added)) {
      feasibility.noRows(findings, table, column, doubts.about(table, List.of()));
    }
  }

  private void dropColumn(Thing table, Action.DropColumn drop) {
    String today = table.today(drop.column());
    if (today != null && !table.isFresh()) {
      gone(dependents.of(List.of(Dependents.column(table, today))), drop.cascade());
    }
    if (findings.isCertain()) {
      table.drop(drop.column());
    }
  }

  /** The columns that a demand is about, or SQL that names them. */
  private static List<String> pieces(Action action) {
    return switch (action) {
      case Action.NotNull(String column) -> List.of(column);
      case Action.Unique(List<String> keys, @Nullable String where, _, _) ->
          where == null ? keys : List.of(String.join(",", keys), where);
      case Action.Check(String condition) -> List.of(condition);
      case Action.ForeignKey key -> key.columns();
      case Action.Retype retype ->
          List.of(retype.column(), retype.using() == null ? "" : retype.using());
      case Action.DropColumn(String column, _) -> List.of(column);
      case Action.Exclude(List<String> keys, _, @Nullable String where) ->
          where == null ? keys : List.of(String.join(",", keys), where);
      case Action.Validate _, Action.DropConstraint _, Action.AddColumn _, Action.Attach _ ->
          List.of();
    };
  }

  private void demand(Action action, @Nullable Thing table) {
    if (table == null || table.isFresh()) {
      return;
    }
    String doubt = doubts.about(table, pieces(action));
    switch (action) {
      case Action.NotNull(String column) when table.today(column) != null ->
          feasibility.notNull(findings, table, column, doubt);
      case Action.NotNull _ -> {}
      case Action.Unique unique -> {
        if (!table.hasNew(pieces(action))) {
          feasibility.unique(findings, table, unique, doubt);
        }
      }
      case Action.Check(String condition) -> {
        if (!table.hasNew(pieces(action))) {
          feasibility.holds(findings, table, condition, doubt);
        }
      }
      case Action.ForeignKey key -> {
        if (!table.hasNew(key.columns())) {
          feasibility.references(findings, table, key, doubt);
        }
      }
      case Action.Validate(String name) -> feasibility.validates(findings, table, name, doubt);
      case Action.Retype retype -> {
        String today = table.today(retype.column());
        if (today != null) {
          typeChange.check(findings, table, today, retype, doubt);
          table.retype(today);
        }
      }
      case Action.Exclude exclude -> {
        if (!table.hasNew(pieces(action))) {
          feasibility.excludes(findings, table, exclude, doubt);
        }
      }
      case Action.DropColumn _, Action.AddColumn _, Action.DropConstraint _, Action.Attach _ -> {}
    }
  }
}
