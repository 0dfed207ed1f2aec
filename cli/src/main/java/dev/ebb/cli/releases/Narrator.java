package dev.ebb.cli.releases;

import dev.ebb.cli.invocation.Invocation;
import dev.ebb.graph.SchemaName;
import dev.ebb.passage.Watcher;
import dev.ebb.release.Itinerary;
import java.util.List;
import java.util.stream.Collectors;

/** Tells how far a passage is, in the words that operators know. */
final class Narrator implements Watcher {
  private final Invocation call;

  Narrator(Invocation call) {
    this.call = call;
  }

  private void line(String text) {
    if (!call.json()) {
      call.terminal().eraseLine();
      call.out(text);
      call.terminal().flush();
    }
  }

  void banner() {
    line("✱ Ebb migrator " + call.surroundings().version());
  }

  @Override
  public void leg(Itinerary.Leg leg, int number, int of) {
    line("👉 Migrating to %s (step %d of %d)".formatted(leg.version().brief(), number, of));
  }

  @Override
  public void schemas() {
    line("👉 Running schema migrations");
  }

  @Override
  public void schema(SchemaName schema) {
    if (call.verbose()) {
      call.terminal().say("schema " + schema);
    }
  }

  @Override
  public void schemasDone() {
    line("✅ Schema migrations complete");
  }

  @Override
  public void data(List<Integer> ids) {
    line("👉 Running out of band migrations " + list(ids));
  }

  @Override
  public void dataDone() {
    line("✅ Out of band migrations complete");
  }

  /** As {@code [17 18]}. */
  static String list(List<Integer> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]"));
  }
}
