package dev.ebb.cli.command;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.FolderTree;
import dev.ebb.source.MigrationWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** {@code init}: makes the folders of a project's first schemas. Contacts no database. */
public final class InitCommand implements Command {
  private static final Option SCHEMAS =
      Option.list("S,…", "the schemas to start; default: main", "db", "schema");
  private static final Option CONFIG =
      Option.flag("also write an ebb.yaml that spells out what holds without one", "config");

  /** For one call. */
  public InitCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of("init", "start a project, or another schema in it")
        .options(SCHEMAS, CONFIG)
        .note(
            "A schema is a folder below migrations/, a database, and a version table of its own. A"
                + " project needs no configuration file.")
        .examples("init", "init --db=frontend,codeintel", "init --project=shop --config");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<String> names = call.arguments().values(SCHEMAS);
    MigrationWriter writer = new MigrationWriter(folder(call.folder()), InstantSource.system());
    List<String> files = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("main") : names) {
      files.addAll(writer.init(schemaName(name)));
    }
    if (call.arguments().isSet(CONFIG)) {
      files.addAll(writer.initConfiguration());
    }
    if (call.json()) {
      return call.emit(ExitStatus.DONE, json -> json.texts("files", files));
    }
    call.out("Project started");
    for (String file : files) {
      call.out(" " + Paths.shown(call, file.replaceFirst("/\\.gitkeep$", "")));
    }
    String first = names.isEmpty() ? "main" : names.getFirst();
    call.terminal().say("now: ebb add --db=" + first + " 'what it creates'");
    return ExitStatus.DONE;
  }

  private static FolderTree folder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE,
          "the folder " + folder + " cannot be made: " + e.getMessage(),
          "name another with --project, or see to its rights",
          e);
    }
    return FolderTree.at(folder);
  }

  private static SchemaName schemaName(String name) {
    try {
      if (!name.startsWith(".") && !name.equals("all")) {
        return new SchemaName(name);
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw Fault.of(
        FaultCode.USAGE,
        "\"" + name + "\" cannot name a schema",
        "use letters, digits, - and _, as in --db=frontend");
  }
}
