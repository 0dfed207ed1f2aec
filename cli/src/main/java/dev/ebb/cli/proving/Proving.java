package dev.ebb.cli.proving;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.db.Connector;
import dev.ebb.db.Session;
import dev.ebb.embedded.EmbeddedOptions;
import dev.ebb.graph.MigrationId;
import dev.ebb.proof.Proof;
import dev.ebb.proof.ProofSetting;
import dev.ebb.proof.Prover;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.ShadowPlace;
import dev.ebb.source.Definitions;
import dev.ebb.source.SchemaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Has migrations of a call proven, where the call says. */
public final class Proving {
  /** Where scratch databases are made. */
  public static final Option SHADOW =
      Option.value(
          "embedded|target|URL",
          "where scratch databases are made: on a PostgreSQL of Ebb's own, on the server of the"
              + " schema's database, or on another; default: embedded",
          "shadow");

  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  private final Invocation call;

  Proving(Invocation call) {
    this.call = call;
  }

  /** Proves some migrations of a schema, with signs of life. */
  Proven prove(Definitions definitions, Set<MigrationId> asked, Baseline baseline) {
    long started = System.nanoTime();
    SchemaConfig schema = definitions.schema();
    Consumer<Proof> progress = progress(schema, asked.size());
    List<Proof> proofs = List.of();
    if (!asked.isEmpty()) {
      ProofSetting setting = setting(schema);
      call.terminal()
          .say(
              schema.name()
                  + ": proving "
                  + asked.size()
                  + " of "
                  + definitions.graph().size()
                  + " migrations");
      call.terminal().flush();
      proofs = new Prover(setting).prove(definitions.graph(), asked, progress);
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    return new Proven(schema.name(), proofs, baseline, elapsed, List.of(), List.of(), List.of());
  }

  private Consumer<Proof> progress(SchemaConfig schema, int all) {
    long[] state = {System.nanoTime(), 0};
    return _ -> {
      state[1]++;
      if (System.nanoTime() - state[0] > SIGN_OF_LIFE.toNanos()) {
        state[0] = System.nanoTime();
        call.terminal().say("%s: %d of %d".formatted(schema.name(), state[1], all));
        call.terminal().flush();
      }
    };
  }

  private ProofSetting setting(SchemaConfig schema) {
    String where = call.arguments().value(SHADOW).orElse("embedded");
    if (where.equals("embedded")) {
      int major = EmbeddedOptions.DEFAULT_MAJOR;
      return ProofSetting.of(
          new ShadowPlace.Embedded(major),
          Likeness.ofMajor(major),
          schema.name(),
          schema.versionTable());
    }
    ConnectionSettings settings =
        where.equals("target")
            ? call.connections().connector(schema).settings()
            : ((ShadowPlace.OnServer) ShadowPlace.at(where)).settings();
    try (Session session = new Connector(settings, "ebb").open()) {
      return ProofSetting.of(
          new ShadowPlace.OnServer(settings),
          Likeness.of(session),
          schema.name(),
          schema.versionTable());
    }
  }
}
