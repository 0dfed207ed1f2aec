package dev.ebb.forward;

import dev.ebb.catalog.Catalog;
import dev.ebb.catalog.CatalogObject;
import dev.ebb.catalog.Fact;
import dev.ebb.catalog.Kind;
import dev.ebb.graph.Migration;
import dev.ebb.proof.ProofSetting;
import dev.ebb.rows.RowGenerator;
import dev.ebb.rows.RowOptions;
import dev.ebb.shadow.Replay;
import dev.ebb.shadow.Shadow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A shadow with migrations and rows in it, on which a correction is tried. One thread. */
final class Site implements AutoCloseable {
  private final ProofSetting setting;
  private final Replay.Settings settings;
  private final Shadow shadow;
  private final Replay replay;

  /** What a table holds: how many rows, and a sum that any other row would change. */
  record Held(long rows, String sum) {}

  Site(ProofSetting setting, Shadow shadow) {
    this.setting = setting;
    this.settings = Replay.Settings.of(setting.schema(), setting.versionTable());
    this.shadow = shadow;
    this.replay = Replay.in(shadow, settings);
  }

  int major() {
    return shadow.major();
  }

  /**
   * Applies migrations.
   *
   * @throws dev.ebb.fault.Fault if the server refuses one
   */
  void up(List<Migration> migrations) {
    replay.up(migrations);
  }

  /** Makes up rows for all tables that there are. */
  void fill() {
    RowOptions options = RowOptions.of(setting.seed()).extremes(RowOptions.Extremes.WITHOUT);
    new RowGenerator(options, List.of(setting.versionTable())).fill(replay.session());
  }

  /** All objects, and which need which. */
  Catalog look() {
    return settings.reader().readWithDependencies(replay.session());
  }

  /** What the tables of a catalog hold, by their names. */
  Map<String, Held> held(Catalog catalog) {
    Map<String, Held> held = new TreeMap<>();
    for (CatalogObject table : catalog.objects()) {
      if (table.kind() == Kind.TABLE && table.facts().text(Fact.SORT).equals("table")) {
        held.put(
            table.path(),
            replay
                .session()
                .queryOne(
                    "SELECT count(*) AS n, coalesce(sum(('x' || substr(pg_catalog.md5(x::text), 1,"
                        + " 15))::bit(60)::int8)::text, '') AS s FROM ONLY "
                        + table.path()
                        + " x",
                    row -> new Held(row.int64("n"), row.text("s"))));
      }
    }
    return held;
  }

  @Override
  public void close() {
    replay.close();
    shadow.close();
  }
}
