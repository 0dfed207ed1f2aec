package dev.ebb.cli.checking;

import dev.ebb.cli.terminal.Terminal;
import dev.ebb.graph.SchemaName;
import java.time.Duration;
import java.util.function.Consumer;

/** Says how far a long look at many things of a schema has come, every five seconds at most. */
public final class SignsOfLife implements Consumer<Object> {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Terminal terminal;
  private final SchemaName schema;
  private final int all;
  private int done;
  private long last = System.nanoTime();

  /** For so many things, from now on. To be told of each, by one thread at a time. */
  public SignsOfLife(Terminal terminal, SchemaName schema, int all) {
    this.terminal = terminal;
    this.schema = schema;
    this.all = all;
  }

  @Override
  public void accept(Object one) {
    done++;
    if (System.nanoTime() - last > EVERY.toNanos()) {
      last = System.nanoTime();
      terminal.say("%s: %d of %d".formatted(schema, done, all));
      terminal.flush();
    }
  }
}
