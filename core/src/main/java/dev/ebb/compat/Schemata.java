package dev.ebb.compat;

import dev.ebb.catalog.Catalog;
import dev.ebb.compat.Preparer.Result;
import dev.ebb.compat.Signature.Column;
import dev.ebb.db.ConnectionSettings;
import dev.ebb.event.EventSink;
import dev.ebb.fault.Fault;
import dev.ebb.graph.Graph;
import dev.ebb.graph.SchemaName;
import dev.ebb.introspect.CatalogReader;
import dev.ebb.run.Cancellation;
import dev.ebb.shadow.Likeness;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import dev.ebb.shadow.ShadowPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One schema as it was and as it is, each in a scratch database with all its migrations applied.
 * Confined to one thread; closing it drops both.
 */
public final class Schemata implements AutoCloseable {
  private final Setting setting;
  private final Shadow now;
  private final Catalog newCatalog;
  private Shadow old;

  /**
   * Where and what.
   *
   * @param place where scratch databases are made
   * @param likeness what they have in common with the real database
   * @param schema the schema
   * @param versionTable its version table
   */
  public record Setting(
      ShadowPlace place, Likeness likeness, SchemaName schema, String versionTable) {}

  private Schemata(Setting setting, Shadow now, Shadow old, Catalog newCatalog) {
    this.setting = setting;
    this.now = now;
    this.old = old;
    this.newCatalog = newCatalog;
  }

  /**
   * Builds the new one.
   *
   * @throws Fault if there can be no scratch database, or a migration does not run there
   */
  public static Schemata build(Setting setting, Graph graph) {
    Shadow now = Shadow.open(setting.place(), setting.likeness());
    try {
      Catalog catalog = replay(setting, now, graph);
      return new Schemata(setting, now, now, catalog);
    } catch (RuntimeException e) {
      now.close();
      throw e;
    }
  }

  private static Catalog replay(Setting setting, Shadow shadow, Graph graph) {
    CatalogReader reader = new CatalogReader(List.of(setting.versionTable()));
    try (Replay replay =
        Replay.in(
            shadow,
            new Replay.Settings(
                setting.schema(),
                setting.versionTable(),
                reader,
                Duration.ofMinutes(30),
                EventSink.NONE,
                new Cancellation()))) {
      replay.up(graph.order());
      return replay.catalog();
    }
  }

  /** How to connect to the new one. */
  public ConnectionSettings settings() {
    return now.connector().settings();
  }

  /**
   * Prepares statements on the schema as it was, and as it is.
   *
   * @param then its migrations as they were
   * @param heard hears of each
   */
  public List<Compared> compare(Graph then, Recording recording, Consumer<Compared> heard) {
    old = now.another();
    Demands demands = Demands.between(replay(setting, old, then), newCatalog);
    Preparer before = new Preparer(old.session());
    Preparer after = new Preparer(now.session());
    List<Compared> all = new ArrayList<>();
    for (RecordedQuery query : recording.queries()) {
      Outcome outcome =
          outcome(
              before.prepare(query.text()), after.prepare(query.text()), demands.of(query.text()));
      Compared compared = new Compared(query, outcome);
      all.add(compared);
      heard.accept(compared);
    }
    return all;
  }

  private static Outcome outcome(Result then, Result now, List<String> missing) {
    if (then.isRefused()) {
      return new Outcome.Unknown(then.refusal());
    }
    if (now.isRefused()) {
      return new Outcome.Breaks(List.of("is refused: " + now.refusal()));
    }
    List<String> breaks = new ArrayList<>(missing);
    List<String> differs = new ArrayList<>();
    Signature was = then.signature().getFirst();
    Signature is = now.signature().getFirst();
    takes(was.takes(), is.takes(), differs);
    gives(was.gives(), is.gives(), breaks, differs);
    if (!breaks.isEmpty()) {
      return new Outcome.Breaks(breaks);
    }
    return differs.isEmpty() ? new Outcome.Same() : new Outcome.Differs(differs);
  }

  private static void takes(List<String> was, List<String> is, List<String> differs) {
    for (int i = 0; i < Math.min(was.size(), is.size()); i++) {
      if (!was.get(i).equals(is.get(i))) {
        differs.add("$%d was %s, now %s".formatted(i + 1, was.get(i), is.get(i)));
      }
    }
  }

  private static void gives(
      List<Column> was, List<Column> is, List<String> breaks, List<String> differs) {
    for (int i = 0; i < was.size(); i++) {
      if (i >= is.size()) {
        breaks.add("gives no column %d any more (%s)".formatted(i + 1, was.get(i)));
      } else if (!was.get(i).equals(is.get(i))) {
        breaks.add("column %d was %s, now %s".formatted(i + 1, was.get(i), is.get(i)));
      }
    }
    for (int i = was.size(); i < is.size() && !was.isEmpty(); i++) {
      differs.add("gives one column more: " + is.get(i));
    }
  }

  /** Drops the scratch databases. */
  @Override
  public void close() {
    try {
      if (!old.equals(now)) {
        old.close();
      }
    } finally {
      now.close();
    }
  }
}
