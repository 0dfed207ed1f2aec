package dev.ebb.cli.checking;

import dev.ebb.cli.args.Option;
import dev.ebb.cli.invocation.Invocation;
import dev.ebb.graph.Graph;
import dev.ebb.graph.Migration;
import dev.ebb.graph.MigrationId;
import dev.ebb.source.SchemaConfig;
import dev.ebb.sql.Script;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Which migrations are new or changed since a revision; all of them if the call names none. */
public final class Since {
  /** The option that names it. */
  public static final Option SINCE =
      Option.value("REV", "only what is new or changed since this Git revision", "since");

  private final Map<String, Graph> earlier;

  private Since(Map<String, Graph> earlier) {
    this.earlier = earlier;
  }

  /**
   * What the call says.
   *
   * @throws dev.ebb.fault.Fault if there is no such revision, or its definitions have errors
   */
  public static Since of(Invocation call) {
    String revision = call.arguments().value(SINCE).orElse("");
    return new Since(revision.isEmpty() ? Map.of() : Revision.graphs(call, revision));
  }

  /**
   * Those of a schema.
   *
   * @param now its migrations as they are
   * @param of what of a script counts
   */
  public Set<MigrationId> changed(SchemaConfig schema, Graph now, Function<Script, String> of) {
    Graph then = earlier.getOrDefault(schema.name().value(), Graph.EMPTY);
    Set<MigrationId> changed = new HashSet<>();
    for (Migration migration : now.order()) {
      if (then.find(migration.id()).filter(old -> same(old, migration, of)).isEmpty()) {
        changed.add(migration.id());
      }
    }
    return changed;
  }

  private static boolean same(Migration old, Migration now, Function<Script, String> of) {
    return of.apply(old.up().script()).equals(of.apply(now.up().script()))
        && of.apply(old.down().script()).equals(of.apply(now.down().script()));
  }
}
