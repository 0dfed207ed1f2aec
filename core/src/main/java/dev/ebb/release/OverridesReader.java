package dev.ebb.release;

import dev.ebb.fault.Nearest;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.SchemaName;
import dev.ebb.version.Version;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code overrides.yaml}. */
final class OverridesReader {
  private static final List<String> KEYS =
      List.of(
          "schema",
          "id",
          "ids",
          "releases",
          "reason",
          "accept",
          "replace",
          "with",
          "in",
          "up",
          "down",
          "flags",
          "parents",
          "absent");

  private final Problems problems = new Problems();
  private final List<Ruling> overrides = new ArrayList<>();

  private OverridesReader() {}

  static Overrides read(String text, String file) {
    OverridesReader reader = new OverridesReader();
    Optional<Yaml> yaml = YamlText.wholeFile(text, file).read(reader.problems);
    if (yaml.isPresent()) {
      Fields whole = Fields.of(yaml.get(), List.of("overrides"), reader.problems);
      whole.items("overrides").forEach(reader::entry);
    }
    reader.problems.throwIfAny();
    return new Overrides(reader.overrides);
  }

  private void entry(Yaml yaml) {
    Fields fields = Fields.of(yaml, KEYS, problems);
    Optional<String> schema = required(fields, "schema", yaml.place());
    Optional<String> reason = required(fields, "reason", yaml.place());
    List<Ruling.Action> actions = actions(fields, yaml.place());
    Range range = range(fields);
    List<MigrationId> ids = ids(fields);
    boolean whole = actions.stream().allMatch(a -> a instanceof Ruling.Action.Absent);
    if (ids.isEmpty() && !whole && fields.sound()) {
      problems.error(
          yaml.place(), "it does not say which migration it is about", "add \"id: 1644471839\"");
    }
    if (actions.isEmpty() && fields.sound()) {
      problems.error(
          yaml.place(),
          "it does not say what is to be done",
          "add one of accept, replace and with, up, down, flags, parents, absent");
    }
    if (schema.isEmpty() || reason.isEmpty() || problems.hasErrors()) {
      return;
    }
    Ruling.Scope scope =
        new Ruling.Scope(new SchemaName(schema.get()), ids, range.from(), range.to());
    actions.forEach(a -> overrides.add(new Ruling(yaml.place(), scope, a, reason.get())));
  }

  private Optional<String> required(Fields fields, String key, Place place) {
    Optional<String> value = fields.text(key).map(Located::value).filter(v -> !v.isBlank());
    if (value.isEmpty() && fields.sound()) {
      problems.error(
          place,
          "it has no " + key,
          key.equals("reason")
              ? "write why this is right: who finds it in two years needs to know"
              : "add \"schema: \" and the name");
    }
    if (key.equals("schema") && value.isPresent() && value.get().matches(".*[\\s/\\\\].*")) {
      problems.error(place, "\"" + value.get() + "\" cannot name a schema", "name one of yours");
      return Optional.empty();
    }
    return value;
  }

  private List<MigrationId> ids(Fields fields) {
    List<MigrationId> ids = new ArrayList<>();
    fields.number("id").ifPresent(id -> ids.add(new MigrationId(id.value())));
    fields.numbers("ids").ifPresent(all -> all.forEach(id -> ids.add(new MigrationId(id.value()))));
    return ids;
  }

  /** From one release to another. */
  private record Range(@Nullable Version from, @Nullable Version to) {}

  private Range range(Fields fields) {
    Optional<Located<String>> text = fields.text("releases");
    if (text.isEmpty()) {
      return new Range(null, null);
    }
    String value = text.get().value();
    int dots = value.indexOf("..");
    String from = dots < 0 ? value : value.substring(0, dots);
    String to = dots < 0 ? value : value.substring(dots + 2);
    Version first = version(from, text.get().place());
    Version last = version(to, text.get().place());
    if (first != null && last != null && first.compareTo(last) > 0) {
      problems.error(
          text.get().place(), "the releases " + value + " end before they begin", "swap the two");
    }
    return new Range(first, last);
  }

  private @Nullable Version version(String text, Place place) {
    if (text.isBlank()) {
      return null;
    }
    Optional<Version> version = Version.find(text);
    if (version.isEmpty()) {
      problems.error(
          place,
          "\"" + text + "\" is not a version",
          "write one release, as v3.36.0, or from one to another, as v3.30.0..v3.36.0, ..v3.36.0 or"
              + " v3.36.0..");
    }
    return version.orElse(null);
  }

  private List<Ruling.Action> actions(Fields fields, Place place) {
    List<Ruling.Action> actions = new ArrayList<>();
    accept(fields).ifPresent(actions::add);
    Optional<String> replaced = lines(fields, "replace");
    Optional<String> with = lines(fields, "with");
    if (replaced.isPresent() || with.isPresent()) {
      if (replaced.isEmpty() || replaced.get().isEmpty()) {
        problems.error(place, "there is \"with\", but no \"replace\"", "add the text to replace");
      } else {
        actions.add(new Ruling.Action.Replace(in(fields), replaced.get(), with.orElse("")));
      }
    }
    lines(fields, "up").ifPresent(t -> actions.add(new Ruling.Action.Write(Direction.UP, t)));
    lines(fields, "down").ifPresent(t -> actions.add(new Ruling.Action.Write(Direction.DOWN, t)));
    if (fields.keyPlace("flags").isPresent()) {
      actions.add(new Ruling.Action.Flags(flags(fields)));
    }
    fields
        .numbers("parents")
        .ifPresent(all ->
            actions.add(
                new Ruling.Action.Parents(
                    all.stream().map(p -> new MigrationId(p.value())).toList())));
    if (fields.truth("absent").map(Located::value).orElse(false)) {
      actions.add(new Ruling.Action.Absent());
    }
    return actions;
  }

  private Optional<Ruling.Action> accept(Fields fields) {
    Optional<Located<String>> word = fields.text("accept");
    if (word.isEmpty()) {
      return Optional.empty();
    }
    return switch (word.get().value()) {
      case "newer" -> Optional.of(new Ruling.Action.Accept(true));
      case "older" -> Optional.of(new Ruling.Action.Accept(false));
      default -> {
        problems.error(
            word.get().place(),
            "\"" + word.get().value() + "\" cannot be accepted",
            "write newer or older: the release whose script counts");
        yield Optional.empty();
      }
    };
  }

  private Set<Direction> in(Fields fields) {
    Optional<Located<String>> word = fields.text("in");
    if (word.isEmpty()) {
      return EnumSet.allOf(Direction.class);
    }
    for (Direction direction : Direction.values()) {
      if (direction.word().equals(word.get().value())) {
        return EnumSet.of(direction);
      }
    }
    problems.error(
        word.get().place(), "\"" + word.get().value() + "\" is no script", "write up or down");
    return Set.of();
  }

  private Set<Flag> flags(Fields fields) {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    List<String> words = Stream.of(Flag.values()).map(Flag::key).toList();
    for (Yaml item : fields.items("flags")) {
      String word = item instanceof Yaml.Scalar scalar ? scalar.text() : item.kind();
      Optional<Flag> flag = Stream.of(Flag.values()).filter(f -> f.key().equals(word)).findFirst();
      flag.ifPresentOrElse(
          flags::add,
          () ->
              problems.error(
                  item.place(),
                  "unknown flag \"" + word + "\"",
                  Nearest.to(word, words)
                      .map(near -> "did you mean \"" + near + "\"?")
                      .orElse("there are " + String.join(", ", words))));
    }
    return flags;
  }

  // Scripts have several lines, which Fields.text does not let pass.
  private Optional<String> lines(Fields fields, String key) {
    Optional<Yaml> value = fields.value(key);
    if (value.isPresent() && !(value.get() instanceof Yaml.Scalar)) {
      problems.error(
          value.get().place(),
          "\"" + key + "\" must be a text",
          "write " + key + ": |, then lines");
      return Optional.empty();
    }
    if (value.isEmpty()) {
      return fields.keyPlace(key).isPresent() && !key.equals("replace")
          ? Optional.of("")
          : Optional.empty();
    }
    return value.map(v -> v instanceof Yaml.Scalar scalar ? scalar.text() : "");
  }
}
