package dev.ebb.cli.proving;

import dev.ebb.cli.checking.Scratch;
import dev.ebb.cli.checking.SignsOfLife;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.dump.DumpedRows;
import dev.ebb.graph.MigrationId;
import dev.ebb.proof.Proof;
import dev.ebb.proof.ProofSetting;
import dev.ebb.proof.Prover;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has migrations of a call proven, where the call says. */
public final class Proving {
  private final Invocation call;

  Proving(Invocation call) {
    this.call = call;
  }

  /** Proves some migrations of a schema, with signs of life. */
  Proven prove(Definitions definitions, Set<MigrationId> asked, Baseline baseline) {
    return prove(definitions, asked, baseline, null);
  }

  /** The same with rows that the tables get before any are made up. */
  Proven prove(
      Definitions definitions,
      Set<MigrationId> asked,
      Baseline baseline,
      @Nullable DumpedRows data) {
    long started = System.nanoTime();
    SchemaConfig schema = definitions.schema();
    SignsOfLife progress = new SignsOfLife(call.terminal(), schema.name(), asked.size());
    List<Proof> proofs = List.of();
    if (!asked.isEmpty()) {
      ProofSetting usual = setting(schema);
      ProofSetting setting = data == null ? usual : usual.data(data);
      call.terminal()
          .say(
              schema.name()
                  + ": proving "
                  + asked.size()
                  + " of "
                  + definitions.graph().size()
                  + " migrations");
      call.terminal().flush();
      proofs = new Prover(setting).prove(definitions.graph(), asked, progress::accept);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    Proven proven =
        new Proven(
            schema.name(), proofs, baseline, elapsed, List.of(), List.of(), List.of(), List.of());
    return data == null ? proven : proven.on(data.fits());
  }

  private ProofSetting setting(SchemaConfig schema) {
    Scratch scratch = Scratch.of(call, schema);
    return ProofSetting.of(
        scratch.place(), scratch.likeness(), schema.name(), schema.versionTable());
  }
}
