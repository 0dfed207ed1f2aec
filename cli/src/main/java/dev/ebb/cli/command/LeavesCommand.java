package dev.ebb.cli.command;

import dev.ebb.cli.args.Syntax;
import dev.ebb.cli.invocation.Command;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.cli.invocation.SchemaChoice;
import dev.ebb.cli.render.Json;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.git.GitTree;
import dev.ebb.graph.Migration;
import dev.ebb.release.Release;
import dev.ebb.release.Releases;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.Definitions;
import dev.ebb.source.Project;
import dev.ebb.source.SchemaConfig;
import dev.ebb.source.Tree;
import dev.ebb.version.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code leaves}: the newest migrations of each schema at a revision, which are what {@code downto}
 * takes as targets to get back to it. Contacts no database.
 */
public final class LeavesCommand implements Command {
  /** For one call. */
  public LeavesCommand() {}

  @Override
  public Syntax syntax() {
    return Syntax.of(
            "leaves", "show the migrations on which no other depends, as targets for downto")
        .operands("[VERSION]", 0, 1)
        .options(SchemaChoice.SEVERAL)
        .note(
            "VERSION is a tag, branch or commit of the Git repository that the project is in, or a"
                + " release in its folder releases or in the bundle that --bundle names; without it, the files of the working"
                + " folder count, or the newest release of the bundle. Both layouts are understood, and"
                + " no Git needs to be installed.")
        .examples(
            "leaves v3.36.0",
            "leaves v3.36.0 --bundle=ebb-releases.bundle",
            "leaves v3.36.0 --db=frontend",
            "leaves --format=json");
  }

  @Override
  public ExitStatus run(Invocation call) {
    List<String> operands = call.arguments().operands();
    if (call.inBundle()) {
      return bundled(call, operands);
    }
    if (operands.isEmpty()) {
      return show(call, call.tree(), null);
    }
    Optional<Releases> folder =
        Version.find(operands.getFirst()).flatMap(call.releases()::inFolder);
    if (folder.isPresent()) {
      List<SchemaConfig> schemas = SchemaChoice.several(call, folder.get().project());
      Release release = folder.get().newest().orElseThrow();
      return show(call, at(folder.get(), release, schemas), operands.getFirst(), release.name());
    }
    String version = operands.getFirst();
    try (GitTree tree = GitTree.at(call.folder(), version)) {
      return show(call, tree, version);
    }
  }

  private static ExitStatus bundled(Invocation call, List<String> operands) {
    Releases releases = call.releases().bundled();
    List<SchemaConfig> schemas = SchemaChoice.several(call);
    Optional<Release> release =
        operands.isEmpty()
            ? releases.newest()
            : Optional.of(releases.release(Version.parse(operands.getFirst())));
    List<Definitions> all = release.map(r -> at(releases, r, schemas)).orElse(List.of());
    return show(call, all, release.map(r -> r.version().toString()).orElse(null), "bundle");
  }

  private static List<Definitions> at(
      Releases releases, Release release, List<SchemaConfig> schemas) {
    return releases.at(release).stream()
        .filter(d -> schemas.contains(d.schema()) && d.graph().size() > 0)
        .toList();
  }

  private static ExitStatus show(Invocation call, Tree tree, @Nullable String version) {
    Project project = Project.read(tree);
    List<SchemaConfig> schemas = SchemaChoice.several(call, project);
    List<Definitions> all = DefinitionReader.outline(tree, schemas).orFault();
    return show(call, all, version, tree.title());
  }

  private static ExitStatus show(
      Invocation call, List<Definitions> all, @Nullable String version, String where) {
    if (all.isEmpty()) {
      throw Fault.of(
          FaultCode.UNKNOWN_NAME,
          "there are no migrations at " + where,
          "name the project's folder with --project, or another version");
    }
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("version", version)
                  .objects(
                      "schemas",
                      all,
                      (j, schema) ->
                          j.field("schema", schema.schema().name().value())
                              .objects("leaves", schema.graph().leaves(), LeavesCommand::leaf)));
    }
    call.terminal().result(text(all, version));
    return ExitStatus.DONE;
  }

  private static void leaf(Json json, Migration leaf) {
    json.field("id", leaf.id().value()).field("name", leaf.name());
  }

  private static String text(List<Definitions> all, @Nullable String version) {
    StringBuilder text = new StringBuilder();
    for (Definitions schema : all) {
      text.append(text.isEmpty() ? "" : "\n")
          .append("Leaf migrations for \"")
          .append(schema.schema().name())
          .append("\" defined ")
          .append(version == null ? "in the working folder" : "at commit \"" + version + "\"")
          .append('\n');
      for (Migration leaf : schema.graph().leaves()) {
        text.append(' ').append(leaf.id()).append(": (").append(leaf.name()).append(")\n");
      }
    }
    return text.toString();
  }
}
