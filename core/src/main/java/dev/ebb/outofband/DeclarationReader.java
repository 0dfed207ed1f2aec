package dev.ebb.outofband;

import dev.ebb.fault.Fault;
import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.SchemaName;
import dev.ebb.source.Tree;
import dev.ebb.source.Utf8;
import dev.ebb.version.Version;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the folder of out-of-band migrations, and tells everything that is wrong in it at once. */
final class DeclarationReader {
  static final String METADATA = "metadata.yaml";

  private static final List<String> KEYS =
      List.of(
          "id",
          "schema",
          "team",
          "component",
          "description",
          "introduced",
          "deprecated",
          "non_destructive",
          "irreversible",
          "table",
          "key",
          "up",
          "down",
          "class",
          "batch");

  private final Tree tree;
  private final List<SchemaName> schemas;
  private final Problems problems = new Problems();
  private final Map<OutOfBandId, String> folders = new HashMap<>();

  DeclarationReader(Tree tree, List<SchemaName> schemas) {
    this.tree = tree;
    this.schemas = schemas;
  }

  List<Declaration> read() {
    List<Declaration> found = new ArrayList<>();
    for (String name : tree.names(Declarations.FOLDER)) {
      String path = Declarations.FOLDER + "/" + name;
      try {
        if (!name.startsWith(".") && tree.isFolder(path)) {
          folder(name, path).ifPresent(found::add);
        }
      } catch (Fault fault) {
        problems.error(fault);
      }
    }
    problems.throwIfAny();
    return found;
  }

  private Optional<Declaration> folder(String name, String path) {
    Optional<OutOfBandId> id = id(name, path);
    if (!tree.names(path).contains(METADATA)) {
      problems.error(
          Place.of(path),
          METADATA + " is missing",
          "write one: id, schema, component, description, introduced and what it does");
      return Optional.empty();
    }
    Optional<Fields> fields = fields(path + "/" + METADATA);
    if (id.isEmpty() || fields.isEmpty()) {
      return Optional.empty();
    }
    int end = name.indexOf('_');
    String slug = end < 0 ? "" : name.substring(end + 1);
    return declaration(id.get(), slug, path, fields.get());
  }

  private Optional<OutOfBandId> id(String name, String path) {
    String digits = name.contains("_") ? name.substring(0, name.indexOf('_')) : name;
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      problems.error(
          Place.of(path),
          "the name of the folder does not begin with the id of an out-of-band migration",
          "name it <id>_<name>, the id a number from 1 to 999999999");
      return Optional.empty();
    }
    OutOfBandId id = new OutOfBandId(Integer.parseInt(digits));
    String rival = folders.putIfAbsent(id, path);
    if (rival != null) {
      problems.error(
          Place.of(path),
          "duplicate id " + id + ": " + rival + " has it, too",
          "give one of the two another id; never one that has run anywhere");
    }
    return Optional.of(id);
  }

  private Optional<Fields> fields(String file) {
    Optional<String> text = Utf8.decode(tree.read(file), file, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Problems own = new Problems();
    Optional<Yaml> yaml = YamlText.wholeFile(text.get(), file).read(own);
    problems.addAll(own);
    if (yaml.isEmpty() && !own.hasErrors()) {
      problems.error(Place.of(file), "the file is empty", "begin with \"id:\" and \"schema:\"");
    }
    return yaml.map(value -> Fields.of(value, KEYS, problems));
  }

  private Optional<Declaration> declaration(
      OutOfBandId id, String slug, String path, Fields fields) {
    String file = path + "/" + METADATA;
    sameId(id, fields, file);
    Optional<SchemaName> schema = schema(fields, file);
    Optional<String> component = needed("component", fields, file);
    Optional<String> description = needed("description", fields, file);
    Optional<Located<Version>> introduced = version("introduced", fields);
    if (introduced.isEmpty() && fields.keyPlace("introduced").isEmpty()) {
      missing("introduced", file);
    }
    Optional<Located<Version>> deprecated = version("deprecated", fields);
    inOrder(introduced, deprecated);
    WayBack wayBack = wayBack(fields);
    Optional<Work> work = new WorkReader(tree, path, fields, problems).read(wayBack);
    BatchPolicy policy = new PolicyReader(problems).read(fields);
    if (problems.hasErrors() || schema.isEmpty() || introduced.isEmpty() || work.isEmpty()) {
      return Optional.empty();
    }
    String part = component.orElseThrow();
    return Optional.of(
        new Declaration(
            id,
            slug,
            path,
            schema.get(),
            fields.text("team").map(Located::value).filter(t -> !t.isBlank()).orElse(part),
            part,
            description.orElseThrow(),
            introduced.get().value(),
            deprecated.map(Located::value),
            wayBack,
            work.get(),
            policy));
  }

  private void sameId(OutOfBandId id, Fields fields, String file) {
    Optional<Located<Long>> written = fields.number("id");
    if (written.isEmpty() && fields.keyPlace("id").isEmpty()) {
      problems.error(Place.of(file), "\"id\" is missing", "write \"id: " + id + "\"");
    }
    written
        .filter(number -> number.value() != id.value())
        .ifPresent(number ->
            problems.error(
                number.place(),
                "the id is " + number.value() + ", but the folder says " + id,
                "make both the same; the id of one that has run anywhere must stay"));
  }

  private Optional<SchemaName> schema(Fields fields, String file) {
    List<String> names = schemas.stream().map(SchemaName::value).toList();
    Optional<Located<String>> written = fields.text("schema");
    if (written.isEmpty()) {
      if (fields.keyPlace("schema").isEmpty() && names.size() == 1) {
        return Optional.of(schemas.getFirst());
      }
      needed("schema", fields, file);
      return Optional.empty();
    }
    String name = written.get().value();
    if (!names.contains(name)) {
      problems.error(
          written.get().place(),
          "unknown schema \"" + name + "\"",
          Nearest.to(name, names)
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("this project has: " + String.join(", ", names)));
      return Optional.empty();
    }
    return Optional.of(new SchemaName(name));
  }

  private Optional<String> needed(String key, Fields fields, String file) {
    Optional<Located<String>> text = fields.text(key);
    if (text.isEmpty() && fields.value(key).isEmpty()) {
      missing(key, file);
    } else if (text.isPresent() && text.get().value().isBlank()) {
      problems.error(text.get().place(), "\"" + key + "\" is empty", "write a few words");
    }
    return text.map(Located::value);
  }

  private void missing(String key, String file) {
    String example =
        switch (key) {
          case "introduced" -> "introduced: v4.3   (the first release that knows it)";
          case "schema" ->
              "schema: "
                  + schemas.stream().map(SchemaName::value).collect(Collectors.joining(" or "));
          case "component" -> "component: accounts   (what it belongs to)";
          default -> key + ": what it does, in a line";
        };
    problems.error(Place.of(file), "\"" + key + "\" is missing", "write \"" + example + "\"");
  }

  private Optional<Located<Version>> version(String key, Fields fields) {
    Optional<Located<String>> text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Version> version = Version.find(text.get().value());
    if (version.isEmpty()) {
      problems.error(
          text.get().place(),
          "\"" + text.get().value() + "\" is not a version",
          "write it like v4.3 or v5.0.0");
    }
    return version.map(v -> new Located<>(v, text.get().place()));
  }

  private void inOrder(
      Optional<Located<Version>> introduced, Optional<Located<Version>> deprecated) {
    if (introduced.isPresent()
        && deprecated.isPresent()
        && deprecated.get().value().line().compareTo(introduced.get().value().line()) <= 0) {
      problems.error(
          deprecated.get().place(),
          "it is deprecated in %s, which is not after %s, where it is introduced"
              .formatted(deprecated.get().value().brief(), introduced.get().value().brief()),
          "leave at least one minor release in which it can run, or leave \"deprecated\" out");
    }
  }

  private WayBack wayBack(Fields fields) {
    Optional<Located<Boolean>> harmless = fields.truth("non_destructive");
    Optional<Located<Boolean>> lasting = fields.truth("irreversible");
    boolean needless = harmless.map(Located::value).orElse(false);
    boolean impossible = lasting.map(Located::value).orElse(false);
    if (needless && impossible) {
      problems.error(
          lasting.orElseThrow().place(),
          "it is declared both non_destructive and irreversible",
          "non_destructive: the older release reads the data as they are; irreversible: it does not,"
              + " and nothing can help it. Keep the one that is true");
    }
    return needless ? WayBack.NEEDLESS : impossible ? WayBack.IMPOSSIBLE : WayBack.WORK;
  }
}
