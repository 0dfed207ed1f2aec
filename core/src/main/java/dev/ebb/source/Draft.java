package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Problems;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.MigrationFiles.Layout;
import dev.ebb.sql.Script;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.YamlText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One migration as read from its files, before it is held against the rules and the others.
 *
 * @param files where it is
 * @param metadata what is declared
 * @param up the script that applies; null if it is missing or not text, which has been told
 * @param down the script that takes back; null likewise
 */
record Draft(MigrationFiles files, Metadata metadata, @Nullable Script up, @Nullable Script down) {

  /** How much of a migration is read. */
  enum Depth {
    /** Everything. */
    FULL,
    /** Ids, names and parents: the scripts are taken for empty. */
    OUTLINE
  }

  /** Its id. */
  MigrationId id() {
    return files.id();
  }

  /** The declared parents without their places; nothing if none are declared. */
  Optional<List<MigrationId>> parents() {
    return metadata.parents().map(all -> all.stream().map(Located::value).toList());
  }

  /** Its name for people. */
  String name() {
    return metadata
        .name()
        .filter(name -> !name.isBlank())
        .orElseGet(() -> files.slug().replace('_', ' '));
  }

  /** Reads a migration's files; what is wrong with them is told. */
  static Draft read(Tree tree, MigrationFiles files, Depth depth, Problems problems) {
    boolean flat = files.layout() == Layout.FLAT;
    boolean outline = depth == Depth.OUTLINE;
    Script nothing = Script.parse("");
    String up = outline && !flat ? null : text(tree, files.up(), problems);
    Metadata metadata =
        flat ? frontMatter(up, files, problems) : metadata(tree, files.metadata(), problems);
    if (outline) {
      return new Draft(files, metadata, nothing, nothing);
    }
    String down = text(tree, files.down(), problems);
    return new Draft(
        files,
        metadata,
        up == null ? null : Script.parse(up),
        down == null ? null : Script.parse(down));
  }

  private static Metadata frontMatter(
      @Nullable String up, MigrationFiles files, Problems problems) {
    if (up == null || files.up() == null) {
      return Metadata.LOST;
    }
    Problems own = new Problems();
    Optional<YamlText> yaml = FrontMatter.of(up, files.up(), own);
    problems.addAll(own);
    if (own.hasErrors()) {
      return Metadata.LOST;
    }
    return yaml.isEmpty() ? Metadata.NONE : Metadata.read(yaml.get(), problems);
  }

  private static Metadata metadata(Tree tree, @Nullable String file, Problems problems) {
    String text = text(tree, file, problems);
    return file == null || text == null
        ? Metadata.LOST
        : Metadata.read(YamlText.wholeFile(text, file), problems);
  }

  private static @Nullable String text(Tree tree, @Nullable String file, Problems problems) {
    if (file == null) {
      return null;
    }
    try {
      return Utf8.decode(tree.read(file), file, problems).orElse(null);
    } catch (Fault fault) {
      problems.error(fault);
      return null;
    }
  }
}
