package dev.ebb.forward;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.Difference;
import dev.ebb.fault.Fault;
import dev.ebb.fault.FaultCode;
import dev.ebb.fix.Fix;
import dev.ebb.fix.FixScript;
import dev.ebb.fix.FixVerdict;
import dev.ebb.fix.Gate;
import dev.ebb.fix.Loss;
import dev.ebb.fix.Remark;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.graph.Source;
import dev.ebb.loss.Touch;
import dev.ebb.proof.Derived;
import dev.ebb.proof.Proof;
import dev.ebb.proof.ProofSetting;
import dev.ebb.proof.Prover;
import dev.ebb.shadow.Shadow;
import dev.ebb.sql.Script;
import dev.ebb.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Computes the migration that takes back what others did, and proves it: on a shadow that ran them
 * it must lead to what there would be without them, and on one that did not it must change nothing.
 * Immutable; works for as long as it takes to replay the schema some times.
 */
public final class ForwardFix {
  private static final String FILE = "(forward fix)";
  private static final Script NOTHING = Script.parse("");

  private final ProofSetting setting;

  /** With shadows of this setting. */
  public ForwardFix(ProofSetting setting) {
    this.setting = setting;
  }

  /**
   * Computes and proves one, its way back included.
   *
   * @param graph all migrations of the schema, as whoever has the bad ones ran them
   * @param bad the bad ones; all of them in the graph
   * @throws Fault REFUSED if there is nothing to take back, or no script can do it, with what is in
   *     the way; as {@link Shadow#open} does if there can be no shadow
   */
  public Correction of(Graph graph, Set<MigrationId> bad) {
    Correction correction = withoutDown(graph, bad);
    if (correction.sql().isEmpty()) {
      throw refused(
          "they change no object that is still there, so there is nothing to compute",
          correction.notUndone(),
          "what they did to rows only a script of yours can take back: 'ebb add'");
    }
    Migration fix = migration(graph, correction.sql());
    Proof proof = prove(graph.with(List.of(fix)), Set.of(fix.id())).getFirst();
    Derived down =
        proof
            .derived()
            .orElseThrow(() -> refused("no way back from it can be computed", List.of()));
    if (!down.proven()) {
      throw refused(
          "no way back from it could be proven",
          down.text().lines().map(line -> "| " + line).toList());
    }
    return correction.withDown(down.text());
  }

  /**
   * The same, without a way back of its own: to be used where nobody is to have what the bad ones
   * did, whatever way they go. Without any statement if no object is left to take back.
   *
   * @throws Fault as {@link #of}
   */
  public Correction withoutDown(Graph graph, Set<MigrationId> bad) {
    List<Migration> order = graph.order();
    List<Migration> undone = order.stream().filter(m -> bad.contains(m.id())).toList();
    List<Migration> others = order.stream().filter(m -> !bad.contains(m.id())).toList();
    try (Shadow ground = Shadow.open(setting.place(), setting.likeness());
        Site without = new Site(setting, ground.another())) {
      applyOthers(without, others, undone);
      Catalog wanted = without.look();
      Chain chain = new Chain(order, order.indexOf(undone.getFirst()));
      try (Site there = new Site(setting, ground.another())) {
        chain.runOn(there, Rows.SINCE);
        Way way = Way.of(without, undone, wanted, there.look());
        refuse(way.back());
        Migration fix = migration(graph, sql(way.back()));
        List<String> remarks = remarks(way.back());
        proveThere(ground, there, chain, fix, wanted).ifPresent(remarks::add);
        return new Correction(
            undone.stream().map(Migration::id).toList(),
            sql(way.back()),
            "",
            losses(way.back()),
            notUndone(way.there(), undone),
            remarks,
            elsewhere(ground, others, fix, wanted));
      }
    }
  }

  private static String sql(FixScript script) {
    return script.statements().stream()
        .map(statement -> Guarded.text(statement) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * All migrations in their order.
   *
   * @param first where the first of the bad ones is
   */
  private record Chain(List<Migration> order, int first) {
    void runOn(Site site, Rows rows) {
      site.up(order.subList(0, first));
      if (rows == Rows.BEFORE) {
        site.fill();
      }
      site.up(order.subList(first, order.size()));
      if (rows == Rows.SINCE) {
        site.fill();
      }
    }
  }

  /** Which rows there are where a correction is tried: those that came since may not fit it. */
  private enum Rows {
    SINCE,
    BEFORE,
    NONE
  }

  private static void applyOthers(Site site, List<Migration> others, List<Migration> undone) {
    try {
      site.up(others);
    } catch (Fault fault) {
      throw refused(
          "a later migration builds on what is to be taken back: without "
              + undone.stream().map(Migration::title).collect(Collectors.joining(", "))
              + " it does not run",
          fault.problems().stream().map(p -> p.place() + ": " + p.what()).toList(),
          "name that migration, too: 'ebb forward-fix' takes back several at once");
    }
  }

  /**
   * From the state without the bad ones to that with them, and back.
   *
   * @param there what they did, as a script; never run
   * @param back what takes it back
   */
  private record Way(FixScript there, FixScript back) {
    // On one database objects are known by their identity, so that new names are told from new
    // objects. The bad ones can only be run last there if nothing since is in their way.
    static Way of(Site without, List<Migration> undone, Catalog wanted, Catalog now) {
      int major = without.major();
      try {
        without.up(undone);
        Catalog last = without.look();
        if (same(last, now)) {
          return new Way(Fix.within(wanted, last, major), Fix.within(last, wanted, major));
        }
      } catch (Fault _) {
        // then by their names
      }
      return new Way(Fix.between(wanted, now, major), Fix.between(now, wanted, major));
    }
  }

  private static boolean same(Catalog one, Catalog other) {
    return one.withoutColumnOrder().equals(other.withoutColumnOrder());
  }

  private static void refuse(FixScript script) {
    switch (script.verdict()) {
      case FixVerdict.Partial(var refusals) ->
          throw refused(
              "not all of it can be taken back by statements",
              refusals.stream().map(Object::toString).toList());
      case FixVerdict.Nothing _, FixVerdict.Whole _, FixVerdict.UpToColumnOrder _ -> {}
    }
    List<String> violations = Gate.violations(script);
    if (!violations.isEmpty()) {
      throw refused("the computed script would destroy more than it says", violations);
    }
  }

  // Gives what to mind if it does not hold for all rows.
  private Optional<String> proveThere(
      Shadow ground, Site there, Chain chain, Migration fix, Catalog wanted) {
    try {
      proveOn(there, fix, wanted);
      return Optional.empty();
    } catch (Fault first) {
      for (Rows rows : List.of(Rows.BEFORE, Rows.NONE)) {
        try (Site site = new Site(setting, ground.another())) {
          chain.runOn(site, rows);
          proveOn(site, fix, wanted);
          return Optional.of(
              "rows may be in its way, as some made-up ones were: "
                  + first.problems().getFirst().what().lines().findFirst().orElse(""));
        } catch (Fault fault) {
          if (rows == Rows.NONE) {
            throw fault;
          }
        }
      }
      throw first;
    }
  }

  private static void proveOn(Site site, Migration fix, Catalog wanted) {
    Map<String, Site.Held> before = site.held(site.look());
    site.up(List.of(fix));
    Catalog after = site.look();
    if (!same(after, wanted)) {
      throw refused(
          "where they ran, the computed script leads to something else than there would be without"
              + " them",
          lines(after, wanted));
    }
    Map<String, Site.Held> held = site.held(after);
    List<String> fewer = new ArrayList<>();
    held.forEach((table, now) -> {
      Site.Held then = before.get(table);
      if (then != null && now.rows() < then.rows()) {
        fewer.add("table " + table);
      }
    });
    if (!fewer.isEmpty()) {
      throw refused("the computed script takes rows from tables that stay", fewer);
    }
  }

  private Elsewhere elsewhere(
      Shadow ground, List<Migration> others, Migration fix, Catalog wanted) {
    try (Site site = new Site(setting, ground.another())) {
      site.up(others);
      site.fill();
      Map<String, Site.Held> before = site.held(wanted);
      for (int time = 1; time <= 2; time++) {
        site.up(List.of(renumbered(fix, time)));
        Catalog after = site.look();
        if (!after.equals(wanted)) {
          return new Elsewhere.Unproven(
              "where they never ran it changes " + String.join("; ", lines(wanted, after)));
        }
        if (!site.held(after).equals(before)) {
          return new Elsewhere.Unproven("where they never ran it changes rows");
        }
      }
      return new Elsewhere.Untouched();
    } catch (Fault fault) {
      return new Elsewhere.Unproven(
          "where they never ran it fails: " + fault.problems().getFirst().what());
    }
  }

  private static List<String> lines(Catalog from, Catalog to) {
    Difference difference = from.difference(to);
    return difference.lines();
  }

  // What would be lost on the way to where the bad ones led, and what they say they do to rows.
  private static List<String> notUndone(FixScript bad, List<Migration> undone) {
    List<String> clauses = new ArrayList<>();
    for (Loss loss : bad.losses()) {
      clauses.add("the " + held(loss) + " went, and come back only if Ebb kept them");
    }
    for (Migration migration : undone) {
      for (Statement statement : migration.up().script().statements()) {
        if (Touch.of(statement) instanceof Touch.ChangesRows) {
          clauses.add(
              "%s, line %d, changes rows: %s"
                  .formatted(migration.id(), statement.start().line(), statement.head()));
        }
      }
    }
    return clauses;
  }

  private static String held(Loss loss) {
    return loss.what().name().toLowerCase(Locale.ROOT) + " of " + loss.object();
  }

  private List<Proof> prove(Graph graph, Set<MigrationId> asked) {
    return new Prover(setting).prove(graph, asked, _ -> {});
  }

  private static Migration migration(Graph graph, String sql) {
    long newest = graph.ids().getLast().value();
    MigrationId id = new MigrationId(newest + 1);
    List<MigrationId> parents = graph.leaves().stream().map(Migration::id).toList();
    Source up = new Source(FILE, Script.parse(sql));
    return new Migration(id, "fix", parents, Set.of(), up, new Source(FILE, NOTHING));
  }

  private static Migration renumbered(Migration fix, int by) {
    return with(fix, new MigrationId(fix.id().value() + by), fix.up(), fix.down());
  }

  private static Migration with(Migration like, MigrationId id, Source up, Source down) {
    return new Migration(id, like.name(), like.parents(), like.flags(), up, down);
  }

  private static List<String> losses(FixScript script) {
    return script.losses().stream().map(Loss::toString).toList();
  }

  private static List<String> remarks(FixScript script) {
    List<String> remarks = new ArrayList<>();
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

  private static Fault refused(String what, List<String> details) {
    return refused(what, details, "write the migration by hand: 'ebb add'; nothing was written");
  }

  private static Fault refused(String what, List<String> details, String remedy) {
    String text = details.isEmpty() ? what : what + ":\n  " + String.join("\n  ", details);
    return Fault.of(FaultCode.REFUSED, text, remedy);
  }
}
