package dev.ebb.cli;

import dev.ebb.cli.invocation.Interruption;
import dev.ebb.cli.terminal.Terminal;
import dev.ebb.run.Cancellation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens on Ctrl-C and SIGTERM. While migrations run, the run is asked to stop, and the
 * process waits, at most 30 seconds, until it has said how it ended; it ends with the status that
 * tells. A second signal ends it at once. Thread-safe.
 */
final class Signals implements Interruption, Runnable {
  private static final long PATIENCE_SECONDS = 30;

  private final Terminal terminal;
  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable Cancellation running;
  private boolean interrupted;
  private int status = 1;

  private Signals(Terminal terminal) {
    this.terminal = terminal;
  }

  static Signals hear(Terminal terminal) {
    Signals signals = new Signals(terminal);
    Runtime.getRuntime().addShutdownHook(new Thread(signals, "ebb-stop"));
    return signals;
  }

  @Override
  public <T> T during(Cancellation cancellation, Supplier<T> work) {
    Cancellation around = runs(cancellation);
    try {
      return work.get();
    } finally {
      // Whoever was interrupted goes on only to say so: another run must not begin.
      if (!isInterrupted()) {
        runs(around);
      }
    }
  }

  @Override
  public synchronized boolean isInterrupted() {
    return interrupted;
  }

  /** Ends the process, now that all is said. */
  void finished(int code) {
    synchronized (this) {
      status = code;
    }
    finished.countDown();
    // Not exit: it would look through all jars for a logger to tell that it was called. Nobody else
    // here waits for the end, and the terminal has been flushed.
    Runtime.getRuntime().halt(code);
  }

  /** From now on that is what an interruption stops; what it was before is given back. */
  private synchronized @Nullable Cancellation runs(@Nullable Cancellation cancellation) {
    Cancellation before = running;
    running = cancellation;
    return before;
  }

  /** What the JVM does when it was asked to end. */
  @Override
  public void run() {
    if (finished.getCount() == 0) {
      return;
    }
    Cancellation cancellation;
    synchronized (this) {
      interrupted = true;
      cancellation = running;
    }
    if (cancellation != null) {
      endAtOnceOnTheNext("INT");
      endAtOnceOnTheNext("TERM");
      terminal.warn(
          "stopping: the running statement is being cancelled (once more to end at once)");
      terminal.flush();
      cancellation.request();
      await();
    }
    terminal.eraseLine();
    terminal.flush();
    // Only this way can a process that was asked to end choose its status.
    Runtime.getRuntime().halt(code());
  }

  private void await() {
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        terminal.warn(
            "the run did not end within %d s; 'ebb status' shows what was done"
                .formatted(PATIENCE_SECONDS));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int code() {
    return status;
  }

  // A JVM that is on its way out ignores further signals, and the JDK has no supported way to hear
  // them. Where this one does not work either, the patience above is the limit.
  private static void endAtOnceOnTheNext(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object halting =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                Runtime.getRuntime().halt(1);
                return null;
              });
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), halting);
    } catch (ReflectiveOperationException | RuntimeException _) {
      // said above
    }
  }
}
