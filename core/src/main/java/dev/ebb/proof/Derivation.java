package dev.ebb.proof;

import dev.ebb.catalog.Catalog;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.Gate;
import dev.ebb.fix.Loss;
import dev.ebb.fix.Remark;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Migration;
import dev.ebb.graph.Source;
import dev.ebb.rows.RowOptions.Extremes;
import dev.ebb.shadow.Observation;
import dev.ebb.sql.Script;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes a down from what the up changes, and tries it as a written one would be tried. Used
 * once, on a stand on which everything before the migration has run, and not the migration.
 */
final class Derivation {
  private static final String FILE = "(derived)";

  private final Stand stand;
  private final Migration migration;
  private final Extremes extremes;
  private @Nullable Trial trial;
  private boolean stopped;

  Derivation(Stand stand, Migration migration, Extremes extremes) {
    this.stand = stand;
    this.migration = migration;
    this.extremes = extremes;
  }

  /** Whether the stand is not as if only ups had run, this one included. */
  boolean spoiled() {
    return trial == null || trial.spoiled();
  }

  /** Whether the up itself did not run on the rows that are there. */
  boolean stopped() {
    return stopped;
  }

  /** Computes and tries it. */
  Derived derive() {
    RowDigests rows = stand.digests();
    Catalog before = stand.lookClosely();
    Observation up = stand.observe(migration, Direction.UP);
    if (!up.succeeded()) {
      stopped = true;
      Verdict verdict = new Verdict.NotProvable(new Obstacle.UpFails(up.problems()));
      return new Derived("", List.of(), List.of(), verdict);
    }
    FixScript script = Fix.within(stand.lookClosely(), before, stand.major());
    List<String> violations = Gate.violations(script);
    if (!violations.isEmpty()) {
      Verdict verdict = new Verdict.NotProvable(new Obstacle.UnsafeScript(violations));
      return new Derived(script.text(), List.of(), List.of(), verdict);
    }
    Trial tried = new Trial(stand, with(script.text()), up, rows, extremes);
    trial = tried;
    Verdict verdict = tried.run();
    List<String> notUndone = new Undoable(up, tried.notes()).not(script.refusals());
    return new Derived(script.text(), notUndone, remarks(script), verdict);
  }

  private Migration with(String sql) {
    return new Migration(
        migration.id(),
        migration.name(),
        migration.parents(),
        migration.flags(),
        migration.up(),
        new Source(FILE, Script.parse(sql)));
  }

  // That a way back takes away what came with the way up goes without saying.
  private static List<String> remarks(FixScript script) {
    List<String> remarks = new ArrayList<>();
    for (Loss loss : script.losses()) {
      if (loss.what() == Loss.What.PRECISION) {
        remarks.add("it may cut " + loss);
      }
    }
    script
        .prechecks()
        .forEach(check -> remarks.add("it fails while " + check + ": " + check.query()));
    for (Remark remark : script.remarks()) {
      if (!(remark instanceof Remark.HoldsNothing)) {
        remarks.add(remark.toString());
      }
    }
    return remarks;
  }
}
