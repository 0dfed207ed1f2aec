package dev.ebb.cli.drilling;

import dev.ebb.Workspace;
import dev.ebb.describe.JsonReader;
import dev.ebb.drill.Mishap;
import dev.ebb.drill.Script;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.FolderTree;
import dev.ebb.source.Project;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts a bad migration into a copy of a project, by the command that everybody uses for that. */
final class Planting {
  private Planting() {}

  /** Reads one that somebody wrote: the files {@code up.sql} and {@code down.sql} of a folder. */
  static Script given(Path folder) {
    try {
      Path metadata = folder.resolve("metadata.yaml");
      boolean concurrently =
          Files.exists(metadata)
              && Files.readString(metadata).contains("createIndexConcurrently: true");
      return new Script(
          Mishap.GIVEN,
          null,
          Files.readString(folder.resolve("up.sql")),
          Files.readString(folder.resolve("down.sql")),
          concurrently);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "--migration=" + folder + " cannot be read: " + e.getMessage(),
          "name a folder with the files up.sql and down.sql; nothing was started",
          e);
    }
  }

  /** Puts it there, with all leaves as its parents. */
  static Migration plant(Typist typist, Path project, SchemaName schema, Script script) {
    List<String> words = new ArrayList<>(List.of("add", "ebb_drill"));
    words.add("--db=" + schema);
    words.add("--format=json");
    if (script.concurrently()) {
      words.add("--concurrently");
    }
    Typist.Ran ran = typist.type(project, words);
    if (ran.status() != 0) {
      throw Fault.of(
          FaultCode.MACHINE, "no migration can be added: " + ran.said(), "see what it says");
    }
    MigrationId id = id(ran.said());
    Migration empty = read(project, schema, id);
    write(project.resolve(empty.up().file()), script.up());
    write(project.resolve(empty.down().file()), script.down());
    return read(project, schema, id);
  }

  private static MigrationId id(String json) {
    if (JsonReader.read(json) instanceof Map<?, ?> document
        && document.get("id") instanceof BigDecimal id) {
      return new MigrationId(id.longValue());
    }
    throw new IllegalStateException("'ebb add' tells no id: " + json);
  }

  private static Migration read(Path project, SchemaName schema, MigrationId id) {
    FolderTree tree = FolderTree.at(project);
    return Workspace.read(Project.read(tree), tree)
        .definitions(schema)
        .graph()
        .find(id)
        .orElseThrow();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.MACHINE, file + " cannot be written: " + e.getMessage(), "see to space", e);
    }
  }
}
