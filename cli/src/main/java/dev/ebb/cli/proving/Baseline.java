package dev.ebb.cli.proving;

import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.fault.Problems;
import dev.ebb.graph.SchemaName;
import dev.ebb.proof.Proof;
import dev.ebb.proof.Verdict;
import dev.ebb.yaml.Fields;
import dev.ebb.yaml.Fields.Located;
import dev.ebb.yaml.Yaml;
import dev.ebb.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ways back that are known to be none, each with the reason why that is borne.
 *
 * <pre>
 * accept:
 *   - schema: frontend
 *     migration: 1528395846
 *     reason: only a comment comes back with another wording
 * </pre>
 */
record Baseline(List<Entry> entries) {
  static final Baseline NONE = new Baseline(List.of());
  private static final List<String> KEYS = List.of("schema", "migration", "reason");

  Baseline {
    entries = List.copyOf(entries);
  }

  /** One of them. */
  record Entry(Place place, String schema, long migration, String reason) {}

  /**
   * Reads a file.
   *
   * @throws Fault with everything that is wrong with it
   */
  static Baseline read(Path file, String name) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "the baseline " + name + " cannot be read: " + e.getMessage(),
          "name a file that is there, or leave --baseline out",
          e);
    }
    Problems problems = new Problems();
    List<Entry> entries = new ArrayList<>();
    YamlText.wholeFile(text, name)
        .read(problems)
        .map(yaml -> Fields.of(yaml, List.of("accept"), problems).items("accept"))
        .ifPresent(items -> items.forEach(one -> entry(one, problems).ifPresent(entries::add)));
    problems.throwIfAny();
    return new Baseline(entries);
  }

  private static Optional<Entry> entry(Yaml yaml, Problems problems) {
    Fields fields = Fields.of(yaml, KEYS, problems);
    if (!fields.sound()) {
      return Optional.empty();
    }
    Optional<Located<String>> schema = fields.text("schema");
    Optional<Located<Long>> migration = fields.number("migration");
    Optional<Located<String>> reason = fields.text("reason").filter(r -> !r.value().isBlank());
    if (schema.isEmpty() || migration.isEmpty() || reason.isEmpty()) {
      problems.error(
          yaml.place(),
          "this entry does not say schema, migration and reason",
          "write all three: an exception without a reason is one that nobody dares to remove");
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            yaml.place(), schema.get().value(), migration.get().value(), reason.get().value()));
  }

  /** Why a disproven way back is borne; empty if it is not. */
  Optional<String> reason(SchemaName schema, Proof proof) {
    return proof.verdict() instanceof Verdict.Disproven
        ? entry(schema, proof).map(Entry::reason)
        : Optional.empty();
  }

  private Optional<Entry> entry(SchemaName schema, Proof proof) {
    return entries.stream()
        .filter(
            e -> e.schema.equals(schema.value()) && e.migration == proof.migration().id().value())
        .findFirst();
  }

  /** Entries about ways back that are no longer disproven. */
  List<Problem> stale(SchemaName schema, List<Proof> proofs) {
    List<Problem> stale = new ArrayList<>();
    for (Proof proof : proofs) {
      if (!(proof.verdict() instanceof Verdict.Disproven)) {
        entry(schema, proof)
            .ifPresent(e ->
                stale.add(
                    Problem.at(
                        e.place,
                        FaultCode.DEFINITION,
                        "migration " + e.migration + " is not disproven any more",
                        "remove this entry")));
      }
    }
    return stale;
  }
}
