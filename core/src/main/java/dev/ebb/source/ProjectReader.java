package dev.ebb.source;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Project.Environment;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads {@code ebb.yaml}, and finds the schemas by their folders where it names none. */
final class ProjectReader {
  private static final List<String> KEYS =
      List.of(
          "migrations", "schemas", "environment", "lint", "upgrades", "keep", "restore", "plugins");
  private static final List<String> UPGRADE_KEYS = List.of("version", "policy");
  private static final List<String> KEEP_KEYS = List.of("older-than", "larger-than", "keep-within");
  private static final List<String> SCHEMA_KEYS =
      List.of("folder", "versionTable", "environmentPrefix", "optional");
  private static final String ALL = "all";

  private final Tree tree;
  private final boolean foldersExpected;
  private final Problems problems = new Problems();
  private boolean namesSchemas;

  private ProjectReader(Tree tree, boolean foldersExpected) {
    this.tree = tree;
    this.foldersExpected = foldersExpected;
  }

  /** A reader to whom a schema without a folder is an error. */
  static ProjectReader of(Tree tree) {
    return new ProjectReader(tree, true);
  }

  /** A reader to whom a schema may still be without a folder. */
  static ProjectReader beforeItsFolders(Tree tree) {
    return new ProjectReader(tree, false);
  }

  /** Whether the project that was read names its schemas in {@code ebb.yaml}. */
  boolean namesSchemas() {
    return namesSchemas;
  }

  Project read() {
    Fields fields = fields();
    String migrations = fields.text("migrations").flatMap(this::folder).orElse("migrations");
    Optional<Environment> environment = fields.text("environment").flatMap(this::environment);
    Optional<Yaml> named = fields.value("schemas");
    List<SchemaConfig> schemas = List.of();
    namesSchemas = named.isPresent();
    if (named.isPresent()) {
      schemas = schemas(named.get(), migrations);
    } else if (!problems.hasErrors()) {
      schemas = found(migrations);
    }
    List<Project.Choice> lint =
        fields.value("lint").map(y -> choices(Fields.open(y, problems))).orElse(List.of());
    List<Project.Choice> upgrades =
        fields
            .value("upgrades")
            .map(y -> choices(Fields.of(y, UPGRADE_KEYS, problems)))
            .orElse(List.of());
    List<Project.Choice> keep =
        fields.value("keep").map(y -> choices(Fields.of(y, KEEP_KEYS, problems))).orElse(List.of());
    List<Project.Choice> restore =
        fields.value("restore").map(y -> nested(Fields.open(y, problems))).orElse(List.of());
    String plugins = fields.text("plugins").flatMap(this::folder).orElse(Project.PLUGINS);
    problems.throwIfAny();
    return new Project(migrations, schemas, environment, lint, upgrades, keep, restore, plugins);
  }

  private static List<Project.Choice> choices(Fields fields) {
    List<Project.Choice> choices = new ArrayList<>();
    for (String key : fields.keys()) {
      fields
          .text(key)
          .ifPresent(value -> choices.add(new Project.Choice(value.place(), key, value.value())));
    }
    return choices;
  }

  // What stands under the name of a schema counts for that one only.
  private List<Project.Choice> nested(Fields fields) {
    List<Project.Choice> choices = new ArrayList<>();
    for (String key : fields.keys()) {
      if (fields.value(key).orElse(null) instanceof Yaml.Mapping inner) {
        choices(Fields.open(inner, problems))
            .forEach(choice ->
                choices.add(
                    new Project.Choice(choice.place(), key + "." + choice.key(), choice.value())));
      } else {
        fields
            .text(key)
            .ifPresent(value -> choices.add(new Project.Choice(value.place(), key, value.value())));
      }
    }
    return choices;
  }

  private Fields fields() {
    Yaml nothing = new Yaml.Mapping(Place.of(Project.FILE), List.of());
    if (!tree.names("").contains(Project.FILE)) {
      return Fields.of(nothing, KEYS, problems);
    }
    Yaml yaml =
        Utf8.decode(tree.read(Project.FILE), Project.FILE, problems)
            .flatMap(text -> YamlText.wholeFile(text, Project.FILE).read(problems))
            .orElse(nothing);
    return Fields.of(yaml, KEYS, problems);
  }

  private Optional<Environment> environment(Located<String> word) {
    Optional<Environment> known =
        Stream.of(Environment.values()).filter(e -> e.word().equals(word.value())).findFirst();
    if (known.isEmpty()) {
      List<String> words = Stream.of(Environment.values()).map(Environment::word).toList();
      problems.error(
          word.place(),
          "unknown environment \"" + word.value() + "\"",
          Nearest.to(word.value(), words)
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("one of: " + String.join(", ", words)));
    }
    return known;
  }

  private Optional<String> folder(Located<String> folder) {
    String path = folder.value().replaceAll("^\\./|/+$", "");
    boolean inside =
        !path.isEmpty()
            && !path.contains("\\")
            && Stream.of(path.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!inside) {
      problems.error(
          folder.place(),
          "\"" + folder.value() + "\" is not a folder inside the project",
          "write a path below the project's folder, with /");
      return Optional.empty();
    }
    return Optional.of(path);
  }

  private List<SchemaConfig> schemas(Yaml named, String migrations) {
    Fields names = Fields.open(named, problems);
    List<SchemaConfig> schemas = new ArrayList<>();
    Map<SchemaConfig, Place> places = new HashMap<>();
    for (String key : names.keys()) {
      Place place = names.keyPlace(key).orElse(named.place());
      Optional<SchemaName> name = schemaName(key, place);
      if (name.isPresent()) {
        Yaml nothing = new Yaml.Mapping(place, List.of());
        Fields fields = Fields.of(names.value(key).orElse(nothing), SCHEMA_KEYS, problems);
        SchemaConfig usual =
            SchemaConfig.of(name.get(), migrations + "/" + key, names.keys().size() == 1);
        SchemaConfig schema = configured(usual, fields);
        present(schema, place);
        schemas.add(schema);
        places.put(schema, place);
      }
    }
    distinct(schemas, places, SchemaConfig::folder, "the folder");
    distinct(schemas, places, SchemaConfig::versionTable, "the version table");
    return schemas;
  }

  private SchemaConfig configured(SchemaConfig usual, Fields fields) {
    return new SchemaConfig(
        usual.name(),
        fields.text("folder").flatMap(this::folder).orElse(usual.folder()),
        fields.text("versionTable").flatMap(this::table).orElse(usual.versionTable()),
        fields.text("environmentPrefix").flatMap(this::prefix).orElse(usual.environmentPrefix()),
        fields.truth("optional").map(Located::value).orElse(usual.optional()));
  }

  private Optional<String> table(Located<String> table) {
    if (table.value().matches("[A-Za-z_][A-Za-z0-9_]{0,62}")) {
      return Optional.of(table.value());
    }
    problems.error(
        table.place(),
        "\"" + table.value() + "\" cannot name a version table",
        "use up to 63 letters, digits and _");
    return Optional.empty();
  }

  private Optional<String> prefix(Located<String> prefix) {
    if (prefix.value().matches("([A-Za-z_][A-Za-z0-9_]*)?")) {
      return Optional.of(prefix.value());
    }
    problems.error(
        prefix.place(),
        "\"" + prefix.value() + "\" cannot begin the name of an environment variable",
        "use letters, digits and _, as in CODEINTEL_");
    return Optional.empty();
  }

  private Optional<SchemaName> schemaName(String name, Place place) {
    if (isFit(name) && !name.equals(ALL)) {
      return Optional.of(new SchemaName(name));
    }
    problems.error(
        place,
        "\"" + name + "\" cannot name a schema",
        name.equals(ALL)
            ? "choose another name: --db=all stands for all schemas"
            : "use a name without white space, comma and slash");
    return Optional.empty();
  }

  private static boolean isFit(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' '
          || Character.isWhitespace(c)
          || Character.isISOControl(c)
          || "/\\,".indexOf(c) >= 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private void present(SchemaConfig schema, Place place) {
    try {
      if (foldersExpected && !tree.isFolder(schema.folder())) {
        problems.error(
            place,
            "schema " + schema.name() + " has no folder " + schema.folder(),
            "make it with ebb init --db=" + schema.name() + ", or mend the name");
      }
    } catch (Fault fault) {
      problems.error(fault);
    }
  }

  private void distinct(
      List<SchemaConfig> schemas,
      Map<SchemaConfig, Place> places,
      Function<SchemaConfig, String> property,
      String what) {
    Map<String, SchemaConfig> seen = new HashMap<>();
    for (SchemaConfig schema : schemas) {
      SchemaConfig rival = seen.putIfAbsent(property.apply(schema), schema);
      if (rival != null) {
        problems.error(
            places.getOrDefault(schema, Place.of(Project.FILE)),
            "schemas %s and %s share %s %s"
                .formatted(rival.name(), schema.name(), what, property.apply(schema)),
            "give each its own");
      }
    }
  }

  private List<SchemaConfig> found(String migrations) {
    List<String> direct = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String name : tree.names(migrations)) {
      if (SchemaFolder.isMigration(tree, migrations, name)) {
        direct.add(name);
      } else if (!name.startsWith(".") && isSchema(migrations + "/" + name)) {
        folders.add(name);
      }
    }
    if (!direct.isEmpty() && !folders.isEmpty()) {
      problems.error(
          Place.of(migrations),
          "there are migrations in the folder itself (%s) and schemas below it (%s)"
              .formatted(direct.getFirst(), String.join(", ", folders)),
          "move the migrations into the folder of a schema, or name the schemas in ebb.yaml");
      return List.of();
    }
    return direct.isEmpty() ? named(migrations, folders) : List.of(unnamed(migrations));
  }

  private static SchemaConfig unnamed(String migrations) {
    return SchemaConfig.of(new SchemaName(SchemaConfig.UNNAMED), migrations, true);
  }

  private List<SchemaConfig> named(String migrations, List<String> folders) {
    List<SchemaConfig> schemas = new ArrayList<>();
    folders.sort(SchemaConfig::compareUsual);
    for (String folder : folders) {
      String path = migrations + "/" + folder;
      schemaName(folder, Place.of(path))
          .ifPresent(name -> schemas.add(SchemaConfig.of(name, path, folders.size() == 1)));
    }
    return schemas;
  }

  private boolean isSchema(String path) {
    try {
      return tree.isFolder(path) && SchemaFolder.looksLikeOne(tree, path);
    } catch (Fault fault) {
      problems.error(fault);
      return false;
    }
  }
}
