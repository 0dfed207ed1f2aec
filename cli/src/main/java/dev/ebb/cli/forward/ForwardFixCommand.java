package dev.ebb.cli.forward;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.RunFlags;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.forward.Correction;
import dev.ebb.forward.ForwardFix;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.MigrationWriter;
import dev.ebb.source.MigrationWriter.Added;
import dev.ebb.source.NewMigration;
import dev.ebb.source.SchemaConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code forward-fix}: writes the migration that takes back what others did. */
public final class ForwardFixCommand implements Command {
  private static final Option NAME =
      Option.value("NAME", "the name of the new migration; default: undo and the ids", "name");

  /** For one call. */
  public ForwardFixCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("forward-fix", "write the next migration that takes back what bad ones did")
        .operands("ID", 1, 100)
        .options(SchemaChoice.ONE, NAME, RunFlags.DRY_RUN, Scratch.SHADOW)
        .note(
            "The bad migrations stay as they are, and so does history: what they changed is computed on"
                + " scratch databases, with them and without them, and taken back by a new migration"
                + " that builds on everything there is. Before it is written it is run where they ran"
                + " and where they never ran, and its own way back is proven, too.")
        .note(
            "Where Ebb kept what they destroyed, the new migration gives it back when it runs. What"
                + " they did to rows otherwise is named in the file, for a person to see to.")
        .examples(
            "forward-fix --db=frontend 1663871069",
            "forward-fix --db=frontend 1663871069 1663872011 --name='restore handles'",
            "forward-fix --db=frontend 1663871069 --dry-run");
  }

  @Override
  public ExitStatus run(Invocation call) {
    SchemaConfig schema = SchemaChoice.one(call);
    Graph graph = call.workspace().definitions(schema.name()).graph();
    SortedSet<MigrationId> bad = bad(call, graph);
    call.terminal().say(schema.name() + ": computing on scratch databases");
    call.terminal().flush();
    Correction correction = new ForwardFix(CorrectionText.setting(call, schema)).of(graph, bad);
    String name = call.arguments().value(NAME).orElse("undo " + ids(bad, " "));
    Optional<Added> added =
        call.arguments().isSet(RunFlags.DRY_RUN)
            ? Optional.empty()
            : Optional.of(
                new MigrationWriter(call.tree(), InstantSource.system())
                    .add(
                        schema,
                        NewMigration.of(
                            name, correction.flags(), correction.up(), correction.down())));
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json -> {
            json.field("schema", schema.name().value()).field("dryRun", added.isEmpty());
            CorrectionText.members(json, correction, added);
          });
    }
    CorrectionText.show(call, correction, added);
    return ExitStatus.DONE;
  }

  private static SortedSet<MigrationId> bad(Invocation call, Graph graph) {
    SortedSet<MigrationId> bad = new TreeSet<>();
    for (String word : call.arguments().operands()) {
      for (String id : word.split(",")) {
        bad.add(known(graph, id));
      }
    }
    return bad;
  }

  private static MigrationId known(Graph graph, String id) {
    try {
      return graph
          .find(new MigrationId(Long.parseLong(id)))
          .map(Migration::id)
          .orElseThrow(() ->
              Fault.of(
                  FaultCode.UNKNOWN_NAME,
                  "there is no migration " + id + " in the project",
                  "'ebb status' shows which there are; if its files are gone already, 'ebb revert'"
                      + " takes the commit that brought it"));
    } catch (NumberFormatException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "\"" + id + "\" is not the id of a migration",
          "give the number with which its files begin",
          e);
    }
  }

  static String ids(SortedSet<MigrationId> ids, String between) {
    return ids.stream().map(MigrationId::toString).collect(Collectors.joining(between));
  }

  /** What people call the files of a migration, in the order in which they are written. */
  static final List<String> FILES = List.of("Up migration", "Down migration", "Metadata");
}
