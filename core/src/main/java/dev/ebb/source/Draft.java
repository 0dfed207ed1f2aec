package dev.ebb.source;

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

  /** Understands a migration's files; what is wrong with them is told. */
  static Draft of(Contents contents, Depth depth, Problems problems) {
    MigrationFiles files = contents.files();
    boolean flat = files.layout() == Layout.FLAT;
    String up = text(contents.up(), files.up(), problems);
    Metadata metadata =
        flat
            ? frontMatter(up, files, problems)
            : metadata(text(contents.metadata(), files.metadata(), problems), files, problems);
    if (depth == Depth.OUTLINE) {
      Script nothing = Script.parse("");
      return new Draft(files, metadata, nothing, nothing);
    }
    String down = text(contents.down(), files.down(), problems);
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

  private static Metadata metadata(@Nullable String text, MigrationFiles files, Problems problems) {
    String file = files.metadata();
    return file == null || text == null
        ? Metadata.LOST
        : Metadata.read(YamlText.wholeFile(text, file), problems);
  }

  private static @Nullable String text(
      byte @Nullable [] bytes, @Nullable String file, Problems problems) {
    return bytes == null || file == null ? null : Utf8.decode(bytes, file, problems).orElse(null);
  }
}
