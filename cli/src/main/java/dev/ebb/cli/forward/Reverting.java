package dev.ebb.cli.forward;

import dev.ebb.cli.checking.Revision;
import dev.ebb.cli.forward.RevertCommand.Done;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.forward.Correction;
import dev.ebb.forward.ForwardFix;
import dev.ebb.forward.RevertedFiles;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.NewMigration;
import dev.ebb.source.SchemaConfig;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what a commit brought, has it corrected, and writes it. For one call. */
final class Reverting {
  private final Invocation call;
  private final String commit;
  private final Map<String, Graph> then;
  private final Map<String, Graph> before;

  Reverting(Invocation call, String commit) {
    this.call = call;
    this.commit = commit;
    this.then = Revision.graphs(call, commit);
    this.before = before();
  }

  // The first commit has none before it.
  private Map<String, Graph> before() {
    try {
      return Revision.graphs(call, commit + "^");
    } catch (Fault fault) {
      if (fault.problems().getFirst().code() == FaultCode.UNKNOWN_NAME) {
        return Map.of();
      }
      throw fault;
    }
  }

  /**
   * What would take back the migrations of the commit in a schema; empty if it brought none there.
   */
  Optional<Done> correct(SchemaConfig schema) {
    Graph old = before.getOrDefault(schema.name().value(), Graph.EMPTY);
    Graph at = then.getOrDefault(schema.name().value(), Graph.EMPTY);
    List<Migration> bad = at.order().stream().filter(m -> !old.contains(m.id())).toList();
    refuseChanged(old, at);
    if (bad.isEmpty()) {
      return Optional.empty();
    }
    Graph now = call.workspace().definitions(schema.name()).graph();
    List<Migration> all = new ArrayList<>();
    bad.forEach(migration -> all.add(asItWas(now, migration)));
    call.terminal().say(schema.name() + ": computing on scratch databases");
    call.terminal().flush();
    Set<MigrationId> ids =
        bad.stream().map(Migration::id).collect(Collectors.toCollection(TreeSet::new));
    Correction correction =
        new ForwardFix(CorrectionText.setting(call, schema))
            .withoutDown(Graph.of(all).with(now.order()), ids);
    return Optional.of(new Done(schema, all, correction.withDown(down(correction)), null));
  }

  private static String down(Correction correction) {
    return "-- Nothing: nobody is to have again what "
        + correction.undone().stream().map(MigrationId::toString).collect(Collectors.joining(", "))
        + " did.\n";
  }

  private Migration asItWas(Graph now, Migration then) {
    Optional<Migration> there = now.find(then.id());
    if (there.isEmpty()) {
      return then;
    }
    if (there.get().up().script().statements().isEmpty()
        && !then.up().script().statements().isEmpty()) {
      throw Fault.of(
          FaultCode.REFUSED,
          "migration " + there.get().title() + " is reverted already: its files do nothing",
          "nothing was changed; 'git log' on its folder tells who did it");
    }
    return there.get();
  }

  private void refuseChanged(Graph old, Graph at) {
    for (Migration migration : at.order()) {
      Optional<Migration> earlier = old.find(migration.id());
      if (earlier.isPresent()
          && !earlier.get().up().script().text().equals(migration.up().script().text())) {
        throw Fault.of(
            FaultCode.REFUSED,
            "commit " + commit + " changes migration " + migration.title() + ", which was there",
            "where it ran before, that commit changed nothing; restore its files with git, and"
                + " revert the rest with 'ebb forward-fix'");
      }
    }
  }

  /** Writes what was corrected. */
  Done write(Done done, String reason) {
    Correction correction = done.correction();
    Optional<NewMigration> fix =
        correction.sql().isEmpty()
            ? Optional.empty()
            : Optional.of(
                NewMigration.of(
                    "revert " + commit.replaceAll("[^\\p{Alnum}._/-]", " "),
                    correction.flags(),
                    correction.up(),
                    correction.down()));
    RevertedFiles files = new RevertedFiles(call.tree(), InstantSource.system());
    return new Done(
        done.schema(), done.bad(), correction, files.write(done.schema(), done.bad(), reason, fix));
  }
}
