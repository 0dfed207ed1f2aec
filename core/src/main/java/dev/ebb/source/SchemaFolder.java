package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Direction;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.MigrationFiles.Layout;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one schema: finds the migrations in it, in either layout, and what is there that is
 * none.
 */
final class SchemaFolder {
  // how deep a folder that is no migration is searched for migrations that somebody filed away
  private static final int SEARCH_DEPTH = 3;

  private final Tree tree;
  private final String folder;
  private final Problems problems;
  private final List<MigrationFiles> folders = new ArrayList<>();
  private final TreeMap<MigrationId, FlatPair> pairs = new TreeMap<>();
  private final List<String> otherSql = new ArrayList<>();
  private boolean complete = true;

  /** The two halves of a flat migration as far as they were met. */
  private static final class FlatPair {
    private String slug = "";
    private String downSlug = "";
    private @Nullable String up;
    private @Nullable String down;
  }

  private SchemaFolder(Tree tree, String folder, Problems problems) {
    this.tree = tree;
    this.folder = folder;
    this.problems = problems;
  }

  /**
   * What a folder holds.
   *
   * @param migrations ascending by id
   * @param complete whether it is clear which migrations there are; if not, who is missing a parent
   *     is not clear either
   */
  record Listing(List<MigrationFiles> migrations, boolean complete) {}

  /** The migrations of a folder; what is wrong is told. */
  static Listing list(Tree tree, String folder, Problems problems) {
    SchemaFolder schema = new SchemaFolder(tree, folder, problems);
    try {
      List<String> names = tree.names(folder);
      schema.collisions(folder, names);
      names.forEach(schema::entry);
    } catch (Fault fault) {
      schema.unclear(fault);
    }
    List<MigrationFiles> found = schema.found();
    return new Listing(found, schema.complete);
  }

  /** Whether such a folder holds a migration or, as one that was just made, nothing at all. */
  static boolean looksLikeOne(Tree tree, String folder) {
    return tree.anyName(folder, SchemaFolder::tells)
        || !tree.anyName(folder, name -> !name.startsWith("."))
        || new SchemaFolder(tree, folder, new Problems()).holdsMigrations(folder, SEARCH_DEPTH);
  }

  private static boolean tells(String name) {
    return isPart(name) || EntryName.of(name).isFlat() || name.equals(".gitkeep");
  }

  /** Whether a name in it says that it is a migration, so that the folder is a schema itself. */
  static boolean isMigration(Tree tree, String folder, String name) {
    if (EntryName.of(name).kind() != EntryName.Kind.OTHER) {
      return true;
    }
    return isPart(name) && !tree.isFolder(folder + "/" + name);
  }

  private void entry(String name) {
    if (name.startsWith(".")) {
      return;
    }
    String path = folder + "/" + name;
    try {
      EntryName entry = EntryName.of(name);
      switch (entry.kind()) {
        case FLAT_UP, FLAT_DOWN -> flat(entry, path);
        case FOLDER -> numbered(entry, path);
        case ZERO ->
            unclear(
                path,
                "0 cannot be the id of a migration, as it stands for \"no migration\"",
                "number it from 1, or use ebb add, which takes the second of the creation");
        case TOO_LONG ->
            unclear(
                path,
                "the id has more than 64 bits",
                "use a smaller number, such as the second of the creation that ebb add takes");
        case NO_ID ->
            unclear(
                path,
                "the name does not begin with the id of a migration",
                "name it <id>_<name>"
                    + (name.endsWith(EntryName.UP) ? EntryName.UP : EntryName.DOWN));
        case OTHER -> other(name, path);
      }
    } catch (Fault fault) {
      unclear(fault);
    }
  }

  private void unclear(Fault fault) {
    complete = false;
    problems.error(fault);
  }

  private void unclear(String path, String what, String remedy) {
    complete = false;
    problems.error(Place.of(path), what, remedy);
  }

  private void flat(EntryName flat, String path) {
    FlatPair pair = pairs.computeIfAbsent(flat.id(), _ -> new FlatPair());
    boolean up = flat.direction() == Direction.UP;
    String rival = up ? pair.up : pair.down;
    if (rival != null) {
      duplicate(flat.id(), path, rival);
    } else if (up) {
      pair.up = path;
      pair.slug = flat.slug();
    } else {
      pair.down = path;
      pair.downSlug = flat.slug();
    }
  }

  private void duplicate(MigrationId id, String path, String rival) {
    unclear(
        path,
        "duplicate id " + id + ": " + rival + " has it, too",
        "give one of the two another id; never one that has been applied anywhere");
  }

  private void numbered(EntryName numbered, String path) {
    if (tree.isFolder(path)) {
      folders.add(parts(numbered, path));
    } else {
      unclear(
          path,
          "the name begins with an id, but this is neither the folder of a migration nor one of a pair",
          "name it <id>_<name>.up.sql or .down.sql, or move it elsewhere");
    }
  }

  private MigrationFiles parts(EntryName numbered, String path) {
    List<String> names = tree.names(path);
    collisions(path, names);
    boolean anyPart = false;
    for (String name : names) {
      anyPart |= isPart(name);
    }
    Set<String> present = new HashSet<>(names);
    if (!anyPart && holdsMigrations(path, SEARCH_DEPTH)) {
      unclear(
          path,
          "the folder has the name of a migration, but holds others further down",
          "move those directly into " + folder);
      return new MigrationFiles(
          Layout.FOLDERS, numbered.id(), numbered.slug(), path, null, null, null);
    }
    if (!anyPart) {
      problems.error(
          Place.of(path),
          "the folder holds no migration: up.sql, down.sql and metadata.yaml are missing",
          "restore them from version control, or delete the folder");
      return new MigrationFiles(
          Layout.FOLDERS, numbered.id(), numbered.slug(), path, null, null, null);
    }
    return new MigrationFiles(
        Layout.FOLDERS,
        numbered.id(),
        numbered.slug(),
        path,
        part(path, MigrationFiles.UP, present),
        part(path, MigrationFiles.DOWN, present),
        part(path, MigrationFiles.METADATA, present));
  }

  private @Nullable String part(String path, String name, Set<String> present) {
    if (present.contains(name)) {
      return path + "/" + name;
    }
    String remedy =
        Nearest.to(
                name,
                present.stream()
                    .filter(n -> !isPart(n) || !n.equals(n.toLowerCase(Locale.ROOT)))
                    .toList())
            .map(near -> "rename " + near + " to " + name)
            .orElse(restore(name));
    problems.error(Place.of(path), name + " is missing", remedy);
    return null;
  }

  private static String restore(String name) {
    return switch (name) {
      case MigrationFiles.UP -> "write it, or restore it from version control";
      case MigrationFiles.DOWN ->
          "write the statements that take the migration back; if nothing is to be done, a comment that says so";
      default -> "write at least \"name: …\" and \"parents: […]\" into it";
    };
  }

  private void other(String name, String path) {
    if (isPart(name)) {
      unclear(
          path,
          "this part of a migration is in no folder of a migration",
          "put it into a folder <id>_<name>");
    } else if (name.contains(".") && !tree.isFolder(path)) {
      if (name.endsWith(".sql")) {
        otherSql.add(path);
      }
    } else if (holdsMigrations(path, SEARCH_DEPTH)) {
      unclear(
          path,
          "the folder holds migrations, but its name does not begin with an id",
          "name it <id>_<name>, or move it out of " + folder);
    }
  }

  private boolean holdsMigrations(String path, int depth) {
    List<String> names = tree.names(path);
    for (String name : names) {
      if (isPart(name) || EntryName.of(name).isFlat()) {
        return true;
      }
    }
    return depth > 0
        && names.stream()
            .filter(name -> !name.startsWith("."))
            .anyMatch(name -> holdsMigrations(path + "/" + name, depth - 1));
  }

  private static boolean isPart(String name) {
    return name.equalsIgnoreCase(MigrationFiles.UP)
        || name.equalsIgnoreCase(MigrationFiles.DOWN)
        || name.equalsIgnoreCase(MigrationFiles.METADATA);
  }

  // On a file system that does not tell upper from lower case only one of the two would be there.
  private void collisions(String path, List<String> names) {
    Map<String, String> seen = new HashMap<>(names.size() * 2);
    for (String name : names) {
      String rival = seen.putIfAbsent(folded(name), name);
      if (rival != null) {
        problems.error(
            Place.of(path + "/" + name),
            "the name differs from " + rival + " only in the case or form of its letters",
            "rename one of the two: on many file systems only one of them can exist");
      }
    }
  }

  private static String folded(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 128) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private List<MigrationFiles> found() {
    TreeMap<MigrationId, MigrationFiles> found = new TreeMap<>();
    for (MigrationFiles files : folders) {
      MigrationFiles rival = found.putIfAbsent(files.id(), files);
      if (rival != null) {
        duplicate(files.id(), files.home(), rival.home());
      }
    }
    if (!folders.isEmpty() && !pairs.isEmpty()) {
      mixed();
    }
    pairs.forEach((id, pair) -> found.putIfAbsent(id, flatFiles(id, pair)));
    if (found.isEmpty() && !otherSql.isEmpty()) {
      strangers();
    }
    return List.copyOf(found.values());
  }

  private MigrationFiles flatFiles(MigrationId id, FlatPair pair) {
    String present = pair.up != null ? pair.up : String.valueOf(pair.down);
    if (pair.up == null) {
      missing(
          present, EntryName.DOWN, EntryName.UP, "write it, or restore it from version control");
    } else if (pair.down == null) {
      missing(present, EntryName.UP, EntryName.DOWN, restore(MigrationFiles.DOWN));
    }
    if (pair.up != null && pair.down != null && !pair.slug.equals(pair.downSlug)) {
      problems.notice(
          Place.of(pair.down),
          "it takes back migration " + id + ", whose other half has another name: " + pair.up,
          "rename one of the two, if they belong together");
    }
    String slug = pair.up == null ? pair.downSlug : pair.slug;
    return new MigrationFiles(Layout.FLAT, id, slug, present, pair.up, pair.down, null);
  }

  private void missing(String present, String its, String others, String remedy) {
    String lost = present.substring(0, present.length() - its.length()) + others;
    String name = lost.substring(lost.lastIndexOf('/') + 1);
    problems.error(Place.of(present), "the other half, " + name + ", is missing", remedy);
  }

  private void mixed() {
    FlatPair pair = pairs.firstEntry().getValue();
    unclear(
        folder,
        "two layouts in one folder: "
            + folders.getFirst().home()
            + " is a folder, "
            + (pair.up != null ? pair.up : pair.down)
            + " is one of a pair of files",
        "keep to one of the two; folders with metadata.yaml are the newer layout");
  }

  private void strangers() {
    problems.notice(
        Place.of(otherSql.getFirst()),
        "the folder has SQL files, but no migration of a form that is known here",
        "name them <id>_<name>.up.sql and <id>_<name>.down.sql");
  }
}
