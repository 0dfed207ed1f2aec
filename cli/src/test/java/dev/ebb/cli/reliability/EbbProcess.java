package dev.ebb.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The command {@code ebb} as a process of its own, as users start it. Closing kills it. Confined to
 * one thread.
 */
final class EbbProcess implements AutoCloseable {
  /** No run of these tests takes that long, unless it hangs. */
  static final Duration FOREVER = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 2;

  private final Process process;
  private final Path out;
  private final Path err;
  private final List<String> arguments;

  EbbProcess(Process process, Path out, Path err, List<String> arguments) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.arguments = List.copyOf(arguments);
  }

  long pid() {
    return process.pid();
  }

  boolean running() {
    return process.isAlive();
  }

  /** Waits for its end; fails loudly, with all that it said, if it does not come. */
  int await() {
    return await(FOREVER);
  }

  int await(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + atMost + ": " + this);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL, and waits for its end. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** Sends a signal by its name, as INT. */
  void signal(String name) {
    Signals.send(name, pid());
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Whether it said anything yet. */
  boolean hasSpoken() {
    try {
      return Files.size(err) > 0 || Files.size(out) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something holds, or it has ended; tells whether it holds. */
  boolean awaitWhileRunning(BooleanSupplier condition) {
    long deadline = System.nanoTime() + FOREVER.toNanos();
    while (!condition.getAsBoolean()) {
      if (!running()) {
        return condition.getAsBoolean();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it never came to that: " + this);
      }
      pause(POLL_MILLIS);
    }
    return true;
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All there is to know when something went wrong. */
  @Override
  public String toString() {
    return "ebb "
        + String.join(" ", arguments)
        + (running() ? " (running)" : " (exit " + process.exitValue() + ")")
        + "\n--- out\n"
        + out()
        + "--- err\n"
        + err();
  }
}
