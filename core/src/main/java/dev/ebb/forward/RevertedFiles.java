package dev.ebb.forward;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.graph.Migration;
import dev.ebb.source.DefinitionReader;
import dev.ebb.source.FolderTree;
import dev.ebb.source.MigrationWriter;
import dev.ebb.source.NewMigration;
import dev.ebb.source.SchemaConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts in the place of migrations that are reverted files that do nothing and say why, under the
 * same ids and parents, and adds the migration that takes back what they did. Either all of it is
 * in the project afterwards, or the project is as it was. Not meant to be used by two threads on
 * one project at once.
 */
public final class RevertedFiles {
  private static final String UP = "up.sql";
  private static final String DOWN = "down.sql";

  private final FolderTree tree;
  private final InstantSource clock;
  private final Map<Path, byte @Nullable []> former = new LinkedHashMap<>();

  /**
   * What was done.
   *
   * @param replaced the files that say that a migration was reverted
   * @param added the migration that takes back; empty if there is nothing to take back
   */
  public record Written(List<String> replaced, Optional<MigrationWriter.Added> added) {
    public Written {
      replaced = List.copyOf(replaced);
    }
  }

  /**
   * In a project on disk.
   *
   * @param clock gives the new migration its id
   */
  public RevertedFiles(FolderTree tree, InstantSource clock) {
    this.tree = tree;
    this.clock = clock;
  }

  /**
   * Writes.
   *
   * @param bad the migrations to be replaced; their files may be gone already
   * @param reason said in every file; one line
   * @param fix what takes back; absent if nothing is to be added
   * @throws Fault if a file cannot be written, or the definitions are not sound afterwards
   */
  public Written write(
      SchemaConfig schema, List<Migration> bad, String reason, Optional<NewMigration> fix) {
    List<String> replaced = new ArrayList<>();
    try {
      for (Migration migration : bad) {
        replaced.addAll(replace(migration, reason));
      }
      FolderTree now = FolderTree.at(tree.root());
      DefinitionReader.read(now, List.of(schema)).orFault();
      MigrationWriter writer = new MigrationWriter(now, clock);
      return new Written(replaced, fix.map(added -> writer.add(schema, added)));
    } catch (IOException e) {
      restore();
      throw Fault.of(
          FaultCode.MACHINE,
          "the files cannot be replaced (" + e + "); all are as they were",
          "see to rights and space on the disk, then repeat the command",
          e);
    } catch (RuntimeException e) {
      restore();
      throw e;
    }
  }

  private List<String> replace(Migration migration, String reason) throws IOException {
    String up = migration.up().file();
    int slash = up.lastIndexOf('/');
    return up.substring(slash + 1).equals(UP)
        ? inFolder(migration, up.substring(0, slash), reason)
        : flat(migration, up, reason);
  }

  private List<String> inFolder(Migration migration, String folder, String reason)
      throws IOException {
    for (String file : List.of(UP, DOWN, "metadata.yaml", "metadata.yml")) {
      remove(folder + "/" + file);
    }
    removeIfEmpty(tree.root().resolve(folder));
    // what else somebody has put there stays where it is, and one id has one folder
    String home = Files.exists(tree.root().resolve(folder)) ? folder : stem(folder);
    String metadata =
        "name: \"reverted: "
            + migration.name().replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"\nparents: "
            + migration.parents()
            + "\n";
    put(home + "/" + UP, text(reason));
    put(home + "/" + DOWN, text(reason));
    put(home + "/metadata.yaml", metadata);
    return List.of(home + "/" + UP, home + "/" + DOWN, home + "/metadata.yaml");
  }

  private List<String> flat(Migration migration, String up, String reason) throws IOException {
    String home = stem(up);
    String old = migration.up().script().text();
    String front =
        old.stripLeading().startsWith("-- +++")
            ? "-- +++\n-- name: \"reverted\"\n-- parents: " + migration.parents() + "\n-- +++\n\n"
            : "";
    remove(up);
    remove(migration.down().file());
    put(home + "." + UP, front + text(reason));
    put(home + "." + DOWN, text(reason));
    return List.of(home + "." + UP, home + "." + DOWN);
  }

  private static String text(String reason) {
    return "-- This migration was reverted: "
        + reason.replaceAll("[\\r\\n]+", " ")
        + "\n-- Nothing is to be done. Where it ran, a later migration takes back what it did.\n";
  }

  // 1234_do_something becomes 1234_reverted: the digits as they are written.
  private static String stem(String path) {
    int start = path.lastIndexOf('/') + 1;
    int end = start;
    while (end < path.length() && Character.isDigit(path.charAt(end))) {
      end++;
    }
    return path.substring(0, end) + "_reverted";
  }

  private void remove(String file) throws IOException {
    Path path = tree.root().resolve(file);
    remember(path);
    Files.deleteIfExists(path);
  }

  private static void removeIfEmpty(@Nullable Path folder) throws IOException {
    if (folder != null && Files.isDirectory(folder)) {
      try (var names = Files.list(folder)) {
        if (names.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(folder);
    }
  }

  private void put(String file, String text) throws IOException {
    Path path = tree.root().resolve(file);
    remember(path);
    makeFolder(path);
    Files.writeString(path, text, StandardCharsets.UTF_8);
  }

  private static void makeFolder(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  private void remember(Path path) throws IOException {
    if (!former.containsKey(path)) {
      former.put(path, Files.exists(path) ? Files.readAllBytes(path) : null);
    }
  }

  private void restore() {
    former.forEach((path, content) -> {
      try {
        if (content == null) {
          Files.deleteIfExists(path);
          removeIfEmpty(path.getParent());
        } else {
          makeFolder(path);
          Files.write(path, content);
        }
      } catch (IOException _) {
        // the first failure is the one to tell; version control has what was there
      }
    });
  }
}
