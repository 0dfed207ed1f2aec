package dev.ebb.cli.proving;

import dev.ebb.DownFiles;
import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.ExitStatus;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Place;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.proof.Derived;
import dev.ebb.proof.Proof;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.util.List;
import java.util.Set;

/** {@code add --derive}: the down of a migration whose up is written. */
public final class Deriving {
  /** Asks for it. */
  public static final Option OPTION =
      Option.flag(
          "write the down of a migration whose up is there already: of the newest, or of the one"
              + " whose id is given in place of a name",
          "derive");

  private Deriving() {}

  /**
   * Derives and writes it.
   *
   * @throws Fault if the down has statements already, or none that proves can be derived
   */
  public static ExitStatus run(Invocation call, SchemaConfig schema) {
    DownFiles files = new DownFiles(call.project(), call.tree());
    Definitions definitions = files.workspace().definitions(schema.name());
    Migration migration = migration(call, definitions.graph());
    String file = migration.down().file();
    if (!migration.down().script().statements().isEmpty()) {
      throw fault(
          FaultCode.REFUSED,
          file,
          "there is a down already",
          "'ebb prove' tells whether it is right; 'ebb prove --write-downs --overwrite' replaces"
              + " those that are not");
    }
    Proven proven = new Proving(call).prove(definitions, Set.of(migration.id()), Baseline.NONE);
    Proof proof = proven.proofs().getFirst();
    Derived derived =
        proof
            .derived()
            .orElseThrow(() ->
                fault(
                    FaultCode.REFUSED,
                    file,
                    String.join("; ", Wording.lines(proof.verdict())),
                    "there is nothing to derive from: see to the up first"));
    if (!derived.proven()) {
      throw fault(
          FaultCode.REFUSED,
          file,
          String.join("\n", Wording.derived(derived)),
          "write it by hand, from this draft; nothing was written");
    }
    Writing.write(proven, false, files);
    return told(call, schema, migration, derived);
  }

  private static Migration migration(Invocation call, Graph graph) {
    List<String> given = call.arguments().operands();
    if (given.isEmpty() && graph.size() > 0) {
      return graph.order().getLast();
    }
    try {
      return graph
          .find(new MigrationId(Long.parseLong(String.join(" ", given))))
          .orElseThrow(() ->
              Fault.of(
                  FaultCode.UNKNOWN_NAME,
                  "there is no migration " + given.getFirst(),
                  "'ebb leaves' shows the newest ones"));
    } catch (NumberFormatException e) {
      throw Fault.of(
          FaultCode.USAGE,
          "--derive takes the id of a migration that is there, not \"%s\""
              .formatted(String.join(" ", given)),
          "leave it out for the newest; write a new migration without --derive first",
          e);
    }
  }

  private static Fault fault(FaultCode code, String file, String what, String remedy) {
    return new Fault(List.of(Problem.at(Place.of(file), code, what, remedy)));
  }

  private static ExitStatus told(
      Invocation call, SchemaConfig schema, Migration migration, Derived derived) {
    String file = migration.down().file();
    if (call.json()) {
      return call.emit(
          ExitStatus.DONE,
          json ->
              json.field("schema", schema.name().value())
                  .field("id", migration.id().value())
                  .texts("parents", migration.parents())
                  .texts("files", List.of(file)));
    }
    call.out(file + ":");
    derived.text().lines().forEach(line -> call.out("  " + line));
    return ExitStatus.DONE;
  }
}
