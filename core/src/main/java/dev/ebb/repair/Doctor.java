package dev.ebb.repair;

import dev.ebb.db.Session;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Entry;
import dev.ebb.graph.LedgerState;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Progress;
import dev.ebb.graph.SchemaName;
import dev.ebb.probe.IndexFound;
import dev.ebb.probe.Probe;
import dev.ebb.probe.Took;
import dev.ebb.sql.Effect;
import dev.ebb.sql.Script;
import dev.ebb.sql.SqlName;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of migrations that did not end well, statement by statement, without
 * changing anything.
 */
final class Doctor {
  private final Probe probe;
  private final Function<MigrationId, @Nullable Migration> definitions;

  Doctor(Session session, Function<MigrationId, @Nullable Migration> definitions) {
    this.probe = new Probe(session);
    this.definitions = definitions;
  }

  Diagnosis examine(SchemaName schema, LedgerState state) {
    return new Diagnosis(schema, state.unsettled().stream().map(this::examine).toList());
  }

  private Diagnosis.Finding examine(Entry entry) {
    Migration migration = definitions.apply(entry.id());
    if (migration == null) {
      return new Diagnosis.Finding(
          entry,
          null,
          List.of(),
          null,
          "neither the project nor the database has its script, so nothing can be looked for");
    }
    List<Diagnosis.StatementFinding> statements = new ArrayList<>();
    Script script = migration.source(entry.direction()).script();
    for (Statement s : script.statements()) {
      statements.add(new Diagnosis.StatementFinding(s, took(entry.progress(), script, s)));
    }
    Progress progress = entry.progress();
    return progress == null
        ? otherTools(entry, migration, statements)
        : ours(entry, migration, statements, progress);
  }

  private Took took(@Nullable Progress progress, Script script, Statement statement) {
    if (progress != null && statement.number() <= progress.statementsDone()) {
      return Took.EFFECT;
    }
    // What commits together with its count and is not counted was undone with it.
    return progress != null && !script.runsAlone(statement)
        ? Took.NONE
        : probe.tookEffect(statement);
  }

  private static Diagnosis.Finding ours(
      Entry entry,
      Migration migration,
      List<Diagnosis.StatementFinding> statements,
      Progress progress) {
    boolean provable =
        progress.statementsDone() >= statements.size()
            || statements.get(progress.statementsDone()).took() != Took.UNKNOWN;
    return new Diagnosis.Finding(
        entry,
        migration,
        statements,
        provable ? Decision.Kind.RESUME : null,
        provable
            ? "the ledger and the catalog tell where it stopped, so it can go on from there"
            : "the statement after the last one that surely ran may or may not have taken effect");
  }

  // Another tool runs a script in one transaction: one statement's effect speaks for all of them.
  private Diagnosis.Finding otherTools(
      Entry entry, Migration migration, List<Diagnosis.StatementFinding> statements) {
    boolean some = statements.stream().anyMatch(s -> s.took() == Took.EFFECT);
    boolean none = statements.stream().anyMatch(s -> s.took() == Took.NONE);
    Script script = migration.source(entry.direction()).script();
    if (script.statements().size() == 1 && !script.transactional()) {
      return alone(entry, migration, statements.getFirst());
    }
    boolean whole = script.transactional();
    Decision.Kind applied = marked(entry, Took.EFFECT);
    Decision.Kind unapplied = marked(entry, Took.NONE);
    if (whole && some && !none) {
      return new Diagnosis.Finding(
          entry, migration, statements, applied, "what its statements make is in the database");
    }
    if (whole && none && !some) {
      return new Diagnosis.Finding(
          entry, migration, statements, unapplied, "nothing that its statements make is there");
    }
    return new Diagnosis.Finding(
        entry,
        migration,
        statements,
        null,
        some
            ? "part of what its statements make is in the database"
            : "the catalog does not show whether these statements took effect");
  }

  private static Decision.Kind marked(Entry entry, Took took) {
    return (entry.direction() == Direction.UP) == (took == Took.EFFECT)
        ? Decision.Kind.MARK_APPLIED
        : Decision.Kind.MARK_UNAPPLIED;
  }

  // A statement that has to be alone, as a concurrent build: its end shows in the catalog. Half a
  // build is gone on with by the next run, as it goes on with one of its own.
  private Diagnosis.Finding alone(
      Entry entry, Migration migration, Diagnosis.StatementFinding finding) {
    List<Diagnosis.StatementFinding> all = List.of(finding);
    if (finding.took() == Took.EFFECT) {
      return new Diagnosis.Finding(
          entry, migration, all, marked(entry, Took.EFFECT), "what its statement does is done");
    }
    SqlName name =
        finding.statement().effect() instanceof Effect.CreatesIndex create && create.concurrently()
            ? create.index()
            : null;
    if (name != null && finding.statement().effect() instanceof Effect.CreatesIndex create) {
      IndexFound index = probe.index(name, create.table());
      return index != null && index.beingBuilt()
          ? new Diagnosis.Finding(
              entry,
              migration,
              all,
              null,
              "another tool is building the index at this moment: look again when it is done")
          : new Diagnosis.Finding(
              entry,
              migration,
              all,
              Decision.Kind.RESUME,
              index == null
                  ? "the index is not there, and can be built"
                  : "the index is there and not valid: it is dropped and built anew");
    }
    return new Diagnosis.Finding(
        entry,
        migration,
        all,
        null,
        "it may have done a part of its work, which the catalog does not show");
  }
}
