package dev.ebb.cli.outofband;

import dev.ebb.audit.Clerk;
import dev.ebb.backfill.BackfillOptions;
import dev.ebb.backfill.Desk;
import dev.ebb.backfill.Ending;
import dev.ebb.backfill.Standing;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.SchemaName;
import dev.ebb.outofband.Declaration;
import dev.ebb.outofband.Declarations;
import dev.ebb.outofband.OutOfBandId;
import dev.ebb.source.SchemaConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The out-of-band migrations that a call is about, and the databases that they are in. */
final class Chosen {
  static final Option ID =
      Option.list("N,…", "the out-of-band migrations, by number; default: all", "id");
  static final Option WORKERS =
      Option.value("N", "how many sessions work on each at a time; default: 1", "workers");

  private final Invocation call;
  private final List<Declaration> declarations;

  private Chosen(Invocation call, List<Declaration> declarations) {
    this.call = call;
    this.declarations = declarations;
  }

  /**
   * Those that {@link #ID} names, or all.
   *
   * @throws Fault USAGE or UNKNOWN_NAME for what names none; DEFINITION for what is wrong with any
   */
  static Chosen of(Invocation call) {
    List<SchemaName> schemas = call.project().schemas().stream().map(SchemaConfig::name).toList();
    Declarations all = Declarations.read(call.tree(), schemas);
    List<String> ids = call.arguments().values(ID);
    return new Chosen(
        call, ids.isEmpty() ? all.all() : all.require(ids.stream().map(Chosen::id).toList()));
  }

  private static OutOfBandId id(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw Fault.of(
          FaultCode.USAGE,
          "--id=" + text + " is not the number of an out-of-band migration",
          "'ebb out-of-band list' shows them");
    }
    return new OutOfBandId(Integer.parseInt(text));
  }

  List<Declaration> declarations() {
    return declarations;
  }

  /** As {@link #declarations}, for what makes no sense on all of them by mistake. */
  List<Declaration> named() {
    if (call.arguments().values(ID).isEmpty() && declarations.size() != 1) {
      throw Fault.of(
          FaultCode.USAGE,
          "which out-of-band migration is meant is not said",
          "name it with --id; 'ebb out-of-band list' shows them");
    }
    return declarations;
  }

  BackfillOptions options() {
    return BackfillOptions.DEFAULTS
        .withWorkers(call.arguments().number(WORKERS, 1, 1))
        .with(Jars.of(call));
  }

  Connector connector(SchemaName schema) {
    return call.connections().connector(call.project().schema(schema.value()));
  }

  /** How each of them stands, in their order. */
  List<Standing> standings() {
    Map<SchemaName, List<Declaration>> bySchema = new LinkedHashMap<>();
    declarations.forEach(d -> bySchema.computeIfAbsent(d.schema(), _ -> new ArrayList<>()).add(d));
    List<Standing> standings = new ArrayList<>();
    bySchema.forEach((schema, theirs) -> {
      try (Session session = connector(schema).open()) {
        standings.addAll(new Desk(session).standings(theirs));
      }
    });
    standings.sort(Comparator.comparing(s -> s.declaration().id()));
    return standings;
  }

  /**
   * Gives an order for each of those that are named.
   *
   * @param what the order in words
   */
  void order(String what, BiConsumer<Desk, Declaration> order) {
    for (Declaration declaration : named()) {
      clerk(declaration.schema())
          .entered(
              List.of(what + " " + declaration.id()),
              () -> {
                at(declaration.schema(), desk -> order.accept(desk, declaration));
                return true;
              });
    }
  }

  /** Enters how running them ended, in the databases that they are in. */
  void enter(String what, Ending ending) {
    List<Problem> problems =
        switch (ending) {
          case Ending.Completed _ -> List.of();
          case Ending.Stopped stopped -> List.of(stopped.problem());
        };
    for (SchemaName schema : schemas()) {
      clerk(schema).did(List.of("out-of-band migrations " + what), _ -> {}, problems);
    }
  }

  private Clerk clerk(SchemaName schema) {
    return call.clerk(call.project().schema(schema.value()));
  }

  private SortedSet<SchemaName> schemas() {
    return declarations.stream()
        .map(Declaration::schema)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void at(SchemaName schema, Consumer<Desk> work) {
    try (Session session = connector(schema).open()) {
      work.accept(new Desk(session));
    }
  }

  Invocation call() {
    return call;
  }
}
