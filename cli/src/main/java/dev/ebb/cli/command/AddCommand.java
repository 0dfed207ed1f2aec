package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.proving.Deriving;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.MigrationWriter;
import dev.ebb.source.MigrationWriter.Added;
import dev.ebb.source.NewMigration;
import dev.ebb.source.SchemaConfig;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code add}: writes the files of a new migration. Contacts no database, unless it is to derive a
 * down on a scratch one.
 */
public final class AddCommand implements Command {
  private static final Option CONCURRENTLY =
      Option.flag("it builds an index with CREATE INDEX CONCURRENTLY", "concurrently");
  private static final Option PRIVILEGED =
      Option.flag("it needs a role with more rights, as CREATE EXTENSION does", "privileged");

  /** For one call. */
  public AddCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("add", "write the files of a new migration, to be filled with SQL")
        .operands("NAME", 0, 20)
        .options(SchemaChoice.ONE, CONCURRENTLY, PRIVILEGED, Deriving.OPTION, Scratch.SHADOW)
        .note(
            "Its parents are all migrations of the schema on which no other depends; its id is the"
                + " present second. The layout is the one that the schema's folder has.")
        .note(
            "With --derive the up is run on a scratch database, the way back is computed from what it"
                + " changes there, tried up, down and up with rows, and written if it holds. A down"
                + " that has statements is never touched.")
        .examples(
            "add --db=frontend 'add user emails'",
            "add --db=frontend --concurrently user_index",
            "add --db=frontend --derive");
  }

  @Override
  public ExitStatus run(Invocation call) {
    SchemaConfig schema = SchemaChoice.one(call);
    if (call.arguments().isSet(Deriving.OPTION)) {
      return Deriving.run(call, schema);
    }
    String name = String.join(" ", call.arguments().operands());
    if (name.isEmpty()) {
      throw Fault.of(
          FaultCode.USAGE,
          "a migration needs a name",
          "give a few words: ebb add --db=%s 'add user indexes'".formatted(schema.name()));
    }
    Added added =
        new MigrationWriter(call.tree(), InstantSource.system())
            .add(schema, NewMigration.template(name, flags(call)));
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("schema", schema.name().value())
                  .field("id", added.id().value())
                  .texts("parents", added.parents())
                  .texts("files", added.files()));
    }
    call.out("Migration files created");
    List<String> what = List.of("Up migration", "Down migration", "Metadata");
    for (int i = 0; i < added.files().size(); i++) {
      call.out(" " + what.get(i) + ": " + Paths.shown(call, added.files().get(i)));
    }
    call.terminal().say(parents(added));
    return ExitStatus.DONE;
  }

  private static Set<Flag> flags(Invocation call) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    if (call.arguments().isSet(CONCURRENTLY)) {
      flags.add(Flag.CONCURRENT_INDEX);
    }
    if (call.arguments().isSet(PRIVILEGED)) {
      flags.add(Flag.PRIVILEGED);
    }
    return flags;
  }

  private static String parents(Added added) {
    return added.parents().isEmpty()
        ? "it is the first of its schema"
        : "it builds on "
            + added.parents().stream().map(MigrationId::toString).collect(Collectors.joining(", "));
  }
}
