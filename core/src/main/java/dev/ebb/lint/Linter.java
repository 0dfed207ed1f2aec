package dev.ebb.lint;

import dev.ebb.catalog.Catalog;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fault.Problem;
import dev.ebb.graph.Direction;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Step;
import dev.ebb.rehearse.RealNames;
import dev.ebb.rehearse.Rehearsal.Basis;
import dev.ebb.rehearse.Rehearsal.RehearsedStep;
import dev.ebb.rehearse.Rehearser;
import dev.ebb.rehearse.Surroundings;
import dev.ebb.shadow.Detail;
import dev.ebb.shadow.Observation;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at migrations while they run on a shadow, up and down, one after the other. The shadow on
 * which downs are tried is made anew, as a copy of one that only goes up, when a down has left
 * something behind. Confined to one thread.
 */
public final class Linter {
  private final LintSetting setting;
  private final Set<MigrationId> failed = new HashSet<>();
  private final List<Migration> behind = new ArrayList<>();

  /** A linter with this setting. */
  public Linter(LintSetting setting) {
    this.setting = setting;
  }

  /** A shadow with its connections, which have to be closed before it can be copied. */
  private final class Stand implements AutoCloseable {
    final Shadow shadow;
    Replay replay;

    /** The objects that there are now, if they were read since anything ran. */
    private @Nullable Catalog known;

    Stand(Shadow shadow) {
      this.shadow = shadow;
      this.replay = Replay.in(shadow, setting.replay());
    }

    Stand copy() {
      replay.close();
      try {
        return new Stand(shadow.copy());
      } finally {
        replay = Replay.in(shadow, setting.replay());
      }
    }

    void up(Migration migration) {
      known = null;
      replay.run(new Step(Direction.UP, migration, Step.Origin.PROJECT));
    }

    Catalog catalog() {
      Catalog now = replay.catalog();
      known = now;
      return now;
    }

    // What one statement does is what the script does; and of roots, which are long, nobody has
    // anything that could be locked.
    Observation observe(Migration migration, Direction direction) {
      boolean whole =
          migration.parents().isEmpty()
              || migration.source(direction).script().statements().size() == 1;
      Detail detail = whole ? Detail.STEP : Detail.STATEMENTS;
      Step step = new Step(direction, migration, Step.Origin.PROJECT);
      Catalog before = known;
      Observation seen =
          before == null ? replay.observe(step, detail) : replay.observe(step, detail, before);
      known = seen.succeeded() ? seen.after() : null;
      return seen;
    }

    @Override
    public void close() {
      replay.close();
      shadow.close();
    }
  }

  /**
   * Looks at some migrations of a schema; the others are only applied.
   *
   * @param asked which
   * @param heard hears of each as soon as it has been looked at
   * @return one for each that was asked for, in the order of the chain
   * @throws Fault if no shadow can be made
   */
  public List<Linted> lint(Graph graph, Set<MigrationId> asked, Consumer<Linted> heard) {
    List<Linted> all = new ArrayList<>();
    int left = (int) graph.order().stream().filter(m -> asked.contains(m.id())).count();
    if (left == 0) {
      return all;
    }
    try (Stand clean = new Stand(Shadow.open(setting.place(), setting.likeness()))) {
      Stand worn = new Stand(clean.shadow.another());
      try {
        for (Migration migration : graph.order()) {
          if (asked.contains(migration.id())) {
            Report report = new Report(migration, setting.rules());
            boolean sound = look(worn, migration, report);
            Linted linted = report.linted();
            all.add(linted);
            heard.accept(linted);
            if (--left == 0) {
              break;
            }
            if (!sound) {
              worn.close();
              worn = renewed(clean);
            }
          } else {
            apply(worn, migration);
          }
        }
      } finally {
        worn.close();
      }
    }
    return all;
  }

  private Stand renewed(Stand clean) {
    clean.replay.up(behind);
    behind.clear();
    return clean.copy();
  }

  private void apply(Stand stand, Migration migration) {
    if (isCutOff(migration)) {
      return;
    }
    try {
      stand.up(migration);
      behind.add(migration);
    } catch (Fault fault) {
      failed.add(migration.id());
    }
  }

  private boolean isCutOff(Migration migration) {
    boolean cut = migration.parents().stream().anyMatch(failed::contains);
    if (cut) {
      failed.add(migration.id());
    }
    return cut;
  }

  // Returns whether the stand is now as if only ups had run.
  private boolean look(Stand stand, Migration migration, Report report) {
    if (isCutOff(migration)) {
      report.add(
          Rule.DOES_NOT_RUN,
          Level.NOTICE,
          Direction.UP,
          null,
          "was not looked at: a migration that it builds on does not run here");
      return true;
    }
    Observation up = stand.observe(migration, Direction.UP);
    if (!up.succeeded()) {
      failed.add(migration.id());
      fails(report, Direction.UP, up);
      return up.before().equals(up.after());
    }
    behind.add(migration);
    RealNames names = new RealNames();
    StepRules.look(report, setting.real().isPresent(), rehearsed(up, names), up);
    WayRules way = new WayRules(report, up);
    if (!migration.parents().isEmpty()) {
      way.up();
    }
    return down(stand, migration, report, way, up);
  }

  private boolean down(
      Stand stand, Migration migration, Report report, WayRules way, Observation up) {
    if (migration.down().script().statements().isEmpty()) {
      way.noDown();
      return true;
    }
    Observation down = stand.observe(migration, Direction.DOWN);
    if (!down.succeeded()) {
      fails(report, Direction.DOWN, down);
      return up.after().equals(down.after());
    }
    if (!migration.parents().isEmpty()) {
      StepRules.look(report, setting.real().isPresent(), rehearsed(down, new RealNames()), down);
    }
    way.down(down);
    try {
      stand.up(migration);
      return stand.catalog().equals(up.after());
    } catch (Fault fault) {
      return false;
    }
  }

  private RehearsedStep rehearsed(Observation seen, RealNames names) {
    Surroundings real = setting.real().orElse(Surroundings.UNKNOWN);
    return new Rehearser(Basis.SHADOW, real, real, Duration.ZERO).step(seen, names);
  }

  // What a server of our own lacks says nothing about the script.
  private static void fails(Report report, Direction direction, Observation seen) {
    Problem problem = seen.problems().getFirst();
    boolean lacking = problem.code() == FaultCode.SERVER;
    report.add(
        Rule.DOES_NOT_RUN,
        lacking ? Level.NOTICE : Level.ERROR,
        direction,
        failing(seen),
        problem.what());
  }

  private static @Nullable Statement failing(Observation seen) {
    int done = seen.statements().size();
    List<Statement> all = seen.step().source().script().statements();
    return done < all.size() ? all.get(done) : null;
  }
}
