package dev.ebb.source;

import dev.ebb.fault.Place;
import dev.ebb.fault.Problems;
import dev.ebb.graph.Flag;
import dev.ebb.graph.MigrationId;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the author of a migration declared about it, and where.
 *
 * @param name for people, if given
 * @param parents where each declared parent stands, in order; nothing if none are declared at all
 * @param flags the flags that are mentioned, true or false
 * @param sound whether all of it could be understood
 */
record Metadata(
    Optional<String> name,
    Optional<List<Located<MigrationId>>> parents,
    Map<Flag, Located<Boolean>> flags,
    boolean sound) {

  private static final List<String> KEYS =
      List.of(
          "name",
          "parent",
          "parents",
          Flag.PRIVILEGED.key(),
          Flag.CONCURRENT_INDEX.key(),
          Flag.NON_IDEMPOTENT.key());

  /** Nothing declared. */
  static final Metadata NONE = new Metadata(Optional.empty(), Optional.empty(), Map.of(), true);

  /** Something was declared and cannot be understood. */
  static final Metadata LOST = new Metadata(Optional.empty(), Optional.empty(), Map.of(), false);

  /** Reads it; what is wrong is told. */
  static Metadata read(YamlText text, Problems problems) {
    Problems own = new Problems();
    Optional<Yaml> yaml = text.read(own);
    Metadata metadata = yaml.isEmpty() ? NONE : of(Fields.of(yaml.get(), KEYS, own), own);
    problems.addAll(own);
    return own.hasErrors() ? metadata.lost() : metadata;
  }

  private static Metadata of(Fields fields, Problems problems) {
    Map<Flag, Located<Boolean>> flags = new EnumMap<>(Flag.class);
    for (Flag flag : Flag.values()) {
      fields.truth(flag.key()).ifPresent(value -> flags.put(flag, value));
    }
    return new Metadata(
        fields.text("name").map(Located::value), parents(fields, problems), flags, true);
  }

  private static Optional<List<Located<MigrationId>>> parents(Fields fields, Problems problems) {
    boolean declared =
        fields.keyPlace("parent").isPresent() || fields.keyPlace("parents").isPresent();
    List<Located<Long>> all = new ArrayList<>(fields.numbers("parents").orElse(List.of()));
    // The predecessor writes "parent: 0" for a migration without parents.
    fields.number("parent").filter(p -> p.value() != 0).ifPresent(all::addFirst);
    List<Located<MigrationId>> parents = new ArrayList<>();
    Set<MigrationId> seen = new HashSet<>();
    for (Located<Long> parent : all) {
      MigrationId id = new MigrationId(parent.value());
      if (seen.add(id)) {
        parents.add(new Located<>(id, parent.place()));
      } else {
        problems.notice(parent.place(), "the parent " + id + " is named twice", "once is enough");
      }
    }
    return declared ? Optional.of(parents) : Optional.empty();
  }

  private Metadata lost() {
    return new Metadata(name, parents, flags, false);
  }

  /** Whether a flag is set. */
  boolean has(Flag flag) {
    Located<Boolean> value = flags.get(flag);
    return value != null && value.value();
  }

  /** Where a flag is mentioned, true or false. */
  Optional<Place> place(Flag flag) {
    return Optional.ofNullable(flags.get(flag)).map(Located::place);
  }

  /** Where a parent is named. */
  Optional<Place> place(MigrationId parent) {
    return parents.stream()
        .flatMap(List::stream)
        .filter(p -> p.value().equals(parent))
        .map(Located::place)
        .findFirst();
  }
}
